use countersign_cose::Hash;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};

/// The digest of a message: 20, 32, 48 or 64 bytes, as the hash gives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Digest(Bytes);

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Bytes {
    Sha1([u8; 20]),
    Sha256([u8; 32]),
    Sha384([u8; 48]),
    Sha512([u8; 64]),
}

/// SHA-256 over the concatenation of `parts`, as WebAuthn uses it for `clientDataHash` and
/// `rpIdHash`.
///
/// ```
/// use countersign_signature::sha256;
///
/// assert_eq!(sha256(&[b"example", b".org"]), sha256(&[b"example.org"]));
/// ```
#[must_use]
pub fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    hash::<Sha256>(parts).into()
}

/// HMAC-SHA-256 ([RFC 2104](https://www.rfc-editor.org/rfc/rfc2104)) over the concatenation of
/// `parts`, with a key of any length: what a server derives from a secret of its own.
///
/// ```
/// use countersign_signature::hmac_sha256;
///
/// assert_eq!(hmac_sha256(b"key", &[b"a", b"b"]), hmac_sha256(b"key", &[b"ab"]));
/// assert_ne!(hmac_sha256(b"key", &[b"ab"]), hmac_sha256(b"yek", &[b"ab"]));
/// ```
#[must_use]
#[expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "HMAC takes a key of any length"
)]
pub fn hmac_sha256(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("safe: a key of any length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// The digest over the concatenation of `parts`.
///
/// SHA-1 is among them because TPM attestation and old certificates use it; whether it is good
/// enough is decided where the signature's purpose is known.
///
/// ```
/// use countersign_cose::Hash;
/// use countersign_signature::{Digest, digest, sha256};
///
/// let one: Digest = digest(Hash::Sha256, &[b"example", b".org"]);
/// assert_eq!(one.as_ref(), sha256(&[b"example.org"]));
/// assert_eq!(digest(Hash::Sha1, &[b""]).as_ref().len(), 20);
/// ```
#[must_use]
pub fn digest(algorithm: Hash, parts: &[&[u8]]) -> Digest {
    Digest(match algorithm {
        Hash::Sha1 => Bytes::Sha1(hash::<Sha1>(parts).into()),
        Hash::Sha256 => Bytes::Sha256(hash::<Sha256>(parts).into()),
        Hash::Sha384 => Bytes::Sha384(hash::<Sha384>(parts).into()),
        Hash::Sha512 => Bytes::Sha512(hash::<Sha512>(parts).into()),
    })
}

fn hash<D: sha2::Digest>(parts: &[&[u8]]) -> sha2::digest::Output<D> {
    let mut hash = D::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize()
}

impl AsRef<[u8]> for Digest {
    fn as_ref(&self) -> &[u8] {
        match &self.0 {
            Bytes::Sha1(bytes) => bytes,
            Bytes::Sha256(bytes) => bytes,
            Bytes::Sha384(bytes) => bytes,
            Bytes::Sha512(bytes) => bytes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::hmac_sha256;

    #[test]
    fn hmac_is_that_of_rfc_4231() {
        // Test case 2 (§4.3).
        let mac = hmac_sha256(b"Jefe", &[b"what do ya want ", b"for nothing?"]);
        assert_eq!(
            hex::encode(mac),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }
}
