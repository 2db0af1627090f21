use countersign_cose::{Departures, Hash, Scheme};
use countersign_signature::{Backend, SignatureValid, sha256};
use countersign_spec::{At, Reason, Rejection, Step, UnixTime};
use countersign_x509::{Attribute, Certificate, GeneralName};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use crate::attestation_key::verify_scheme;
use crate::safetynet_response::{Payload, SafetyNetResponse};
use crate::statement_map::{deviations, not_in_syntax, read_map};
use crate::{
    AttestationType, CtsProfile, Details, Evidence, Format, ResponseTime, SafetyNetRules, Statement,
};

/// The host that the service's certificate is for, and no other: "SafetyNet online documentation",
/// to which §8.5 refers.
const HOST: &str = "attest.android.com";

/// Verifies an Android SafetyNet attestation statement:
/// [§8.5 Android SafetyNet Attestation Statement Format][1].
///
/// [1]: https://www.w3.org/TR/webauthn-3/#sctn-android-safetynet-attestation
#[inline(never)]
pub(crate) fn verify<'a>(
    input: &Statement<'a>,
    rules: &SafetyNetRules,
    backend: Backend,
) -> Result<Evidence<'a>, Rejection> {
    let statement = SafetyNetStatement::parse(&input.statement).at(Step::SafetyNetSyntax)?;
    let response = SafetyNetResponse::parse(statement.response).at(Step::SafetyNetResponse)?;
    require_nonce(&response.payload, input).at(Step::SafetyNetNonce)?;
    let signed = verify_service(&response, backend).at(Step::SafetyNetService)?;
    require_device(&response.payload, rules.device).at(Step::SafetyNetService)?;
    require_time(&response.payload, rules.time).at(Step::SafetyNetService)?;
    Ok(Evidence::signed(
        signed,
        Format::AndroidSafetyNet,
        AttestationType::Basic,
        response.certificates.into(),
    )
    .with_details(Details::AndroidSafetyNet {
        version: statement.ver,
        timestamp_ms: response.payload.timestamp_ms,
        cts_profile_match: response.payload.cts_profile_match,
        basic_integrity: response.payload.basic_integrity,
        apk_package_name: response.payload.apk_package_name,
    })
    .with_deviations(deviations(Step::SafetyNetSyntax, statement.departures)))
}

/// "safetynetStmtFormat".
struct SafetyNetStatement<'a> {
    ver: &'a str,
    response: &'a [u8],
    departures: Departures,
}

impl<'a> SafetyNetStatement<'a> {
    fn parse(statement: &countersign_authdata::Statement<'a>) -> Result<Self, Reason> {
        let (mut ver, mut response) = (None, None);
        let departures = read_map(statement, |reader, member| {
            match member {
                "ver" => ver = Some(reader.text("ver")?),
                "response" => response = Some(reader.bytes("response")?),
                _ => return Err(not_in_syntax()),
            }
            Ok(())
        })?;
        Ok(Self {
            // STRICTER: §8.5 lets ver be any text; we refuse an empty one, which is no version.
            ver: ver
                .filter(|ver| !ver.is_empty())
                .ok_or(Reason::Missing("ver"))?,
            response: response.ok_or(Reason::Missing("response"))?,
            departures,
        })
    }
}

/// "Verify that the nonce attribute in the payload of response is identical to the Base64
/// encoding of the SHA-256 hash": one text, with padding.
fn require_nonce(payload: &Payload, input: &Statement<'_>) -> Result<(), Reason> {
    let expected = BASE64_STANDARD.encode(sha256(&input.message()));
    if payload.nonce == expected {
        Ok(())
    } else {
        Err(Reason::mismatch(
            "nonce",
            expected.as_bytes(),
            payload.nonce.as_bytes(),
        ))
    }
}

/// "Verify that the SafetyNet response actually came from the SafetyNet service": the leaf is for
/// its host, and its key signed. Whether the leaf is genuine is for the trust path to tell.
fn verify_service(
    response: &SafetyNetResponse<'_>,
    backend: Backend,
) -> Result<SignatureValid, Reason> {
    let leaf = response.leaf()?;
    require_host(&leaf)?;
    let rs256 = Scheme::RsaPkcs1(Hash::Sha256); // the only "alg" that parses
    verify_scheme(
        &leaf,
        rs256,
        backend,
        &[response.signing_input],
        &response.signature,
    )
}

/// The leaf was issued to [`HOST`]: a dNSName that is that name, letter case aside; the common
/// name where there are no alternative names at all (RFC 6125 §6.4.4).
// STRICTER: RFC 6125 §6.4.3 lets a wild card stand for a host name's first label; for SafetyNet we
// take the whole name only.
fn require_host(leaf: &Certificate<'_>) -> Result<(), Reason> {
    let is_host = |name: &[u8]| name.eq_ignore_ascii_case(HOST.as_bytes());
    let issued = match leaf.subject_alt_names()? {
        Some(mut names) => names.try_fold(false, |found, name| {
            Ok::<_, Reason>(found | matches!(name?, GeneralName::Dns(name) if is_host(name)))
        }),
        None => leaf
            .subject()
            .attributes()
            .try_fold(false, |found, attribute| {
                let attribute = attribute?;
                Ok(found | (attribute.oid == Attribute::COMMON_NAME && is_host(attribute.value)))
            }),
    }?;
    if issued {
        Ok(())
    } else {
        Err(Reason::NotAllowed("a certificate for another host"))
    }
}

/// Whether the service vouches for the device, as policy wants it.
fn require_device(payload: &Payload, device: CtsProfile) -> Result<(), Reason> {
    match device {
        CtsProfile::Required if !payload.cts_profile_match => {
            Err(Reason::NotAllowed("ctsProfileMatch false"))
        }
        CtsProfile::Required | CtsProfile::Reported => Ok(()),
    }
}

/// Whether the response was made for this ceremony, by the time in it.
fn require_time(payload: &Payload, time: ResponseTime) -> Result<(), Reason> {
    let ResponseTime::Within { now, age, skew } = time else {
        return Ok(());
    };
    let made = payload.timestamp_ms.div_euclid(1000);
    let not_before = UnixTime(made.saturating_sub(i64::from(skew)));
    let not_after = UnixTime(made.saturating_add(i64::from(age)));
    if not_before <= now && now <= not_after {
        Ok(())
    } else {
        Err(Reason::Expired {
            what: "SafetyNet response",
            now,
            not_before,
            not_after,
        })
    }
}
