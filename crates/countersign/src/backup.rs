use countersign_authdata::Flags;

/// How the backup state differs from what the record said: [§6.1.3][1] suggests what to do.
///
/// [1]: https://www.w3.org/TR/webauthn-3/#sctn-credential-backup
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BackupChange {
    /// It does not.
    Same,
    /// The credential is backed up now and was not: the user may drop the password.
    BackedUp,
    /// The credential was backed up and is not any more: the user should have a second one.
    NoLongerBackedUp,
}

/// What [§6.1.3][1] suggests to do for the account, after a registration or an authentication:
/// `backup_advice()` of the verdict.
///
/// [1]: https://www.w3.org/TR/webauthn-3/#sctn-credential-backup
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum BackupAdvice {
    /// Nothing.
    Nothing,
    /// See to it that the account has another credential, or another way to recover it: this one
    /// is bound to its device and lost with it.
    HaveAnotherCredential,
    /// Offer to remove the password: the credential has just been backed up, and is not lost with
    /// the device any more.
    OfferPasswordRemoval,
    /// Have the user confirm their other factors, and register another credential if this is the
    /// only one: it is not backed up any more.
    ConfirmOtherFactors,
}

impl BackupChange {
    pub(crate) const fn between(stored: bool, received: bool) -> Self {
        match (stored, received) {
            (false, true) => Self::BackedUp,
            (true, false) => Self::NoLongerBackedUp,
            _ => Self::Same,
        }
    }
}

impl BackupAdvice {
    /// The three cases of the list in §6.1.3, in its order; a change goes before the rest, and a
    /// registration changes nothing.
    pub(crate) const fn of(flags: Flags, change: BackupChange) -> Self {
        match change {
            BackupChange::BackedUp => Self::OfferPasswordRemoval,
            BackupChange::NoLongerBackedUp => Self::ConfirmOtherFactors,
            BackupChange::Same if !flags.backup_eligible() => Self::HaveAnotherCredential,
            BackupChange::Same => Self::Nothing,
        }
    }
}
