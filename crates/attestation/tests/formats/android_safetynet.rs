//! §8.5 Android SafetyNet Attestation Statement Format.

use std::slice;

use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use countersign_attestation::{
    AttestationType, CtsProfile, Details, Format, MAX_CERTIFICATES, Policy, ResponseTime,
    SafetyNet, SafetyNetRules,
};
use countersign_spec::{Reason, Rejection, Step, UnixTime, Value};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::registration::certificate::{SUBJECT_ALT_NAME, sequence, tlv};
use crate::registration::key::RS256;
use crate::registration::{ES256, Key, Leaf, Registration, cbor};

const MADE: i64 = 1_700_000_000;

/// The parts of a statement, which a test changes before they are signed and written.
struct Response {
    ver: String,
    header: serde_json::Value,
    payload: serde_json::Value,
    key: Key,
}

fn registration() -> Registration {
    Registration::new("android-safetynet", &Key::p256(1), ES256)
}

fn leaf() -> Leaf {
    let host = sequence(&[tlv(0x82, b"attest.android.com")]);
    Leaf::packed(&Key::rsa()).with_extension(SUBJECT_ALT_NAME, false, host)
}

fn nonce() -> String {
    Base64::encode_string(&Sha256::digest(registration().message()))
}

fn basic() -> Response {
    Response {
        ver: "1".into(),
        header: json!({ "alg": "RS256", "x5c": [Base64::encode_string(&leaf().der())] }),
        payload: json!({
            "nonce": nonce(),
            "timestampMs": MADE * 1000 + 999,
            "ctsProfileMatch": true,
            "basicIntegrity": true,
            "apkPackageName": "com.google.android.gms",
        }),
        key: Key::rsa(),
    }
}

fn with_leaf(leaf: &Leaf) -> Response {
    let mut response = basic();
    response.header["x5c"] = json!([Base64::encode_string(&leaf.der())]);
    response
}

impl Response {
    fn signing_input(&self) -> String {
        let part = |json: &serde_json::Value| {
            Base64UrlUnpadded::encode_string(json.to_string().as_bytes())
        };
        [part(&self.header), part(&self.payload)].join(".")
    }

    fn jws(&self) -> String {
        let input = self.signing_input();
        let signature = self.key.sign(RS256, input.as_bytes());
        [input, Base64UrlUnpadded::encode_string(&signature)].join(".")
    }

    fn registration(&self) -> Registration {
        registration().with_statement(statement(&self.ver, self.jws().as_bytes()))
    }

    fn refused(&self) -> Rejection {
        self.registration().refused_by(&policy())
    }
}

fn statement(ver: &str, response: &[u8]) -> Vec<u8> {
    cbor::map(&[
        ("ver", cbor::text(ver)),
        ("response", cbor::bytes(response)),
    ])
}

fn rules() -> SafetyNetRules {
    SafetyNetRules::at(UnixTime(MADE))
}

pub(crate) fn policy() -> Policy<'static> {
    policy_of(rules())
}

fn policy_of(rules: SafetyNetRules) -> Policy<'static> {
    let mut policy = Policy::default();
    policy.safety_net = SafetyNet::Accepted(rules);
    policy
}

/// An accepted registration of this format.
pub(crate) fn accepted() -> Registration {
    basic().registration()
}

#[test]
fn the_service_attests_where_policy_lets_it() {
    let evidence = basic().registration().accepted_by(&policy());
    assert_eq!(evidence.format, Format::AndroidSafetyNet);
    assert_eq!(evidence.attestation_type, AttestationType::Basic);
    assert_eq!(evidence.certificates, [leaf().der()]);
    basic().registration().judge(&policy(), |verdict| {
        let Details::AndroidSafetyNet {
            version,
            timestamp_ms,
            cts_profile_match,
            apk_package_name,
            ..
        } = verdict.expect("evidence").details
        else {
            panic!("details of a SafetyNet statement");
        };
        assert_eq!(version, "1");
        assert_eq!(timestamp_ms, MADE * 1000 + 999);
        assert!(cts_profile_match);
        assert_eq!(apk_package_name.as_deref(), Some("com.google.android.gms"));
    });
}

#[test]
fn by_default_the_format_is_refused() {
    let refused = basic().registration().refused();
    let reason = Reason::NotAllowed("android-safetynet");
    assert_eq!(refused, Step::RegistrationFormat.refuse(reason));
}

#[test]
fn members_are_missed() {
    let ver = ("ver", cbor::text("1"));
    let response = ("response", cbor::bytes(basic().jws().as_bytes()));
    for (statement, member) in [
        (cbor::map(slice::from_ref(&response)), "ver"),
        (
            cbor::map(&[("ver", cbor::text("")), response.clone()]),
            "ver",
        ),
        (cbor::map(slice::from_ref(&ver)), "response"),
    ] {
        let refused = registration()
            .with_statement(statement)
            .refused_by(&policy());
        assert_eq!(
            refused,
            Step::SafetyNetSyntax.refuse(Reason::Missing(member))
        );
    }
    let more = cbor::map(&[ver, ("more", cbor::integer(1)), response]);
    let refused = registration().with_statement(more).refused_by(&policy());
    let reason = Reason::NotAllowed("an attStmt member outside the syntax");
    assert_eq!(refused, Step::SafetyNetSyntax.refuse(reason));
}

#[test]
fn a_response_is_three_parts_of_base64url() {
    let jws = basic().jws();
    let input = basic().signing_input();
    for (response, what) in [
        (String::new(), "response"),
        (input.replace('.', ""), "response"),
        (input.clone(), "response"),
        (format!("{jws}=="), "signature of response"),
        (format!("{jws}."), "payload of response"),
        (format!(".{jws}"), "header of response"),
        (format!("!{jws}"), "header of response"),
    ] {
        let refused = registration().with_statement(statement("1", response.as_bytes()));
        let refused = refused.refused_by(&policy());
        assert_eq!(refused.step(), Step::SafetyNetResponse);
        assert!(
            matches!(refused.reason(), Reason::Malformed { what: found, .. } if *found == what),
            "{refused}"
        );
    }
    let mut not_text = jws.into_bytes();
    not_text[5] = 0xff;
    let refused = registration()
        .with_statement(statement("1", &not_text))
        .refused_by(&policy());
    let reason = Reason::Malformed {
        what: "response",
        offset: 5,
    };
    assert_eq!(refused, Step::SafetyNetResponse.refuse(reason));
}

#[test]
fn rs256_is_the_only_algorithm() {
    for alg in ["none", "HS256", "ES256", "PS256", "rs256"] {
        let mut response = basic();
        response.header["alg"] = json!(alg);
        let reason = Reason::Unsupported("alg", Value::text(alg));
        assert_eq!(response.refused(), Step::SafetyNetResponse.refuse(reason));
    }
}

#[test]
fn critical_header_members_are_refused() {
    let mut response = basic();
    response.header["crit"] = json!(["exp"]);
    let reason = Reason::NotAllowed("crit");
    assert_eq!(response.refused(), Step::SafetyNetResponse.refuse(reason));
}

#[test]
fn header_members_are_missed() {
    for (member, what) in [("alg", "alg"), ("x5c", "x5c")] {
        let mut response = basic();
        response
            .header
            .as_object_mut()
            .expect("an object")
            .remove(member);
        assert_eq!(
            response.refused(),
            Step::SafetyNetResponse.refuse(Reason::Missing(what))
        );
    }
    let mut empty = basic();
    empty.header["x5c"] = json!([]);
    let reason = Reason::Missing("a certificate in x5c");
    assert_eq!(empty.refused(), Step::SafetyNetResponse.refuse(reason));
}

#[test]
fn certificates_are_bounded_and_well_formed() {
    let leaf = Base64::encode_string(&leaf().der());
    let mut many = basic();
    many.header["x5c"] = json!(vec![leaf.clone(); MAX_CERTIFICATES + 1]);
    let reason = Reason::TooLarge {
        what: "x5c",
        limit: 10,
        found: 11,
    };
    assert_eq!(many.refused(), Step::SafetyNetResponse.refuse(reason));
    for bad in [
        "!".into(),
        Base64::encode_string(b"leaf"),
        format!("{leaf}="),
    ] {
        let mut response = basic();
        response.header["x5c"] = json!([leaf, bad]);
        let refused = response.refused();
        assert_eq!(refused.step(), Step::SafetyNetResponse);
        assert!(
            matches!(refused.reason(), Reason::Malformed { .. }),
            "{refused}"
        );
    }
}

#[test]
fn payload_members_are_missed() {
    for member in ["nonce", "timestampMs", "ctsProfileMatch"] {
        let mut response = basic();
        response
            .payload
            .as_object_mut()
            .expect("an object")
            .remove(member);
        assert_eq!(
            response.refused(),
            Step::SafetyNetResponse.refuse(Reason::Missing(member))
        );
    }
}

#[test]
fn payload_members_have_their_types() {
    for (member, value) in [
        ("ctsProfileMatch", json!("true")),
        ("ctsProfileMatch", json!(1)),
        ("timestampMs", json!("1700000000000")),
        ("timestampMs", json!(1.5)),
        ("nonce", json!(7)),
    ] {
        let mut response = basic();
        response.payload[member] = value;
        let refused = response.refused();
        assert_eq!(refused.step(), Step::SafetyNetResponse);
        assert!(
            matches!(
                refused.reason(),
                Reason::Malformed {
                    what: "payload of response",
                    ..
                }
            ),
            "{refused}"
        );
    }
}

#[test]
fn a_payload_member_twice_is_malformed() {
    let response = basic();
    let twice = response
        .payload
        .to_string()
        .replacen('{', "{\"ctsProfileMatch\":true,", 1);
    let header = Base64UrlUnpadded::encode_string(response.header.to_string().as_bytes());
    let input = [header, Base64UrlUnpadded::encode_string(twice.as_bytes())].join(".");
    let signature = Base64UrlUnpadded::encode_string(&Key::rsa().sign(RS256, input.as_bytes()));
    let jws = [input, signature].join(".");
    let refused = registration().with_statement(statement("1", jws.as_bytes()));
    let refused = refused.refused_by(&policy());
    assert_eq!(refused.step(), Step::SafetyNetResponse);
    assert!(
        matches!(
            refused.reason(),
            Reason::Malformed {
                what: "payload of response",
                ..
            }
        ),
        "{refused}"
    );
}

#[test]
fn the_nonce_is_of_this_registration() {
    let url = nonce().replace('+', "-").replace('/', "_");
    let bare = nonce().trim_end_matches('=').to_owned();
    let other = Base64::encode_string(&[7; 32]);
    for wrong in [other, bare, url + "=", String::new()] {
        let mut response = basic();
        response.payload["nonce"] = json!(wrong);
        let reason = Reason::mismatch("nonce", nonce().as_bytes(), wrong.as_bytes());
        assert_eq!(response.refused(), Step::SafetyNetNonce.refuse(reason));
    }
    let mut other_client_data = basic().registration();
    other_client_data.client_data.push(b' ');
    assert_eq!(
        other_client_data.refused_by(&policy()).step(),
        Step::SafetyNetNonce
    );
}

#[test]
fn the_certificate_is_for_the_service() {
    let reason = Reason::NotAllowed("a certificate for another host");
    let refused = Step::SafetyNetService.refuse(reason);
    for host in [
        "attest.android.com.example.org",
        "xattest.android.com",
        "*.android.com",
        "attest.android.com.",
        "android.com",
    ] {
        let names = sequence(&[tlv(0x82, host.as_bytes())]);
        let leaf = leaf().with_extension(SUBJECT_ALT_NAME, false, names);
        assert_eq!(with_leaf(&leaf).refused(), refused, "{host}");
    }
    // A URI is no host name.
    let names = sequence(&[tlv(0x86, b"attest.android.com")]);
    let leaf = leaf().with_extension(SUBJECT_ALT_NAME, false, names);
    assert_eq!(with_leaf(&leaf).refused(), refused);
}

#[test]
fn one_of_several_names_is_enough_in_either_case() {
    let names = [
        tlv(0x82, b"www.example.org"),
        tlv(0x82, b"Attest.Android.Com"),
    ];
    let leaf = leaf().with_extension(SUBJECT_ALT_NAME, false, sequence(&names));
    with_leaf(&leaf).registration().accepted_by(&policy());
}

#[test]
fn a_name_that_is_there_twice_counts_once() {
    let host = tlv(0x82, b"attest.android.com");
    let names = sequence(&[host.clone(), host]);
    let twice = leaf().with_extension(SUBJECT_ALT_NAME, false, names);
    with_leaf(&twice).registration().accepted_by(&policy());
    let mut common = leaf().without_extension(SUBJECT_ALT_NAME);
    common.subject = vec![("2.5.4.3", "attest.android.com"); 2];
    with_leaf(&common).registration().accepted_by(&policy());
}

#[test]
fn the_common_name_counts_where_there_are_no_other_names() {
    let named = |names: Option<&[u8]>, common: &'static str| {
        let mut leaf = leaf().without_extension(SUBJECT_ALT_NAME);
        if let Some(host) = names {
            leaf = leaf.with_extension(SUBJECT_ALT_NAME, false, sequence(&[tlv(0x82, host)]));
        }
        leaf.subject = vec![("2.5.4.3", common)];
        with_leaf(&leaf)
    };
    named(None, "attest.android.com")
        .registration()
        .accepted_by(&policy());
    let refused =
        Step::SafetyNetService.refuse(Reason::NotAllowed("a certificate for another host"));
    assert_eq!(named(None, "example.org").refused(), refused);
    assert_eq!(
        named(Some(b"example.org"), "attest.android.com").refused(),
        refused
    );
    let mut organization = leaf().without_extension(SUBJECT_ALT_NAME);
    organization.subject = vec![("2.5.4.10", "attest.android.com")];
    assert_eq!(with_leaf(&organization).refused(), refused);
}

#[test]
fn the_certified_key_signed() {
    let bad = Step::SafetyNetService.refuse(Reason::BadSignature);
    // One bit of the signature.
    let jws = basic().jws();
    let (input, signature) = jws.rsplit_once('.').expect("three parts");
    let mut signature = Base64UrlUnpadded::decode_vec(signature).expect("base64url");
    signature[100] ^= 1;
    let jws = [
        input.to_owned(),
        Base64UrlUnpadded::encode_string(&signature),
    ]
    .join(".");
    let refused = registration().with_statement(statement("1", jws.as_bytes()));
    assert_eq!(refused.refused_by(&policy()), bad);
    // The signature of another response.
    let mut other = basic();
    other.payload["apkPackageName"] = json!("org.example");
    let jws = [other.signing_input(), signature_of(&basic())].join(".");
    let refused = registration().with_statement(statement("1", jws.as_bytes()));
    assert_eq!(refused.refused_by(&policy()), bad);
}

fn signature_of(response: &Response) -> String {
    response
        .jws()
        .rsplit_once('.')
        .expect("three parts")
        .1
        .to_owned()
}

#[test]
fn a_certified_key_of_another_type_is_refused() {
    let mut leaf = leaf();
    leaf.public_key_info = Key::p256(2).public_key_info();
    let refused = with_leaf(&leaf).refused();
    assert_eq!(refused.step(), Step::SafetyNetService);
    assert!(
        matches!(refused.reason(), Reason::NotAllowed(_)),
        "{refused}"
    );
}

#[test]
fn the_device_must_have_passed_unless_policy_says_otherwise() {
    let mut response = basic();
    response.payload["ctsProfileMatch"] = json!(false);
    let reason = Reason::NotAllowed("ctsProfileMatch false");
    assert_eq!(response.refused(), Step::SafetyNetService.refuse(reason));
    let mut rules = rules();
    rules.device = CtsProfile::Reported;
    response.registration().accepted_by(&policy_of(rules));
}

#[test]
fn the_response_is_of_this_minute_unless_policy_says_otherwise() {
    let at = |now| policy_of(SafetyNetRules::at(UnixTime(now)));
    for now in [MADE - 10, MADE, MADE + 60] {
        basic().registration().accepted_by(&at(now));
    }
    for now in [MADE - 11, MADE + 61, i64::MIN, i64::MAX] {
        let refused = basic().registration().refused_by(&at(now));
        let reason = Reason::Expired {
            what: "SafetyNet response",
            now: UnixTime(now),
            not_before: UnixTime(MADE - 10),
            not_after: UnixTime(MADE + 60),
        };
        assert_eq!(refused, Step::SafetyNetService.refuse(reason));
    }
    let mut rules = SafetyNetRules::at(UnixTime(0));
    rules.time = ResponseTime::Reported;
    basic().registration().accepted_by(&policy_of(rules));
}
