use countersign_cose::{Algorithm, Curve, PublicKey, Scheme};
use countersign_signature::{SignatureValid, VerifyingKey};
use countersign_spec::{Reason, Value};
use countersign_x509::Certificate;

use crate::Sha1;

/// Verifies `signature` over the parts of `message` by the key of a certificate, under the
/// algorithm that a statement names ("alg").
pub(crate) fn verify_signature(
    leaf: &Certificate<'_>,
    alg: i64,
    sha1: Sha1,
    message: &[&[u8]],
    signature: &[u8],
) -> Result<SignatureValid, Reason> {
    let algorithm =
        Algorithm::from_id(alg).ok_or(Reason::Unsupported("alg", Value::Number(alg)))?;
    if algorithm == Algorithm::Rs1 && sha1 == Sha1::Refused {
        return Err(Reason::NotAllowed("alg RS1"));
    }
    let scheme = scheme(algorithm, &leaf.public_key()?)?;
    verify_scheme(leaf, scheme, message, signature)
}

/// Verifies `signature` over the parts of `message` by the key of a certificate.
pub(crate) fn verify_scheme(
    leaf: &Certificate<'_>,
    scheme: Scheme,
    message: &[&[u8]],
    signature: &[u8],
) -> Result<SignatureValid, Reason> {
    VerifyingKey::new(&leaf.public_key_for(scheme)?)?.verify(scheme, message, signature)
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
