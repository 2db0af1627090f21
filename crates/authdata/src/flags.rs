/// The flags byte of authenticator data.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Flags(u8);
impl Flags {
    /// The byte as it came.
    #[must_use]
    pub const fn byte(self) -> u8 {
        self.0
    }
    /// UP, bit 0.
    #[must_use]
    pub const fn user_present(self) -> bool {
        todo!()
    }
    /// UV, bit 2.
    #[must_use]
    pub const fn user_verified(self) -> bool {
        todo!()
    }
    /// BE, bit 3.
    #[must_use]
    pub const fn backup_eligible(self) -> bool {
        todo!()
    }
    /// BS, bit 4.
    #[must_use]
    pub const fn backed_up(self) -> bool {
        todo!()
    }
    /// AT, bit 6.
    #[must_use]
    pub const fn attested(self) -> bool {
        todo!()
    }
    /// ED, bit 7.
    #[must_use]
    pub const fn extensions(self) -> bool {
        todo!()
    }
}
