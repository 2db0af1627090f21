use alloc::vec::Vec;

use countersign_cose::Reader;
use countersign_spec::{Reason, Rejection, Step};

use super::AuthenticatorExtensionResults;
use crate::ClientExtensionResults;

/// The most methods that one output names: Level 2 §10.3.
const ENTRIES: usize = 3;

/// One way in which the user was verified, in the numbers of the [FIDO Registry of Predefined
/// Values][1]: [WebAuthn Level 2 §10.3](https://www.w3.org/TR/webauthn-2/#sctn-uvm-extension).
///
/// [1]: https://fidoalliance.org/specs/common-specs/fido-registry-v2.2-ps-20220523.html
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct UvmEntry {
    /// How: fingerprint, passcode, presence and so on.
    pub user_verification_method: u32,
    /// How the authenticator keeps the private key.
    pub key_protection_type: u16,
    /// How it protects what compares.
    pub matcher_protection_type: u16,
}

impl UvmEntry {
    pub(crate) fn new((method, key, matcher): (u32, u16, u16)) -> Self {
        Self {
            user_verification_method: method,
            key_protection_type: key,
            matcher_protection_type: matcher,
        }
    }

    /// Reads the authenticator's output.
    pub(super) fn read_all(reader: &mut Reader<'_>) -> Result<Vec<Self>, Reason> {
        let mut entries = Vec::new();
        reader.array("uvm", |reader| {
            let entry = Self::read(reader)?;
            entries.push(entry);
            Ok::<_, Reason>(())
        })?;
        Self::check_count(&entries)?;
        Ok(entries)
    }

    /// Three numbers, each of its size.
    fn read(reader: &mut Reader<'_>) -> Result<Self, Reason> {
        let malformed = Reason::Malformed {
            what: "uvm",
            offset: reader.offset(),
        };
        let mut numbers = Vec::new();
        reader.array("uvm", |reader| {
            numbers.push(reader.integer("uvm")?);
            Ok::<_, Reason>(())
        })?;
        let sized = match numbers.as_slice() {
            [method, key, matcher] => u32::try_from(*method)
                .ok()
                .zip(u16::try_from(*key).ok())
                .zip(u16::try_from(*matcher).ok()),
            _ => None,
        };
        let ((method, key), matcher) = sized.ok_or(malformed)?;
        Ok(Self::new((method, key, matcher)))
    }

    /// "at least one and at most three"
    pub(crate) fn check_count(entries: &[Self]) -> Result<(), Reason> {
        match entries.len() {
            0 => Err(Reason::Missing("uvm entry")),
            count if count > ENTRIES => Err(Reason::too_large("uvm", ENTRIES, count)),
            _ => Ok(()),
        }
    }
}

/// The outputs against one another.
pub(super) fn verify(
    client: &ClientExtensionResults<'_>,
    signed: &AuthenticatorExtensionResults<'_>,
) -> Result<(), Rejection> {
    match (client.uvm()?, signed.uvm()?) {
        (Some(claimed), Some(signed)) => Step::ExtensionUvm.require(
            claimed == signed,
            Reason::NotAllowed("uvm, the client's differs from the authenticator's"),
        ),
        _ => Ok(()),
    }
}
