//! Extension outputs against what was asked for: each refusal beside its accepted twin. The
//! responses are made whole, so that nothing but the outputs can be refused.

use countersign::extensions::{
    CreationExtensions, CredentialProtectionPolicy as Level, LargeBlobSupport, PrfValues,
    RequestExtensions, UnsolicitedExtensions,
};
use countersign::{
    Acceptance, Account, AttestationTrust, AuthenticationExpectations, AuthenticationResponseJson,
    Challenge, CredentialRecord, OriginRule, Reason, ReasonKind, RegistrationExpectations,
    RegistrationResponseJson, Rejection, RelyingParty, Step,
};
use countersign_authenticator::{self as authenticator, Cbor, Format, Registration};
use serde_json::{Value, json};

const CHALLENGE: &[u8] = b"a challenge of the relying party";
const USER: &[u8] = b"user handle";
/// 32 bytes of 7, as base64url.
const SECRET: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc";
/// 31 bytes of 7.
const SHORT: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBw";

fn rp() -> RelyingParty {
    let origin = OriginRule::exact("https://example.org").unwrap();
    RelyingParty::new("example.org", [origin]).unwrap()
}

fn registration<'a>() -> Registration<'a> {
    Registration::new(&authenticator::RelyingParty::new("example.org"))
        .challenge(CHALLENGE)
        .format(Format::PackedSelf)
}

/// The outputs of a response: the client's, and the authenticator's if it has any.
type Outputs<'o> = (Value, &'o [(&'o str, Cbor)]);

/// Registers; gives the outputs that nobody asked for.
fn create(
    asked: &CreationExtensions,
    outputs: &Outputs<'_>,
    policy: UnsolicitedExtensions,
) -> Result<Vec<String>, Rejection> {
    let (client, signed) = outputs;
    let mut made = registration().client_extension_results(client.clone());
    if !signed.is_empty() {
        made = made.extensions(Cbor::map(signed.iter().cloned()));
    }
    let json = made.make().to_json().to_string();
    let response = RegistrationResponseJson::parse(&json)?;
    let expected = RegistrationExpectations::new(Challenge::new(CHALLENGE).unwrap())
        .trust(AttestationTrust::default().self_attestation(Acceptance::Accepted))
        .extensions(asked.clone())
        .unsolicited_extensions(policy);
    rp().verify_registration(&response.response(), &expected)
        .map(|verified| verified.unsolicited_extensions)
}

/// Signs in; gives the outputs that nobody asked for.
fn get(
    asked: &RequestExtensions,
    outputs: &Outputs<'_>,
    policy: UnsolicitedExtensions,
) -> Result<Vec<String>, Rejection> {
    let (client, signed) = outputs;
    let credential = registration().make().credential;
    let record = CredentialRecord {
        id: credential.id.clone(),
        public_key: credential.public_key.encode(),
        sign_count: 0,
        uv_initialized: false,
        transports: Vec::new(),
        backup_eligible: None,
        backup_state: false,
        aaguid: countersign::Aaguid([0; 16]),
    };
    let mut made = credential
        .authenticate()
        .challenge(CHALLENGE)
        .user_handle(Some(USER))
        .client_extension_results(client.clone());
    if !signed.is_empty() {
        made = made.extensions(Cbor::map(signed.iter().cloned()));
    }
    let json = made.make().to_json().to_string();
    let response = AuthenticationResponseJson::parse(&json)?;
    let account = Account::Identified { user_handle: USER };
    let expected = AuthenticationExpectations::new(Challenge::new(CHALLENGE).unwrap(), account)
        .extensions(asked.clone())
        .unsolicited_extensions(policy);
    rp().verify_authentication(&response.response(), &record, &expected)
        .map(|verified| verified.unsolicited_extensions)
}

/// Accepted, and every output was asked for.
fn created(asked: &CreationExtensions, client: Value, signed: &[(&str, Cbor)]) {
    let found = create(asked, &(client, signed), UnsolicitedExtensions::Reported);
    assert_eq!(found.unwrap(), [""; 0]);
}

fn got(asked: &RequestExtensions, client: Value, signed: &[(&str, Cbor)]) {
    let found = get(asked, &(client, signed), UnsolicitedExtensions::Reported);
    assert_eq!(found.unwrap(), [""; 0]);
}

fn not_created(asked: &CreationExtensions, client: Value, signed: &[(&str, Cbor)]) -> Rejection {
    create(asked, &(client, signed), UnsolicitedExtensions::Reported).unwrap_err()
}

fn not_got(asked: &RequestExtensions, client: Value, signed: &[(&str, Cbor)]) -> Rejection {
    get(asked, &(client, signed), UnsolicitedExtensions::Reported).unwrap_err()
}

#[track_caller]
fn malformed(refused: &Rejection, step: Step) {
    let found = (refused.step(), refused.reason().kind());
    assert_eq!(found, (step, ReasonKind::Malformed), "{refused}");
}

#[test]
fn nothing_that_was_asked_for_need_be_there() {
    let asked = CreationExtensions::new()
        .appid_exclude("https://example.org")
        .cred_props()
        .prf_eval(PrfValues::new(b"x"))
        .large_blob(LargeBlobSupport::Required)
        .credential_protection_policy(Level::UserVerificationRequired)
        .min_pin_length()
        .cred_blob(b"blob")
        .hmac_get_secret([1; 32], None)
        .uvm()
        .payment();
    created(&asked, json!({}), &[]);
    let asked = RequestExtensions::new()
        .prf_eval(PrfValues::new(b"x"))
        .large_blob_read()
        .get_cred_blob()
        .hmac_get_secret([1; 32], None)
        .uvm();
    got(&asked, json!({}), &[]);
}

#[test]
fn appid_exclude_is_a_boolean() {
    let asked = CreationExtensions::new().appid_exclude("https://example.org");
    created(&asked, json!({ "appidExclude": true }), &[]);
    let refused = not_created(&asked, json!({ "appidExclude": "true" }), &[]);
    malformed(&refused, Step::ExtensionAppIdExclude);
}

#[test]
fn cred_props_is_what_was_asked_for() {
    let asked = CreationExtensions::new().cred_props();
    created(&asked, json!({ "credProps": { "rk": true } }), &[]);
    let refused = not_created(&asked, json!({ "credProps": { "rk": 1 } }), &[]);
    malformed(&refused, Step::ExtensionCredProps);
}

#[test]
fn prf_results_are_32_bytes_each() {
    let asked = CreationExtensions::new().prf_eval(PrfValues::new(b"x"));
    created(
        &asked,
        json!({ "prf": { "enabled": true, "results": { "first": SECRET } } }),
        &[],
    );
    for odd in [
        json!({ "prf": { "enabled": true, "results": { "first": SHORT } } }),
        json!({ "prf": { "enabled": true, "results": {} } }),
        // What JSON.stringify makes of an ArrayBuffer.
        json!({ "prf": { "enabled": true, "results": { "first": {} } } }),
        json!({ "prf": { "enabled": 1 } }),
        json!({ "prf": true }),
    ] {
        malformed(&not_created(&asked, odd, &[]), Step::ExtensionPrf);
    }
    let asked = RequestExtensions::new().prf_eval(PrfValues::new(b"x"));
    got(
        &asked,
        json!({ "prf": { "results": { "first": SECRET } } }),
        &[],
    );
    let refused = not_got(
        &asked,
        json!({ "prf": { "results": { "first": SHORT } } }),
        &[],
    );
    malformed(&refused, Step::ExtensionPrf);
}

#[test]
fn prf_has_as_many_results_as_inputs() {
    let none = CreationExtensions::new().prf();
    let one = CreationExtensions::new().prf_eval(PrfValues::new(b"x"));
    let two = CreationExtensions::new().prf_eval(PrfValues::new(b"x").second(b"y"));
    let enabled = || json!({ "prf": { "enabled": true } });
    let first = || json!({ "prf": { "results": { "first": SECRET } } });
    let both = || json!({ "prf": { "results": { "first": SECRET, "second": SECRET } } });
    created(&none, enabled(), &[]);
    created(&one, first(), &[]);
    created(&two, both(), &[]);
    let step = Step::ExtensionPrf;
    assert_eq!(
        not_created(&none, first(), &[]),
        step.refuse(Reason::NotAllowed("prf.results, no input was given"))
    );
    assert_eq!(
        not_created(&one, both(), &[]),
        step.refuse(Reason::NotAllowed(
            "prf.results.second, no second input was given"
        ))
    );
    assert_eq!(
        not_created(&two, first(), &[]),
        step.refuse(Reason::Missing("prf.results.second"))
    );
}

#[test]
fn prf_inputs_are_those_of_the_credential_used() {
    let id = registration().make().credential.id;
    let asked = RequestExtensions::new()
        .prf_eval(PrfValues::new(b"x"))
        .prf_eval_by_credential(&id, PrfValues::new(b"x").second(b"y"));
    let both = json!({ "prf": { "results": { "first": SECRET, "second": SECRET } } });
    got(&asked, both.clone(), &[]);
    let asked = RequestExtensions::new()
        .prf_eval(PrfValues::new(b"x"))
        .prf_eval_by_credential(b"another", PrfValues::new(b"x").second(b"y"));
    assert_eq!(
        not_got(&asked, both, &[]).reason(),
        &Reason::NotAllowed("prf.results.second, no second input was given")
    );
}

/// LAXER: `enabled` is an output of registrations only.
#[test]
fn prf_enabled_is_passed_over_at_an_authentication() {
    let asked = RequestExtensions::new().prf_eval(PrfValues::new(b"x"));
    let output = json!({ "prf": { "enabled": false, "results": { "first": SECRET } } });
    got(&asked, output, &[]);
}

#[test]
fn prf_is_enabled_as_the_authenticator_says() {
    let asked = CreationExtensions::new().prf();
    let enabled = || json!({ "prf": { "enabled": true } });
    created(&asked, enabled(), &[("hmac-secret", true.into())]);
    assert_eq!(
        not_created(&asked, enabled(), &[("hmac-secret", false.into())]),
        Step::ExtensionPrf.refuse(Reason::mismatch("prf.enabled", 0, 1))
    );
}

#[test]
fn large_blob_outputs_are_those_of_the_ceremony() {
    let step = Step::ExtensionLargeBlob;
    let required = CreationExtensions::new().large_blob(LargeBlobSupport::Required);
    let preferred = CreationExtensions::new().large_blob(LargeBlobSupport::Preferred);
    let supported = |supported: bool| json!({ "largeBlob": { "supported": supported } });
    created(&required, supported(true), &[]);
    created(&preferred, supported(false), &[]);
    assert_eq!(
        not_created(&required, supported(false), &[]),
        step.refuse(Reason::Missing("largeBlob.supported, which was required"))
    );
    for (output, what) in [
        (
            json!({ "supported": true, "blob": "AA" }),
            "largeBlob.blob, at a registration",
        ),
        (
            json!({ "supported": true, "written": true }),
            "largeBlob.written, at a registration",
        ),
    ] {
        assert_eq!(
            not_created(&required, json!({ "largeBlob": output }), &[]),
            step.refuse(Reason::NotAllowed(what))
        );
    }
    let refused = not_created(&required, json!({ "largeBlob": { "supported": 1 } }), &[]);
    malformed(&refused, step);
}

#[test]
fn large_blob_is_read_or_written_as_asked() {
    let step = Step::ExtensionLargeBlob;
    let read = RequestExtensions::new().large_blob_read();
    let write = RequestExtensions::new().large_blob_write(b"blob");
    let blob = || json!({ "largeBlob": { "blob": "AA" } });
    let written = || json!({ "largeBlob": { "written": true } });
    got(&read, blob(), &[]);
    got(&read, json!({ "largeBlob": {} }), &[]);
    got(&write, written(), &[]);
    assert_eq!(
        not_got(&read, written(), &[]),
        step.refuse(Reason::NotAllowed(
            "largeBlob.written, nothing was to be written"
        ))
    );
    assert_eq!(
        not_got(&write, blob(), &[]),
        step.refuse(Reason::NotAllowed(
            "largeBlob.blob, which was not to be read"
        ))
    );
    assert_eq!(
        not_got(&read, json!({ "largeBlob": { "supported": true } }), &[]),
        step.refuse(Reason::NotAllowed(
            "largeBlob.supported, at an authentication"
        ))
    );
    malformed(
        &not_got(&read, json!({ "largeBlob": { "blob": "A" } }), &[]),
        step,
    );
}

#[test]
fn cred_protect_is_no_lower_than_demanded() {
    let step = Step::ExtensionCredProtect;
    let demanded = |level| CreationExtensions::new().enforce_credential_protection_policy(level);
    let asked = |level| CreationExtensions::new().credential_protection_policy(level);
    let found = |level: i64| [("credProtect", Cbor::Integer(level.into()))];
    let middle = Level::UserVerificationOptionalWithCredentialIdList;
    let highest = Level::UserVerificationRequired;
    created(&demanded(middle), json!({}), &found(2));
    created(&demanded(middle), json!({}), &found(3));
    created(&asked(highest), json!({}), &found(1));
    // No output is the lowest level.
    created(&demanded(Level::UserVerificationOptional), json!({}), &[]);
    assert_eq!(
        not_created(&demanded(highest), json!({}), &found(1)),
        step.refuse(Reason::mismatch("credProtect", 3, 1))
    );
    assert_eq!(
        not_created(&demanded(middle), json!({}), &found(1)),
        step.refuse(Reason::mismatch("credProtect", 2, 1))
    );
    assert_eq!(
        not_created(&demanded(highest), json!({}), &[]),
        step.refuse(Reason::Missing("credProtect, which was demanded"))
    );
    for level in [0, 4, -1] {
        assert_eq!(
            not_created(&asked(highest), json!({}), &found(level)),
            step.refuse(Reason::Unsupported("credProtect", level.into()))
        );
    }
    let text = [("credProtect", Cbor::from("3"))];
    malformed(&not_created(&asked(highest), json!({}), &text), step);
}

#[test]
fn min_pin_length_is_a_number() {
    let asked = CreationExtensions::new().min_pin_length();
    created(&asked, json!({}), &[("minPinLength", Cbor::Integer(4))]);
    for odd in [Cbor::from("4"), Cbor::Integer(-4), Cbor::Integer(1 << 32)] {
        let refused = not_created(&asked, json!({}), &[("minPinLength", odd)]);
        malformed(&refused, Step::ExtensionMinPinLength);
    }
}

#[test]
fn cred_blob_is_what_the_authenticator_says() {
    let step = Step::ExtensionCredBlob;
    let asked = CreationExtensions::new().cred_blob(b"blob");
    let stored = || json!({ "credBlob": true });
    created(&asked, stored(), &[("credBlob", true.into())]);
    assert_eq!(
        not_created(&asked, stored(), &[("credBlob", false.into())]),
        step.refuse(Reason::mismatch("credBlob", 0, 1))
    );
    malformed(
        &not_created(&asked, stored(), &[("credBlob", Cbor::Integer(1))]),
        step,
    );
    malformed(
        &not_created(&asked, json!({ "credBlob": "true" }), &[]),
        step,
    );

    let asked = RequestExtensions::new().get_cred_blob();
    let blob = || [("credBlob", Cbor::from(b"blob".to_vec()))];
    got(&asked, json!({ "getCredBlob": "YmxvYg" }), &blob());
    let refused = not_got(&asked, json!({ "getCredBlob": "YmxvYw" }), &blob());
    assert_eq!(
        refused,
        step.refuse(Reason::mismatch("getCredBlob", b"blob", b"bloc"))
    );
    malformed(
        &not_got(&asked, json!({ "getCredBlob": "YmxvYg=" }), &blob()),
        step,
    );
    malformed(
        &not_got(&asked, json!({}), &[("credBlob", true.into())]),
        step,
    );
}

#[test]
fn hmac_secret_is_as_long_as_the_salts_make_it() {
    let step = Step::ExtensionHmacSecret;
    let of = |length: usize| [("hmac-secret", Cbor::from(vec![7; length]))];
    let one = RequestExtensions::new().hmac_get_secret([1; 32], None);
    let two = RequestExtensions::new().hmac_get_secret([1; 32], Some([2; 32]));
    let prf = RequestExtensions::new().prf_eval(PrfValues::new(b"x"));
    for (asked, lengths) in [(&one, [32, 48]), (&two, [64, 80]), (&prf, [32, 48])] {
        for length in lengths {
            got(asked, json!({}), &of(length));
        }
    }
    for (asked, length) in [(&one, 31), (&one, 64), (&two, 32), (&prf, 31), (&prf, 0)] {
        let expected = if std::ptr::eq(asked, &raw const two) {
            64
        } else {
            32
        };
        let found = i32::try_from(length).unwrap();
        assert_eq!(
            not_got(asked, json!({}), &of(length)),
            step.refuse(Reason::mismatch("hmac-secret length", expected, found))
        );
    }
    malformed(
        &not_got(&one, json!({}), &[("hmac-secret", true.into())]),
        step,
    );
}

#[test]
fn hmac_secret_outputs_of_the_client_are_32_bytes_each() {
    let step = Step::ExtensionHmacSecret;
    let one = RequestExtensions::new().hmac_get_secret([1; 32], None);
    let two = RequestExtensions::new().hmac_get_secret([1; 32], Some([2; 32]));
    let first = || json!({ "hmacGetSecret": { "output1": SECRET } });
    let both = || json!({ "hmacGetSecret": { "output1": SECRET, "output2": SECRET } });
    got(&one, first(), &[]);
    got(&two, both(), &[]);
    assert_eq!(
        not_got(&one, both(), &[]),
        step.refuse(Reason::NotAllowed(
            "hmacGetSecret.output2, no second salt was given"
        ))
    );
    assert_eq!(
        not_got(&two, first(), &[]),
        step.refuse(Reason::Missing("hmacGetSecret.output2"))
    );
    let short = json!({ "hmacGetSecret": { "output1": SHORT } });
    malformed(&not_got(&one, short, &[]), step);
}

#[test]
fn hmac_secret_is_made_as_the_authenticator_says() {
    let step = Step::ExtensionHmacSecret;
    let asked = CreationExtensions::new().hmac_create_secret();
    let claimed = || json!({ "hmacCreateSecret": true });
    created(&asked, claimed(), &[("hmac-secret", true.into())]);
    assert_eq!(
        not_created(&asked, claimed(), &[("hmac-secret", false.into())]),
        step.refuse(Reason::mismatch("hmacCreateSecret", 0, 1))
    );
    malformed(
        &not_created(&asked, claimed(), &[("hmac-secret", Cbor::from(vec![7]))]),
        step,
    );
    malformed(
        &not_created(&asked, json!({ "hmacCreateSecret": 1 }), &[]),
        Step::ExtensionHmacSecret,
    );
}

#[test]
fn hmac_secret_mc_is_as_long_as_the_salts_make_it() {
    let step = Step::ExtensionHmacSecretMc;
    let asked = CreationExtensions::new().hmac_get_secret([1; 32], None);
    let prf = CreationExtensions::new().prf_eval(PrfValues::new(b"x").second(b"y"));
    let of = |length: usize| [("hmac-secret-mc", Cbor::from(vec![7; length]))];
    created(&asked, json!({}), &of(48));
    created(&prf, json!({}), &of(80));
    assert_eq!(
        not_created(&asked, json!({}), &of(47)),
        step.refuse(Reason::mismatch("hmac-secret-mc length", 32, 47))
    );
    assert_eq!(
        not_created(&prf, json!({}), &of(48)),
        step.refuse(Reason::mismatch("hmac-secret-mc length", 64, 48))
    );
    let short = json!({ "hmacGetSecret": { "output1": SHORT } });
    malformed(&not_created(&asked, short, &[]), step);
}

#[test]
fn uvm_has_one_to_three_entries_of_three_numbers() {
    let step = Step::ExtensionUvm;
    let asked = RequestExtensions::new().uvm();
    let entry = |numbers: [i128; 3]| Cbor::Array(numbers.map(Cbor::Integer).to_vec());
    let uvm = |entries: Vec<Cbor>| [("uvm", Cbor::Array(entries))];
    got(
        &asked,
        json!({ "uvm": [[2, 4, 2]] }),
        &uvm(vec![entry([2, 4, 2])]),
    );
    got(&asked, json!({}), &uvm(vec![entry([2, 4, 2]); 3]));
    assert_eq!(
        not_got(&asked, json!({}), &uvm(vec![entry([2, 4, 2]); 4])),
        step.refuse(Reason::too_large("uvm", 3, 4))
    );
    assert_eq!(
        not_got(&asked, json!({}), &uvm(vec![])),
        step.refuse(Reason::Missing("uvm entry"))
    );
    for odd in [
        entry([-2, 4, 2]),
        entry([2, 0x1_0000, 2]),
        entry([1 << 32, 4, 2]),
        Cbor::Array(vec![Cbor::Integer(2); 2]),
        Cbor::Array(vec![Cbor::Integer(2); 4]),
        Cbor::Integer(2),
    ] {
        malformed(&not_got(&asked, json!({}), &uvm(vec![odd])), step);
    }
    for odd in [
        json!([[2, 4]]),
        json!([[2, -4, 2]]),
        json!([[2, 4, 2.5]]),
        json!(2),
    ] {
        malformed(&not_got(&asked, json!({ "uvm": odd }), &[]), step);
    }
    let four = json!({ "uvm": [[2, 4, 2], [2, 4, 2], [2, 4, 2], [2, 4, 2]] });
    assert_eq!(
        not_got(&asked, four, &[]),
        step.refuse(Reason::too_large("uvm", 3, 4))
    );
    let other = json!({ "uvm": [[1, 4, 2]] });
    let differs = step.refuse(Reason::NotAllowed(
        "uvm, the client's differs from the authenticator's",
    ));
    let signed = uvm(vec![entry([2, 4, 2])]);
    assert_eq!(not_got(&asked, other.clone(), &signed), differs);
    let asked = CreationExtensions::new().uvm();
    created(&asked, json!({ "uvm": [[2, 4, 2]] }), &signed);
    assert_eq!(not_created(&asked, other, &signed), differs);
}

#[test]
fn remote_client_data_json_is_a_boolean() {
    let step = Step::ExtensionRemoteClientDataJson;
    let reported = UnsolicitedExtensions::Reported;
    let output = |value: Value| (json!({ "remoteClientDataJSON": value }), &[][..]);
    let (create_any, get_any) = (CreationExtensions::new(), RequestExtensions::new());
    let found = create(&create_any, &output(json!(true)), reported.clone());
    assert_eq!(found.unwrap(), ["remoteClientDataJSON"]);
    let found = get(&get_any, &output(json!(true)), reported.clone());
    assert_eq!(found.unwrap(), ["remoteClientDataJSON"]);
    let refused = create(&create_any, &output(json!("{}")), reported.clone());
    malformed(&refused.unwrap_err(), step);
    let refused = get(&get_any, &output(json!("{}")), reported);
    malformed(&refused.unwrap_err(), step);
}

#[test]
fn what_nobody_asked_for_is_reported_unread() {
    let signed = [
        ("credProtect", Cbor::from("no level")),
        ("example", Cbor::Null),
    ];
    let client = json!({ "prf": "nonsense", "largeBlob": 7, "another": {} });
    let outputs = (client, &signed[..]);
    let reported = UnsolicitedExtensions::Reported;
    let found = create(&CreationExtensions::new(), &outputs, reported.clone()).unwrap();
    assert_eq!(
        found,
        ["another", "largeBlob", "prf", "example", "credProtect"]
    );
    let found = get(&RequestExtensions::new(), &outputs, reported).unwrap();
    assert_eq!(
        found,
        ["another", "largeBlob", "prf", "example", "credProtect"]
    );
}

#[test]
fn what_nobody_asked_for_can_be_refused() {
    let only = |these: &[&str]| {
        UnsolicitedExtensions::Only(these.iter().map(ToString::to_string).collect())
    };
    let asked = CreationExtensions::new().cred_props();
    let level = [("credProtect", Cbor::Integer(2))];
    let outputs = (json!({ "credProps": { "rk": true } }), &level[..]);
    assert_eq!(
        create(&asked, &outputs, only(&["credProtect"])).unwrap(),
        ["credProtect"]
    );
    assert_eq!(
        create(&asked, &outputs, UnsolicitedExtensions::refused()).unwrap_err(),
        Step::RegistrationExtensions.refuse(Reason::NotAllowed("credProtect, not asked for"))
    );
    let asked = RequestExtensions::new().prf_eval(PrfValues::new(b"x"));
    let outputs = |identifier: &str| {
        let client = json!({ "prf": { "results": { "first": SECRET } }, identifier: true });
        (client, &[][..])
    };
    let step = Step::AuthenticationExtensions;
    assert!(get(&asked, &outputs("example"), only(&["example"])).is_ok());
    for (identifier, what) in [
        ("example", "an extension output that was not asked for"),
        ("remoteClientDataJSON", "remoteClientDataJSON, not expected"),
        ("uvm", "uvm, not asked for"),
    ] {
        assert_eq!(
            get(
                &asked,
                &outputs(identifier),
                UnsolicitedExtensions::refused()
            )
            .unwrap_err(),
            step.refuse(Reason::NotAllowed(what))
        );
    }
}

#[test]
fn an_app_id_among_the_extensions_is_the_one_expected() {
    const APP_ID: &str = "https://example.org/app-id.json";
    let none = UnsolicitedExtensions::refused;
    let asked = RequestExtensions::new().appid(APP_ID);
    let not_used = (json!({ "appid": false }), &[][..]);
    assert_eq!(get(&asked, &not_used, none()).unwrap(), [""; 0]);
    // True, though the hash is that of the RP ID: the hash is compared with the AppID's.
    let used = (json!({ "appid": true }), &[][..]);
    let refused = get(&asked, &used, none()).unwrap_err();
    assert_eq!(refused.step(), Step::AuthenticationRpIdHash);
    let refused = get(&RequestExtensions::new(), &used, none()).unwrap_err();
    assert_eq!(refused.step(), Step::ExtensionAppId);
}

#[test]
fn secrets_are_not_shown() {
    let json = json!({
        "prf": { "results": { "first": SECRET, "second": SECRET } },
        "hmacGetSecret": { "output1": SECRET },
    })
    .to_string();
    let step = Step::AuthenticationClientExtensionResults;
    let results = countersign::ClientExtensionResults::parse(&json, step).unwrap();
    let prf = results.prf().unwrap().unwrap();
    assert_eq!(prf.results.unwrap().first, [7; 32]);
    let hmac = results.hmac_get_secret(Step::ExtensionHmacSecret).unwrap();
    assert_eq!(hmac.unwrap().output1, [7; 32]);
    let shown = format!("{results:?} {prf:?} {hmac:?}");
    assert!(
        !shown.contains("BwcH") && !shown.contains("7, 7"),
        "{shown}"
    );
}
