use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use countersign::{Aaguid, CredentialRecord};
use serde_json::{Value, json};

/// A credential record in JSON; bytes in base64url.
pub(crate) fn to_json(record: &CredentialRecord) -> Value {
    json!({
        "id": BASE64_URL_SAFE_NO_PAD.encode(&record.id),
        "publicKey": BASE64_URL_SAFE_NO_PAD.encode(&record.public_key),
        "signCount": record.sign_count,
        "uvInitialized": record.uv_initialized,
        "transports": record.transports,
        "backupEligible": record.backup_eligible,
        "backupState": record.backup_state,
        "aaguid": record.aaguid.to_string(),
    })
}

/// A record and the user handle that stands with it, if one does. The answer of a registration,
/// which has the record in it, will do as well.
pub(crate) fn from_json(json: &[u8]) -> Result<(CredentialRecord, Option<Vec<u8>>), String> {
    let value: Value = serde_json::from_slice(json).map_err(|error| format!("no JSON: {error}"))?;
    let value = value.get("record").unwrap_or(&value);
    let bytes = |name: &str| {
        let text = value[name]
            .as_str()
            .ok_or(format!("{name}: must be a text"))?;
        BASE64_URL_SAFE_NO_PAD
            .decode(text)
            .map_err(|_no_place| format!("{name}: is no base64url without padding"))
    };
    let flag = |name: &str| match &value[name] {
        Value::Null => Ok(None),
        Value::Bool(flag) => Ok(Some(*flag)),
        _ => Err(format!("{name}: must be true or false")),
    };
    let count = value["signCount"]
        .as_u64()
        .and_then(|count| u32::try_from(count).ok());
    let transports = value["transports"].as_array().into_iter().flatten();
    let aaguid = value["aaguid"].as_str().map(str::parse::<Aaguid>);
    let record = CredentialRecord {
        id: bytes("id")?,
        public_key: bytes("publicKey")?,
        sign_count: count.ok_or("signCount: must be a number of 32 bits")?,
        uv_initialized: flag("uvInitialized")?.unwrap_or_default(),
        transports: transports
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        backup_eligible: flag("backupEligible")?,
        backup_state: flag("backupState")?.unwrap_or_default(),
        aaguid: aaguid
            .transpose()
            .map_err(|reason| format!("aaguid: {reason}"))?
            .unwrap_or(Aaguid::ZERO),
    };
    let handle = value.get("userHandle").filter(|handle| !handle.is_null());
    Ok((record, handle.map(|_| bytes("userHandle")).transpose()?))
}
