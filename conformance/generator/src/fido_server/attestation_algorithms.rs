use countersign_cose::Algorithm;
use countersign_spec::ReasonKind::Unsupported;
use countersign_spec::Step;
use serde_json::json;

use crate::Group;
use crate::standard::registration;

const SUITE: &str = "Server-ServerAuthenticatorAttestationResponse-Resp-4";
const RECON: &str = "Recon-attestation-algorithms";

pub(super) fn cases(group: &mut Group) {
    let twin = group.twin_asking("es256", registration, |draft| {
        draft.about("fmt", "packed").about("alg", -7)
    });
    group.same_as(
        &format!("{SUITE}/P-9"),
        "fido-server/attestation-algorithms/es256",
    );
    for (id, algorithm) in [
        (format!("{SUITE}/P-1"), Algorithm::Es256k),
        (format!("{SUITE}/P-2"), Algorithm::Ps256),
        (format!("{SUITE}/P-3"), Algorithm::Ps384),
        (format!("{SUITE}/P-4"), Algorithm::Ps512),
        (format!("{SUITE}/P-5"), Algorithm::Rs256),
        (format!("{SUITE}/P-6"), Algorithm::Rs384),
        (format!("{SUITE}/P-7"), Algorithm::Rs512),
        (format!("{SUITE}/P-10"), Algorithm::Es384),
        (format!("{SUITE}/P-11"), Algorithm::Es512),
        (format!("{SUITE}/P-12"), Algorithm::EdDsa),
        (format!("{RECON}/P-1"), Algorithm::Ed448),
        (format!("{RECON}/P-2/esp256"), Algorithm::Esp256),
        (format!("{RECON}/P-2/esp384"), Algorithm::Esp384),
        (format!("{RECON}/P-2/esp512"), Algorithm::Esp512),
        (format!("{RECON}/P-3"), Algorithm::Ed25519),
    ] {
        let mutation = format!("the key's algorithm is {}", algorithm.name());
        group
            .case(&id, &mutation, &twin, |made| made.algorithm(algorithm))
            .about("alg", algorithm.id())
            .accept();
    }
    sha1(group);
}

/// A credential that signs with SHA-1.
fn sha1(group: &mut Group) {
    let offered = group.twin_asking("es256-or-rs256", registration, |draft| {
        draft.request("algorithms", json!([-7, -257]))
    });
    let mutation = "the key's algorithm is RS1, which is not offered";
    group
        .tool_case(&format!("{SUITE}/P-8"), mutation, &offered, |made| {
            made.algorithm(Algorithm::Rs1)
        })
        .why("nothing in Level 3 asks anybody to offer SHA-1")
        .tool_request("algorithms", json!([-7, -257, -65535]))
        .tool_accepts("the tools offer it")
        .refuse(Step::RegistrationAlgorithm, Unsupported);
}
