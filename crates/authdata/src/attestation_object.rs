use countersign_cose::{Departures, Form, Kind, Reader};
use countersign_spec::Reason;

/// An attestation object, taken apart: [§6.5.4 Generating an Attestation Object][1].
/// Authenticator data and statement are still bytes.
///
/// [1]: https://www.w3.org/TR/webauthn-3/#sctn-generating-an-attestation-object
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct AttestationObject<'a> {
    /// The statement with its format.
    pub statement: Statement<'a>,
    /// "authData": parse it with [`AuthenticatorData::parse`](crate::AuthenticatorData::parse).
    pub authenticator_data: &'a [u8],
    /// What of the envelope was not canonical; whoever reads the statement learns of its own.
    pub departures: Departures,
}

/// An attestation statement as it came: its format and one CBOR item, whole and well formed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Statement<'a> {
    /// "fmt", as it came. Whether it is the identifier of a format we know is asked by whoever
    /// verifies the statement, letter for letter ([§8.1][1]).
    ///
    /// [1]: https://www.w3.org/TR/webauthn-3/#sctn-attstn-fmt-ids
    pub format: &'a str,
    /// "attStmt": one CBOR map or array.
    pub bytes: &'a [u8],
    /// How strictly `bytes` is to be read.
    pub form: Form,
}

impl<'a> AttestationObject<'a> {
    /// Parses an attestation object: a map with exactly the members fmt, attStmt and authData,
    /// and nothing after it.
    ///
    /// # Errors
    ///
    /// `Missing` without one of the three; `NotAllowed` for any other member, as the text's CDDL
    /// is closed; `Malformed` or `TooLarge` where it is no CBOR of the form asked for, or a
    /// member is of the wrong type. Which step that breaks is for the ceremony to say.
    pub fn parse(bytes: &'a [u8], form: Form) -> Result<Self, Reason> {
        const WHAT: &str = "attestation object";
        let (mut format, mut statement, mut authenticator_data) = (None, None, None);
        let mut reader = Reader::new(bytes, form);
        reader.text_map(WHAT, |r, key| {
            match key {
                "fmt" => format = Some(r.text("fmt")?),
                "attStmt" => statement = Some(map_or_array(r)?),
                "authData" => authenticator_data = Some(r.bytes("authData")?),
                _ => {
                    return Err(Reason::NotAllowed(
                        "another member of the attestation object",
                    ));
                }
            }
            Ok(())
        })?;
        reader.end(WHAT)?;
        Ok(Self {
            statement: Statement {
                format: format.ok_or(Reason::Missing("fmt"))?,
                bytes: statement.ok_or(Reason::Missing("attStmt"))?,
                form,
            },
            authenticator_data: authenticator_data.ok_or(Reason::Missing("authData"))?,
            departures: reader.departures(),
        })
    }
}

/// §6.5.4: "attStmt: ( { * tstr => any } // [ * any ] )".
fn map_or_array<'a>(r: &mut Reader<'a>) -> Result<&'a [u8], Reason> {
    const WHAT: &str = "attStmt";
    match r.kind(WHAT)? {
        Kind::Map | Kind::Array => r.embedded(WHAT),
        _ => Err(Reason::Malformed {
            what: WHAT,
            offset: r.offset(),
        }),
    }
}
