use countersign_cose::Algorithm;

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
    group.waiting(&format!("{SUITE}/P-8"), "the profile fido-tool");
}
