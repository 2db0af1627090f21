use countersign_cose::{Algorithm, Scheme};
use serde_json::{Value, json};

use crate::algorithm::of;
use crate::base64::base64;
use crate::ecdsa::field_length;
use crate::{EcdsaSignature, PrivateKey, base64url};

/// A JWS (RFC 7515) before it is signed: what a SafetyNet response is.
#[derive(Clone, PartialEq, Debug)]
pub struct Jws {
    /// The protected header.
    pub header: Value,
    /// The claims.
    pub payload: Value,
}

impl Jws {
    /// A token with a certificate chain in its header.
    #[must_use]
    pub fn new(algorithm: Algorithm, x5c: &[Vec<u8>], payload: Value) -> Self {
        let x5c: Vec<_> = x5c.iter().map(|certificate| base64(certificate)).collect();
        Self {
            header: json!({ "alg": jose_name(algorithm), "x5c": x5c }),
            payload,
        }
    }

    /// What the service said of a device that passed, over this nonce; `time` in milliseconds
    /// since 1970.
    #[must_use]
    pub fn safetynet(algorithm: Algorithm, x5c: &[Vec<u8>], nonce: &[u8], time: u64) -> Self {
        let digest = base64(&[0xac; 32]);
        let payload = json!({
            "nonce": base64(nonce),
            "timestampMs": time,
            "apkPackageName": "com.google.android.gms",
            "apkDigestSha256": digest,
            "ctsProfileMatch": true,
            "apkCertificateDigestSha256": [digest],
            "basicIntegrity": true,
        });
        Self::new(algorithm, x5c, payload)
    }

    /// The two parts that are signed, with the point between them.
    #[must_use]
    pub fn signing_input(&self) -> String {
        let part = |value: &Value| base64url(value.to_string().as_bytes());
        format!("{}.{}", part(&self.header), part(&self.payload))
    }
}

impl Jws {
    /// The token in compact serialization, signed.
    #[must_use]
    pub fn sign(&self, key: &PrivateKey, scheme: Scheme) -> String {
        let input = self.signing_input();
        let signature = sign(key, scheme, input.as_bytes());
        format!("{input}.{}", base64url(&signature))
    }
}

/// Signs the way of JOSE, where an ECDSA signature is two numbers of fixed length.
pub(crate) fn sign(key: &PrivateKey, scheme: Scheme, message: &[u8]) -> Vec<u8> {
    match (key, scheme) {
        (PrivateKey::Ec { curve, .. }, Scheme::Ecdsa(_)) => {
            EcdsaSignature::from_der(&key.sign(scheme, message)).to_fixed(field_length(*curve))
        }
        _ => key.sign(scheme, message),
    }
}

fn jose_name(algorithm: Algorithm) -> String {
    match of(algorithm).scheme {
        Scheme::Ed25519 | Scheme::Ed448 => "EdDSA".to_owned(),
        _ => format!("{algorithm:?}").to_uppercase(),
    }
}
