use countersign_spec::{Reason, Value};
use countersign_x509::{DerReader, Tag};

use super::description::read_enumerated;

/// What the device started from: `RootOfTrust` of the [Android key attestation extension][1].
///
/// [1]: https://source.android.com/docs/security/features/keystore/attestation#schema
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct RootOfTrust<'a> {
    /// The hash of the key that signed the system ("verifiedBootKey"); zeros or nothing where
    /// none did.
    pub verified_boot_key: &'a [u8],
    /// Whether the boot loader is locked, so that it starts signed systems only ("deviceLocked").
    pub device_locked: bool,
    /// How far the system was verified ("verifiedBootState").
    pub verified_boot_state: VerifiedBootState,
    /// The hash of all that was verified ("verifiedBootHash"), since version 3.
    pub verified_boot_hash: Option<&'a [u8]>,
}

/// How far the system was verified when the device started.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum VerifiedBootState {
    /// Up to a key of the maker.
    Verified,
    /// Up to a key of the owner.
    SelfSigned,
    /// Not at all.
    Unverified,
    /// It failed.
    Failed,
}

impl<'a> RootOfTrust<'a> {
    pub(super) fn read(r: &mut DerReader<'a>) -> Result<Self, Reason> {
        const WHAT: &str = "rootOfTrust";
        r.nested(Tag::Sequence, WHAT, |r| {
            Ok(Self {
                verified_boot_key: r.value(Tag::OctetString, "verifiedBootKey")?,
                device_locked: read_boolean(r, "deviceLocked")?,
                verified_boot_state: VerifiedBootState::read(r)?,
                verified_boot_hash: r.optional(Tag::OctetString, "verifiedBootHash")?,
            })
        })
    }
}

impl VerifiedBootState {
    fn read(r: &mut DerReader<'_>) -> Result<Self, Reason> {
        const WHAT: &str = "verifiedBootState";
        match read_enumerated(r, WHAT)? {
            0 => Ok(Self::Verified),
            1 => Ok(Self::SelfSigned),
            2 => Ok(Self::Unverified),
            3 => Ok(Self::Failed),
            other => Err(Reason::Unsupported(WHAT, Value::from(u32::from(other)))),
        }
    }
}

// LAXER: DER (X.690 §11.1) writes true as 0xff only; keystores in use write other bytes for it, and
// any but zero is read as true, as in BER.
fn read_boolean(r: &mut DerReader<'_>, what: &'static str) -> Result<bool, Reason> {
    let offset = r.offset();
    match r.value(Tag::Boolean, what)? {
        [byte] => Ok(*byte != 0),
        _ => Err(Reason::Malformed { what, offset }),
    }
}
