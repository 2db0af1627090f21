use countersign_cose::{Hash, Scheme};

use crate::Group;
use crate::attested::{flip, member, other_key, signing};
use crate::rows::refused;
use crate::standard::registration;

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
    group.waiting(
        "Server-ServerAuthenticatorAttestationResponse-Resp-6/F-2",
        "FIDO metadata",
    );
}
