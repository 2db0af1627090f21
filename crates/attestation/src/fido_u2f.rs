use alloc::vec::Vec;

use countersign_cose::{Algorithm, Curve, Departures, Hash, PublicKey, Scheme};
use countersign_spec::{At, Reason, Rejection, Step};
use countersign_x509::Certificate;

use crate::attestation_key::verify_scheme;
use crate::certificate_chain::{CertificateChain, read_x5c};
use crate::statement_map::{deviations, not_in_syntax, read_map};
use crate::{AttestationType, Evidence, FidoU2fAaguid, Format, Policy, Statement};

/// Verifies a FIDO U2F attestation statement:
/// [§8.6 FIDO U2F Attestation Statement Format][1].
///
/// The AAGUID is looked at only where policy says so: the text does not ask for zeros, and has a
/// test vector without.
///
/// [1]: https://www.w3.org/TR/webauthn-3/#sctn-fido-u2f-attestation
#[inline(never)]
pub(crate) fn verify<'a>(
    input: &Statement<'a>,
    policy: &Policy<'_>,
) -> Result<Evidence<'a>, Rejection> {
    let statement = FidoU2fStatement::parse(&input.statement).at(Step::FidoU2fSyntax)?;
    let chain = one_certificate(&statement.x5c).at(Step::FidoU2fCertificate)?;
    require_p256(&chain.leaf).at(Step::FidoU2fCertificate)?;
    // §8.6 has no step for it, so it is refused where §6.5.1 has the AAGUID.
    Step::AttestedCredentialData.require(
        policy.fido_u2f_aaguid == FidoU2fAaguid::Any || input.credential.aaguid.0 == [0; 16],
        Reason::NotAllowed("AAGUID of a U2F authenticator"),
    )?;
    let (x, y) = credential_point(input).at(Step::FidoU2fPublicKey)?;
    // Step::FidoU2fCredential, Step::FidoU2fVerificationData
    let verification_data: [&[u8]; 7] = [
        &[0x00], // reserved by U2F
        &input.authenticator_data.rp_id_hash().0,
        &input.client_data_hash.0,
        input.credential.id.0,
        &[0x04], // ANSI X9.62: an uncompressed point
        x,
        y,
    ];
    let scheme = Scheme::Ecdsa(Hash::Sha256);
    let signed = verify_scheme(
        &chain.leaf,
        scheme,
        policy.backend,
        &verification_data,
        statement.sig,
    )
    .at(Step::FidoU2fSignature)?;
    Ok(Evidence::signed(
        signed,
        Format::FidoU2f,
        AttestationType::BasicOrAttCa,
        chain.into_trust_path(),
    )
    .with_deviations(deviations(Step::FidoU2fSyntax, statement.departures)))
}

/// "u2fStmtFormat".
struct FidoU2fStatement<'a> {
    x5c: Vec<&'a [u8]>,
    sig: &'a [u8],
    departures: Departures,
}

impl<'a> FidoU2fStatement<'a> {
    fn parse(statement: &countersign_authdata::Statement<'a>) -> Result<Self, Reason> {
        let (mut x5c, mut sig) = (None, None);
        let departures = read_map(statement, |reader, member| {
            match member {
                "x5c" => x5c = Some(read_x5c(reader)?),
                "sig" => sig = Some(reader.bytes("sig")?),
                _ => return Err(not_in_syntax()),
            }
            Ok(())
        })?;
        Ok(Self {
            x5c: x5c.ok_or(Reason::Missing("x5c"))?,
            sig: sig.ok_or(Reason::Missing("sig"))?,
            departures,
        })
    }
}

/// Step 2: "Check that x5c has exactly one element".
fn one_certificate<'a>(x5c: &[&'a [u8]]) -> Result<CertificateChain<'a>, Reason> {
    if x5c.len() > 1 {
        return Err(Reason::NotAllowed("a second certificate in x5c"));
    }
    CertificateChain::parse(x5c)
}

/// Step 2: "If certificate public key is not an Elliptic Curve (EC) public key over the P-256
/// curve, terminate".
fn require_p256(leaf: &Certificate<'_>) -> Result<(), Reason> {
    match leaf.public_key()? {
        PublicKey::Ec {
            curve: Curve::P256, ..
        } => Ok(()),
        _ => Err(Reason::NotAllowed(
            "an attestation key that is not on P-256",
        )),
    }
}

/// Step 4: the coordinates of the credential public key, each of 32 bytes.
// STRICTER: §8.6 asks for coordinates of 32 bytes in its verification procedure and for ES256 in
// its signing procedure only; we ask for ES256, so that no key of another curve or use passes.
fn credential_point<'a>(input: &Statement<'a>) -> Result<(&'a [u8], &'a [u8]), Reason> {
    let key = &input.credential.key;
    match (key.algorithm(), key.public_key()) {
        (
            Algorithm::Es256,
            PublicKey::Ec {
                curve: Curve::P256,
                x,
                y,
            },
        ) => Ok((x, y)),
        (other, _) => Err(Reason::mismatch("alg", Algorithm::Es256.id(), other.id())),
    }
}
