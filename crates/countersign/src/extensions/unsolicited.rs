use alloc::string::String;
use alloc::vec::Vec;

use countersign_spec::{Reason, Rejection, Step};

/// What to do with an extension output that nobody asked for: [§7.1 step 28][1] and [§7.2 step
/// 23][2] leave it to the relying party, which must be prepared for some.
///
/// Chromium, as an example, asks security keys for `credProtect` by itself.
///
/// [1]: https://www.w3.org/TR/webauthn-3/#reg-ceremony-verify-extension-outputs
/// [2]: https://www.w3.org/TR/webauthn-3/#authn-ceremony-verify-extension-outputs
#[derive(Clone, PartialEq, Eq, Default, Debug)]
#[non_exhaustive]
pub enum UnsolicitedExtensions {
    /// It is not read, and its identifier stands in the verdict.
    #[default]
    Reported,
    /// It is refused, unless its identifier is one of these. An output of `remoteClientDataJSON`,
    /// which no relying party asks for, is let in here.
    Only(Vec<String>),
}

impl UnsolicitedExtensions {
    /// Refuses every output that was not asked for.
    #[must_use]
    pub const fn refused() -> Self {
        Self::Only(Vec::new())
    }

    /// Gives those that were found, or refuses the first that may not be there.
    pub(super) fn verify(&self, step: Step, found: Vec<String>) -> Result<Vec<String>, Rejection> {
        let is_refused = |identifier: &&String| match self {
            Self::Reported => false,
            Self::Only(these) => !these.contains(identifier),
        };
        match found.iter().find(is_refused) {
            Some(identifier) => Err(step.refuse(Reason::NotAllowed(name(identifier)))),
            None => Ok(found),
        }
    }
}

/// What a reason can say of an identifier: a reason carries no text of the response that might be
/// long.
fn name(identifier: &str) -> &'static str {
    match identifier {
        "appidExclude" => "appidExclude, not asked for",
        "credProps" => "credProps, not asked for",
        "prf" => "prf, not asked for",
        "largeBlob" => "largeBlob, not asked for",
        "credProtect" => "credProtect, not asked for",
        "minPinLength" => "minPinLength, not asked for",
        "credBlob" | "getCredBlob" => "credBlob, not asked for",
        "hmac-secret" | "hmacCreateSecret" | "hmacGetSecret" => "hmac-secret, not asked for",
        "hmac-secret-mc" => "hmac-secret-mc, not asked for",
        "uvm" => "uvm, not asked for",
        "payment" => "payment, not asked for",
        "remoteClientDataJSON" => "remoteClientDataJSON, not expected",
        _ => "an extension output that was not asked for",
    }
}
