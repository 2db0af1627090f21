//! What any input may cost: memory of at most twice its length and a constant, few signature
//! checks, and nothing at all where it is too large. `stack.rs` has the stack, `hostile.rs` of
//! `metadata` the BLOBs, and the benchmark `worst` the time.

use allocation_counter::measure;
use countersign::trust::{Anchor, Budget, PathValidation};
use countersign::{
    Account, Algorithm, AnchorRule, AttestationTrust, AuthenticationExpectations,
    AuthenticationResponse, AuthenticationResponseJson, Certificate, Challenge,
    ClientExtensionResults, CredentialRecord, Key, Limits, OriginRule, ReasonKind,
    RegistrationExpectations, RegistrationResponse, RegistrationResponseJson, Rejection,
    RelyingParty, Step, UnixTime,
};
use countersign_authenticator as authenticator;
use countersign_authenticator::{Cbor, Format, Pki, Registration, Seed};

const CHALLENGE: &[u8] = b"a challenge of the relying party";
const NOW: UnixTime = UnixTime(1_780_272_000);

/// What may be allocated besides twice the input: structures of a fixed size, such as the numbers
/// of a key, and lists that begin with room for a few.
const CONSTANT: u64 = 16_384;

fn rp() -> RelyingParty {
    let origin = OriginRule::exact("https://example.org").unwrap();
    RelyingParty::new("example.org", [origin]).unwrap()
}

fn registration<'a>(format: Format) -> Registration<'a> {
    let rp = authenticator::RelyingParty::new("example.org");
    Registration::new(&rp).challenge(CHALLENGE).format(format)
}

fn expected<'p>() -> RegistrationExpectations<'p> {
    RegistrationExpectations::new(Challenge::new(CHALLENGE).unwrap())
}

fn register(
    rp: &RelyingParty,
    made: &authenticator::RegistrationResponse,
    expected: &RegistrationExpectations<'_>,
) -> Result<(), Rejection> {
    let id = &made.credential.id;
    let response = RegistrationResponse::new(id, &made.client_data_json, &made.attestation_object);
    rp.verify_registration(&response, expected).map(drop)
}

/// Runs `of`, of an input of so many bytes, and holds what it takes against the bound.
#[track_caller]
fn within<T>(what: &str, length: usize, of: impl FnOnce() -> T) -> T {
    let mut result = None;
    let took = measure(|| result = Some(of())).bytes_max;
    println!("{what}: {took} bytes for {length}");
    let most = 2 * u64::try_from(length).unwrap() + CONSTANT;
    assert!(took <= most, "{what}: {took} bytes for {length}");
    result.unwrap()
}

#[track_caller]
fn refused<T>(verdict: Result<T, Rejection>, step: Step, kind: ReasonKind) {
    let refused = verdict.map(drop).expect_err("a refusal");
    assert_eq!(
        (refused.step(), refused.reason().kind()),
        (step, kind),
        "{refused}"
    );
}

/// A registration without attestation, its attestation object this.
fn object(what: &str, object: Vec<u8>, kind: ReasonKind) {
    let mut made = registration(Format::None).make();
    made.attestation_object = object;
    let (rp, expected) = (rp(), expected());
    let length = made.attestation_object.len() + made.client_data_json.len();
    let verdict = within(what, length, || register(&rp, &made, &expected));
    refused(verdict, Step::RegistrationAttestationObject, kind);
}

#[test]
fn announced_lengths_of_cbor_allocate_nothing() {
    let announced = 0x7fff_ffff_ffff_ffff_u64.to_be_bytes();
    for (major, name) in [
        (0x5b, "bytes"),
        (0x7b, "text"),
        (0x9b, "array"),
        (0xbb, "map"),
    ] {
        let head = [&[major], announced.as_slice()].concat();
        object(name, head.clone(), ReasonKind::Malformed);
        let inside = [b"\xa3\x63fmt\x64none\x67attStmt".as_slice(), &head].concat();
        object(&format!("{name} inside"), inside, ReasonKind::Malformed);
    }
    object("deep arrays", vec![0x81; 700_000], ReasonKind::Malformed);
    object(
        "deep maps",
        b"\xa1\x61a".repeat(200_000),
        ReasonKind::NotAllowed,
    );
    object(
        "too large",
        vec![0; Limits::ATTESTATION_OBJECT + 1],
        ReasonKind::TooLarge,
    );
}

#[test]
fn json_allocates_no_more_than_twice_its_length() {
    let deep = |open: &str, count: usize| open.repeat(count);
    let texts = [
        ("deep arrays", format!("{{\"x\":{}", deep("[", 900_000))),
        (
            "deep objects",
            format!("{{\"x\":{}", deep("{\"a\":", 200_000)),
        ),
        ("transports", transports(150_000).to_string()),
        (
            "escapes",
            format!("{{\"id\":\"{}\"", deep("\\u0041", 150_000)),
        ),
        ("too large", deep("[", Limits::RESPONSE_JSON + 1)),
    ];
    for (what, text) in texts {
        let registration = within(what, text.len(), || {
            RegistrationResponseJson::parse(&text).map(drop)
        });
        assert!(registration.is_err(), "{what}");
        let authentication = within(what, text.len(), || {
            AuthenticationResponseJson::parse(&text).map(drop)
        });
        assert!(authentication.is_err(), "{what}");
    }
    let mut made = registration(Format::None).make();
    made.client_data_json = [b"{\"a\":".as_slice(), &b"[".repeat(60_000)].concat();
    let (rp, expected) = (rp(), expected());
    let length = made.client_data_json.len();
    let verdict = within("client data", length, || register(&rp, &made, &expected));
    refused(
        verdict,
        Step::RegistrationClientDataJson,
        ReasonKind::Malformed,
    );
}

/// A response whose client names so many transports.
fn transports(count: usize) -> serde_json::Value {
    let mut json = registration(Format::None).make().to_json();
    json["response"]["transports"] = vec!["usb"; count].into();
    json
}

#[test]
fn more_transports_than_there_may_be_are_too_many() {
    let parse = |count| RegistrationResponseJson::parse(&transports(count).to_string()).map(drop);
    parse(32).unwrap();
    refused(parse(33), Step::RegistrationResponse, ReasonKind::TooLarge);
}

#[test]
fn thousands_of_certificates_are_too_many() {
    let made = registration(Format::Packed).chain(|chain| {
        let intermediate = chain[1].clone();
        chain.extend(std::iter::repeat_n(intermediate, 1000));
    });
    let made = made.make();
    let (rp, expected) = (rp(), expected());
    let length = made.attestation_object.len();
    let verdict = within("1000 certificates", length, || {
        register(&rp, &made, &expected)
    });
    let refused = verdict.unwrap_err();
    assert_eq!(refused.reason().kind(), ReasonKind::TooLarge, "{refused}");
}

#[test]
fn lengths_of_der_and_of_a_tpm_allocate_nothing() {
    let made = registration(Format::Packed).make();
    let leaf = made.chain[0].clone();
    for place in 0..leaf.len() {
        for head in [
            [0x84, 0x7f, 0xff, 0xff, 0xff],
            [0x88, 0x7f, 0xff, 0xff, 0xff],
        ] {
            let mut der = leaf.clone();
            der.splice(place..=place, head);
            within_silently(&der, || drop(Certificate::parse(&der)));
        }
    }
    let (rp, expected) = (rp(), expected());
    for member in ["certInfo", "pubArea"] {
        let made = registration(Format::Tpm).statement(|statement| {
            let Some(Cbor::Bytes(bytes)) = statement.value.get(member).cloned() else {
                panic!("{member} is a byte string");
            };
            // Whatever the place, a length of 65,535.
            let bytes = [&bytes[..8], [0xff; 4].as_slice(), &bytes[12..]].concat();
            statement.value.set(member, bytes);
        });
        let made = made.make();
        let length = made.attestation_object.len();
        let verdict = within(member, length, || register(&rp, &made, &expected));
        assert!(verdict.is_err(), "{member}");
    }
}

fn within_silently(input: &[u8], of: impl FnOnce()) {
    let took = measure(of).bytes_max;
    let most = 2 * u64::try_from(input.len()).unwrap() + CONSTANT;
    assert!(took <= most, "{took} bytes for {}", input.len());
}

/// 64 Ki bits would take seconds to verify with.
#[test]
fn a_key_of_64_ki_bits_is_too_large() {
    let made = registration(Format::None)
        .algorithm(Algorithm::Rs256)
        .public_key(|key| key.set(-1, vec![0xff; 8192]))
        .make();
    let (rp, expected) = (rp(), expected());
    let length = made.attestation_object.len();
    let verdict = within("RSA of 64 Ki bits", length, || {
        register(&rp, &made, &expected)
    });
    let refused = verdict.unwrap_err();
    assert_eq!(refused.reason().kind(), ReasonKind::TooLarge, "{refused}");
    assert!(
        Key::parse(&made.credential.public_key.encode()).is_ok(),
        "it is read"
    );
}

#[test]
fn what_is_accepted_allocates_no_more_than_twice_its_length() {
    let compound = Format::Compound(vec![Format::Packed, Format::Tpm, Format::AndroidKey]);
    let formats = [
        Format::Packed,
        Format::FidoU2f,
        Format::Apple,
        Format::AndroidKey,
        Format::Tpm,
    ];
    for format in formats.into_iter().chain([compound]) {
        let name = format.identifier();
        let made = registration(format).make();
        let anchors: Vec<_> = made
            .anchors
            .iter()
            .map(|der| Anchor::from_certificate(Certificate::parse(der).unwrap()))
            .collect();
        let rule = AnchorRule::new(PathValidation::new(&anchors, NOW));
        let expected = expected().trust(AttestationTrust::default().anchored([rule]));
        let rp = rp();
        let length = made.attestation_object.len() + made.client_data_json.len();
        let verdict = within(name, length, || register(&rp, &made, &expected));
        verdict.unwrap();
    }
}

#[test]
fn a_blob_that_is_too_large_is_not_read() {
    let blob = vec![b'.'; countersign::metadata::BlobRules::MAX_BYTES + 1];
    let anchors = [];
    let rules = countersign::metadata::BlobRules::new(&anchors, NOW);
    let mut verdict = None;
    let took = measure(|| verdict = Some(rules.verify(&blob).map(drop))).bytes_max;
    refused(verdict.unwrap(), Step::MdsBlob, ReasonKind::TooLarge);
    assert!(took < 1000, "{took}");
    let rules = rules.max_bytes(1000);
    refused(
        rules.verify(&blob[..1001]),
        Step::MdsBlob,
        ReasonKind::TooLarge,
    );
    let shorter = rules.verify(&blob[..1000]).unwrap_err();
    assert_ne!(shorter.reason().kind(), ReasonKind::TooLarge);
}

/// A statement whose leaf could have been signed by nine certificates, the last of which did: ten
/// signatures are checked.
fn maze(statements: usize) -> authenticator::RegistrationResponse {
    let decoys: Vec<_> = (0..8)
        .map(|number| {
            let pki = Pki::new(Seed::new(format!("decoy {number}")));
            let root = pki.root("packed");
            pki.intermediate_with("packed", 1, &root, |_| ())
                .certificate
        })
        .collect();
    let format = Format::Compound(vec![Format::Packed; statements]);
    let made = registration(format).chain(move |chain| {
        chain.splice(1..1, decoys.clone());
    });
    made.make()
}

fn trusts(made: &authenticator::RegistrationResponse, budget: Budget) -> Result<(), Rejection> {
    let anchor = Certificate::parse(&made.anchors[0]).unwrap();
    let anchors = [Anchor::from_certificate(anchor)];
    let mut validation = PathValidation::new(&anchors, NOW);
    validation.budget = budget;
    let rule = AnchorRule::new(validation);
    let trust = AttestationTrust::default().anchored([rule]);
    register(&rp(), made, &expected().trust(trust))
}

/// 8 signatures of statements and 32 of certificates for each rule that the caller has for them:
/// with one rule, or two, that is less than 100.
#[test]
fn the_statements_of_a_compound_one_share_the_signatures_that_are_checked() {
    trusts(&maze(2), Budget::default()).unwrap();
    refused(
        trusts(&maze(4), Budget::default()),
        Step::PathBudget,
        ReasonKind::TooLarge,
    );
    let mut budget = Budget::default();
    budget.signatures = 40;
    trusts(&maze(4), budget).unwrap();
    let statements = countersign::attestation::MAX_STATEMENTS;
    assert!(statements + 2 * usize::try_from(Budget::SIGNATURES).unwrap() <= 100);
}

#[test]
fn lowered_limits_refuse() {
    let made = registration(Format::PackedSelf).make();
    let accepted = |limits| register(&rp().limits(limits), &made, &expected());
    let mut limits = Limits::default();
    limits.client_data_json = made.client_data_json.len();
    limits.attestation_object = made.attestation_object.len();
    accepted(limits).unwrap();
    let mut lower = limits;
    lower.client_data_json -= 1;
    refused(
        accepted(lower),
        Step::RegistrationClientDataText,
        ReasonKind::TooLarge,
    );
    let mut lower = limits;
    lower.attestation_object -= 1;
    refused(
        accepted(lower),
        Step::RegistrationAttestationObject,
        ReasonKind::TooLarge,
    );

    let json = made.to_json().to_string();
    limits.response_json = json.len();
    RegistrationResponseJson::parse_within(&json, &limits).unwrap();
    limits.response_json -= 1;
    refused(
        RegistrationResponseJson::parse_within(&json, &limits),
        Step::RegistrationResponse,
        ReasonKind::TooLarge,
    );
}

/// Which limit.
type Lower = fn(&mut Limits) -> &mut usize;

#[test]
fn lowered_limits_refuse_an_authentication() {
    let credential = registration(Format::None).make().credential;
    let made = credential.authenticate().challenge(CHALLENGE).make();
    let record = CredentialRecord {
        id: credential.id.clone(),
        public_key: credential.public_key.encode(),
        sign_count: 0,
        uv_initialized: false,
        transports: vec![],
        backup_eligible: None,
        backup_state: false,
        aaguid: countersign::Aaguid::ZERO,
    };
    let verdict = |limits| {
        let account = Account::Identified { user_handle: b"" };
        let challenge = Challenge::new(CHALLENGE).unwrap();
        let expected = AuthenticationExpectations::new(challenge, account);
        let response = AuthenticationResponse {
            credential_id: &credential.id,
            client_data_json: &made.client_data_json,
            authenticator_data: &made.authenticator_data,
            signature: &made.signature,
            user_handle: None,
            client_extension_results: ClientExtensionResults::default(),
        };
        let rp = rp().limits(limits);
        rp.verify_authentication(&response, &record, &expected)
            .map(drop)
    };
    let mut limits = Limits::default();
    limits.client_data_json = made.client_data_json.len();
    limits.authenticator_data = made.authenticator_data.len();
    limits.signature = made.signature.len();
    verdict(limits).unwrap();
    let rows: [(Lower, Step); 3] = [
        (
            |limits| &mut limits.client_data_json,
            Step::AuthenticationClientDataText,
        ),
        (
            |limits| &mut limits.authenticator_data,
            Step::AuthenticatorDataLayout,
        ),
        (
            |limits| &mut limits.signature,
            Step::AuthenticationSignature,
        ),
    ];
    for (lower, step) in rows {
        let mut lowered = limits;
        *lower(&mut lowered) -= 1;
        refused(verdict(lowered), step, ReasonKind::TooLarge);
    }
    let json = made.to_json().to_string();
    limits.response_json = json.len() - 1;
    refused(
        AuthenticationResponseJson::parse_within(&json, &limits),
        Step::AuthenticationResponse,
        ReasonKind::TooLarge,
    );
}
