use alloc::vec::Vec;

use countersign_cose::Departures;
use countersign_signature::sha256;
use countersign_spec::{At, Deviation, Reason, Rejection, Step};
use countersign_x509::{Certificate, ObjectIdentifier};

use crate::attestation_key::require_same;
use crate::certificate_chain::{CertificateChain, read_x5c};
use crate::statement_map::{deviations, not_in_syntax, read_map};
use crate::{AttestationType, Evidence, Format, Statement};

/// The extension of `credCert` that has the nonce (§8.8).
const NONCE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113635.100.8.2");

/// The DER that stands before the nonce in its extension. The text leaves its form open; Apple's
/// certificates and the text's test vector have `SEQUENCE { [1] EXPLICIT OCTET STRING }`, and as
/// DER has one encoding and the nonce one length, that is these six bytes.
const NONCE_HEAD: &[u8] = &[0x30, 0x24, 0xa1, 0x22, 0x04, 0x20];

/// Verifies an Apple anonymous attestation statement:
/// [§8.8 Apple Anonymous Attestation Statement Format][1].
///
/// [1]: https://www.w3.org/TR/webauthn-3/#sctn-apple-anonymous-attestation
#[inline(never)]
pub(crate) fn verify<'a>(input: &Statement<'a>) -> Result<Evidence<'a>, Rejection> {
    let statement = AppleStatement::parse(&input.statement).at(Step::AppleSyntax)?;
    let mut deviations = deviations(Step::AppleSyntax, statement.departures);
    deviations.extend(statement.accept_alg(input).at(Step::AppleSyntax)?);
    let chain = CertificateChain::parse(&statement.x5c).at(Step::AppleSyntax)?;
    let nonce = sha256(&input.message()); // Step::AppleNonceToHash, Step::AppleNonceHash
    require_nonce(&chain.leaf, &nonce).at(Step::AppleNonce)?;
    let key = chain.leaf.public_key().at(Step::ApplePublicKey)?;
    require_same(&key, input.credential.key.public_key()).at(Step::ApplePublicKey)?;
    Ok(Evidence::unsigned(
        Format::Apple,
        AttestationType::AnonCa,
        chain.into_trust_path(),
    )
    .with_deviations(deviations))
}

/// "appleStmtFormat", and "alg" of the format's earlier form.
struct AppleStatement<'a> {
    x5c: Vec<&'a [u8]>,
    alg: Option<(i64, usize)>,
    departures: Departures,
}

impl<'a> AppleStatement<'a> {
    fn parse(statement: &countersign_authdata::Statement<'a>) -> Result<Self, Reason> {
        let (mut x5c, mut alg) = (None, None);
        let departures = read_map(statement, |reader, member| {
            match member {
                "x5c" => x5c = Some(read_x5c(reader)?),
                "alg" => {
                    let offset = reader.offset();
                    alg = Some((reader.integer("alg")?, offset));
                }
                _ => return Err(not_in_syntax()),
            }
            Ok(())
        })?;
        Ok(Self {
            x5c: x5c.ok_or(Reason::Missing("x5c"))?,
            alg,
            departures,
        })
    }

    /// Lets "alg" pass where it says what the credential says.
    // LAXER: §8.8 has no alg in its syntax; devices in the field send it, and we accept it if
    // it is the credential's.
    fn accept_alg(&self, input: &Statement<'_>) -> Result<Option<Deviation>, Reason> {
        let Some((alg, offset)) = self.alg else {
            return Ok(None);
        };
        let expected = input.credential.key.algorithm().id();
        if alg == expected {
            let what = "attStmt has alg";
            Ok(Some(Deviation::new(Step::AppleSyntax, what, offset)))
        } else {
            Err(Reason::mismatch("alg", expected, alg))
        }
    }
}

/// Step 4: "Verify that nonce equals the value of the extension".
fn require_nonce(credential_certificate: &Certificate<'_>, nonce: &[u8; 32]) -> Result<(), Reason> {
    let extension = credential_certificate
        .extension(NONCE)?
        .ok_or(Reason::Missing("the nonce extension"))?;
    let found: &[u8; 32] = extension
        .value
        .strip_prefix(NONCE_HEAD)
        .and_then(|found| found.try_into().ok())
        .ok_or(Reason::Malformed {
            what: "the nonce extension",
            offset: 0,
        })?;
    if found == nonce {
        Ok(())
    } else {
        Err(Reason::mismatch("nonce", nonce, found))
    }
}
