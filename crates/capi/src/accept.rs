use countersign::{Counter, VerifiedAuthentication};

/// What an accepted authentication says, for the record. 1 is yes, 0 no.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Accepted {
    /// The signature counter, to be stored.
    pub sign_count: u32,
    /// Whether it did not grow though it is in use: perhaps the authenticator was cloned.
    pub counter_did_not_grow: u8,
    /// Whether the user was present.
    pub user_present: u8,
    /// Whether the user was verified.
    pub user_verified: u8,
    /// Whether the credential is backed up, to be stored.
    pub backed_up: u8,
}

impl Accepted {
    pub(crate) fn new(verified: &VerifiedAuthentication<'_>) -> Self {
        let flags = verified.authenticator_data.flags();
        let did_not_grow = matches!(verified.counter, Counter::DidNotGrow { .. });
        Self {
            sign_count: verified.authenticator_data.sign_count(),
            counter_did_not_grow: u8::from(did_not_grow),
            user_present: u8::from(flags.user_present()),
            user_verified: u8::from(flags.user_verified()),
            backed_up: u8::from(flags.backed_up()),
        }
    }
}
