//! Every registration of the W3C test vectors and of the shared collection of real responses
//! (`../shared/vectors`), at the level of the statement: what it must say, and where it must fail.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use base64ct::{Base64UrlUnpadded, Encoding};
use countersign_attestation::{
    AttestationType, AuthorizationLists, ClientDataHash, Policy, ResponseTime, SafetyNet,
    SafetyNetRules, Statement, verify,
};
use countersign_authdata::{AttestationObject, AuthenticatorData};
use countersign_cose::Form;
use countersign_spec::{ReasonKind, Step, UnixTime};
use serde_json::Value;

/// Responses whose statement is wrong, with the step and the reason.
const WRONG: &[(&str, Step, ReasonKind)] = {
    use ReasonKind::{Mismatch, Missing, NotAllowed, Unsupported};
    &[
        (
            "fido2-helpers/reg.safetynet",
            Step::SafetyNetNonce,
            Mismatch,
        ),
        (
            "fido2-helpers/reg.safetynet_july_2018",
            Step::SafetyNetService,
            NotAllowed,
        ),
        (
            "go-webauthn/compound-packed-x1",
            Step::CompoundSyntax,
            Missing,
        ),
        (
            "go-webauthn/compound-packed-x0",
            Step::CompoundSyntax,
            Missing,
        ),
        (
            "go-webauthn/compound-nested",
            Step::CompoundSyntax,
            NotAllowed,
        ),
        (
            "java-webauthn-server/packed-basic-attestation-ml-dsa44",
            Step::PackedCertificateBasicConstraints,
            Missing,
        ),
        (
            "java-webauthn-server/packed-basic-attestation-ml-dsa65",
            Step::PackedCertificateBasicConstraints,
            Missing,
        ),
        (
            "java-webauthn-server/packed-basic-attestation-ml-dsa87",
            Step::PackedCertificateBasicConstraints,
            Missing,
        ),
        (
            "py_webauthn/none.raises_exception_on_unsupported_attestation_type",
            Step::RegistrationFormat,
            Unsupported,
        ),
        (
            "simplewebauthn/Packed.fail_if_id_fido_gen_ce_aaguid_extension_is_present_and_does_not_",
            Step::PackedAaguid,
            Mismatch,
        ),
        (
            "simplewebauthn/TPM.fail_if_id_fido_gen_ce_aaguid_extension_is_present_and_does_not_",
            Step::TpmAaguid,
            Mismatch,
        ),
    ]
};

/// Responses of a peer's software authenticator that are right but for indefinite lengths in the
/// attestation object's CBOR, which are always refused.
const INDEFINITE: &[&str] = &[
    "java-webauthn-server/android-safetynet-basic-attestation",
    "java-webauthn-server/fido-u2f-basic-attestation",
];

/// What came of one registration.
enum Outcome {
    /// The attestation object or the authenticator data was refused before the statement.
    Before(String),
    Verified(String, AttestationType),
    Refused(String, Step, ReasonKind),
}

#[test]
fn statements_of_shared_responses_are_judged_as_they_must_be() {
    let mut files = vec![shared().join("vectors/w3c/level3.json")];
    let Ok(real) = fs::read_dir(shared().join("vectors/real")) else {
        println!("left out: no shared vectors at {}", shared().display());
        return;
    };
    files.extend(real.map(|entry| entry.expect("a folder that can be read").path()));
    files.sort();

    let mut table = BTreeMap::new();
    let mut wrong = Vec::new();
    for vector in files.iter().flat_map(|file| registrations(file)) {
        let id = vector["id"].as_str().expect("id");
        let (row, right) = judge(id, &vector);
        if !right {
            wrong.push(format!("{id}: {row}"));
        }
        *table.entry(row).or_insert(0) += 1;
    }
    for (row, count) in &table {
        println!("{count:4}  {row}");
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(table.values().sum::<usize>() > 130, "some vectors are gone");
}

/// The row of the table for one vector, and whether it is what the vector wants.
fn judge(id: &str, vector: &Value) -> (String, bool) {
    let expected = vector["expect"]["verdict"].as_str().expect("verdict");
    let known = WRONG.iter().find(|(wrong, ..)| *wrong == id);
    match outcome(vector) {
        Outcome::Before(reason) => {
            println!("{id}: {reason}");
            let right = expected == "reject" || INDEFINITE.contains(&id);
            (format!("refused before: {expected}"), right)
        }
        Outcome::Verified(format, attestation_type) => {
            let row = format!("{format}: verified, {attestation_type:?}");
            (row, known.is_none())
        }
        Outcome::Refused(format, step, reason) => {
            let right = known == Some(&(known.map_or("", |known| known.0), step, reason));
            (format!("{format}: {step} {reason}"), right)
        }
    }
}

fn outcome(vector: &Value) -> Outcome {
    let response = &vector["response"];
    let attestation_object = binary(&response["attestation_object"]);
    let client_data_hash = ClientDataHash::of(&binary(&response["client_data_json"]));
    let object = match AttestationObject::parse(&attestation_object, Form::Tolerant) {
        Ok(object) => object,
        Err(reason) => return Outcome::Before(reason.to_string()),
    };
    let authenticator_data = match AuthenticatorData::parse(object.authenticator_data) {
        Ok(data) => data,
        Err(rejection) => return Outcome::Before(rejection.to_string()),
    };
    let format = object.statement.format.to_owned();
    let input = Statement {
        statement: object.statement,
        authenticator_data,
        credential: *authenticator_data.credential().expect("a credential"),
        client_data_hash,
    };
    let mut rules = SafetyNetRules::at(UnixTime(0));
    rules.time = ResponseTime::Reported;
    let mut policy = Policy::default();
    // The specification's own android-key vector is of a software key.
    policy.android_key.lists = AuthorizationLists::Union;
    policy.safety_net = SafetyNet::Accepted(rules);
    match verify(&input, &policy) {
        Ok(evidence) => Outcome::Verified(format, evidence.attestation_type),
        Err(rejection) => {
            println!("{}: {rejection}", vector["id"]);
            Outcome::Refused(format, rejection.step(), rejection.reason().kind())
        }
    }
}

fn registrations(file: &Path) -> Vec<Value> {
    let suite: Value = serde_json::from_slice(&fs::read(file).expect("a file that can be read"))
        .expect("a file of vectors");
    let vectors = suite["vectors"].as_array().expect("vectors").clone();
    vectors
        .into_iter()
        .filter(|vector| vector["ceremony"] == "registration")
        .collect()
}

fn binary(value: &Value) -> Vec<u8> {
    Base64UrlUnpadded::decode_vec(value.as_str().expect("text")).expect("base64url")
}

/// The folder of shared test data.
fn shared() -> PathBuf {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");
    std::env::var_os("COUNTERSIGN_SHARED").map_or_else(|| beside.into(), PathBuf::from)
}
