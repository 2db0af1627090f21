//! What an explanation says of each step that does not apply to every response, both ways: the
//! response or the policy differs in one thing. That explanations agree with verdicts is tested
//! over all vectors, in `conformance/tests/explanations.rs`.

use countersign::attestation::Compound;
use countersign::extensions::CreationExtensions;
use countersign::trust::{Anchor, PathValidation};
use countersign::{
    Account, AnchorRule, AttestationPolicy, AttestationTrust, AuthenticationExpectations,
    AuthenticationResponse, BackupEligibility, BackupState, Certificate, Challenge,
    ClientExtensionResults, CounterPolicy, CredentialRecord, Explained, Explanation, Framing,
    Mediation, OriginRule, RegistrationExpectations, RegistrationResponse,
    RegistrationResponseJson, RelyingParty, Step, StepOutcome, UnixTime, UserVerification,
    WalkedStep, danger,
};
use countersign_authenticator as authenticator;
use countersign_authenticator::{Authentication, Format, Registration, flags};

const CHALLENGE: &[u8] = b"a challenge of the relying party";
const NOW: UnixTime = UnixTime(1_790_000_000);

fn rp() -> RelyingParty {
    let origin = OriginRule::exact("https://example.org").unwrap();
    let framed = OriginRule::exact("https://portal.example").unwrap();
    RelyingParty::new("example.org", [origin])
        .unwrap()
        .framing(Framing::By([framed].into()))
}

fn challenge() -> Challenge {
    Challenge::new(CHALLENGE).unwrap()
}

fn expected<'p>() -> RegistrationExpectations<'p> {
    RegistrationExpectations::new(challenge())
        .trust(danger::unassessed_chains(AttestationTrust::default()))
}

fn registration<'a>() -> Registration<'a> {
    Registration::new(&authenticator::RelyingParty::new("example.org")).challenge(CHALLENGE)
}

fn with_flags<'a>(flags: u8) -> Registration<'a> {
    registration().auth_data(move |data| data.flags = flags)
}

fn framed<'a>(top_origin: Option<&str>) -> Registration<'a> {
    let rp = authenticator::RelyingParty::new("example.org").framed(top_origin);
    Registration::new(&rp).challenge(CHALLENGE)
}

/// The explanation of a registration that is accepted.
#[track_caller]
fn accepted(made: Registration<'_>, expected: &RegistrationExpectations<'_>) -> Explanation {
    let made = made.make();
    let response = RegistrationResponse::new(
        &made.credential.id,
        &made.client_data_json,
        &made.attestation_object,
    );
    let Explained {
        verdict,
        explanation,
        ..
    } = rp().explain_registration(&response, expected);
    assert_eq!(verdict.err(), None);
    explanation
}

#[track_caller]
fn passes(explanation: &Explanation, step: Step) {
    assert_eq!(explanation.outcome(step), Some(&StepOutcome::Passed));
    assert!(explanation.passes(step));
}

#[track_caller]
fn does_not_apply(explanation: &Explanation, step: Step, because: &str) {
    let why = explanation.outcome(step).and_then(StepOutcome::why);
    let why = why.unwrap_or_default();
    assert!(why.contains(because), "{step}: {why}");
    assert!(!explanation.passes(step));
}

#[test]
fn what_client_data_do_not_have_does_not_apply() {
    let plain = accepted(registration(), &expected());
    does_not_apply(&plain, Step::RegistrationCrossOrigin, "crossOrigin is true");
    does_not_apply(&plain, Step::RegistrationTopOrigin, "no topOrigin");
    let framed = accepted(framed(Some("https://portal.example")), &expected());
    passes(&framed, Step::RegistrationCrossOrigin);
    passes(&framed, Step::RegistrationTopOriginExpected);
    passes(&framed, Step::RegistrationTopOrigin);
}

#[test]
fn what_policy_does_not_ask_for_does_not_apply() {
    let synced = flags::UP | flags::UV | flags::AT | flags::BE | flags::BS;
    let plain = accepted(with_flags(synced), &expected());
    let asked = expected()
        .user_verification(UserVerification::Required)
        .backup_eligibility(BackupEligibility::Required)
        .backup_state(BackupState::Required);
    let asked = accepted(with_flags(synced), &asked);
    for (step, because) in [
        (
            Step::RegistrationUserVerified,
            "does not require user verification",
        ),
        (Step::RegistrationBackupEligible, "any backup eligibility"),
        (Step::RegistrationBackupState, "any backup state"),
    ] {
        does_not_apply(&plain, step, because);
        passes(&asked, step);
    }
    passes(&plain, Step::RegistrationUserPresent);
    let conditional = expected().mediation(Mediation::Conditional);
    let conditional = accepted(with_flags(synced), &conditional);
    does_not_apply(
        &conditional,
        Step::RegistrationUserPresent,
        "mediation was conditional",
    );
}

#[test]
fn flags_say_which_rules_apply() {
    let synced = accepted(
        with_flags(flags::UP | flags::AT | flags::BE | flags::BS),
        &expected(),
    );
    let bound = accepted(with_flags(flags::UP | flags::AT), &expected());
    does_not_apply(&synced, Step::RegistrationBackupFlags, "BE is set");
    passes(&bound, Step::RegistrationBackupFlags);
    does_not_apply(&bound, Step::AuthenticatorDataExtensions, "ED is not set");
    does_not_apply(
        &bound,
        Step::RegistrationExtensions,
        "no extension was asked",
    );
    passes(&bound, Step::AuthenticatorDataAttested);
}

#[test]
fn extensions_that_were_not_asked_for_do_not_apply() {
    let plain = accepted(registration(), &expected());
    does_not_apply(&plain, Step::ExtensionUvm, "uvm was not asked for");
    let asked = expected().extensions(CreationExtensions::new().uvm());
    let asked = accepted(registration(), &asked);
    passes(&asked, Step::ExtensionUvm);
    passes(&asked, Step::RegistrationExtensions);
    does_not_apply(&asked, Step::ExtensionPrf, "prf was not asked for");
}

#[test]
fn only_the_sections_of_the_statement_are_there() {
    let none = accepted(registration().format(Format::None), &expected());
    passes(&none, Step::NoneSyntax);
    assert_eq!(none.outcome(Step::PackedSyntax), None);
    does_not_apply(
        &none,
        Step::RegistrationTrustAnchors,
        "no certificate chain",
    );
    let packed = accepted(registration().format(Format::Packed), &expected());
    assert_eq!(packed.outcome(Step::NoneSyntax), None);
    passes(&packed, Step::PackedSignature);
    does_not_apply(&packed, Step::PackedSelfAlg, "the statement has x5c");
    does_not_apply(
        &packed,
        Step::PackedCertificateSerialNumber,
        "no serial number",
    );
    let own = accepted(registration().format(Format::PackedSelf), &expected());
    does_not_apply(&own, Step::PackedSignature, "no x5c");
    passes(&own, Step::PackedSelfSignature);
}

#[test]
fn a_path_is_there_where_one_was_looked_for() {
    let unassessed = accepted(registration().format(Format::Packed), &expected());
    does_not_apply(&unassessed, Step::RegistrationTrust, "unassessed_chains");
    assert_eq!(unassessed.outcome(Step::PathSignature), None);

    let made = registration().format(Format::Packed).make();
    let root = Certificate::parse(&made.anchors[0]).unwrap();
    let anchors = [Anchor::from_certificate(root)];
    let rule = AnchorRule::new(PathValidation::new(&anchors, NOW));
    let expected = RegistrationExpectations::new(challenge())
        .trust(AttestationTrust::default().anchored([rule]));
    let trusted = accepted(registration().format(Format::Packed), &expected);
    for step in [
        Step::RegistrationTrustAnchors,
        Step::PathSignature,
        Step::PathValidity,
        Step::RegistrationTrust,
    ] {
        passes(&trusted, step);
    }
    does_not_apply(
        &trusted,
        Step::PathRevocation,
        "does not ask about revocation",
    );
    does_not_apply(
        &trusted,
        Step::CrlSignature,
        "does not ask about revocation",
    );
    does_not_apply(&trusted, Step::PathExtendedKeyUsage, "no purpose");

    // The leaf itself as the anchor.
    let trust_path = {
        let response = RegistrationResponse::new(
            &made.credential.id,
            &made.client_data_json,
            &made.attestation_object,
        );
        let verified = rp()
            .verify_registration(&response, &self::expected())
            .unwrap();
        let leaf = verified.evidence.trust_path.der().next().unwrap();
        leaf.to_vec()
    };
    let pinned = [Anchor::from_certificate(
        Certificate::parse(&trust_path).unwrap(),
    )];
    let rule = AnchorRule::new(PathValidation::new(&pinned, NOW));
    let expected = RegistrationExpectations::new(challenge())
        .trust(AttestationTrust::default().anchored([rule]));
    let pinned = accepted(registration().format(Format::Packed), &expected);
    does_not_apply(&pinned, Step::PathSignature, "itself the trust anchor");
    passes(&pinned, Step::PathValidity);
}

#[test]
fn the_number_of_statements_is_policy() {
    let of = |compound| {
        let mut policy = AttestationPolicy::default();
        policy.compound = compound;
        expected().attestation(policy)
    };
    let compound = || registration().format(Format::Compound(vec![Format::None, Format::Packed]));
    let every = accepted(compound(), &of(Compound::All));
    passes(&every, Step::CompoundStatements);
    does_not_apply(&every, Step::CompoundPolicy, "every statement");
    let enough = Compound::AtLeast(core::num::NonZeroUsize::MIN);
    let enough = accepted(compound(), &of(enough));
    passes(&enough, Step::CompoundPolicy);
    does_not_apply(&enough, Step::CompoundStatements, "lets statements fail");
}

#[test]
fn a_response_that_cannot_be_read_has_an_explanation() {
    let rejection = RegistrationResponseJson::parse("{}")
        .map(|_| ())
        .unwrap_err();
    let explanation = Explanation::unread_registration(&rejection);
    let refused = explanation.refused().unwrap();
    assert_eq!(refused.step(), Step::RegistrationResponse);
    let last = explanation.steps().last().unwrap();
    assert_eq!(last.outcome(), &StepOutcome::NotReached);
}

/// The explanation of an authentication, accepted or not.
fn authenticated(
    bend: impl for<'a> Fn(Authentication<'a>) -> Authentication<'a>,
    record: impl Fn(&mut CredentialRecord),
    policy: impl Fn(AuthenticationExpectations<'_>) -> AuthenticationExpectations<'_>,
) -> Explanation {
    let made = registration().make();
    let response = RegistrationResponse::new(
        &made.credential.id,
        &made.client_data_json,
        &made.attestation_object,
    );
    let mut stored = rp()
        .verify_registration(&response, &expected())
        .unwrap()
        .record;
    record(&mut stored);
    let made = bend(made.credential.authenticate().challenge(CHALLENGE)).make();
    let response = AuthenticationResponse {
        credential_id: &stored.id,
        client_data_json: &made.client_data_json,
        authenticator_data: &made.authenticator_data,
        signature: &made.signature,
        user_handle: None,
        client_extension_results: ClientExtensionResults::default(),
    };
    let account = Account::Identified {
        user_handle: b"user",
    };
    let expected = policy(AuthenticationExpectations::new(challenge(), account));
    let ordinary = rp()
        .verify_authentication(&response, &stored, &expected)
        .err();
    let explained = rp().explain_authentication(&response, &stored, &expected);
    assert_eq!(explained.verdict.err(), ordinary);
    explained.explanation
}

#[test]
fn counters_count_where_there_are_some_and_policy_asks() {
    let step = Step::AuthenticationSignCount;
    let unused = authenticated(
        |made| made.sign_count(0),
        |record| record.sign_count = 0,
        |policy| policy,
    );
    does_not_apply(&unused, step, "both counters are zero");
    let grew = authenticated(
        |made| made.sign_count(7),
        |record| record.sign_count = 6,
        |policy| policy,
    );
    passes(&grew, step);
    let stuck = |policy: CounterPolicy| {
        authenticated(
            |made| made.sign_count(7),
            |record| record.sign_count = 7,
            move |expected| expected.counter(policy),
        )
    };
    does_not_apply(&stuck(CounterPolicy::Report), step, "policy reports");
    let refused = stuck(CounterPolicy::Refuse);
    assert_eq!(refused.refused().map(WalkedStep::step), Some(step));
    passes(&refused, Step::AuthenticationSignature);
    let after = refused.outcome(Step::AuthenticationRecord);
    assert_eq!(after, Some(&StepOutcome::NotReached));
}

#[test]
fn credentials_and_backup_are_compared_where_they_are_known() {
    let plain = authenticated(
        |made| made,
        |record| record.backup_eligible = None,
        |policy| policy,
    );
    does_not_apply(
        &plain,
        Step::AuthenticationAllowCredentials,
        "named no credentials",
    );
    does_not_apply(
        &plain,
        Step::AuthenticationBackupEligible,
        "the record does not say",
    );
    let known = authenticated(|made| made, |_| {}, |policy| policy);
    passes(&known, Step::AuthenticationBackupEligible);
    passes(&known, Step::CredentialPublicKey);
    let other = authenticated(
        |made| made,
        |_| {},
        |policy| policy.allow_credentials(&[b"another"]),
    );
    let refused = other.refused().unwrap();
    assert_eq!(refused.step(), Step::AuthenticationAllowCredentials);
    assert!(
        refused
            .to_string()
            .starts_with("refused         §7.2 step 5: ")
    );
}
