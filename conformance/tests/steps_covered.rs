//! Every step at which a response can be refused has a vector that ships and is refused there.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use countersign::Step;
use countersign_conformance::{Outcome, Suites, Vector, conformance_folder, replay};

/// Steps at which no vector can be refused, in the order of the table, with why.
const NOT_BY_A_VECTOR: &[(Step, &str)] = &[
    (
        Step::RegistrationStatement,
        "refuses for the caller's own formats; a registered format names a step of its section",
    ),
    (
        Step::PathExtendedKeyUsage,
        "refuses where the caller demands a purpose; attestation demands none",
    ),
    (
        Step::PathLeafKey,
        "every format uses the leaf's key before its path is looked for",
    ),
    (
        Step::MdsStatement,
        "refuses a file that the relying party has from a vendor, and a vector has the service's BLOB",
    ),
    (
        Step::ConveniencePayload,
        "refuses the BLOB of names and pictures, which decides about no response",
    ),
];

/// Steps whose subject a vector adds to what is accepted without it.
const ADDED: &[&str] = &[
    "RegistrationCrossOrigin",
    "RegistrationTopOriginExpected",
    "RegistrationBackupEligible",
    "RegistrationBackupState",
    "RegistrationExtensions",
    "AuthenticationAllowCredentials",
    "AuthenticationCrossOrigin",
    "AuthenticationTopOriginExpected",
    "AuthenticationSignCount",
    "AuthenticationExtensions",
    "AuthenticatorDataExtensions",
    // Attested data in an authentication.
    "AttestedCredentialData",
    // Where x5c is taken out of a statement that has it.
    "PackedSelfSignature",
    "PackedCertificateFirmware",
    "PackedCertificateSerialNumber",
    "TpmAaguid",
    // Where every statement was demanded.
    "CompoundPolicy",
    "ExtensionAppId",
    "ExtensionCredProps",
    // It has no output.
    "ExtensionRemoteClientDataJson",
    "MdsNextUpdate",
    "MdsNumber",
    "MdsCertification",
];

/// Steps that no accepted vector passes, with why.
const NOT_PASSED: &[(Step, &str)] = &[
    (
        Step::RegistrationBackupEligible,
        "policy asks for it only in the vectors refused there",
    ),
    (
        Step::RegistrationBackupState,
        "policy asks for it only in the vectors refused there",
    ),
    (
        Step::TpmAaguid,
        "the certificate has the extension only in the vectors refused there",
    ),
    (Step::ExtensionRemoteClientDataJson, "it has no output"),
    (
        Step::PathExtendedKeyUsage,
        "passed where the caller demands a purpose; attestation demands none",
    ),
    (
        Step::MdsStatement,
        "passed by a file that the relying party has from a vendor",
    ),
    (
        Step::ConveniencePayload,
        "passed by the BLOB of names and pictures, which decides about no response",
    ),
];

#[test]
fn every_step_that_can_refuse_is_passed_by_a_vector() {
    let accepted: Vec<_> = OUTCOMES
        .values()
        .map(|(_, outcome)| outcome)
        .filter(|outcome| outcome.refused.is_none())
        .collect();
    let passed = |step: &Step| accepted.iter().any(|outcome| outcome.passes(*step));
    let unpassed = Step::ALL
        .iter()
        .filter(|step| step.can_refuse() && !passed(step));
    let excepted: Vec<_> = NOT_PASSED.iter().map(|(step, _)| step).collect();
    assert_eq!(unpassed.collect::<Vec<_>>(), excepted);
}

/// The table of what passes a step is about the same responses as the engine: a response that is
/// refused at a step differs in one thing from one that passed it, unless that thing is what the
/// step is about.
#[test]
fn what_is_refused_is_based_on_what_passes() {
    let mut adding = BTreeSet::new();
    for (vector, outcome) in OUTCOMES.values() {
        let (Some(rejection), Some(based_on)) = (&outcome.refused, &vector.based_on) else {
            continue;
        };
        let accepted = &OUTCOMES[based_on].1;
        assert_eq!(accepted.refused, None);
        if !accepted.passes(rejection.step()) {
            adding.insert(rejection.step());
        }
    }
    let adding: Vec<_> = adding.iter().map(|step| step.name()).collect();
    assert_eq!(adding, ADDED);
}

/// Every vector that ships with what came of it, replayed once for all tests.
static OUTCOMES: LazyLock<BTreeMap<String, (Vector, Outcome)>> = LazyLock::new(|| {
    let folder = conformance_folder().expect("this package");
    let mut suites = Suites::default();
    suites
        .add(&folder.join("vectors"))
        .expect("what ships can be read");
    let vectors = suites.iter().flat_map(|(_suite, vectors)| vectors);
    let outcome = |vector: &Vector| {
        let outcome = replay(vector).expect("there is a verdict");
        (vector.id.clone(), (vector.clone(), outcome))
    };
    vectors.map(outcome).collect()
});

#[test]
fn every_step_that_can_refuse_refuses_a_vector() {
    let reached: BTreeSet<_> = OUTCOMES
        .values()
        .filter_map(|(_, outcome)| Some(outcome.refused.as_ref()?.step()))
        .collect();
    let unreached: Vec<_> = Step::ALL
        .iter()
        .filter(|step| step.can_refuse() && !reached.contains(step))
        .collect();
    let excepted: Vec<_> = NOT_BY_A_VECTOR.iter().map(|(step, _)| step).collect();
    assert_eq!(unreached, excepted);
}
