//! Attacks on a state that the browser holds, sealed.

use countersign::{
    AuthenticationCeremony, ConfigError, OriginRule, Reason, ReasonKind, RegistrationCeremony,
    RelyingParty, SealingKeys, Step, UnixTime,
};
use getrandom::SysRng;

use crate::setting::{Account, NOW, ORIGIN, authenticate, rp, signing_in};

// CER-039: every changed byte is refused.
#[test]
fn a_sealed_state_that_was_changed_is_refused() {
    let keys = SealingKeys::new([1; 32]);
    let sealed = signing_in().1.seal(&keys, b"session", &mut SysRng).unwrap();
    assert!(AuthenticationCeremony::open(&sealed, &keys, &rp(), b"session").is_ok());
    for place in 0..sealed.len() {
        let mut changed = sealed.clone().into_bytes();
        changed[place] = if changed[place] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).unwrap();
        let refused = AuthenticationCeremony::open(&changed, &keys, &rp(), b"session");
        assert_eq!(refused.unwrap_err().step(), Step::AuthenticationChallenge);
    }
    for length in 0..sealed.len() {
        let refused = AuthenticationCeremony::open(&sealed[..length], &keys, &rp(), b"session");
        assert_eq!(refused.unwrap_err().step(), Step::AuthenticationChallenge);
    }
}

// CER-001, CER-002, CER-004, CER-033: what it is bound to. One thing is another each time.
#[test]
fn a_sealed_state_is_bound_to_kind_relying_party_session_and_keys() {
    let keys = SealingKeys::new([1; 32]);
    let other_rp = RelyingParty::new("example.com", [OriginRule::related(ORIGIN).unwrap()]);
    let other_rp = other_rp.unwrap();
    let (options, ceremony) = signing_in();
    let challenge = ceremony.challenge().clone();
    let sealed = ceremony.seal(&keys, b"session", &mut SysRng).unwrap();
    let open = |keys: &SealingKeys, rp: &RelyingParty, session: &[u8]| {
        AuthenticationCeremony::open(&sealed, keys, rp, session)
    };
    let reason = "ceremony, not sealed by these keys for this session and relying party";
    let refused = Step::AuthenticationChallenge.refuse(Reason::NotAllowed(reason));
    let new_keys = SealingKeys::new([2; 32]);
    assert_eq!(open(&keys, &other_rp, b"session").unwrap_err(), refused);
    assert_eq!(open(&keys, &rp(), b"another").unwrap_err(), refused);
    assert_eq!(open(&new_keys, &rp(), b"session").unwrap_err(), refused);
    let kind = RegistrationCeremony::open(&sealed, &keys, &rp(), b"session").unwrap_err();
    assert_eq!(
        kind,
        Step::RegistrationChallenge.refuse(Reason::NotAllowed(reason))
    );

    let opened = open(&new_keys.accept([1; 32]), &rp(), b"session").unwrap();
    assert!(*opened.challenge() == challenge);
    let account = Account::new("alex");
    let late = UnixTime(NOW.0 + 601);
    let refused = authenticate(
        opened,
        &account.answer(&options),
        &rp(),
        account.found(),
        late,
    );
    assert_eq!(refused.unwrap_err().reason().kind(), ReasonKind::Expired);
}

#[test]
fn an_unknown_version_is_said_to_be_one() {
    let keys = SealingKeys::new([1; 32]);
    let sealed = signing_in().1.seal(&keys, b"", &mut SysRng).unwrap();
    let changed = format!("Ag{}", &sealed[2..]);
    let refused = AuthenticationCeremony::open(&changed, &keys, &rp(), b"").unwrap_err();
    let reason = Reason::Unsupported("version of a sealed ceremony", 2_u32.into());
    assert_eq!(refused, Step::AuthenticationChallenge.refuse(reason));
    assert!(!format!("{keys:?}").contains('1'));
}

#[test]
fn what_could_not_be_opened_is_not_sealed() {
    let (rp, account) = (rp(), Account::new("alex"));
    let record = countersign::CredentialRecord {
        id: vec![7; 1023],
        ..account.record.clone()
    };
    let keys = SealingKeys::new([1; 32]);
    for (count, sealable) in [(70, true), (80, false)] {
        let records = vec![&record; count];
        let begun = rp
            .sign_in(&account.user.handle, records)
            .begin(NOW, &mut SysRng);
        let (_, ceremony) = begun.unwrap();
        match ceremony.seal(&keys, b"", &mut SysRng) {
            Ok(sealed) => {
                assert!(sealable, "{count}");
                assert!(AuthenticationCeremony::open(&sealed, &keys, &rp, b"").is_ok());
            }
            Err(error) => assert!(!sealable && error == ConfigError::Unsealable, "{count}"),
        }
    }
}
