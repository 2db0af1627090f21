//! What a relying party expects, from a file where flags do not say it.

use clap::ValueEnum as _;
use serde_json::{Map, Value};

use crate::answer::printable;
use crate::arguments::{self, Verification, Verify};
use crate::input;

/// Fills in what no flag says from the file of `--expectations`, if there is one.
pub(crate) fn complete(options: &mut Verify) -> Result<(), String> {
    let Some(path) = options.expectations.clone() else {
        return Ok(());
    };
    let failed = |why: String| format!("--expectations {}: {why}", path.display());
    let bytes = input::file(&path)?;
    let members: Map<String, Value> = serde_json::from_slice(&bytes)
        .map_err(|error| failed(format!("no JSON object: {error}")))?;
    for (name, value) in &members {
        member(options, name, value).map_err(|why| failed(format!("{name}: {why}")))?;
    }
    Ok(())
}

fn member(options: &mut Verify, name: &str, value: &Value) -> Result<(), String> {
    let set = |given: &mut Option<String>| match (&*given, value) {
        (_, Value::Null) | (Some(_), Value::String(_)) => Ok(()),
        (None, Value::String(text)) => {
            *given = Some(text.clone());
            Ok(())
        }
        _ => Err("must be a text".to_owned()),
    };
    match name {
        "rpId" => set(&mut options.rp_id),
        "challenge" => set(&mut options.challenge),
        "appId" => set(&mut options.app_id),
        "origins" => texts(&mut options.origin, value),
        "topOrigins" => texts(&mut options.top_origin, value),
        "conditional" => flag(&mut options.conditional, value),
        "refuseCounter" => flag(&mut options.refuse_counter, value),
        "algorithms" => values(&mut options.algorithm, value, arguments::algorithm),
        "formats" => values(&mut options.format, value, arguments::format),
        "userVerification" => {
            let text = value.as_str().ok_or("must be a text")?;
            let wanted = Verification::from_str(text, false)
                .map_err(|_other| "must be required, preferred or discouraged".to_owned())?;
            options.user_verification.get_or_insert(wanted);
            Ok(())
        }
        _ => Err(
            "is no member of expectations; rpId, origins, challenge, userVerification, topOrigins, \
             conditional, algorithms, formats, appId and refuseCounter are"
                .to_owned(),
        ),
    }
}

fn texts(given: &mut Vec<String>, value: &Value) -> Result<(), String> {
    values(given, value, |text| Ok(text.to_owned()))
}

/// What a list says where no flag does.
fn values<T>(
    given: &mut Vec<T>,
    value: &Value,
    read: impl Fn(&str) -> Result<T, String>,
) -> Result<(), String> {
    let list = value.as_array().ok_or("must be a list of texts")?;
    let mut all = Vec::new();
    for one in list {
        let text = one.as_str().ok_or("must be a list of texts")?;
        all.push(read(text).map_err(|why| format!("«{}» {why}", printable(text)))?);
    }
    if given.is_empty() {
        *given = all;
    }
    Ok(())
}

fn flag(given: &mut bool, value: &Value) -> Result<(), String> {
    *given |= value.as_bool().ok_or("must be true or false")?;
    Ok(())
}

/// What must be there.
pub(crate) fn given<'o>(value: Option<&'o String>, flag: &str) -> Result<&'o String, String> {
    value.ok_or_else(|| {
        format!(
            "{flag} is missing: what the relying party expects is given by flags or with \
             --expectations FILE; verify --help has examples"
        )
    })
}
