use countersign_x509::RevocationList;

use crate::input::choice;

/// Reads the input as a certificate revocation list, and everything in it that anyone asks for.
///
/// - Its signed part lies inside it, whole.
/// - One byte more, or any number less, is refused.
/// - What may be asked of it answers without panic, the same twice.
pub fn revocation_list(data: &[u8]) {
    let Ok(list) = RevocationList::parse(data) else {
        return;
    };
    assert!(RevocationList::parse(&[data, &[0x00]].concat()).is_err());
    assert!(RevocationList::parse(&data[..data.len() - 1]).is_err());
    assert!(RevocationList::parse(&data[..choice(data) % data.len()]).is_err());
    assert!(
        data.windows(list.tbs().len())
            .any(|part| part == list.tbs())
    );
    assert!(list.issuer().matches(&list.issuer()));
    assert_eq!(list.signature_scheme(), list.signature_scheme());
    let _ = (list.this_update(), list.next_update(), list.signature());
    let _ = list.extensions().count();
    for entry in list.entries().flatten() {
        let _ = entry.reason_code();
        assert!(entry.extensions().count() <= data.len());
    }
}
