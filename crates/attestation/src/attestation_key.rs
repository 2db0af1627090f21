use countersign_cose::{Algorithm, Curve, PublicKey, Scheme};
use countersign_signature::{Backend, SignatureValid, VerifyingKey};
use countersign_spec::{Reason, Value};
use countersign_x509::Certificate;

use crate::{Policy, Sha1};

/// Verifies `signature` over the parts of `message` by the key of a certificate, under the
/// algorithm that a statement names ("alg").
pub(crate) fn verify_signature(
    leaf: &Certificate<'_>,
    alg: i64,
    policy: &Policy<'_>,
    message: &[&[u8]],
    signature: &[u8],
) -> Result<SignatureValid, Reason> {
    let algorithm =
        Algorithm::from_id(alg).ok_or(Reason::Unsupported("alg", Value::Number(alg)))?;
    if algorithm == Algorithm::Rs1 && policy.sha1 == Sha1::Refused {
        return Err(Reason::NotAllowed("alg RS1"));
    }
    let scheme = scheme(algorithm, &leaf.public_key()?)?;
    verify_scheme(leaf, scheme, policy.backend, message, signature)
}

/// Verifies `signature` over the parts of `message` by the key of a certificate.
pub(crate) fn verify_scheme(
    leaf: &Certificate<'_>,
    scheme: Scheme,
    backend: Backend,
    message: &[&[u8]],
    signature: &[u8],
) -> Result<SignatureValid, Reason> {
    let key = leaf.public_key_for(scheme)?;
    VerifyingKey::with_backend(&key, backend)?.verify(scheme, message, signature)
}

/// How `algorithm` signs with an attestation key on the key's curve.
///
/// §5.8.5 binds a curve to ES256, ES384, ES512 and EdDSA for credential keys only. An attestation
/// key is under RFC 9053 alone, where these go with any of P-256, P-384 and P-521, and with either
/// Edwards curve; all other algorithms name their curve themselves (RFC 8812 §3.2, RFC 9864).
fn scheme(algorithm: Algorithm, key: &PublicKey<'_>) -> Result<Scheme, Reason> {
    use Algorithm::{EdDsa, Es256, Es384, Es512};
    use Curve::{Ed448, P256, P384, P521};

    match (algorithm, key) {
        (
            Es256 | Es384 | Es512,
            PublicKey::Ec {
                curve: P256 | P384 | P521,
                ..
            },
        ) => Ok(algorithm.scheme()),
        (EdDsa, PublicKey::Edwards { curve: Ed448, .. }) => Ok(Scheme::Ed448),
        (_, PublicKey::Ec { curve, .. } | PublicKey::Edwards { curve, .. })
            if algorithm.curve() != Some(*curve) =>
        {
            Err(Reason::NotAllowed("alg with the attestation key"))
        }
        _ => Ok(algorithm.scheme()),
    }
}

/// Demands that a certified key is the credential's ("credentialPublicKey").
pub(crate) fn require_same(
    certified: &PublicKey<'_>,
    credential: &PublicKey<'_>,
) -> Result<(), Reason> {
    if certified == credential {
        return Ok(());
    }
    Err(Reason::mismatch(
        "certified public key",
        leading_number(credential),
        leading_number(certified),
    ))
}

/// The first number of a key, to tell keys apart in a message.
const fn leading_number<'a>(key: &PublicKey<'a>) -> &'a [u8] {
    match key {
        PublicKey::Ec { x, .. } => x,
        PublicKey::Edwards { point, .. } => point,
        PublicKey::Rsa { n, .. } => n,
        PublicKey::MlDsa { key, .. } => key,
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use countersign_cose::{Algorithm, Curve, Hash, MlDsa, PublicKey, Scheme};
    use countersign_spec::Reason;

    use super::{require_same, scheme};

    fn ec(curve: Curve) -> PublicKey<'static> {
        PublicKey::Ec {
            curve,
            x: &[1],
            y: &[2],
        }
    }

    const fn edwards(curve: Curve) -> PublicKey<'static> {
        PublicKey::Edwards { curve, point: &[1] }
    }

    #[test]
    fn ecdsa_without_a_curve_in_its_name_goes_with_three_curves() {
        for (algorithm, hash) in [
            (Algorithm::Es256, Hash::Sha256),
            (Algorithm::Es384, Hash::Sha384),
            (Algorithm::Es512, Hash::Sha512),
        ] {
            for curve in [Curve::P256, Curve::P384, Curve::P521] {
                assert_eq!(scheme(algorithm, &ec(curve)), Ok(Scheme::Ecdsa(hash)));
            }
            let refused = Reason::NotAllowed("alg with the attestation key");
            assert_eq!(scheme(algorithm, &ec(Curve::Secp256k1)), Err(refused));
        }
    }

    #[test]
    fn algorithms_that_name_their_curve_go_with_it_alone() {
        use Algorithm::{Ed448, Ed25519, Es256k, Esp256, Esp384, Esp512};
        for algorithm in [Esp256, Esp384, Esp512, Es256k, Ed25519, Ed448] {
            for key in [
                ec(Curve::P256),
                ec(Curve::P384),
                ec(Curve::P521),
                ec(Curve::Secp256k1),
                edwards(Curve::Ed25519),
                edwards(Curve::Ed448),
            ] {
                let (PublicKey::Ec { curve, .. } | PublicKey::Edwards { curve, .. }) = key else {
                    continue;
                };
                let expected = algorithm.curve() == Some(curve);
                assert_eq!(
                    scheme(algorithm, &key).is_ok(),
                    expected,
                    "{algorithm:?} {curve:?}"
                );
            }
        }
    }

    #[test]
    fn eddsa_is_of_the_curve_of_the_key() {
        for (curve, expected) in [
            (Curve::Ed25519, Scheme::Ed25519),
            (Curve::Ed448, Scheme::Ed448),
        ] {
            assert_eq!(scheme(Algorithm::EdDsa, &edwards(curve)), Ok(expected));
        }
    }

    #[test]
    fn curves_are_for_curve_algorithms() {
        let refused = Reason::NotAllowed("alg with the attestation key");
        for algorithm in [Algorithm::Rs256, Algorithm::Ps256, Algorithm::MlDsa44] {
            assert_eq!(scheme(algorithm, &ec(Curve::P256)), Err(refused.clone()));
        }
    }

    #[test]
    fn keys_that_differ_in_anything_are_not_the_same() {
        let key = ec(Curve::P256);
        assert_eq!(require_same(&key, &key), Ok(()));
        let other_y = PublicKey::Ec {
            curve: Curve::P256,
            x: &[1],
            y: &[3],
        };
        for other in [other_y, ec(Curve::Secp256k1), edwards(Curve::Ed25519)] {
            assert!(require_same(&other, &key).is_err());
        }
    }

    #[test]
    fn keys_that_differ_are_told_apart_by_their_first_number() {
        let point = PublicKey::Edwards {
            curve: Curve::Ed25519,
            point: &[7],
        };
        let rsa = PublicKey::Rsa { n: &[8], e: &[3] };
        let ml_dsa = PublicKey::MlDsa {
            set: MlDsa::MlDsa44,
            key: &[9],
        };
        for (certified, number) in [(point, 7), (rsa, 8), (ml_dsa, 9)] {
            let reason = Reason::mismatch("certified public key", &[1], &[number]);
            assert_eq!(require_same(&certified, &ec(Curve::P256)), Err(reason));
        }
    }
}
