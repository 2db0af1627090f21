//! Each step of §7.2 that can refuse is made to: by a response that differs in one thing from one
//! that is accepted, and is signed anew, so that everything else in it is valid.

use std::collections::BTreeSet;

use countersign::extensions::UnsolicitedExtensions;
use countersign::{
    Account, AuthenticationExpectations, AuthenticationResponse, AuthenticationResponseJson,
    BackupChange, BackupEligibility, BackupState, Challenge, ClientExtensionResults, Counter,
    CounterPolicy, CredentialRecord, Framing, OriginRule, Reason, ReasonKind, Rejection,
    RelyingParty, Step, UserVerification, VerifiedAuthentication,
};
use countersign_authenticator as authenticator;
use countersign_authenticator::{Authentication, Credential, Registration, Seed, flags};
use serde_json::json;

const CHALLENGE: &[u8] = b"a challenge of the relying party";
const USER: &[u8] = b"user handle";
const APP_ID: &str = "https://example.org/app-id.json";
const UP: u8 = flags::UP;

fn rp() -> RelyingParty {
    RelyingParty::new(
        "example.org",
        [OriginRule::exact("https://example.org").unwrap()],
    )
    .unwrap()
}

fn framed_rp() -> RelyingParty {
    rp().framing(Framing::By(
        [OriginRule::exact("https://portal.example").unwrap()].into(),
    ))
}

fn credential() -> Credential {
    let rp = authenticator::RelyingParty::new("example.org");
    Registration::new(&rp).user_handle(USER).make().credential
}

/// The record of [`credential`], backup eligible where `eligible`.
fn record(eligible: bool) -> CredentialRecord {
    let credential = credential();
    CredentialRecord {
        id: credential.id,
        public_key: credential.public_key.encode(),
        sign_count: 0,
        uv_initialized: false,
        transports: Vec::new(),
        backup_eligible: Some(eligible),
        backup_state: false,
        aaguid: countersign::Aaguid([0; 16]),
    }
}

fn authentication<'a>() -> Authentication<'a> {
    credential().authenticate().challenge(CHALLENGE)
}

fn framed<'a>(top_origin: Option<&str>) -> Authentication<'a> {
    let rp = authenticator::RelyingParty::new("example.org").framed(top_origin);
    authentication().at(&rp)
}

/// An assertion for the AppID, as the appid extension asks for one.
fn for_app_id<'a>(output: bool) -> Authentication<'a> {
    let hash = authenticator::RelyingParty::new(APP_ID).id_hash();
    authentication()
        .auth_data(move |data| data.rp_id_hash = hash.to_vec())
        .client_extension_results(json!({ "appid": output }))
}

fn expected<'a>() -> AuthenticationExpectations<'a> {
    let account = Account::Identified { user_handle: USER };
    AuthenticationExpectations::new(Challenge::new(CHALLENGE).unwrap(), account)
}

fn discovered<'a>() -> AuthenticationExpectations<'a> {
    let account = Account::Discovered { user_handle: USER };
    AuthenticationExpectations::new(Challenge::new(CHALLENGE).unwrap(), account)
}

/// What of a verdict does not borrow from the response.
#[derive(PartialEq, Eq, Debug)]
struct Verdict {
    counter: Counter,
    backup: BackupChange,
    app_id_used: bool,
    deviations: usize,
    uv_initialized: bool,
    record: CredentialRecord,
}

impl From<VerifiedAuthentication<'_>> for Verdict {
    fn from(verified: VerifiedAuthentication<'_>) -> Self {
        Self {
            counter: verified.counter,
            backup: verified.backup,
            app_id_used: verified.app_id_used,
            deviations: verified.deviations.len(),
            uv_initialized: verified.uv_initialized(),
            record: verified.updated_record(),
        }
    }
}

fn verify(
    rp: &RelyingParty,
    expected: &AuthenticationExpectations<'_>,
    record: &CredentialRecord,
    made: Authentication<'_>,
) -> Result<Verdict, Rejection> {
    let made = made.make();
    let results = made.client_extension_results.to_string();
    let step = Step::AuthenticationClientExtensionResults;
    let response = AuthenticationResponse {
        credential_id: &made.credential.id,
        client_data_json: &made.client_data_json,
        authenticator_data: &made.authenticator_data,
        signature: &made.signature,
        user_handle: made.user_handle.as_deref(),
        client_extension_results: ClientExtensionResults::parse(&results, step)?,
    };
    rp.verify_authentication(&response, record, expected)
        .map(Verdict::from)
}

fn accepted(expected: &AuthenticationExpectations<'_>, made: Authentication<'_>) -> Verdict {
    verify(&rp(), expected, &record(false), made).unwrap()
}

fn refused(bent: Authentication<'_>) -> Rejection {
    refused_by(&expected(), bent)
}

fn refused_by(expected: &AuthenticationExpectations<'_>, made: Authentication<'_>) -> Rejection {
    verify(&rp(), expected, &record(false), made).unwrap_err()
}

fn refused_with(record: &CredentialRecord, made: Authentication<'_>) -> Rejection {
    verify(&rp(), &expected(), record, made).unwrap_err()
}

fn refused_in_frame(made: Authentication<'_>) -> Rejection {
    verify(&framed_rp(), &expected(), &record(false), made).unwrap_err()
}

/// The JSON form, bent.
fn refused_json(bend: impl FnOnce(&mut serde_json::Value)) -> Rejection {
    let mut json = authentication().make().to_json();
    bend(&mut json);
    AuthenticationResponseJson::parse(&json.to_string())
        .map(drop)
        .unwrap_err()
}

/// A refusal, and the step and reason that it must name.
type Case = (&'static str, fn() -> Rejection, Step, ReasonKind);

const RESPONSE_CASES: &[Case] = &[
    (
        "the id is not the rawId",
        || refused_json(|json| json["id"] = json!("AAAA")),
        Step::AuthenticationResponse,
        ReasonKind::Mismatch,
    ),
    (
        "the response is that of a registration",
        || {
            refused_json(|json| {
                json["response"]
                    .as_object_mut()
                    .unwrap()
                    .remove("signature");
            })
        },
        Step::AuthenticationResponse,
        ReasonKind::Missing,
    ),
    (
        "the user handle is empty",
        || refused_json(|json| json["response"]["userHandle"] = json!("")),
        Step::AuthenticationResponse,
        ReasonKind::Missing,
    ),
    (
        "the user handle has 65 bytes",
        || refused_json(|json| json["response"]["userHandle"] = json!("A".repeat(87))),
        Step::AuthenticationResponse,
        ReasonKind::TooLarge,
    ),
    (
        "the client extension results are text",
        || refused_json(|json| json["clientExtensionResults"] = json!("{}")),
        Step::AuthenticationClientExtensionResults,
        ReasonKind::Malformed,
    ),
    (
        "the credential is not one of those allowed",
        || {
            refused_by(
                &expected().allow_credentials(&[b"another"]),
                authentication(),
            )
        },
        Step::AuthenticationAllowCredentials,
        ReasonKind::NotAllowed,
    ),
    (
        "the record is that of another credential",
        || {
            let other = CredentialRecord {
                id: b"another".to_vec(),
                ..record(false)
            };
            refused_with(&other, authentication())
        },
        Step::AuthenticationCredential,
        ReasonKind::Mismatch,
    ),
    (
        "the user handle is that of another account",
        || refused(authentication().user_handle(Some(b"somebody else"))),
        Step::AuthenticationCredential,
        ReasonKind::Mismatch,
    ),
    (
        "no user handle, though the account was found by it",
        || refused_by(&discovered(), authentication().user_handle(None)),
        Step::AuthenticationCredential,
        ReasonKind::Missing,
    ),
];

const CLIENT_DATA_CASES: &[Case] = &[
    (
        "the client data is not UTF-8",
        || refused(authentication().client_data(|c| c.edit(|bytes| bytes.insert(2, 0xff)))),
        Step::AuthenticationClientDataText,
        ReasonKind::Malformed,
    ),
    (
        "the client data has no challenge",
        || refused(authentication().client_data(|c| c.remove("challenge"))),
        Step::AuthenticationClientDataJson,
        ReasonKind::Missing,
    ),
    (
        "the type is that of a registration",
        || refused(authentication().client_data(|c| c.set_text("type", "webauthn.create"))),
        Step::AuthenticationType,
        ReasonKind::Mismatch,
    ),
    (
        "the challenge is another",
        || refused(authentication().challenge(b"a challenge of somebody else")),
        Step::AuthenticationChallenge,
        ReasonKind::Mismatch,
    ),
    (
        "the origin is another",
        || refused(authentication().client_data(|c| c.set_text("origin", "https://evil.example"))),
        Step::AuthenticationOrigin,
        ReasonKind::Mismatch,
    ),
    (
        "the page was framed, which nobody expects",
        || refused(framed(None)),
        Step::AuthenticationCrossOrigin,
        ReasonKind::NotAllowed,
    ),
    (
        "a top origin is named, and framing is not expected",
        || {
            let bent = authentication();
            refused(bent.client_data(|c| c.push("topOrigin", r#""https://portal.example""#)))
        },
        Step::AuthenticationTopOriginExpected,
        ReasonKind::NotAllowed,
    ),
    (
        "the frame is in a page of somebody else",
        || refused_in_frame(framed(Some("https://evil.example"))),
        Step::AuthenticationTopOrigin,
        ReasonKind::Mismatch,
    ),
];

const ASSERTION_CASES: &[Case] = &[
    (
        "attested data of another credential",
        || {
            refused(authentication().auth_data(|data| {
                let mut attested = attested();
                attested.id = b"another".to_vec();
                data.credential = Some(attested);
                data.flags |= flags::AT;
            }))
        },
        Step::AuthenticatorDataUnattested,
        ReasonKind::Mismatch,
    ),
    (
        "the RP ID is another",
        || refused(authentication().auth_data(|data| data.rp_id_hash[0] ^= 1)),
        Step::AuthenticationRpIdHash,
        ReasonKind::Mismatch,
    ),
    (
        "the AppID, though the client does not say that it was used",
        || refused_by(&expected().app_id(APP_ID), for_app_id(false)),
        Step::AuthenticationRpIdHash,
        ReasonKind::Mismatch,
    ),
    (
        "the RP ID, though the client says that the AppID was used",
        || {
            let made = authentication().client_extension_results(json!({ "appid": true }));
            refused_by(&expected().app_id(APP_ID), made)
        },
        Step::AuthenticationRpIdHash,
        ReasonKind::Mismatch,
    ),
    (
        "the AppID, which nobody asked for",
        || refused(for_app_id(true)),
        Step::ExtensionAppId,
        ReasonKind::NotAllowed,
    ),
    (
        "the user was not present",
        || refused(authentication().flags(flags::UV)),
        Step::AuthenticationUserPresent,
        ReasonKind::Missing,
    ),
    (
        "the user was not verified, though that was required",
        || {
            let expected = expected().user_verification(UserVerification::Required);
            refused_by(&expected, authentication().flags(UP))
        },
        Step::AuthenticationUserVerified,
        ReasonKind::Missing,
    ),
    (
        "backed up, but not backup eligible",
        || refused(authentication().flags(UP | flags::BS)),
        Step::AuthenticationBackupFlags,
        ReasonKind::NotAllowed,
    ),
    (
        "backup eligible, and was not",
        || refused(authentication().flags(UP | flags::BE)),
        Step::AuthenticationBackupEligible,
        ReasonKind::Mismatch,
    ),
    (
        "not backup eligible, and was",
        || refused_with(&record(true), authentication().flags(UP)),
        Step::AuthenticationBackupEligible,
        ReasonKind::Mismatch,
    ),
    (
        "not backup eligible, though that is wanted",
        || {
            let expected = expected().backup_eligibility(BackupEligibility::Required);
            refused_by(&expected, authentication())
        },
        Step::AuthenticationBackupEligible,
        ReasonKind::Missing,
    ),
    (
        "not backed up, though that is wanted",
        || {
            let expected = expected().backup_state(BackupState::Required);
            verify(
                &rp(),
                &expected,
                &record(true),
                authentication().flags(UP | flags::BE),
            )
            .unwrap_err()
        },
        Step::AuthenticationBackupEligible,
        ReasonKind::Missing,
    ),
    (
        "signed by another key",
        || {
            let rp = authenticator::RelyingParty::new("example.org");
            let other = Registration::new(&rp)
                .seed(Seed::new("another"))
                .make()
                .credential;
            refused(authentication().key(other.key))
        },
        Step::AuthenticationSignature,
        ReasonKind::BadSignature,
    ),
    (
        "the signature is empty",
        || refused(authentication().signature(Vec::clear)),
        Step::AuthenticationSignature,
        ReasonKind::Malformed,
    ),
    (
        "the counter did not grow, and policy wants it to",
        || {
            let expected = expected().counter(CounterPolicy::Refuse);
            let stored = CredentialRecord {
                sign_count: 5,
                ..record(false)
            };
            verify(&rp(), &expected, &stored, authentication().sign_count(5)).unwrap_err()
        },
        Step::AuthenticationSignCount,
        ReasonKind::Mismatch,
    ),
    (
        "an extension output that nobody asked for, where that is refused",
        || refused_by(&nothing_unsolicited(), with_output()),
        Step::AuthenticationExtensions,
        ReasonKind::NotAllowed,
    ),
];

/// The attested credential data of [`credential`].
fn attested() -> authenticator::AttestedCredential {
    let credential = credential();
    authenticator::AttestedCredential {
        aaguid: vec![0; 16],
        claimed_length: None,
        id: credential.id,
        public_key: credential.public_key,
    }
}

fn cases() -> impl Iterator<Item = &'static Case> {
    [RESPONSE_CASES, CLIENT_DATA_CASES, ASSERTION_CASES]
        .into_iter()
        .flatten()
}

#[test]
fn each_case_is_refused_at_its_step_for_its_reason() {
    for (name, refuse, step, reason) in cases() {
        let refused = refuse();
        let found = (refused.step(), refused.reason().kind());
        assert_eq!(found, (*step, *reason), "{name}: {refused}");
    }
}

fn nothing_unsolicited<'a>() -> AuthenticationExpectations<'a> {
    expected().unsolicited_extensions(UnsolicitedExtensions::refused())
}

fn with_output<'a>() -> Authentication<'a> {
    authentication().client_extension_results(json!({ "example": true }))
}

#[test]
fn every_step_that_can_refuse_is_made_to() {
    let made_to: BTreeSet<_> = cases().map(|(_, _, step, _)| *step).collect();
    let can = Step::ALL
        .iter()
        .filter(|step| step.section() == "7.2" && step.can_refuse());
    let left: Vec<_> = can.filter(|step| !made_to.contains(step)).collect();
    assert!(left.is_empty(), "no case for {left:?}");
}

#[test]
fn the_twins_of_the_refused_are_accepted() {
    let verified = expected().user_verification(UserVerification::Required);
    let bound = expected().backup_eligibility(BackupEligibility::Forbidden);
    let id = credential().id;
    accepted(&expected(), authentication());
    accepted(&expected(), with_output());
    accepted(&nothing_unsolicited(), authentication());
    accepted(&expected(), authentication().user_handle(None));
    accepted(&discovered(), authentication().user_handle(Some(USER)));
    accepted(
        &expected().allow_credentials(&[b"another", &id]),
        authentication(),
    );
    accepted(&verified, authentication().flags(UP | flags::UV));
    accepted(&bound, authentication().flags(UP));
    for top_origin in [None, Some("https://portal.example")] {
        verify(
            &framed_rp(),
            &expected(),
            &record(false),
            framed(top_origin),
        )
        .unwrap();
    }
    let growing = expected().counter(CounterPolicy::Refuse);
    let stored = CredentialRecord {
        sign_count: 5,
        ..record(false)
    };
    verify(&rp(), &growing, &stored, authentication().sign_count(6)).unwrap();
}

#[test]
fn the_json_form_says_the_same() {
    for handle in [None, Some(USER), Some(&[7; 64])] {
        let made = authentication().user_handle(handle).make();
        let text = made.to_json().to_string();
        let parsed = AuthenticationResponseJson::parse(&text).unwrap();
        assert_eq!(parsed.credential_id(), made.credential.id);
        assert_eq!(parsed.user_handle(), handle);
        let account = Account::Identified {
            user_handle: handle.unwrap_or(USER),
        };
        let challenge = Challenge::new(CHALLENGE).unwrap();
        let expected = AuthenticationExpectations::new(challenge, account);
        let (rp, record) = (rp(), record(false));
        let response = parsed.response();
        let verified = rp.verify_authentication(&response, &record, &expected);
        assert_eq!(verified.unwrap().updated_record(), record);
    }
}

#[test]
fn the_app_id_stands_in_for_the_rp_id_where_the_client_used_it() {
    assert!(accepted(&expected().app_id(APP_ID), for_app_id(true)).app_id_used);
    let unused = authentication().client_extension_results(json!({ "appid": false }));
    assert!(!accepted(&expected().app_id(APP_ID), unused).app_id_used);
}

#[test]
fn attested_data_of_the_same_credential_is_reported() {
    let made = authentication().auth_data(|data| {
        data.credential = Some(attested());
        data.flags |= flags::AT;
    });
    assert_eq!(accepted(&expected(), made).deviations, 1);
    assert_eq!(accepted(&expected(), authentication()).deviations, 0);
    let other_key = authentication().auth_data(|data| {
        let mut attested = attested();
        attested.public_key.set(-2, vec![1_u8; 32]);
        data.credential = Some(attested);
        data.flags |= flags::AT;
    });
    let refused = refused(other_key);
    assert_eq!(refused.step(), Step::AuthenticatorDataUnattested);
    assert!(matches!(
        refused.reason(),
        Reason::Mismatch {
            what: "credentialPublicKey",
            ..
        }
    ));
}

#[test]
fn the_counter_is_reported_and_never_goes_back() {
    for (stored, received, counter, kept) in [
        (0, 0, Counter::Unused, 0),
        (0, 1, Counter::Grew, 1),
        (1, 0x8000_0000, Counter::Grew, 0x8000_0000),
        (
            10,
            10,
            Counter::DidNotGrow {
                stored: 10,
                received: 10,
            },
            10,
        ),
        (
            10,
            5,
            Counter::DidNotGrow {
                stored: 10,
                received: 5,
            },
            10,
        ),
        (
            10,
            0,
            Counter::DidNotGrow {
                stored: 10,
                received: 0,
            },
            10,
        ),
        (
            u32::MAX,
            1,
            Counter::DidNotGrow {
                stored: u32::MAX,
                received: 1,
            },
            u32::MAX,
        ),
    ] {
        let record = CredentialRecord {
            sign_count: stored,
            ..record(false)
        };
        let made = authentication().sign_count(received);
        let verdict = verify(&rp(), &expected(), &record, made).unwrap();
        assert_eq!(
            (verdict.counter, verdict.record.sign_count),
            (counter, kept)
        );
    }
}

#[test]
fn the_backup_state_is_followed_and_eligibility_learned_once() {
    let old = CredentialRecord {
        backup_eligible: None,
        ..record(false)
    };
    let backed_up = UP | flags::BE | flags::BS;
    let first = verify(&rp(), &expected(), &old, authentication().flags(backed_up)).unwrap();
    assert_eq!(first.backup, BackupChange::BackedUp);
    assert_eq!(
        (first.record.backup_eligible, first.record.backup_state),
        (Some(true), true)
    );
    let same = verify(
        &rp(),
        &expected(),
        &first.record,
        authentication().flags(backed_up),
    );
    assert_eq!(same.unwrap().backup, BackupChange::Same);
    let eligible = authentication().flags(UP | flags::BE);
    let lost = verify(&rp(), &expected(), &first.record, eligible).unwrap();
    assert_eq!(lost.backup, BackupChange::NoLongerBackedUp);
    assert!(!lost.record.backup_state);
    let bound = authentication().flags(UP);
    let refused = verify(&rp(), &expected(), &first.record, bound).unwrap_err();
    assert_eq!(refused.step(), Step::AuthenticationBackupEligible);
}

#[test]
fn user_verification_is_remembered_only_by_the_server() {
    let verified = accepted(&expected(), authentication().flags(UP | flags::UV));
    assert!(verified.uv_initialized);
    assert!(!verified.record.uv_initialized);
    assert!(!accepted(&expected(), authentication().flags(UP)).uv_initialized);
    let stored = CredentialRecord {
        uv_initialized: true,
        ..record(false)
    };
    let present = authentication().flags(UP);
    let verdict = verify(&rp(), &expected(), &stored, present).unwrap();
    assert!(verdict.uv_initialized && verdict.record.uv_initialized);
}
