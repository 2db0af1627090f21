use countersign_authenticator::ClientData;
use serde_json::{Map, Value, json};

use crate::bytes;
use crate::random::Random;

/// Changes client data in one place, and says where and how.
pub(crate) fn edit_client_data(data: &mut ClientData, random: &mut Random) -> String {
    let place = random.below(data.members.len());
    let name = data.members[place].name.clone();
    let plain = name.trim_matches('"').to_owned();
    match random.below(14) {
        0 => {
            data.members.remove(place);
            format!("{plain} removed")
        }
        1 => {
            let value = data.members[place].value.clone();
            data.push(&plain, &value);
            format!("{plain} twice")
        }
        2 => {
            data.push(&plain, "\"another\"");
            format!("{plain} twice, then another text")
        }
        3 | 4 => {
            let value = *random.pick(&["1", "null", "true", "[]", "{}", "\"\"", "\"false\""]);
            value.clone_into(&mut data.members[place].value);
            format!("{plain} is {value}")
        }
        5 => {
            data.push("unknown", "{\"a\":[1]}");
            "an unknown member".to_owned()
        }
        6 => {
            let value = *random.pick(&[
                "{\"status\":\"supported\"}",
                "{\"status\":\"present\",\"id\":\"AAAA\"}",
                "{\"status\":\"not-supported\"}",
                "{\"status\":\"other\"}",
                "\"unused\"",
                "null",
            ]);
            data.push("tokenBinding", value);
            format!("tokenBinding is {value}")
        }
        7 => {
            let (what, before): (_, &[u8]) = *random.pick(&[
                ("a byte order mark", b"\xef\xbb\xbf".as_slice()),
                ("white space", b" \n"),
                ("a form feed", b"\x0c"),
            ]);
            data.before = before.to_vec();
            format!("{what} before it")
        }
        8 => {
            let (what, after): (_, &[u8]) = *random.pick(&[
                ("white space", b" \n".as_slice()),
                ("NUL", b"\0"),
                ("a brace", b"}"),
            ]);
            data.after = after.to_vec();
            format!("{what} after it")
        }
        9 => {
            let (how, edited) = edit_text(&data.members[place].value, random);
            data.members[place].value = edited;
            format!("{plain}: {how}")
        }
        10 => {
            data.members[place].name = name.replacen(&plain[..1], &escaped(&plain[..1]), 1);
            format!("{plain}'s name escaped")
        }
        11 => {
            data.set("crossOrigin", "true");
            "crossOrigin is true".to_owned()
        }
        12 => {
            data.set_text("topOrigin", "https://framing.example");
            "topOrigin added".to_owned()
        }
        _ => {
            let mut how = "";
            data.edit(|text| how = bytes::edit(text, random));
            format!("text: {how}")
        }
    }
}

/// Changes a value that is a string of JSON.
fn edit_text(json: &str, random: &mut Random) -> (&'static str, String) {
    let inner = json.trim_matches('"');
    let first = inner.get(..1).unwrap_or_default();
    let rest = inner.get(1..).unwrap_or_default();
    let (how, text) = match random.below(8) {
        0 => ("first letter escaped", format!("{}{rest}", escaped(first))),
        1 => (
            "first letter in the other case",
            format!("{}{rest}", first.to_uppercase()),
        ),
        2 => ("a slash added", format!("{inner}/")),
        3 => ("padded", format!("{inner}=")),
        4 => (
            "the last letter removed",
            inner[..inner.len().saturating_sub(1)].to_owned(),
        ),
        5 => ("a space added", format!("{inner} ")),
        6 => ("a port added", format!("{inner}:443")),
        _ => (
            "other base64 alphabet",
            inner.replace('-', "+").replace('_', "/"),
        ),
    };
    (how, format!("\"{text}\""))
}

fn escaped(letter: &str) -> String {
    let code = letter.chars().next().map_or(0, u32::from);
    format!("\\u{code:04x}")
}

/// Takes out the copies of what stands in the attestation object: a change there would first show
/// in a copy that differs.
pub(crate) fn without_copies(response: &mut Value) {
    let inner = response["response"].as_object_mut();
    inner
        .expect("it has its parts")
        .retain(|name, _| name == "clientDataJSON" || name == "attestationObject");
}

/// Changes the JSON form of a response in one place, and says where and how.
pub(crate) fn edit_response(response: &mut Value, random: &mut Random) -> String {
    let object = response.as_object_mut().expect("a response is an object");
    if random.below(2) == 0 {
        let inner = object.get_mut("response").and_then(Value::as_object_mut);
        let how = edit_members(inner.expect("it has its parts"), random);
        return format!("response.{how}");
    }
    edit_members(object, random)
}

/// Changes claims in one place.
pub(crate) fn edit_members(object: &mut Map<String, Value>, random: &mut Random) -> String {
    let names: Vec<_> = object.keys().cloned().collect();
    let name = random.pick(&names).clone();
    let text = object[&name].as_str().map(str::to_owned);
    match (random.below(8), text) {
        (0, _) => {
            object.remove(&name);
            format!("{name} removed")
        }
        (1, _) => {
            let value = random
                .pick(&[
                    json!(1),
                    json!(null),
                    json!([]),
                    json!({}),
                    json!(""),
                    json!(true),
                ])
                .clone();
            let how = format!("{name} is {value}");
            object.insert(name, value);
            how
        }
        (2, _) => {
            object.insert("unknown".to_owned(), json!({}));
            "an unknown member".to_owned()
        }
        (3, Some(text)) => {
            object.insert(name.clone(), format!("{text}=").into());
            format!("{name} padded")
        }
        (4, Some(text)) => {
            object.insert(
                name.clone(),
                text.replace('-', "+").replace('_', "/").into(),
            );
            format!("{name} in the other base64 alphabet")
        }
        (5, Some(text)) => {
            object.insert(name.clone(), format!("{text}A").into());
            format!("{name} one letter longer")
        }
        (6, Some(mut text)) => {
            text.insert(
                random.below(text.len() + 1),
                *random.pick(&['\n', ' ', '.', '-']),
            );
            object.insert(name.clone(), text.into());
            format!("{name} with a letter in it")
        }
        (_, Some(mut text)) => {
            text.pop();
            object.insert(name.clone(), text.into());
            format!("{name} one letter shorter")
        }
        (_, None) => {
            object.insert(name.clone(), json!("text"));
            format!("{name} is text")
        }
    }
}
