use countersign_authenticator::{Cbor, Format};
use countersign_cose::Algorithm;
use countersign_spec::ReasonKind::NotAllowed;
use countersign_spec::Step;
use serde_json::json;

use crate::Group;
use crate::attested::{flip, of_format, root, without};
use crate::rows::refused;

pub(super) fn cases(group: &mut Group) {
    let twin = group.twin("fido-u2f", || of_format(Format::FidoU2f));
    group.same_as(
        "Server-ServerAuthenticatorAttestationResponse-Resp-8/P-1",
        "fido-server/fido-u2f/fido-u2f",
    );
    let length = |length: usize| {
        move |key: &mut Cbor| {
            if let Some(Cbor::Bytes(mut x)) = key.get(-2).cloned() {
                x.resize(length, 0);
                key.set(-2, x);
            }
        }
    };
    refused! { group, &twin;
        "Server-ServerAuthenticatorAttestationResponse-Resp-8/F-2",
            "one bit of the signature is flipped", |r| r.signature(|s| flip(s)),
            FidoU2fSignature BadSignature;
        "Server-ServerAuthenticatorAttestationResponse-Resp-8/F-2/no-der",
            "the signature is no DER", |r| r.signature(|s| s[0] ^= 1), FidoU2fSignature Malformed;
        "Recon-fido-u2f/F-1", "two certificates", |r| r.chain(|c| c.push(root("fido-u2f"))),
            FidoU2fCertificate NotAllowed;
        "Recon-fido-u2f/F-2", "no x5c", |r| without(r, "x5c"), FidoU2fSyntax Missing;
        "Recon-fido-u2f/F-3", "the attestation key is on P-384",
            |r| r.attestation_algorithm(Algorithm::Es384), FidoU2fCertificate NotAllowed;
        "Recon-fido-u2f/F-4/31", "x has 31 bytes", |r| r.public_key(length(31)),
            CredentialAlgorithmCurve Mismatch;
        "Recon-fido-u2f/F-4/33", "x has 33 bytes", |r| r.public_key(length(33)),
            CredentialAlgorithmCurve Mismatch;
        "Recon-fido-u2f/F-5", "no y", |r| r.public_key(|key| drop(key.remove(-3))),
            CredentialPublicKeyParameters Missing;
        "Recon-fido-u2f/F-6", "the signed message is without the zero byte in front",
            |r| r.message(|m| *m = m.split_off(1)), FidoU2fSignature BadSignature;
        "Recon-fido-u2f/F-7", "the signed message has another credential ID",
            |r| r.message(|m| m[65] ^= 1), FidoU2fSignature BadSignature;
    }
    let _accepted = group
        .tool_case(
            "Server-ServerAuthenticatorAttestationResponse-Resp-8/F-1",
            "the AAGUID is not of zeros",
            &twin,
            |r| r.aaguid([7; 16]),
        )
        .why("no step of §8.6 looks at the AAGUID, and the specification has a vector with one")
        .tool_request("refuse", json!(["u2f-aaguid"]))
        .tool_refuses(
            Step::AttestedCredentialData,
            NotAllowed,
            "CTAP 2 has U2F authenticators report zeros",
        )
        .accept();
}
