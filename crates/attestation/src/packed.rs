use alloc::vec::Vec;

use countersign_cose::Departures;
use countersign_signature::{Backend, VerifyingKey};
use countersign_spec::{At, Reason, Rejection, Step};
use countersign_x509::{Certificate, Profile};

use crate::attestation_key::verify_signature;
use crate::certificate_chain::{CertificateChain, read_x5c};
use crate::statement_map::{deviations, not_in_syntax, read_map};
use crate::{AttestationType, Details, Evidence, Format, Policy, Statement, TrustPath};

/// Verifies a packed attestation statement: [§8.2 Packed Attestation Statement Format][1].
///
/// [1]: https://www.w3.org/TR/webauthn-3/#sctn-packed-attestation
#[inline(never)]
pub(crate) fn verify<'a>(
    input: &Statement<'a>,
    policy: &Policy<'_>,
) -> Result<Evidence<'a>, Rejection> {
    let statement = PackedStatement::parse(&input.statement).at(Step::PackedSyntax)?;
    let evidence = match &statement.x5c {
        Some(x5c) => verify_certified(input, &statement, x5c, policy)?,
        None => verify_self(input, &statement, policy.backend)?,
    };
    Ok(evidence.with_deviations(deviations(Step::PackedSyntax, statement.departures)))
}

/// "packedStmtFormat".
struct PackedStatement<'a> {
    alg: i64,
    sig: &'a [u8],
    x5c: Option<Vec<&'a [u8]>>,
    departures: Departures,
}

impl<'a> PackedStatement<'a> {
    fn parse(statement: &countersign_authdata::Statement<'a>) -> Result<Self, Reason> {
        let (mut alg, mut sig, mut x5c) = (None, None, None);
        let departures = read_map(statement, |reader, member| {
            match member {
                "alg" => alg = Some(reader.integer("alg")?),
                "sig" => sig = Some(reader.bytes("sig")?),
                "x5c" => x5c = Some(read_x5c(reader)?),
                // Levels 1 and 2 had ECDAA; it is neither signed x5c nor self attestation.
                "ecdaaKeyId" => return Err(Reason::NotAllowed("ecdaaKeyId")),
                _ => return Err(not_in_syntax()),
            }
            Ok(())
        })?;
        if x5c.as_ref().is_some_and(Vec::is_empty) {
            return Err(Reason::Missing("a certificate in x5c"));
        }
        Ok(Self {
            alg: alg.ok_or(Reason::Missing("alg"))?,
            sig: sig.ok_or(Reason::Missing("sig"))?,
            x5c,
            departures,
        })
    }
}

/// Step 2: "If x5c is present".
fn verify_certified<'a>(
    input: &Statement<'a>,
    statement: &PackedStatement<'a>,
    x5c: &[&'a [u8]],
    policy: &Policy<'_>,
) -> Result<Evidence<'a>, Rejection> {
    // The text verifies the signature first; the key to do so is in the certificate.
    let chain = CertificateChain::parse(x5c).at(Step::PackedCertificate)?;
    let leaf = &chain.leaf;
    let signed = verify_signature(leaf, statement.alg, policy, &input.message(), statement.sig)
        .at(Step::PackedSignature)?;
    leaf.meets(&Profile::PACKED)?;
    require_aaguid(leaf, input).at(Step::PackedAaguid)?;
    let details = Details::Packed {
        serial_number: leaf
            .fido_serial_number()
            .at(Step::PackedCertificateSerialNumber)?,
        firmware_version: leaf
            .fido_firmware_version()
            .at(Step::PackedCertificateFirmware)?,
    };
    Ok(Evidence::signed(
        signed,
        Format::Packed,
        AttestationType::BasicOrAttCa,
        chain.into_trust_path(),
    )
    .with_details(details))
}

/// Step 2: "If attestnCert contains an extension with OID 1.3.6.1.4.1.45724.1.1.4
/// (id-fido-gen-ce-aaguid) verify that the value of this extension matches".
fn require_aaguid(leaf: &Certificate<'_>, input: &Statement<'_>) -> Result<(), Reason> {
    let expected = &input.credential.aaguid.0;
    match leaf.fido_aaguid()? {
        Some(found) if found != *expected => Err(Reason::mismatch("AAGUID", expected, &found)),
        _ => Ok(()),
    }
}

/// Step 3: "If x5c is not present, self attestation is in use".
fn verify_self<'a>(
    input: &Statement<'a>,
    statement: &PackedStatement<'a>,
    backend: Backend,
) -> Result<Evidence<'a>, Rejection> {
    let key = &input.credential.key;
    let alg = key.algorithm().id();
    Step::PackedSelfAlg.require(
        statement.alg == alg,
        Reason::mismatch("alg", alg, statement.alg),
    )?;
    let scheme = key.algorithm().scheme();
    let signed = VerifyingKey::with_backend(key.public_key(), backend)
        .and_then(|key| key.verify(scheme, &input.message(), statement.sig))
        .at(Step::PackedSelfSignature)?;
    Ok(Evidence::signed(
        signed,
        Format::Packed,
        AttestationType::SelfAttestation,
        TrustPath::EMPTY,
    )
    .with_details(Details::Packed {
        serial_number: None,
        firmware_version: None,
    }))
}
