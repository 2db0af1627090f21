use countersign_cose::{Hash, Scheme};
use countersign_spec::ReasonKind::Mismatch;
use countersign_spec::Step;
use serde_json::json;

use crate::attested::{flip, member, other_key, signing};
use crate::rows::refused;
use crate::standard::registration;
use crate::{Group, metadata};

pub(super) fn cases(group: &mut Group) {
    let twin = group.twin("self", registration);
    group.same_as(
        "Server-ServerAuthenticatorAttestationResponse-Resp-6/P-1",
        "fido-server/packed-self/self",
    );
    let other = |m: &[u8]| other_key("self").sign(Scheme::Ecdsa(Hash::Sha256), m);
    refused! { group, &twin;
        "Server-ServerAuthenticatorAttestationResponse-Resp-6/F-1",
            "one bit of the signature is flipped", |r| r.signature(|s| flip(s)),
            PackedSelfSignature BadSignature;
        "Server-ServerAuthenticatorAttestationResponse-Resp-6/F-3", "fmt is not registered",
            |r| r.statement(|s| s.format = "packed-too".into()), RegistrationFormat Unsupported;
        "Recon-packed-self/F-1", "alg is ES384, the credential's is ES256",
            |r| member(r, "alg", -35), PackedSelfAlg Mismatch;
        "Recon-packed-self/F-2", "another key than the credential's signed",
            |r| signing(r, other), PackedSelfSignature BadSignature;
        "Recon-packed-self/F-3", "ecdaaKeyId besides alg and sig",
            |r| member(r, "ecdaaKeyId", vec![7_u8; 16]), PackedSyntax NotAllowed;
    }
    let twin = metadata::twin(group);
    let surrogate = metadata::bent(|service| {
        let statement = &mut service.entry(0)["metadataStatement"];
        statement["attestationTypes"] = json!(["basic_surrogate"]);
        statement["attestationRootCertificates"] = json!([]);
    });
    metadata::case(
        group,
        "Server-ServerAuthenticatorAttestationResponse-Resp-6/F-2",
        "the model signs for itself only and has no roots, by its metadata",
        &twin,
        surrogate.blob(),
    )
    .refuse(Step::MdsAttestationTypes, Mismatch);
}
