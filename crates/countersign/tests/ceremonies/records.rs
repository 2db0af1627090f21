//! The stored forms of records.

use countersign::{Aaguid, CredentialRecord, Reason, ReasonKind};
use proptest::prelude::*;

use crate::setting::Account;

fn record() -> CredentialRecord {
    Account::new("alex").record
}

/// Any record that a registration can have made, with the one key.
fn any_record() -> impl Strategy<Value = CredentialRecord> {
    let key = record().public_key;
    (
        prop::collection::vec(any::<u8>(), 1..=1023),
        any::<u32>(),
        any::<bool>(),
        prop::collection::vec(".{0,12}", 0..4),
        any::<Option<bool>>(),
        any::<bool>(),
        any::<[u8; 16]>(),
    )
        .prop_map(
            move |(id, sign_count, uv, transports, eligible, backup_state, aaguid)| {
                CredentialRecord {
                    id,
                    public_key: key.clone(),
                    sign_count,
                    uv_initialized: uv,
                    transports,
                    backup_eligible: eligible,
                    backup_state,
                    aaguid: Aaguid(aaguid),
                }
            },
        )
}

proptest! {
    #[test]
    fn a_record_comes_back_from_bytes(record in any_record()) {
        prop_assert_eq!(CredentialRecord::from_bytes(&record.to_bytes()), Ok(record));
    }

    #[test]
    fn a_record_comes_back_from_json(record in any_record()) {
        let json = serde_json::to_string(&record).unwrap();
        prop_assert_eq!(serde_json::from_str::<CredentialRecord>(&json).unwrap(), record);
    }

    #[test]
    fn bytes_are_the_form_of_one_record(
        record in any_record(), place in any::<prop::sample::Index>(), byte in any::<u8>(),
    ) {
        let mut bytes = record.to_bytes();
        let place = place.index(bytes.len());
        bytes[place] = byte;
        if let Ok(read) = CredentialRecord::from_bytes(&bytes) {
            prop_assert_eq!(read.to_bytes(), bytes);
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = CredentialRecord::from_bytes(&bytes);
    }
}

#[test]
fn truncated_and_trailing_bytes_are_refused() {
    let mut record = record();
    record.transports.clear();
    let bytes = record.to_bytes();
    assert_eq!(
        bytes.len(),
        2 + 4 + 16 + 1 + record.id.len() + 1 + record.public_key.len()
    );
    for length in 0..bytes.len() {
        let refused = CredentialRecord::from_bytes(&bytes[..length]).unwrap_err();
        assert_eq!(refused.kind(), ReasonKind::Malformed, "{length}: {refused}");
    }
    // A byte more is the length of a transport that is not there; 0 would be an empty one.
    let refused = CredentialRecord::from_bytes(&[&bytes[..], &[1]].concat()).unwrap_err();
    let what = "stored credential record";
    assert_eq!(
        refused,
        Reason::Malformed {
            what,
            offset: bytes.len() + 1
        }
    );
}

#[test]
fn unknown_versions_and_flags_are_refused() {
    let what = "stored credential record";
    let mut bytes = record().to_bytes();
    bytes[0] = 2;
    let version = Reason::Unsupported("version of a stored credential record", 2_u32.into());
    assert_eq!(CredentialRecord::from_bytes(&bytes), Err(version));
    for flags in [0x10, 0x80, 0x04] {
        let mut bytes = record().to_bytes();
        bytes[1] = flags; // 0x04: eligible, but not known
        let malformed = Reason::Malformed { what, offset: 1 };
        assert_eq!(CredentialRecord::from_bytes(&bytes), Err(malformed));
    }
    let json = serde_json::to_string(&record()).unwrap();
    for (from, to, why) in [
        (
            r#""version":1"#,
            r#""version":2"#,
            "version 2 is not known, only 1",
        ),
        (r#""signCount""#, r#""signcount""#, "unknown field"),
        (
            r#""backupEligible":false,"#,
            "",
            "missing field `backupEligible`",
        ),
        ("00000000-0000", "zzzzzzzz-0000", "AAGUID"),
    ] {
        let changed = json.replacen(from, to, 1);
        assert_ne!(changed, json, "{json}");
        let error = serde_json::from_str::<CredentialRecord>(&changed).unwrap_err();
        assert!(error.to_string().contains(why), "{error}");
    }
}

#[test]
fn what_no_registration_makes_is_refused() {
    let refused = |change: fn(&mut CredentialRecord)| {
        let mut record = record();
        change(&mut record);
        let json = serde_json::to_string(&record).unwrap();
        assert!(serde_json::from_str::<CredentialRecord>(&json).is_err());
        CredentialRecord::from_bytes(&record.to_bytes()).unwrap_err()
    };
    assert_eq!(
        refused(|record| record.id.clear()),
        Reason::Missing("credentialId")
    );
    let too_large = Reason::too_large("credentialId", 1023, 1024);
    assert_eq!(refused(|record| record.id = vec![7; 1024]), too_large);
    let no_key = refused(|record| record.public_key.truncate(40));
    assert_eq!(no_key.kind(), ReasonKind::Malformed);
}

#[test]
fn a_row_from_before_backup_flags_learns_them_once() {
    use crate::setting::{NOW, authenticate, rp};
    use countersign::{AccountCredential, Step};
    use countersign_authenticator::flags;
    let mut account = Account::new("alex");
    account.record.backup_eligible = None;
    let stored = account.record.to_bytes();
    let json = serde_json::to_string(&account.record).unwrap();
    assert!(json.contains(r#""backupEligible":null"#));
    let record = CredentialRecord::from_bytes(&stored).unwrap();
    assert_eq!(record, serde_json::from_str(&json).unwrap());
    assert_eq!(record.backup_eligible, None);

    let sign_in = |record: &CredentialRecord, given: u8| {
        let begun = rp()
            .sign_in_with_passkey()
            .begin(NOW, &mut getrandom::SysRng);
        let (options, ceremony) = begun.unwrap();
        let answer = account
            .browser
            .get(&crate::setting::json(&options))
            .unwrap();
        let answer = answer.flags(given).make().to_json().to_string();
        let found = AccountCredential {
            user_handle: b"alex",
            record,
        };
        authenticate(ceremony, &answer, &rp(), Some(found), NOW)
    };
    let learned = sign_in(&record, flags::UP | flags::BE).unwrap();
    assert_eq!(learned.backup_eligible, Some(true));
    let refused = sign_in(&learned, flags::UP).unwrap_err();
    let mismatch = Reason::mismatch("BE", 1, 0);
    assert_eq!(refused, Step::AuthenticationBackupEligible.refuse(mismatch));
}
