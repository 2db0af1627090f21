use alloc::boxed::Box;
use alloc::vec::Vec;

use countersign_cose::Departures;
use countersign_spec::{At, Deviation, Reason, Rejection, Step};
use countersign_x509::{Certificate, ObjectIdentifier};

use crate::attestation_key::{require_same, verify_signature};
use crate::certificate_chain::{CertificateChain, read_x5c};
use crate::statement_map::{deviations, not_in_syntax, read_map};
use crate::{AttestationType, Details, Evidence, Format, Policy, Statement};

mod application_id;
mod authorization_list;
mod description;
mod policy;
mod root_of_trust;

pub use application_id::{ApplicationId, Package};
pub use authorization_list::{AuthorizationList, Origin, Purpose};
pub use description::{KeyDescription, SecurityLevel};
pub use policy::{AndroidKeyPolicy, AuthorizationLists, Purposes, VerifiedBoot};
pub use root_of_trust::{RootOfTrust, VerifiedBootState};

/// The extension that holds the key description (§8.4.1).
const KEY_DESCRIPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.11129.2.1.17");

/// Verifies an Android key attestation statement:
/// [§8.4 Android Key Attestation Statement Format][1].
///
/// [1]: https://www.w3.org/TR/webauthn-3/#sctn-android-key-attestation
#[inline(never)]
pub(crate) fn verify<'a>(
    input: &Statement<'a>,
    policy: &Policy<'_>,
) -> Result<Evidence<'a>, Rejection> {
    let statement = AndroidKeyStatement::parse(&input.statement).at(Step::AndroidKeySyntax)?;
    let chain = CertificateChain::parse(&statement.x5c).at(Step::AndroidKeySyntax)?;
    let message = input.message();
    let signed = verify_signature(&chain.leaf, statement.alg, policy, &message, statement.sig)
        .at(Step::AndroidKeySignature)?;
    let key = chain.leaf.public_key().at(Step::AndroidKeyPublicKey)?;
    require_same(&key, input.credential.key.public_key()).at(Step::AndroidKeyPublicKey)?;
    let description = read_description(&chain).at(Step::AndroidKeyDescription)?;
    verify_challenge(input, &description).at(Step::AndroidKeyChallenge)?;
    let silent = verify_authorizations(&description, &policy.android_key)?;
    let mut deviations = deviations(Step::AndroidKeySyntax, statement.departures);
    deviations.extend(silent);
    Ok(Evidence::signed(
        signed,
        Format::AndroidKey,
        AttestationType::Basic,
        chain.into_trust_path(),
    )
    .with_details(Details::AndroidKey(Box::new(description)))
    .with_deviations(deviations))
}

/// "androidStmtFormat".
struct AndroidKeyStatement<'a> {
    alg: i64,
    sig: &'a [u8],
    x5c: Vec<&'a [u8]>,
    departures: Departures,
}

impl<'a> AndroidKeyStatement<'a> {
    fn parse(statement: &countersign_authdata::Statement<'a>) -> Result<Self, Reason> {
        let (mut alg, mut sig, mut x5c) = (None, None, None);
        let departures = read_map(statement, |reader, member| {
            match member {
                "alg" => alg = Some(reader.integer("alg")?),
                "sig" => sig = Some(reader.bytes("sig")?),
                "x5c" => x5c = Some(read_x5c(reader)?),
                _ => return Err(not_in_syntax()),
            }
            Ok(())
        })?;
        Ok(Self {
            alg: alg.ok_or(Reason::Missing("alg"))?,
            sig: sig.ok_or(Reason::Missing("sig"))?,
            x5c: x5c.ok_or(Reason::Missing("x5c"))?,
            departures,
        })
    }
}

/// Reads the key description of the first certificate, and of no other: a key in the keystore can
/// sign certificates with any key description its owner likes.
fn read_description<'a>(chain: &CertificateChain<'a>) -> Result<KeyDescription<'a>, Reason> {
    for issuer in &chain.issuers {
        require_authority(issuer)?;
    }
    let extension = chain.leaf.extension(KEY_DESCRIPTION)?;
    let extension = extension.ok_or(Reason::Missing("the key description extension"))?;
    KeyDescription::parse(extension.value)
}

// STRICTER: §8.4 looks at the first certificate only; we refuse a chain in which a certificate
// after it has a key description or is not of a certification authority, as a key of the keystore,
// which anyone can have, may then have signed the certificate before it. There are phones whose
// factory certificate says that it is no authority; RFC 5280 §6.1.4 (k) refuses their chains, too.
fn require_authority(issuer: &Certificate<'_>) -> Result<(), Reason> {
    if issuer.extension(KEY_DESCRIPTION)?.is_some() {
        return Err(Reason::NotAllowed(
            "a key description in an issuer's certificate",
        ));
    }
    match issuer.basic_constraints()? {
        Some(constraints) if constraints.ca => Ok(()),
        _ => Err(Reason::NotAllowed("an issuer that is not a CA")),
    }
}

/// "Verify that the attestationChallenge field … is identical to clientDataHash".
fn verify_challenge(input: &Statement<'_>, description: &KeyDescription<'_>) -> Result<(), Reason> {
    let (expected, found) = (&input.client_data_hash.0, description.attestation_challenge);
    if found == expected {
        Ok(())
    } else {
        Err(Reason::mismatch("attestationChallenge", expected, found))
    }
}

/// "Verify the following using the appropriate authorization list", after what policy asks of the
/// description as a whole; gives the departure that was accepted.
fn verify_authorizations(
    description: &KeyDescription<'_>,
    policy: &AndroidKeyPolicy,
) -> Result<Option<Deviation>, Rejection> {
    policy.accept(description).at(Step::AndroidKeyDescription)?;
    let both = [&description.software_enforced, &description.tee_enforced];
    Step::AndroidKeyAllApplications.require(
        both.iter().all(|list| !list.all_applications),
        Reason::NotAllowed("allApplications"),
    )?;
    // LAXER: §8.4 demands origin and purpose, and the text's own test vector has neither; where
    // policy takes software keys (the union of the lists), we accept a description of the software
    // security level whose two lists are both empty, and report it. By default it is refused.
    if policy.lists == AuthorizationLists::Union
        && both.iter().all(|list| list.is_empty())
        && description.is_of_software()
    {
        let what = "the key description has empty authorization lists";
        return Ok(Some(Deviation::new(Step::AndroidKeyOrigin, what, 0)));
    }
    let appropriate: &[_] = match policy.lists {
        AuthorizationLists::TeeEnforced => &[&description.tee_enforced],
        AuthorizationLists::Union => &both,
    };
    verify_origin(appropriate).at(Step::AndroidKeyOrigin)?;
    verify_purpose(appropriate, policy.purposes).at(Step::AndroidKeyPurpose)?;
    Ok(None)
}

/// "The value in the AuthorizationList.origin field is equal to KM_ORIGIN_GENERATED."
fn verify_origin(lists: &[&AuthorizationList<'_>]) -> Result<(), Reason> {
    let mut origins = lists.iter().filter_map(|list| list.origin).peekable();
    origins.peek().ok_or(Reason::Missing("origin"))?;
    match origins.find(|origin| *origin != Origin::GENERATED) {
        None => Ok(()),
        Some(_other) => Err(Reason::NotAllowed("origin other than generated")),
    }
}

/// "The value in the AuthorizationList.purpose field is equal to KM_PURPOSE_SIGN."
fn verify_purpose(lists: &[&AuthorizationList<'_>], policy: Purposes) -> Result<(), Reason> {
    let purposes = || {
        lists
            .iter()
            .filter_map(|list| list.purpose.as_deref())
            .flatten()
    };
    if !purposes().any(|purpose| *purpose == Purpose::SIGN) {
        return Err(Reason::Missing("purpose sign"));
    }
    match policy {
        Purposes::SignAlone if purposes().any(|purpose| *purpose != Purpose::SIGN) => {
            Err(Reason::NotAllowed("a purpose beside sign"))
        }
        _ => Ok(()),
    }
}
