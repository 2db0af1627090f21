use countersign_authdata::AttestationObject;
use countersign_cose::{Departures, Form, Reader};
use countersign_spec::Reason;

use crate::{authenticator_data, cbor_reader};

/// Reads the input as an attestation object.
///
/// - Canonical form accepts exactly what tolerant form accepts without departures, in the envelope
///   or in the statement, with the same parts.
/// - What is accepted is one CBOR item for the reader too, and so is its statement.
/// - One byte more or less is refused.
/// - The laws of authenticator data hold for the one inside.
pub fn attestation_object(data: &[u8]) {
    let canonical = AttestationObject::parse(data, Form::Canonical);
    let Ok(tolerant) = AttestationObject::parse(data, Form::Tolerant) else {
        assert!(canonical.is_err(), "canonical, and not tolerated");
        return;
    };
    let statement = tolerant.statement.bytes;
    let inside = Reader::read_all(statement, Form::Tolerant, "attStmt", |reader| {
        assert_eq!(reader.item("attStmt"), Ok(statement));
        Ok::<_, Reason>(reader.departures())
    });
    let is_canonical =
        tolerant.departures == Departures::default() && inside == Ok(Departures::default());
    assert_eq!(canonical.is_ok(), is_canonical);
    if let Ok(canonical) = canonical {
        assert_eq!(canonical.authenticator_data, tolerant.authenticator_data);
        assert_eq!(canonical.statement.bytes, tolerant.statement.bytes);
        assert_eq!(canonical.statement.format, tolerant.statement.format);
    }
    assert!(AttestationObject::parse(&data[..data.len() - 1], Form::Tolerant).is_err());
    assert!(AttestationObject::parse(&[data, &[0xf6]].concat(), Form::Tolerant).is_err());
    cbor_reader(statement);
    authenticator_data(tolerant.authenticator_data);
}
