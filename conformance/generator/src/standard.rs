//! The accepted responses that most vectors are bent from.

use countersign_authenticator::{
    Authentication, Credential, Format, Registration, RelyingParty, Seed, base64url,
};

/// The relying party, at `https://example.org`.
pub(crate) fn rp() -> RelyingParty {
    RelyingParty::new("example.org")
}

/// A registration with self attestation: everything in it is signed.
pub(crate) fn registration() -> Registration<'static> {
    registration_at(&rp())
}

/// [`registration`] with another relying party, or the same one met elsewhere.
pub(crate) fn registration_at(rp: &RelyingParty) -> Registration<'static> {
    Registration::new(rp).format(Format::PackedSelf)
}

/// The challenge of [`registration`].
pub(crate) fn registration_challenge() -> Vec<u8> {
    Seed::default().bytes("registration challenge", 32)
}

/// The credential that [`authentication`] uses.
pub(crate) fn credential() -> Credential {
    registration().make().credential
}

/// An authentication.
pub(crate) fn authentication() -> Authentication<'static> {
    credential().authenticate()
}

/// The challenge of [`authentication`].
pub(crate) fn authentication_challenge() -> Vec<u8> {
    Seed::default().bytes("authentication challenge", 32)
}

/// The base64url text of the challenge of [`authentication`].
pub(crate) fn challenge_text() -> String {
    base64url(&authentication_challenge())
}
