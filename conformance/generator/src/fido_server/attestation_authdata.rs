use countersign_authenticator::flags::{AT, BE, BS, ED, RFU1, RFU2, UP, UV};
use countersign_authenticator::{
    AuthData, Cbor, Format, PrivateKey, Registration, RelyingParty, Seed,
};
use countersign_cose::{Algorithm, Curve};
use countersign_spec::ReasonKind::{Malformed, Mismatch, Missing, NotAllowed, Unsupported};
use countersign_spec::Step;
use serde_json::json;

use crate::standard::{registration, rp};
use crate::{Draft, Group, Twin};

const SUITE: &str = "Server-ServerAuthenticatorAttestationResponse-Resp-3";
const RECON: &str = "Recon-attestation-authdata";

type Create = Twin<Registration<'static>>;

pub(super) fn cases(group: &mut Group) {
    let twin = group.twin("registration", registration);
    listed(group, &twin);
    flags(group, &twin);
    layout(group, &twin);
    keys(group, &twin);
    curves(group);
}

/// Begins a vector whose authenticator data is bent.
fn bent<'g>(
    group: &'g mut Group,
    id: &str,
    mutation: &str,
    twin: &Create,
    bend: impl FnMut(&mut AuthData) + 'static,
) -> Draft<'g> {
    group.case(id, mutation, twin, |made| made.auth_data(bend))
}

fn listed(group: &mut Group, twin: &Create) {
    let required = group.twin_asking("verification-required", registration, |draft| {
        draft.request("user_verification", "required")
    });
    group
        .case(
            "Server-ServerAuthenticatorAttestationResponse-Resp-1/F-15",
            "UV is clear",
            &required,
            |made| made.flags(UP),
        )
        .refuse(Step::RegistrationUserVerified, Missing);
    group
        .case(
            &format!("{SUITE}/P-1"),
            "extension outputs, with ED set",
            twin,
            |made| made.extensions(Cbor::map([("example.extension", true)])),
        )
        .accept();
    bent(
        group,
        &format!("{SUITE}/F-9"),
        "AT is clear, and the data is there",
        twin,
        |data| {
            data.flags &= !AT;
        },
    )
    .refuse(Step::AuthenticatorDataEnd, Malformed);
    bent(
        group,
        &format!("{SUITE}/F-10"),
        "AT is clear, and the data is not there",
        twin,
        |data| {
            data.flags &= !AT;
            data.credential = None;
        },
    )
    .refuse(Step::AuthenticatorDataAttested, Missing);
    bent(
        group,
        &format!("{SUITE}/F-11"),
        "AT is set, and the data is not there",
        twin,
        |data| {
            data.credential = None;
        },
    )
    .refuse(Step::AttestedCredentialData, Malformed);
    bent(
        group,
        &format!("{SUITE}/F-12"),
        "four bytes behind the public key",
        twin,
        |data| {
            data.after = vec![0xde, 0xad, 0xbe, 0xef];
        },
    )
    .refuse(Step::AuthenticatorDataEnd, Malformed);
}

fn flags(group: &mut Group, twin: &Create) {
    bent(
        group,
        &format!("{RECON}/F-1"),
        "rpIdHash is that of example.com",
        twin,
        |data| {
            data.rp_id_hash = RelyingParty::new("example.com").id_hash().to_vec();
        },
    )
    .refuse(Step::RegistrationRpIdHash, Mismatch);
    let absent = |made: Registration<'static>| made.flags(UV);
    group
        .case(&format!("{RECON}/F-2"), "UP is clear", twin, absent)
        .refuse(Step::RegistrationUserPresent, Missing);
    let conditional = group.twin_asking("conditional", registration, |draft| {
        draft.request("mediation", "conditional")
    });
    group
        .case(&format!("{RECON}/P-1"), "UP is clear", &conditional, absent)
        .accept();
    group
        .case(
            &format!("{RECON}/F-3"),
            "BS is set, BE clear",
            twin,
            |made| made.flags(UP | UV | BS),
        )
        .refuse(Step::RegistrationBackupFlags, NotAllowed);
    for (name, bits) in [("rfu1", RFU1), ("rfu2", RFU2), ("both", RFU1 | RFU2)] {
        let mutation = format!("the reserved bits {bits:#04x} are set");
        group
            .case(&format!("{RECON}/P-2/{name}"), &mutation, twin, |made| {
                made.flags(UP | UV | BE | bits)
            })
            .why("no step looks at reserved bits (LAXER)")
            .accept();
    }
}

fn layout(group: &mut Group, twin: &Create) {
    bent(
        group,
        &format!("{RECON}/F-4"),
        "ED is set, and the data ends",
        twin,
        |data| {
            data.flags |= ED;
        },
    )
    .refuse(Step::AuthenticatorDataExtensions, Missing);
    bent(
        group,
        &format!("{RECON}/F-5"),
        "a map behind the key, with ED clear",
        twin,
        |data| {
            data.extensions = Some(Cbor::map([("example.extension", true)]));
        },
    )
    .refuse(Step::AuthenticatorDataEnd, Malformed);
    bent(
        group,
        &format!("{RECON}/F-6"),
        "ED is set, and an array follows",
        twin,
        |data| {
            data.flags |= ED;
            data.extensions = Some(Cbor::Array(vec![]));
        },
    )
    .refuse(Step::AuthenticatorDataExtensions, Malformed);
    for (name, length, step) in [
        ("rp-id-hash", 31, Step::AuthenticatorDataLayout),
        ("flags", 32, Step::AuthenticatorDataLayout),
        ("sign-count", 36, Step::AuthenticatorDataLayout),
        ("aaguid", 45, Step::AttestedCredentialData),
        ("length", 54, Step::AttestedCredentialData),
        ("credential-id", 86, Step::AttestedCredentialData),
        ("key", 100, Step::CredentialPublicKey),
    ] {
        let mutation = format!("cut to {length} bytes");
        group
            .case(&format!("{RECON}/F-7/{name}"), &mutation, twin, |made| {
                made.auth_data_bytes(move |data| data.truncate(length))
            })
            .refuse(step, Malformed);
    }
    bent(
        group,
        &format!("{RECON}/F-8"),
        "credentialIdLength is past the end",
        twin,
        |data| {
            data.credential_mut().claimed_length = Some(1000);
        },
    )
    .refuse(Step::AttestedCredentialData, Malformed);
}

fn keys(group: &mut Group, twin: &Create) {
    group
        .case(
            &format!("{RECON}/F-9"),
            "only ES384 was offered",
            twin,
            |made| made,
        )
        .request("algorithms", json!([-35]))
        .refuse(Step::RegistrationAlgorithm, Unsupported);
    group
        .case(
            &format!("{RECON}/F-10"),
            "the key has no alg",
            twin,
            |made| made.public_key(|key| drop(key.remove(3))),
        )
        .refuse(Step::CredentialPublicKeyParameters, Missing);
    group
        .case(
            &format!("{RECON}/F-11/compressed"),
            "y is a sign bit",
            twin,
            |made| made.public_key(|key| key.set(-3, true)),
        )
        .refuse(Step::CredentialAlgorithmCurve, NotAllowed);
    group
        .case(
            &format!("{RECON}/F-11/off-curve"),
            "a bit of y is flipped",
            twin,
            |made| {
                made.public_key(|key| {
                    let Some(Cbor::Bytes(y)) = key.get(-3).cloned() else {
                        panic!("an EC key has a y")
                    };
                    let mut y = y;
                    y[31] ^= 1;
                    key.set(-3, y);
                })
            },
        )
        .refuse(Step::CredentialPublicKeyOnCurve, NotAllowed);
}

/// Without attestation, as nothing can sign for some of these.
fn curves(group: &mut Group) {
    for (name, algorithm, curve, found) in [
        ("es256-p384", Algorithm::Es256, Curve::P384, "P-384"),
        ("es384-p256", Algorithm::Es384, Curve::P256, "P-256"),
    ] {
        let twin = group.twin(name, move || none(algorithm));
        let mutation = format!("the key is one on {found}");
        group
            .case(&format!("{RECON}/F-12/{name}"), &mutation, &twin, |made| {
                made.credential_key(PrivateKey::derive_ec(
                    curve,
                    &Seed::default(),
                    "other curve",
                ))
            })
            .refuse(Step::CredentialAlgorithmCurve, Mismatch);
    }
    let twin = group.twin("eddsa", || none(Algorithm::EdDsa));
    group
        .case(
            &format!("{RECON}/F-12/eddsa-ed448"),
            "the key is one on Ed448",
            &twin,
            |made| {
                let seed = Seed::default();
                made.credential_key(PrivateKey::derive(Algorithm::Ed448, &seed, "other curve"))
            },
        )
        .refuse(Step::CredentialAlgorithmCurve, Mismatch);
}

fn none(algorithm: Algorithm) -> Registration<'static> {
    Registration::new(&rp())
        .format(Format::None)
        .algorithm(algorithm)
}
