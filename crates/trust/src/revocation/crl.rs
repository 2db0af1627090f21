//! What one revocation list says of one certificate:
//! [RFC 5280 §6.3.3](https://www.rfc-editor.org/rfc/rfc5280#section-6.3.3).

use countersign_spec::{At as _, Reason, Rejection, Step};
use countersign_x509::{
    Certificate, DistributionPoints, Extension, IssuingDistributionPoint, KeyUsage,
    ObjectIdentifier, ReasonFlags, RevocationList, RevokedCertificate,
};

use crate::issuer::Issuer;
use crate::{PathValidation, Sha1, search};

/// RFC 5280 §5.2.3.
const CRL_NUMBER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.20");
/// RFC 5280 §5.2.4.
const DELTA_CRL_INDICATOR: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.27");
/// RFC 5280 §5.2.5.
const ISSUING_DISTRIBUTION_POINT: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.28");
/// RFC 5280 §5.3.1.
const REASON_CODE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.21");
/// RFC 5280 §5.3.2.
const INVALIDITY_DATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.24");

/// What a list by the certificate's issuer says of it.
pub(crate) enum Status {
    /// The list is about other certificates.
    OutOfScope,
    /// It does not list the certificate, and would if it were revoked for one of these.
    Good(ReasonFlags),
    /// It lists the certificate, or may do so in a way that we do not understand.
    Refused(Rejection),
    /// It says nothing: it is not the issuer's, or not of this time. Another list may be.
    Unusable(Rejection),
}

/// Looks a certificate up in a list that has the name of its issuer. The list counts only if it
/// is the issuer's own, complete, fresh, signed and understood.
pub(crate) fn status(
    list: &RevocationList<'_>,
    certificate: &Certificate<'_>,
    issuer: &Issuer<'_>,
    rules: &PathValidation<'_>,
) -> Status {
    let is_ours = signature(list, issuer, rules).and_then(|()| freshness(list, rules));
    if let Err(rejection) = is_ours {
        return Status::Unusable(rejection);
    }
    match extensions(list).and_then(|()| scope(list, certificate)) {
        Err(rejection) => Status::Refused(rejection),
        Ok(None) => Status::OutOfScope,
        Ok(Some(reasons)) => {
            look_up(list, certificate).map_or_else(Status::Refused, |()| Status::Good(reasons))
        }
    }
}

/// §6.3.3 (f) and (g): the issuer may sign lists, and signed this one.
fn signature(
    list: &RevocationList<'_>,
    issuer: &Issuer<'_>,
    rules: &PathValidation<'_>,
) -> Result<(), Rejection> {
    if let Some(certificate) = issuer.certificate {
        let key_usage = certificate.key_usage().at(Step::CrlKeyUsage)?;
        let may_sign = key_usage.is_none_or(KeyUsage::crl_sign);
        Step::CrlKeyUsage.require(may_sign, Reason::Missing("cRLSign"))?;
    }
    let scheme = list.signature_scheme().at(Step::CrlSignature)?;
    Step::CrlSignature.require(
        rules.sha1 == Sha1::Accepted || !search::is_sha1(scheme),
        Reason::NotAllowed("signature over SHA-1"),
    )?;
    let verified = issuer.verify(scheme, rules.backend, list.tbs(), list.signature());
    verified.at(Step::CrlSignature).map(|_valid| ())
}

/// §5.2: the list has a number, each extension once, and nothing critical that we do not process.
fn extensions(list: &RevocationList<'_>) -> Result<(), Rejection> {
    const STEP: Step = Step::CrlExtensions;
    const SINGLE: [ObjectIdentifier; 3] =
        [CRL_NUMBER, DELTA_CRL_INDICATOR, ISSUING_DISTRIBUTION_POINT];
    let delta = list.extension(DELTA_CRL_INDICATOR).at(STEP)?;
    // STRICTER: RFC 5280 §6.3.3 (c) combines delta lists with complete ones; we want complete ones.
    Step::CrlScope.require(delta.is_none(), Reason::NotAllowed("delta CRL"))?;
    // STRICTER: §5.2.3 tells issuers to number lists, not critically; a list of an issuer that
    // does not is refused.
    let number = list.extension(CRL_NUMBER).at(STEP)?;
    let number = number.ok_or(STEP.refuse(Reason::Missing("cRLNumber")))?;
    STEP.require(!number.critical, Reason::NotAllowed("critical cRLNumber"))?;
    for (oid, extension) in list.extensions() {
        let is_known = SINGLE.iter().any(|known| oid == *known);
        STEP.require(
            is_known || !extension.critical,
            Reason::Unsupported("critical CRL extension", oid.0.into()),
        )?;
    }
    Ok(())
}

/// §6.3.3 (a): the caller's time lies between this update and the next.
fn freshness(list: &RevocationList<'_>, rules: &PathValidation<'_>) -> Result<(), Rejection> {
    let now = rules.time;
    let missing = Step::CrlFreshness.refuse(Reason::Missing("nextUpdate"));
    let (not_before, not_after) = (list.this_update(), list.next_update().ok_or(missing)?);
    Step::CrlFreshness.require(
        not_before <= now && now <= not_after,
        Reason::Expired {
            what: "revocation list",
            now,
            not_before,
            not_after,
        },
    )
}

/// §6.3.3 (b) and (d): whether the list is about certificates like this one, and for which reasons.
fn scope(
    list: &RevocationList<'_>,
    certificate: &Certificate<'_>,
) -> Result<Option<ReasonFlags>, Rejection> {
    const STEP: Step = Step::CrlScope;
    let Some(extension) = list.extension(ISSUING_DISTRIBUTION_POINT).at(STEP)? else {
        return Ok(Some(ReasonFlags::ALL));
    };
    let point = IssuingDistributionPoint::parse(extension.value).at(STEP)?;
    // STRICTER: RFC 5280 §6.3.3 (b) takes indirect lists from other issuers; we take lists only
    // from the issuer of the certificate itself.
    STEP.require(!point.is_indirect, Reason::NotAllowed("indirect CRL"))?;
    let is_ca = certificate
        .basic_constraints()
        .at(STEP)?
        .is_some_and(|constraints| constraints.ca);
    let is_about_others = point.only_attribute_certificates
        || (point.only_user_certificates && is_ca)
        || (point.only_ca_certificates && !is_ca);
    if is_about_others {
        return Ok(None);
    }
    let own = point.only_some_reasons.unwrap_or(ReasonFlags::ALL);
    let Some(name) = point.name else {
        return Ok(Some(own));
    };
    let points = certificate
        .extension(Extension::CRL_DISTRIBUTION_POINTS)
        .at(STEP)?;
    let Some(points) = points else {
        return Ok(None);
    };
    let points = DistributionPoints::parse(points.value).at(STEP)?;
    for theirs in points {
        let theirs = theirs.at(STEP)?;
        if theirs
            .name
            .is_some_and(|theirs| theirs.matches(&name, &list.issuer()))
        {
            return Ok(Some(
                own.intersection(theirs.reasons.unwrap_or(ReasonFlags::ALL)),
            ));
        }
    }
    Ok(None)
}

/// §6.3.3 (i) and (j): the entries are walked to the end, as one that is not understood makes the
/// whole list unusable (§5.3).
fn look_up(list: &RevocationList<'_>, certificate: &Certificate<'_>) -> Result<(), Rejection> {
    const STEP: Step = Step::CrlExtensions;
    let mut standing = Ok(());
    for entry in list.entries() {
        let entry = entry.at(STEP)?;
        for (oid, extension) in entry.extensions() {
            let is_known = oid == REASON_CODE || oid == INVALIDITY_DATE;
            STEP.require(
                is_known || !extension.critical,
                Reason::Unsupported("critical CRL entry extension", oid.0.into()),
            )?;
        }
        if entry.is_about(certificate.serial_number()) {
            standing = Err(revoked(&entry));
        }
    }
    standing
}

fn revoked(entry: &RevokedCertificate<'_>) -> Rejection {
    let reason = entry.reason_code().map_or("revoked", reason_name);
    Step::PathRevocation.refuse(Reason::mismatch(
        "standing of the certificate",
        "good",
        reason,
    ))
}

/// §5.3.1.
const fn reason_name(code: u8) -> &'static str {
    match code {
        1 => "revoked: keyCompromise",
        2 => "revoked: cACompromise",
        3 => "revoked: affiliationChanged",
        4 => "revoked: superseded",
        5 => "revoked: cessationOfOperation",
        6 => "revoked: certificateHold",
        8 => "revoked: removeFromCRL",
        9 => "revoked: privilegeWithdrawn",
        10 => "revoked: aACompromise",
        _ => "revoked",
    }
}
