/// Requirements on an attestation certificate, as a table.
#[derive(Clone, Copy, Debug)]
pub struct Profile {
    _private: (),
}
/// Whether a field must be there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Presence<T> {
    /// It must be there, and be so.
    Required(T),
    /// If it is there, it must be so.
    Optional(T),
}
