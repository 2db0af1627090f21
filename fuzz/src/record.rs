use countersign::import::{go_webauthn, py_webauthn, simple_webauthn, webauthn_rs};
use countersign::{Backend, CredentialRecord, Key, ReadyRecord};

use crate::Input;

/// Reads the input as a stored credential record; its first byte says in which form: bytes or
/// JSON.
///
/// - Bytes are the form of one record: written again, it is the same bytes. One byte more or less
///   is another record or none.
/// - A record that was read is one that [`law`] holds for.
pub fn record(data: &[u8]) {
    let mut input = Input::new(data);
    let Some(kind) = input.byte() else { return };
    let rest = input.rest();
    if kind % 2 == 0 {
        let Ok(read) = CredentialRecord::from_bytes(rest) else {
            return;
        };
        assert_eq!(read.to_bytes(), rest);
        let shorter = CredentialRecord::from_bytes(&rest[..rest.len() - 1]);
        assert_ne!(shorter.as_ref(), Ok(&read));
        law(&read);
    } else if let Ok(read) = serde_json::from_slice(rest) {
        law(&read);
    }
}

/// Reads the input as a credential that another library stored; its first byte says which.
///
/// - What is accepted is a record that [`law`] holds for.
/// - Anything after the text is refused.
pub fn import(data: &[u8]) {
    let mut input = Input::new(data);
    let Some(kind) = input.byte() else { return };
    let Ok(json) = str::from_utf8(input.rest()) else {
        return;
    };
    let read = match kind % 4 {
        0 => go_webauthn,
        1 => py_webauthn,
        2 => simple_webauthn,
        _ => webauthn_rs,
    };
    if let Ok(record) = read(json) {
        law(&record);
        for after in ["{}", "]", "0"] {
            assert!(read(&format!("{json}{after}")).is_err());
        }
    }
}

/// It has an ID of 1 to 1023 bytes and a key that can be read, comes back from both stored
/// forms, and every back end says the same of its key.
fn law(record: &CredentialRecord) {
    assert!((1..=1023).contains(&record.id.len()));
    assert!(Key::parse(&record.public_key).is_ok());
    let json = serde_json::to_string(record).expect("a record can be written");
    let read = serde_json::from_str(&json).ok();
    assert_eq!(read.as_ref(), Some(record), "JSON");
    let bytes = CredentialRecord::from_bytes(&record.to_bytes());
    assert_eq!(bytes.as_ref(), Ok(record), "bytes");
    let ready = |backend| ReadyRecord::new(record.clone(), backend).map(drop);
    let first = ready(Backend::default());
    for backend in Backend::available() {
        assert_eq!(ready(backend), first, "{backend}");
    }
}
