//! FIDO U2F attestation: §8.6.

use countersign_authenticator::{Cbor, Format, Registration, flags};
use countersign_cose::Algorithm;

use crate::attested::{of_format, other_key, over, root, with_explicit_curve};
use crate::rows::{accepted, refused};
use crate::{Group, Twin};

pub(super) fn cases(group: &mut Group) {
    let twin = group.twin("fido-u2f", || of_format(Format::FidoU2f));
    certificate(group, &twin);
    credential(group, &twin);
    message(group, &twin);
    accepted! { group, &twin;
        "U2F-004", "the AAGUID is not zero", |r| r.aaguid([7; 16]),
            "no step of §8.6 looks at it, and the text has a test vector with one";
        "U2F-011", "UV is set", |r| r.flags(flags::UP | flags::UV),
            "§8.6 signs no flags, and no step looks at them";
    }
}

fn certificate(group: &mut Group, twin: &Twin<Registration<'static>>) {
    refused! { group, twin;
        "U2F-001", "two certificates", |r| r.chain(|c| c.push(root("fido-u2f"))),
            FidoU2fCertificate NotAllowed;
        "U2F-002/p-384", "the attestation key is on P-384",
            |r| r.attestation_algorithm(Algorithm::Es384), FidoU2fCertificate NotAllowed;
        "U2F-002/rsa", "the attestation key is an RSA key",
            |r| r.attestation_algorithm(Algorithm::Rs256), FidoU2fCertificate NotAllowed;
        "U2F-003", "the certificate spells the curve out",
            |r| {
                let key = other_key("fido-u2f");
                let info = with_explicit_curve(&key);
                r.attestation_key(key).leaf(move |l| l.public_key.clone_from(&info))
            }, FidoU2fCertificate Malformed;
    }
}

/// A coordinate with its length changed, in the credential public key.
fn coordinate(
    r: Registration<'static>,
    label: i64,
    bend: impl Fn(&mut Vec<u8>) + 'static,
) -> Registration<'static> {
    r.public_key(move |key| {
        if let Some(Cbor::Bytes(mut number)) = key.get(label).cloned() {
            bend(&mut number);
            key.set(label, number);
        }
    })
}

fn credential(group: &mut Group, twin: &Twin<Registration<'static>>) {
    refused! { group, twin;
        "U2F-005/es384", "the credential is one for ES384", |r| r.algorithm(Algorithm::Es384),
            FidoU2fPublicKey Mismatch;
        "U2F-005/eddsa", "the credential is one for EdDSA", |r| r.algorithm(Algorithm::EdDsa),
            FidoU2fPublicKey Mismatch;
        "U2F-006/x-31", "x has 31 bytes", |r| coordinate(r, -2, |x| x.truncate(31)),
            CredentialAlgorithmCurve Mismatch;
        "U2F-006/x-33", "x has 33 bytes, the first of them zero",
            |r| coordinate(r, -2, |x| x.insert(0, 0)), CredentialAlgorithmCurve Mismatch;
        "U2F-006/y-31", "y has 31 bytes", |r| coordinate(r, -3, |y| y.truncate(31)),
            CredentialAlgorithmCurve Mismatch;
        "U2F-006/y-33", "y has 33 bytes, the first of them zero",
            |r| coordinate(r, -3, |y| y.insert(0, 0)), CredentialAlgorithmCurve Mismatch;
        "U2F-010", "the credential ID has no bytes", |r| r.credential_id(&[]),
            RegistrationCredentialIdLength Missing, "it identifies nothing (STRICTER)";
    }
}

fn message(group: &mut Group, twin: &Twin<Registration<'static>>) {
    refused! { group, twin;
        "U2F-007", "the signed message is without the zero byte in front",
            |r| r.message(|m| *m = m.split_off(1)), FidoU2fSignature BadSignature;
        "U2F-008", "the signed message is that of packed attestation",
            |r| over(r, |attested, _| attested.to_vec()), FidoU2fSignature BadSignature;
        "U2F-009", "the signed message has another credential ID",
            |r| r.message(|m| m[65] ^= 1), FidoU2fSignature BadSignature;
    }
}
