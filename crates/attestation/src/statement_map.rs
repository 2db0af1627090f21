use alloc::vec::Vec;

use countersign_authdata::Statement;
use countersign_cose::{Departures, Reader};
use countersign_spec::{Deviation, Reason, Step};

/// Reads a statement that is a map from text to its end: `member` takes the value of each member
/// by name, or gives [`not_in_syntax`] for a name it does not know.
pub(crate) fn read_map<'a>(
    statement: &Statement<'a>,
    mut member: impl FnMut(&mut Reader<'a>, &'a str) -> Result<(), Reason>,
) -> Result<Departures, Reason> {
    Reader::read_all(statement.bytes, statement.form, "attStmt", |reader| {
        reader.text_map("attStmt", &mut member)?;
        Ok(reader.departures())
    })
}

/// A member that the format's CDDL does not have: its maps are closed.
pub(crate) const fn not_in_syntax() -> Reason {
    Reason::NotAllowed("an attStmt member outside the syntax")
}

/// What was accepted of a statement's bytes though canonical CBOR forbids it, as departures from
/// the format's syntax.
pub(crate) fn deviations(syntax: Step, departures: Departures) -> Vec<Deviation> {
    let order = departures
        .order
        .map(|offset| Deviation::new(syntax, "attStmt has a map key out of order", offset));
    let length = departures
        .length
        .map(|offset| Deviation::new(syntax, "attStmt has a head longer than needed", offset));
    order.into_iter().chain(length).collect()
}
