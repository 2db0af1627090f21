//! How much stack a verification takes, from the JSON form to the verdict: each format and each
//! algorithm in threads whose stacks grow smaller, in processes of their own, as running out of
//! stack ends a process. The figures are printed, with `--nocapture`.
//!
//! The bound is that of an optimised build. One without optimisation takes more, so it has a bound
//! of its own, which is there to notice a change.

use std::process::Command;
use std::thread;

use countersign::attestation::{SafetyNet, SafetyNetRules};
use countersign::trust::{Anchor, PathValidation};
use countersign::{
    Account, Algorithm, AnchorRule, AttestationPolicy, AttestationTrust,
    AuthenticationExpectations, AuthenticationResponseJson, Backend, Certificate, Challenge,
    CredentialRecord, OriginRule, RegistrationExpectations, RegistrationResponseJson, Rejection,
    RelyingParty, UnixTime,
};
use countersign_authenticator as authenticator;
use countersign_authenticator::{Format, Registration, algorithms};

const CHALLENGE: &[u8] = b"a challenge of the relying party";
/// When the software authenticator's SafetyNet responses are made.
const NOW: UnixTime = UnixTime(1_767_225_601);

/// KiB. That of ML-DSA-65 and ML-DSA-87 is their library's, which unpacks a matrix.
fn bound(case: &Case) -> usize {
    let is_large = matches!(
        case,
        Case::Authentication(Algorithm::MlDsa65 | Algorithm::MlDsa87)
    );
    match (cfg!(debug_assertions), is_large) {
        (true, _) => 192,
        (false, true) => 96,
        (false, false) => 64,
    }
}

/// What a child process is told: the stack in KiB, the back end, the number of the case.
const CHILD: &str = "COUNTERSIGN_STACK_OF_CHILD";

enum Case {
    Registration(Format),
    Authentication(Algorithm),
}

fn cases() -> Vec<Case> {
    let compound = Format::Compound(vec![Format::Packed, Format::AndroidKey, Format::Tpm]);
    let formats = Format::SIMPLE.iter().cloned().chain([compound]);
    let is_verified = |one: &Algorithm| countersign_signature::is_supported(one.scheme());
    let algorithms = algorithms().into_iter().filter(is_verified);
    formats
        .map(Case::Registration)
        .chain(algorithms.map(Case::Authentication))
        .collect()
}

#[test]
fn a_verification_stays_within_its_stack() {
    if let Ok(told) = std::env::var(CHILD) {
        return child(&told);
    }
    for backend in Backend::available() {
        for (number, case) in cases().iter().enumerate() {
            let name = match case {
                Case::Registration(format) => format.identifier(),
                Case::Authentication(algorithm) => algorithm.name(),
            };
            let sizes = [16, 24, 32, 40, 48, 56, 64, 80, 96, 128, 192, 256, 512];
            let is_enough = |size: &usize| is_enough(*size, backend, number);
            let size = sizes.into_iter().find(is_enough).unwrap_or(usize::MAX);
            println!("{backend}, {name}: {size} KiB");
            assert!(size <= bound(case), "{backend}, {name}: {size} KiB");
        }
    }
}

fn is_enough(size: usize, backend: Backend, number: usize) -> bool {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["a_verification_stays_within_its_stack", "--exact"]);
    command.env(CHILD, format!("{size},{},{number}", backend.name()));
    command.output().unwrap().status.success()
}

fn child(told: &str) {
    let told: Vec<_> = told.split(',').collect();
    let size = told[0].parse::<usize>().unwrap() * 1024;
    let backend = Backend::available().find(|one| one.name() == told[1]);
    let origin = OriginRule::exact("https://example.org").unwrap();
    let rp = RelyingParty::new("example.org", [origin]).unwrap();
    let rp = rp.backend(backend.unwrap());
    match &cases()[told[2].parse::<usize>().unwrap()] {
        Case::Registration(format) => registration(format.clone(), &rp, size),
        Case::Authentication(algorithm) => authentication(*algorithm, &rp, size),
    }
}

fn in_thread(size: usize, run: impl FnOnce() -> Result<(), Rejection> + Send) {
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(size);
        let verdict = thread.spawn_scoped(scope, run).unwrap().join().unwrap();
        verdict.unwrap();
    });
}

fn registration(format: Format, rp: &RelyingParty, size: usize) {
    let of = authenticator::RelyingParty::new("example.org");
    let made = Registration::new(&of).challenge(CHALLENGE).format(format);
    let made = made.make();
    let json = made.to_json().to_string();
    let run = || {
        let anchors: Vec<_> = made
            .anchors
            .iter()
            .map(|der| Anchor::from_certificate(Certificate::parse(der).unwrap()))
            .collect();
        let rule = AnchorRule::new(PathValidation::new(&anchors, NOW));
        let mut policy = AttestationPolicy::default();
        policy.safety_net = SafetyNet::Accepted(SafetyNetRules::at(NOW));
        let expected = RegistrationExpectations::new(Challenge::new(CHALLENGE).unwrap())
            .attestation(policy)
            .trust(AttestationTrust::default().anchored([rule]));
        let response = RegistrationResponseJson::parse(&json)?;
        rp.verify_registration(&response.response(), &expected)
            .map(drop)
    };
    in_thread(size, run);
}

fn authentication(algorithm: Algorithm, rp: &RelyingParty, size: usize) {
    let of = authenticator::RelyingParty::new("example.org");
    let registration = Registration::new(&of).algorithm(algorithm);
    let credential = registration.make().credential;
    let made = credential.authenticate().challenge(CHALLENGE).make();
    let json = made.to_json().to_string();
    let record = CredentialRecord {
        id: credential.id,
        public_key: credential.public_key.encode(),
        sign_count: 0,
        uv_initialized: false,
        transports: vec![],
        backup_eligible: None,
        backup_state: false,
        aaguid: countersign::Aaguid::ZERO,
    };
    let account = Account::Identified { user_handle: b"" };
    let expected = AuthenticationExpectations::new(Challenge::new(CHALLENGE).unwrap(), account);
    let run = || {
        let response = AuthenticationResponseJson::parse(&json)?;
        rp.verify_authentication(&response.response(), &record, &expected)
            .map(drop)
    };
    in_thread(size, run);
}
