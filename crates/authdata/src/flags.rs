use core::fmt;

/// The flags byte of authenticator data: [§6.1 Authenticator Data][1].
///
/// ```
/// use countersign_authdata::Flags;
///
/// let flags = Flags::from_byte(0x5d); // a synced passkey, just made
/// assert!(flags.user_present() && flags.user_verified() && flags.attested());
/// assert!(flags.backup_eligible() && flags.backed_up());
/// ```
///
/// [1]: https://www.w3.org/TR/webauthn-3/#sctn-authenticator-data
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Flags(u8);

const UP: u8 = 0x01; // §6.1 flags, bit 0
const UV: u8 = 0x04; // bit 2
const BE: u8 = 0x08; // bit 3
const BS: u8 = 0x10; // bit 4
const AT: u8 = 0x40; // bit 6
const ED: u8 = 0x80; // bit 7

impl Flags {
    /// The flags in a byte.
    // LAXER: §6.1 has authenticators leave bits 1 and 5 zero, which are reserved; no step of §7
    // looks at them, so they are ignored and a later use of them locks nobody out.
    #[must_use]
    pub const fn from_byte(byte: u8) -> Self {
        Self(byte)
    }

    /// The byte as it came, reserved bits included.
    #[must_use]
    pub const fn byte(self) -> u8 {
        self.0
    }

    /// "UP", bit 0: the user was present.
    #[must_use]
    pub const fn user_present(self) -> bool {
        self.0 & UP != 0
    }

    /// "UV", bit 2: the user was verified.
    #[must_use]
    pub const fn user_verified(self) -> bool {
        self.0 & UV != 0
    }

    /// "BE", bit 3: the credential may be backed up.
    #[must_use]
    pub const fn backup_eligible(self) -> bool {
        self.0 & BE != 0
    }

    /// "BS", bit 4: the credential is backed up now.
    #[must_use]
    pub const fn backed_up(self) -> bool {
        self.0 & BS != 0
    }

    /// "AT", bit 6: attested credential data follows.
    #[must_use]
    pub const fn attested(self) -> bool {
        self.0 & AT != 0
    }

    /// "ED", bit 7: extension data follows.
    #[must_use]
    pub const fn extensions(self) -> bool {
        self.0 & ED != 0
    }
}

impl fmt::Debug for Flags {
    /// Writes the names of the flags that are set, as `Flags(UP UV)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const NAMES: [(u8, &str); 6] = [
            (UP, "UP"),
            (UV, "UV"),
            (BE, "BE"),
            (BS, "BS"),
            (AT, "AT"),
            (ED, "ED"),
        ];
        f.write_str("Flags(")?;
        let mut between = "";
        for (flag, name) in NAMES {
            if self.0 & flag != 0 {
                write!(f, "{between}{name}")?;
                between = " ";
            }
        }
        f.write_str(")")
    }
}

#[cfg(test)]
mod tests {
    use super::Flags;

    #[test]
    fn each_flag_is_its_own_bit() {
        let read = |byte| {
            let flags = Flags::from_byte(byte);
            [
                flags.user_present(),
                flags.user_verified(),
                flags.backup_eligible(),
                flags.backed_up(),
                flags.attested(),
                flags.extensions(),
            ]
        };
        for (place, bit) in [0, 2, 3, 4, 6, 7].into_iter().enumerate() {
            let mut only = [false; 6];
            only[place] = true;
            assert_eq!(read(1 << bit), only, "bit {bit}");
        }
        assert_eq!(read(0x22), [false; 6], "bits 1 and 5 are reserved");
    }

    #[test]
    fn flags_are_written_by_name() {
        assert_eq!(
            alloc::format!("{:?}", Flags::from_byte(0xc5)),
            "Flags(UP UV AT ED)"
        );
        assert_eq!(alloc::format!("{:?}", Flags::from_byte(0)), "Flags()");
    }
}
