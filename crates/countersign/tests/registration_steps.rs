//! Each step of §7.1 that can refuse is made to: by a response that differs in one thing from one
//! that is accepted, and is made anew, so that everything else in it is valid.

use std::collections::BTreeSet;

use countersign::attestation::{CustomEvidence, CustomFormat, CustomFormats};
use countersign::extensions::UnsolicitedExtensions;
use countersign::trust::{Anchor, PathValidation, Revocation, RevocationSources};
use countersign::{
    Aaguid, Acceptance, Algorithm, AnchorRule, Assessment, AttestationPolicy, AttestationTrust,
    BackupEligibility, BackupState, Certificate, Challenge, ClientExtensionResults,
    CredentialRecord, Format, Framing, Mediation, OriginRule, Reason, ReasonKind,
    RegistrationExpectations, RegistrationResponse, RegistrationResponseJson, Rejection,
    RelyingParty, RevocationChecked, RevocationList, Statement, Step, UnixTime, UserVerification,
    danger,
};
use countersign_authenticator as authenticator;
use countersign_authenticator::{Cbor, Registration, flags};
use serde_json::json;

const CHALLENGE: &[u8] = b"a challenge of the relying party";
/// A time within the lives of the test PKI's certificates.
const NOW: UnixTime = UnixTime(1_790_000_000);
const UP: u8 = flags::UP;
const AT: u8 = flags::AT;

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

fn expected<'p>() -> RegistrationExpectations<'p> {
    RegistrationExpectations::new(Challenge::new(CHALLENGE).unwrap())
}

fn registration<'a>() -> Registration<'a> {
    Registration::new(&authenticator::RelyingParty::new("example.org")).challenge(CHALLENGE)
}

fn framed<'a>(top_origin: Option<&str>) -> Registration<'a> {
    let rp = authenticator::RelyingParty::new("example.org").framed(top_origin);
    Registration::new(&rp).challenge(CHALLENGE)
}

fn with_flags<'a>(flags: u8) -> Registration<'a> {
    registration().auth_data(move |data| data.flags = flags)
}

fn verify(
    rp: &RelyingParty,
    expected: &RegistrationExpectations<'_>,
    made: Registration<'_>,
) -> Result<CredentialRecord, Rejection> {
    let made = made.make();
    let response = RegistrationResponse::new(
        &made.credential.id,
        &made.client_data_json,
        &made.attestation_object,
    );
    rp.verify_registration(&response, expected)
        .map(|verified| verified.record)
}

fn accepted(expected: &RegistrationExpectations<'_>, made: Registration<'_>) {
    verify(&rp(), expected, made).unwrap();
}

fn refused(bent: Registration<'_>) -> Rejection {
    refused_by(&expected(), bent)
}

fn refused_by(expected: &RegistrationExpectations<'_>, made: Registration<'_>) -> Rejection {
    verify(&rp(), expected, made).unwrap_err()
}

fn refused_in_frame(made: Registration<'_>) -> Rejection {
    verify(&framed_rp(), &expected(), made).unwrap_err()
}

/// The JSON form, bent.
fn refused_json(bend: impl FnOnce(&mut serde_json::Value)) -> Rejection {
    let mut json = registration().make().to_json();
    bend(&mut json);
    let text = json.to_string();
    let rp = rp();
    RegistrationResponseJson::parse(&text)
        .and_then(|parsed| {
            rp.verify_registration(&parsed.response(), &expected())
                .map(drop)
        })
        .unwrap_err()
}

/// Sets both spellings of the credential ID.
fn rename(json: &mut serde_json::Value, id: &str) {
    json["id"] = json!(id);
    json["rawId"] = json!(id);
}

/// The roots of the test PKI that made a response.
fn roots(made: &authenticator::RegistrationResponse) -> Vec<Anchor<'static>> {
    let parse = |der: &Vec<u8>| -> Anchor<'static> {
        Anchor::from_certificate(Certificate::parse(Vec::leak(der.clone())).unwrap())
    };
    made.anchors.iter().map(parse).collect()
}

/// A compound statement of two that the caller may want or not.
fn compound() -> authenticator::Format {
    let members = [
        authenticator::Format::Packed,
        authenticator::Format::FidoU2f,
    ];
    authenticator::Format::Compound(members.into())
}

/// An authenticator of one model, with anchors for another or the same.
fn by_model(model: Aaguid, wanted: Aaguid) -> Result<CredentialRecord, Rejection> {
    let packed = || {
        let packed = registration().format(authenticator::Format::Packed);
        packed.aaguid(model.0)
    };
    let made = packed().make();
    let roots = roots(&made);
    let rule = AnchorRule::new(PathValidation::new(&roots, NOW)).for_model(wanted);
    let trust = AttestationTrust::default().anchored([rule]);
    verify(&rp(), &expected().trust(trust), packed())
}

/// A format of the caller's that refuses everything.
#[derive(Debug)]
struct Never;

impl CustomFormat for Never {
    fn identifier(&self) -> &'static str {
        "org.example.never"
    }

    fn verify<'a>(&self, _: &Statement<'a>) -> Result<CustomEvidence<'a>, Reason> {
        Err(Reason::NotAllowed("anything"))
    }
}

fn refused_by_custom_format() -> Rejection {
    let formats: [&dyn CustomFormat; 1] = [&Never];
    let mut policy = AttestationPolicy::default();
    policy.custom = CustomFormats::new(&formats).unwrap();
    let made = registration().statement(|s| s.format = "org.example.never".into());
    refused_by(&expected().attestation(policy), made)
}

/// A refusal, and the step and reason that it must name.
type Case = (&'static str, fn() -> Rejection, Step, ReasonKind);

const JSON_CASES: &[Case] = &[
    (
        "the id is not the rawId",
        || refused_json(|json| json["id"] = json!("AAAA")),
        Step::RegistrationResponse,
        ReasonKind::Mismatch,
    ),
    (
        "the type is that of another credential",
        || refused_json(|json| json["type"] = json!("password")),
        Step::RegistrationResponse,
        ReasonKind::Mismatch,
    ),
    (
        "the rawId is missing",
        || refused_json(|json| drop(json.as_object_mut().unwrap().remove("rawId"))),
        Step::RegistrationResponse,
        ReasonKind::Missing,
    ),
    (
        "the attestation object is null",
        || refused_json(|json| json["response"]["attestationObject"] = json!(null)),
        Step::RegistrationResponse,
        ReasonKind::Missing,
    ),
    (
        "the response is an array of its members",
        || refused_json(|json| json["response"] = json!(["AAAA", "AAAA"])),
        Step::RegistrationResponse,
        ReasonKind::Malformed,
    ),
    (
        "the id is padded",
        || refused_json(|json| rename(json, "AAA=")),
        Step::RegistrationResponse,
        ReasonKind::Malformed,
    ),
    (
        "the rawId is not the attested credential ID",
        || refused_json(|json| rename(json, "AAAA")),
        Step::RegistrationResponse,
        ReasonKind::Mismatch,
    ),
    (
        "the copy of the authenticator data differs",
        || refused_json(|json| json["response"]["authenticatorData"] = json!("AAAA")),
        Step::RegistrationResponse,
        ReasonKind::Mismatch,
    ),
    (
        "the copy of the algorithm differs",
        || refused_json(|json| json["response"]["publicKeyAlgorithm"] = json!(-257)),
        Step::RegistrationResponse,
        ReasonKind::Mismatch,
    ),
    (
        "the copy of the public key is that of another",
        || {
            refused_json(|json| {
                let other = registration()
                    .seed(authenticator::Seed::new("another"))
                    .make()
                    .to_json();
                json["response"]["publicKey"] = other["response"]["publicKey"].clone();
            })
        },
        Step::RegistrationResponse,
        ReasonKind::Mismatch,
    ),
    (
        "the client extension results are an array",
        || refused_json(|json| json["clientExtensionResults"] = json!([])),
        Step::RegistrationClientExtensionResults,
        ReasonKind::Malformed,
    ),
];

const CLIENT_DATA_CASES: &[Case] = &[
    (
        "the client data is not UTF-8",
        || refused(registration().client_data(|c| c.edit(|bytes| bytes.insert(2, 0xff)))),
        Step::RegistrationClientDataText,
        ReasonKind::Malformed,
    ),
    (
        "the client data has no origin",
        || refused(registration().client_data(|c| c.remove("origin"))),
        Step::RegistrationClientDataJson,
        ReasonKind::Missing,
    ),
    (
        "the type is that of an authentication",
        || refused(registration().client_data(|c| c.set_text("type", "webauthn.get"))),
        Step::RegistrationType,
        ReasonKind::Mismatch,
    ),
    (
        "the challenge is another",
        || refused(registration().challenge(b"a challenge of somebody else")),
        Step::RegistrationChallenge,
        ReasonKind::Mismatch,
    ),
    (
        "the origin is another",
        || refused(registration().client_data(|c| c.set_text("origin", "https://evil.example"))),
        Step::RegistrationOrigin,
        ReasonKind::Mismatch,
    ),
    (
        "the page was framed, which nobody expects",
        || refused(framed(None)),
        Step::RegistrationCrossOrigin,
        ReasonKind::NotAllowed,
    ),
    (
        "a top origin is named, and framing is not expected",
        || {
            let bent = registration();
            refused(bent.client_data(|c| c.push("topOrigin", r#""https://portal.example""#)))
        },
        Step::RegistrationTopOriginExpected,
        ReasonKind::NotAllowed,
    ),
    (
        "a top origin is named, but no frame",
        || {
            let bent = registration();
            refused_in_frame(
                bent.client_data(|c| c.push("topOrigin", r#""https://portal.example""#)),
            )
        },
        Step::RegistrationTopOriginExpected,
        ReasonKind::NotAllowed,
    ),
    (
        "the frame is in a page of somebody else",
        || refused_in_frame(framed(Some("https://evil.example"))),
        Step::RegistrationTopOrigin,
        ReasonKind::Mismatch,
    ),
];

const CREDENTIAL_CASES: &[Case] = &[
    (
        "the attestation object has no fmt",
        || refused(registration().attestation_object(|object| drop(object.remove("fmt")))),
        Step::RegistrationAttestationObject,
        ReasonKind::Missing,
    ),
    (
        "no attested credential data",
        || {
            refused(registration().auth_data(|data| {
                data.flags = UP;
                data.credential = None;
            }))
        },
        Step::AuthenticatorDataAttested,
        ReasonKind::Missing,
    ),
    (
        "a public key that is not on its curve",
        || refused(registration().public_key(|key| key.set(-3, vec![1_u8; 32]))),
        Step::CredentialPublicKeyOnCurve,
        ReasonKind::NotAllowed,
    ),
    (
        "the RP ID is another",
        || refused(registration().auth_data(|data| data.rp_id_hash[31] ^= 1)),
        Step::RegistrationRpIdHash,
        ReasonKind::Mismatch,
    ),
    (
        "the user was not present",
        || refused(with_flags(AT)),
        Step::RegistrationUserPresent,
        ReasonKind::Missing,
    ),
    (
        "the user was not verified, though that was required",
        || {
            let expected = expected().user_verification(UserVerification::Required);
            refused_by(&expected, with_flags(UP | AT))
        },
        Step::RegistrationUserVerified,
        ReasonKind::Missing,
    ),
    (
        "the user was not verified in a conditional creation that required it",
        || {
            let expected = expected()
                .mediation(Mediation::Conditional)
                .user_verification(UserVerification::Required);
            refused_by(&expected, with_flags(AT))
        },
        Step::RegistrationUserVerified,
        ReasonKind::Missing,
    ),
    (
        "backed up, but not backup eligible",
        || refused(with_flags(UP | AT | flags::BS)),
        Step::RegistrationBackupFlags,
        ReasonKind::NotAllowed,
    ),
    (
        "not backup eligible, though that is wanted",
        || {
            let expected = expected().backup_eligibility(BackupEligibility::Required);
            refused_by(&expected, with_flags(UP | AT))
        },
        Step::RegistrationBackupEligible,
        ReasonKind::Missing,
    ),
    (
        "backup eligible, though that is not wanted",
        || {
            let expected = expected().backup_eligibility(BackupEligibility::Forbidden);
            refused_by(&expected, with_flags(UP | AT | flags::BE))
        },
        Step::RegistrationBackupEligible,
        ReasonKind::NotAllowed,
    ),
    (
        "not backed up, though that is wanted",
        || {
            let expected = expected().backup_state(BackupState::Required);
            refused_by(&expected, with_flags(UP | AT | flags::BE))
        },
        Step::RegistrationBackupState,
        ReasonKind::Missing,
    ),
];

const POLICY_CASES: &[Case] = &[
    (
        "an algorithm that was not offered",
        || {
            let expected = expected().algorithms(&[Algorithm::EdDsa, Algorithm::Rs256]);
            refused_by(&expected, registration())
        },
        Step::RegistrationAlgorithm,
        ReasonKind::Unsupported,
    ),
    (
        "a format that nobody knows",
        || refused(registration().statement(|s| s.format = "acme".into())),
        Step::RegistrationFormat,
        ReasonKind::Unsupported,
    ),
    (
        "a format that is not among those wanted",
        || refused_by(&expected().formats(&[Format::Packed]), registration()),
        Step::RegistrationFormat,
        ReasonKind::NotAllowed,
    ),
    (
        "a compound statement, though only its members' formats are wanted",
        || {
            let expected = expected().formats(&[Format::Packed, Format::FidoU2f]);
            refused_by(&expected, registration().format(compound()))
        },
        Step::RegistrationFormat,
        ReasonKind::NotAllowed,
    ),
    (
        "a compound statement with a member that is not among those wanted",
        || {
            let expected = expected().formats(&[Format::Compound, Format::Packed]);
            refused_by(&expected, registration().format(compound()))
        },
        Step::RegistrationFormat,
        ReasonKind::NotAllowed,
    ),
    (
        "a statement that a format of the caller's refuses",
        refused_by_custom_format,
        Step::RegistrationStatement,
        ReasonKind::NotAllowed,
    ),
    (
        "no attestation, though one is demanded",
        || {
            refused_by(
                &expected().trust(AttestationTrust::default().none(Acceptance::Refused)),
                registration(),
            )
        },
        Step::RegistrationTrust,
        ReasonKind::NotAllowed,
    ),
    (
        "self attestation, though that is not enough",
        || {
            let made = registration().format(authenticator::Format::PackedSelf);
            let trust = AttestationTrust::default().self_attestation(Acceptance::Refused);
            refused_by(&expected().trust(trust), made)
        },
        Step::RegistrationTrust,
        ReasonKind::NotAllowed,
    ),
    (
        "a certificate chain, and nobody said what to trust",
        || refused(registration().format(authenticator::Format::Packed)),
        Step::RegistrationTrust,
        ReasonKind::NotAllowed,
    ),
    (
        "a certificate chain, and no anchors for its format",
        || {
            let made = registration().format(authenticator::Format::Packed).make();
            let roots = roots(&made);
            let rule = AnchorRule::new(PathValidation::new(&roots, NOW)).for_format(Format::Tpm);
            let trust = AttestationTrust::default().anchored([rule]);
            refused_by(
                &expected().trust(trust),
                registration().format(authenticator::Format::Packed),
            )
        },
        Step::RegistrationTrustAnchors,
        ReasonKind::Missing,
    ),
    (
        "a certificate chain, and no anchors for its model",
        || by_model(Aaguid([1; 16]), Aaguid([2; 16])).unwrap_err(),
        Step::RegistrationTrustAnchors,
        ReasonKind::Missing,
    ),
    (
        "a certificate chain to a root of the same name and another key",
        || {
            let other = registration().format(authenticator::Format::Packed);
            let pki = authenticator::Pki::new(authenticator::Seed::new("another"));
            let other = other.pki(pki).make();
            let roots = roots(&other);
            let rule = AnchorRule::new(PathValidation::new(&roots, NOW));
            let trust = AttestationTrust::default().anchored([rule]);
            refused_by(
                &expected().trust(trust),
                registration().format(authenticator::Format::Packed),
            )
        },
        Step::PathSignature,
        ReasonKind::BadSignature,
    ),
    (
        "a credential ID of 1024 bytes",
        || refused(registration().credential_id(&[7; 1024])),
        Step::RegistrationCredentialIdLength,
        ReasonKind::TooLarge,
    ),
    (
        "a credential ID of no bytes",
        || refused(registration().credential_id(&[])),
        Step::RegistrationCredentialIdLength,
        ReasonKind::Missing,
    ),
    (
        "a credential that is registered already",
        || refused_by(&expected().already_registered(true), registration()),
        Step::RegistrationCredentialIdNew,
        ReasonKind::NotAllowed,
    ),
    (
        "an extension output that nobody asked for, where that is refused",
        || refused_by(&nothing_unsolicited(), registration().extensions(level())),
        Step::RegistrationExtensions,
        ReasonKind::NotAllowed,
    ),
];

fn nothing_unsolicited<'p>() -> RegistrationExpectations<'p> {
    expected().unsolicited_extensions(UnsolicitedExtensions::refused())
}

fn level() -> Cbor {
    Cbor::map([("credProtect", Cbor::Integer(2))])
}

fn cases() -> impl Iterator<Item = &'static Case> {
    [
        JSON_CASES,
        CLIENT_DATA_CASES,
        CREDENTIAL_CASES,
        POLICY_CASES,
    ]
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

#[test]
fn every_step_that_can_refuse_is_made_to() {
    let made_to: BTreeSet<_> = cases().map(|(_, _, step, _)| *step).collect();
    let can = Step::ALL
        .iter()
        .filter(|step| step.section() == "7.1" && step.can_refuse());
    let left: Vec<_> = can.filter(|step| !made_to.contains(step)).collect();
    assert!(left.is_empty(), "no case for {left:?}");
}

#[test]
fn the_twins_of_the_refused_are_accepted() {
    let verified = expected().user_verification(UserVerification::Required);
    let eligible = expected().backup_eligibility(BackupEligibility::Required);
    let backed_up = expected().backup_state(BackupState::Required);
    let bound = expected().backup_eligibility(BackupEligibility::Forbidden);
    accepted(&expected(), registration());
    accepted(&expected(), registration().extensions(level()));
    accepted(&nothing_unsolicited(), registration());
    accepted(
        &expected(),
        registration().format(authenticator::Format::PackedSelf),
    );
    accepted(&expected(), registration().credential_id(&[7; 1023]));
    accepted(&expected(), with_flags(UP | AT | flags::BE));
    accepted(&eligible, with_flags(UP | AT | flags::BE));
    accepted(&backed_up, with_flags(UP | AT | flags::BE | flags::BS));
    accepted(&bound, with_flags(UP | AT));
    accepted(&verified, with_flags(UP | AT | flags::UV));
    accepted(
        &expected().mediation(Mediation::Conditional),
        with_flags(AT),
    );
    let compound_wanted = expected()
        .formats(&[Format::Compound, Format::Packed, Format::FidoU2f])
        .trust(danger::unassessed_chains(AttestationTrust::default()));
    accepted(&compound_wanted, registration().format(compound()));
    by_model(Aaguid([1; 16]), Aaguid([1; 16])).unwrap();
    for top_origin in [None, Some("https://portal.example")] {
        verify(&framed_rp(), &expected(), framed(top_origin)).unwrap();
    }
}

#[test]
fn the_json_form_gives_the_same_record() {
    let made = registration().make();
    let record = verify(&rp(), &expected(), registration()).unwrap();
    assert_eq!(record.id, made.credential.id);
    assert_eq!(record.public_key, made.credential.public_key.encode());
    assert_eq!(record.sign_count, made.credential.sign_count);
    assert_eq!(
        (record.backup_eligible, record.backup_state),
        (Some(false), false)
    );
    let text = made.to_json().to_string();
    let parsed = RegistrationResponseJson::parse(&text).unwrap();
    assert_eq!(parsed.credential_id(), made.credential.id);
    let mut from_json = rp()
        .verify_registration(&parsed.response(), &expected())
        .unwrap()
        .record;
    assert_eq!(from_json.transports, made.transports);
    from_json.transports.clear();
    assert_eq!(from_json, record);
}

#[test]
fn base64url_is_malformed_at_the_first_byte_that_is_not_of_it() {
    for (text, offset) in [("AAA=", 3), ("+AAA", 0), ("AA_A-+", 5), ("AAAAA", 5)] {
        let refused = refused_json(|json| rename(json, text));
        let what = "rawId";
        let reason = Reason::Malformed { what, offset };
        assert_eq!(refused, Step::RegistrationResponse.refuse(reason), "{text}");
    }
}

#[test]
fn no_algorithms_are_those_a_client_assumes() {
    let default = expected().algorithms(&[]);
    accepted(&default, registration());
    accepted(&expected(), registration().algorithm(Algorithm::EdDsa));
    let refused = refused_by(&default, registration().algorithm(Algorithm::EdDsa));
    assert_eq!(refused.step(), Step::RegistrationAlgorithm);
}

#[test]
fn rs1_is_accepted_only_where_it_is_listed() {
    let rs1 = || registration().algorithm(Algorithm::Rs1);
    let reason = Reason::Unsupported("alg", (-65535_i64).into());
    assert_eq!(refused(rs1()), Step::RegistrationAlgorithm.refuse(reason));
    accepted(&expected().algorithms(&[Algorithm::Rs1]), rs1());
}

#[test]
fn extension_results_are_conveyed() {
    let made = registration().make();
    let step = Step::RegistrationClientExtensionResults;
    let mut response = RegistrationResponse::new(
        &made.credential.id,
        &made.client_data_json,
        &made.attestation_object,
    );
    response.client_extension_results =
        ClientExtensionResults::parse(r#"{"credProps":{"rk":true}}"#, step).unwrap();
    let rp = rp();
    let verified = rp.verify_registration(&response, &expected()).unwrap();
    assert_eq!(verified.client_extension_results.discoverable, Some(true));
}

#[test]
fn a_chain_to_a_root_of_the_caller_is_trusted_and_the_verdict_says_why() {
    let made = registration().format(authenticator::Format::Packed).make();
    let roots = roots(&made);
    let response = RegistrationResponse::new(
        &made.credential.id,
        &made.client_data_json,
        &made.attestation_object,
    );
    let rule = AnchorRule::new(PathValidation::new(&roots, NOW)).for_format(Format::Packed);
    let trust = AttestationTrust::default().anchored([rule]);
    let rp = rp();
    let verified = rp
        .verify_registration(&response, &expected().trust(trust))
        .unwrap();
    let [Assessment::Trusted(path)] = verified.trust.as_slice() else {
        panic!("not trusted")
    };
    assert_eq!(path.anchor_name, roots[0].name().der());
    assert_eq!(path.certificates[0], made.chain[0]);
    assert_eq!(path.time, NOW);
    assert_eq!(path.revocation, RevocationChecked::No);
    let anyhow = expected().trust(danger::unassessed_chains(AttestationTrust::default()));
    let verified = rp.verify_registration(&response, &anyhow).unwrap();
    assert_eq!(verified.trust, [Assessment::Unassessed]);
}

#[test]
fn the_verdict_says_whether_revocation_was_checked() {
    let pki = authenticator::Pki::new(authenticator::Seed::new("revocation"));
    let root = pki.root("packed");
    let intermediate = pki.intermediate_with("packed", 1, &root, |_| ());
    let lists = [&root, &intermediate].map(|issuer| {
        authenticator::RevocationList::new(issuer, &[&[0x11, 0x22]]).sign(&issuer.key)
    });
    let lists = lists
        .each_ref()
        .map(|der| RevocationList::parse(der).unwrap());
    let made = registration()
        .format(authenticator::Format::Packed)
        .pki(pki);
    let made = made.make();
    let (roots, sources) = (
        roots(&made),
        RevocationSources::default().with_lists(&lists),
    );
    let response = RegistrationResponse::new(
        &made.credential.id,
        &made.client_data_json,
        &made.attestation_object,
    );
    for (revocation, checked) in [
        (Revocation::Ignored, RevocationChecked::No),
        (
            Revocation::CheckedWhereGiven(sources),
            RevocationChecked::WhereGiven,
        ),
        (Revocation::Required(sources), RevocationChecked::Always),
    ] {
        let mut validation = PathValidation::new(&roots, NOW);
        validation.revocation = revocation;
        let trust = AttestationTrust::default().anchored([AnchorRule::new(validation)]);
        let expected = expected().trust(trust);
        let verified = rp().verify_registration(&response, &expected).unwrap();
        let [Assessment::Trusted(path)] = verified.trust.as_slice() else {
            panic!("not trusted")
        };
        assert_eq!(path.revocation, checked);
    }
}

#[test]
fn an_origin_is_refused_with_those_expected() {
    let app = OriginRule::app("ios:bundle-id:org.example").unwrap();
    let below = OriginRule::subdomains_of("https://example.org").unwrap();
    for (rules, expected_origin) in [
        (vec![below.clone()], r#""https://*.example.org""#),
        (vec![app.clone()], r#""ios:bundle-id:org.example""#),
        (vec![below, app], "one of those configured"),
    ] {
        let rp = RelyingParty::new("example.org", rules).unwrap();
        let refused = verify(&rp, &expected(), registration()).unwrap_err();
        let reason = format!(r#"origin is "https://example.org", expected {expected_origin}"#);
        assert_eq!(refused.step(), Step::RegistrationOrigin);
        assert_eq!(refused.reason().to_string(), reason);
    }
    let framed_by_none = rp().framing(Framing::By(Vec::new()));
    let made = framed(Some("https://portal.example"));
    let refused = verify(&framed_by_none, &expected(), made).unwrap_err();
    assert_eq!(refused.step(), Step::RegistrationTopOrigin);
    let reason = r#"topOrigin is "https://portal.example", expected none"#;
    assert_eq!(refused.reason().to_string(), reason);
}

#[test]
fn json_beyond_a_mebibyte_is_refused_unread() {
    const LIMIT: usize = 1 << 20;
    let text = registration().make().to_json().to_string();
    let padded = |length: usize| text.clone() + &" ".repeat(length - text.len());
    assert!(RegistrationResponseJson::parse(&padded(LIMIT)).is_ok());
    let refused = RegistrationResponseJson::parse(&padded(LIMIT + 1)).unwrap_err();
    assert_eq!(refused.step(), Step::RegistrationResponse);
    assert_eq!(refused.reason().kind(), ReasonKind::TooLarge);
}

/// Step 23: a chain under a rule for another format or another model is under no rule.
#[test]
fn anchors_are_for_the_formats_and_models_named() {
    let made = || registration().format(authenticator::Format::Packed);
    let roots = roots(&made().make());
    let model = made().aaguid([7; 16]).make();
    let rule = || AnchorRule::new(PathValidation::new(&roots, NOW));
    for (rule, accepted) in [
        (rule().for_format(Format::Packed), true),
        (rule().for_format(Format::Apple), false),
        (rule().for_model(Aaguid([7; 16])), true),
        (rule().for_model(Aaguid([8; 16])), false),
    ] {
        let response = RegistrationResponse::new(
            &model.credential.id,
            &model.client_data_json,
            &model.attestation_object,
        );
        let trust = AttestationTrust::default().anchored([rule]);
        let refused = rp().verify_registration(&response, &expected().trust(trust));
        let refused = refused.map(drop);
        let none = Step::RegistrationTrustAnchors.refuse(Reason::Missing("trust anchor"));
        assert_eq!(refused, if accepted { Ok(()) } else { Err(none) });
    }
}
