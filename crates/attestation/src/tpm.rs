use alloc::vec::Vec;

use countersign_cose::{Algorithm, Departures, Hash};
use countersign_signature::digest;
use countersign_spec::{At, Reason, Rejection, Step, Value};
use countersign_x509::Certificate;

use crate::attestation_key::verify_signature;
use crate::certificate_chain::{CertificateChain, read_x5c};
use crate::statement_map::{deviations, not_in_syntax, read_map};
use crate::{AttestationType, Details, Evidence, Format, Policy, Statement};

mod algorithm;
mod attest;
mod details;
mod identity;
mod manufacturer;
mod policy;
mod public;
mod signature;
mod structure;

use attest::Attest;
use public::Public;
use signature::plain_signature;

pub use attest::ClockInfo;
pub use details::TpmDetails;
pub use identity::TpmIdentity;
pub use manufacturer::TpmManufacturer;
pub use policy::{TpmKeys, TpmManufacturers, TpmPolicy};
pub use public::ObjectAttributes;

/// Verifies a TPM attestation statement: [§8.3 TPM Attestation Statement Format][1].
///
/// [1]: https://www.w3.org/TR/webauthn-3/#sctn-tpm-attestation
#[inline(never)]
pub(crate) fn verify<'a>(
    input: &Statement<'a>,
    policy: &Policy<'_>,
) -> Result<Evidence<'a>, Rejection> {
    let statement = TpmStatement::parse(&input.statement).at(Step::TpmSyntax)?;
    let public = verify_public_area(input, &statement, policy.tpm).at(Step::TpmPublicKey)?;
    let chain = statement.read_chain()?;
    let identity = TpmIdentity::verify(&chain.leaf, policy.tpm)?;
    verify_aaguid(input, &chain.leaf).at(Step::TpmAaguid)?;
    require_another_key(input, &chain.leaf).at(Step::TpmSignature)?;
    let signature = plain_signature(statement.alg, statement.sig).at(Step::TpmSignature)?;
    let message = [statement.cert_info];
    let signed = verify_signature(&chain.leaf, statement.alg, policy, &message, &signature)
        .at(Step::TpmSignature)?;
    let attest = Attest::parse(statement.cert_info)?;
    verify_extra_data(input, statement.alg, &attest).at(Step::TpmExtraData)?;
    let name_algorithm = verify_name(&statement, &public, &attest).at(Step::TpmName)?;
    let details = TpmDetails::new(identity, &public, name_algorithm, &attest);
    Ok(Evidence::signed(
        signed,
        Format::Tpm,
        AttestationType::AttCa,
        chain.into_trust_path(),
    )
    .with_details(Details::Tpm(details))
    .with_deviations(deviations(Step::TpmSyntax, statement.departures)))
}

/// "tpmStmtFormat".
struct TpmStatement<'a> {
    alg: i64,
    x5c: Option<Vec<&'a [u8]>>,
    sig: &'a [u8],
    cert_info: &'a [u8],
    pub_area: &'a [u8],
    departures: Departures,
}

impl<'a> TpmStatement<'a> {
    fn parse(statement: &countersign_authdata::Statement<'a>) -> Result<Self, Reason> {
        let (mut ver, mut alg, mut x5c, mut sig) = (None, None, None, None);
        let (mut cert_info, mut pub_area) = (None, None);
        let departures = read_map(statement, |reader, member| {
            match member {
                "ver" => ver = Some(reader.text("ver")?),
                "alg" => alg = Some(reader.integer("alg")?),
                "x5c" => x5c = Some(read_x5c(reader)?),
                "sig" => sig = Some(reader.bytes("sig")?),
                "certInfo" => cert_info = Some(reader.bytes("certInfo")?),
                "pubArea" => pub_area = Some(reader.bytes("pubArea")?),
                // Levels 1 and 2 had ECDAA in the place of x5c.
                "ecdaaKeyId" => return Err(Reason::NotAllowed("ecdaaKeyId")),
                _ => return Err(not_in_syntax()),
            }
            Ok(())
        })?;
        require_version(ver.ok_or(Reason::Missing("ver"))?)?;
        Ok(Self {
            alg: alg.ok_or(Reason::Missing("alg"))?,
            x5c,
            sig: sig.ok_or(Reason::Missing("sig"))?,
            cert_info: cert_info.ok_or(Reason::Missing("certInfo"))?,
            pub_area: pub_area.ok_or(Reason::Missing("pubArea"))?,
            departures,
        })
    }

    /// "Verify that x5c is present."
    fn read_chain(&self) -> Result<CertificateChain<'a>, Rejection> {
        let x5c = self.x5c.as_deref().ok_or(Reason::Missing("x5c"));
        let x5c = x5c.at(Step::TpmChain)?;
        Step::TpmChain.require(!x5c.is_empty(), Reason::Missing("a certificate in x5c"))?;
        CertificateChain::parse(x5c).at(Step::TpmCertificate)
    }
}

/// `ver: "2.0"`.
fn require_version(ver: &str) -> Result<(), Reason> {
    const VERSION: &str = "2.0";
    if ver == VERSION {
        Ok(())
    } else {
        Err(Reason::mismatch("ver", VERSION, Value::text(ver)))
    }
}

/// "Verify that the public key specified by the parameters and unique fields of pubArea is
/// identical to the credentialPublicKey".
fn verify_public_area<'a>(
    input: &Statement<'a>,
    statement: &TpmStatement<'a>,
    policy: TpmPolicy,
) -> Result<Public<'a>, Reason> {
    let public = Public::parse(statement.pub_area)?;
    public.require_key(&input.credential.key)?;
    policy.keys.accept(public.attributes)?;
    Ok(public)
}

/// "If aikCert contains an extension with OID 1.3.6.1.4.1.45724.1.1.4 (id-fido-gen-ce-aaguid)
/// verify that the value of this extension matches the aaguid".
fn verify_aaguid(input: &Statement<'_>, certificate: &Certificate<'_>) -> Result<(), Reason> {
    let aaguid = &input.credential.aaguid.0;
    match certificate.fido_aaguid()? {
        Some(found) if found != *aaguid => Err(Reason::mismatch("aaguid", aaguid, &found)),
        _ => Ok(()),
    }
}

/// The attestation key is not the credential key.
// STRICTER: §8.3 does not say that the attestation key is another key than the one it attests; we
// demand it, as a TPM's attestation key signs nothing but what the TPM made, so that a key which
// signs assertions is none.
fn require_another_key(input: &Statement<'_>, certificate: &Certificate<'_>) -> Result<(), Reason> {
    if certificate.public_key()? == *input.credential.key.public_key() {
        Err(Reason::NotAllowed("the credential key as attestation key"))
    } else {
        Ok(())
    }
}

/// "Verify that extraData is set to the hash of attToBeSigned using the hash algorithm employed in
/// alg".
fn verify_extra_data(input: &Statement<'_>, alg: i64, attest: &Attest<'_>) -> Result<(), Reason> {
    let hash = Algorithm::from_id(alg)
        .and_then(|algorithm| algorithm.scheme().hash())
        .ok_or(Reason::NotAllowed("alg without a hash of its own"))?;
    let expected = digest(hash, &input.message());
    if expected.as_ref() == attest.extra_data {
        Ok(())
    } else {
        let (expected, found) = (expected.as_ref(), attest.extra_data);
        Err(Reason::mismatch("extraData", expected, found))
    }
}

/// "whose name field contains a valid Name for pubArea … using the nameAlg in the pubArea": the
/// algorithm's identifier and the digest, TPM 2.0 Part 1 §16.
fn verify_name(
    statement: &TpmStatement<'_>,
    public: &Public<'_>,
    attest: &Attest<'_>,
) -> Result<Hash, Reason> {
    let hash = algorithm::hash(public.name_algorithm).ok_or(Reason::Unsupported(
        "nameAlg",
        Value::from(u32::from(public.name_algorithm)),
    ))?;
    let digest = digest(hash, &[statement.pub_area]);
    let expected = [&public.name_algorithm.to_be_bytes(), digest.as_ref()].concat();
    if expected == attest.name {
        Ok(hash)
    } else {
        Err(Reason::mismatch("name", expected.as_slice(), attest.name))
    }
}
