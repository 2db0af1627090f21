//! The attestation under a vector's anchors, revocation lists and metadata.

use countersign::metadata::{
    AuthenticatorStatus, BlobRules, CertificationLevel, Metadata, ModelPolicy, NextUpdate, Number,
    ReportScope,
};
use countersign::trust::{
    Anchor, AndroidStatusList, PathValidation, Revocation, RevocationSources,
};
use countersign::{
    AnchorRule, Backend, Certificate, Explanation, MetadataRule, Reason, RegistrationResponse,
    Rejection, RelyingParty, RevocationList, Step, UnixTime, UnknownModel,
};

use crate::trust::{MetadataService, ReportsAbout, RevocationDemand, UnknownModels};
use crate::vector::{Refusal, Request};
use crate::{Bytes, Trust, setting};

/// What came of a registration whose chain was assessed.
pub(crate) struct Assessed {
    /// The refusal, if it is not trusted.
    pub(crate) untrusted: Option<Rejection>,
    /// The steps of the ceremony; none where the BLOB was refused before.
    pub(crate) explanation: Option<Explanation>,
    /// The steps that the BLOB passed.
    pub(crate) before: Vec<Step>,
}

/// Verifies a registration once more, and now its chain as well. A BLOB that is refused trusts
/// nothing.
///
/// # Errors
///
/// Where what the vector's relying party brings along can not be read.
pub(crate) fn assess(
    backend: Backend,
    rp: &RelyingParty,
    response: &RegistrationResponse<'_>,
    request: &Request,
    trust: &Trust,
) -> Result<Assessed, String> {
    let certificates = certificates(&trust.anchors_pem)?;
    let anchors = anchors(&certificates)?;
    let lists = revocation_lists(&trust.crls)?;
    let status_list = trust.android_status_list.as_ref().map(ToString::to_string);
    let status_list = status_list.map(|json| AndroidStatusList::parse(json.as_bytes()));
    let status_list = status_list
        .transpose()
        .map_err(in_words("android_status_list"))?;
    let mut validation = PathValidation::new(&anchors, trust.time);
    validation.revocation = revocation(trust.revocation, &lists, status_list.as_ref());
    if request.refuse.contains(&Refusal::AnchorInChain) {
        validation.anchor_in_chain = countersign::trust::AnchorInChain::Refused;
    }
    let metadata = match &trust.metadata {
        None => None,
        Some(service) => match load(backend, service, trust.time)? {
            Ok(metadata) => Some((service, metadata)),
            Err(rejection) => {
                return Ok(Assessed {
                    untrusted: Some(rejection),
                    explanation: None,
                    before: Vec::new(),
                });
            }
        },
    };
    let mut policy = setting::attestation_trust(request);
    if metadata.is_none() || !anchors.is_empty() {
        policy = policy.anchored([AnchorRule::new(validation.clone())]);
    }
    if let Some((service, metadata)) = &metadata {
        policy = policy.by_metadata(rule(service, metadata, validation)?);
    }
    let expected = setting::registration(request, Some(trust.time))?.trust(policy);
    let explained = rp.explain_registration(response, &expected);
    Ok(Assessed {
        untrusted: explained.verdict.err(),
        explanation: Some(explained.explanation),
        before: trust.metadata.as_ref().map_or(Vec::new(), blob_steps),
    })
}

/// The steps of a BLOB that was verified, up to those of its entries, and those of its revocation
/// lists; the others of its path are those of any path.
fn blob_steps(service: &MetadataService) -> Vec<Step> {
    let mut steps = vec![
        Step::MdsBlob,
        Step::MdsHeader,
        Step::MdsChainUrl,
        Step::MdsChain,
        Step::MdsSignature,
        Step::MdsPayload,
    ];
    if service.newer_than.or(service.at_least).is_some() {
        steps.push(Step::MdsNumber);
    }
    if service.next_update_grace.is_some() {
        steps.push(Step::MdsNextUpdate);
    }
    if !service.crls.is_empty() {
        steps.extend([
            Step::CrlKeyUsage,
            Step::CrlSignature,
            Step::CrlFreshness,
            Step::CrlExtensions,
            Step::CrlScope,
            Step::PathRevocation,
        ]);
    }
    steps
}

/// Verifies the BLOB.
fn load(
    backend: Backend,
    service: &MetadataService,
    time: UnixTime,
) -> Result<Result<Metadata, Rejection>, String> {
    let certificates = certificates(&service.anchors_pem)?;
    let anchors = anchors(&certificates)?;
    let lists = revocation_lists(&service.crls)?;
    let number = match (service.newer_than, service.at_least) {
        (None, None) => Number::Any,
        (Some(last), None) => Number::NewerThan(last),
        (None, Some(own)) => Number::AtLeast(own),
        (Some(_), Some(_)) => return Err("trust.metadata: newer_than and at_least".to_owned()),
    };
    let next_update = service
        .next_update_grace
        .map_or(NextUpdate::Reported, |grace| NextUpdate::Required { grace });
    Ok(BlobRules::new(&anchors, time)
        .backend(backend)
        .revocation(revocation(service.revocation, &lists, None))
        .number(number)
        .next_update(next_update)
        .verify(service.blob.as_bytes()))
}

fn rule<'p>(
    service: &MetadataService,
    metadata: &'p Metadata,
    validation: PathValidation<'p>,
) -> Result<MetadataRule<'p>, String> {
    let unknown = match service.unknown_models {
        UnknownModels::Refused => UnknownModel::Refused,
        UnknownModels::AsWithoutMetadata => UnknownModel::AsWithoutMetadata,
    };
    Ok(MetadataRule::new(metadata, validation.time)
        .policy(model_policy(service)?)
        .unknown(unknown)
        .validation(validation))
}

fn model_policy(service: &MetadataService) -> Result<ModelPolicy, String> {
    let mut policy = ModelPolicy::default().scope(match service.reports_about {
        ReportsAbout::Certificate => ReportScope::Certificate,
        ReportsAbout::Model => ReportScope::Model,
    });
    if let Some(name) = &service.certified {
        policy = policy.certified(certification(name)?);
    }
    if let Some(only) = &service.only {
        policy = policy.only(models(only)?);
    }
    policy = policy.deny(models(&service.deny)?);
    for name in &service.tolerate {
        policy = policy.tolerate(status(name));
    }
    for name in &service.refuse {
        policy = policy.refuse(status(name));
    }
    Ok(if service.refuse_unknown {
        policy.refuse_unknown()
    } else {
        policy
    })
}

fn certification(name: &str) -> Result<CertificationLevel, String> {
    let level = status(name).certification();
    level.ok_or_else(|| format!("trust.metadata.certified: «{name}» is no certification"))
}

/// The status of that name, known or not.
fn status(name: &str) -> AuthenticatorStatus {
    let mut known = AuthenticatorStatus::KNOWN.iter();
    let known = known.find(|status| status.name() == name).cloned();
    known.unwrap_or_else(|| AuthenticatorStatus::Unknown(name.to_owned()))
}

fn models(texts: &[String]) -> Result<Vec<countersign::Aaguid>, String> {
    let models: Result<_, Reason> = texts.iter().map(|text| text.parse()).collect();
    models.map_err(in_words("metadata"))
}

fn revocation<'a>(
    demand: RevocationDemand,
    lists: &'a [RevocationList<'a>],
    status_list: Option<&'a AndroidStatusList>,
) -> Revocation<'a> {
    let mut sources = RevocationSources::default().with_lists(lists);
    if let Some(list) = status_list {
        sources = sources.with_android_status(list);
    }
    match demand {
        RevocationDemand::WhereGiven => Revocation::CheckedWhereGiven(sources),
        RevocationDemand::Required => Revocation::Required(sources),
    }
}

fn revocation_lists(crls: &[Bytes]) -> Result<Vec<RevocationList<'_>>, String> {
    let lists: Result<_, Reason> = crls
        .iter()
        .map(|der| RevocationList::parse(&der.0))
        .collect();
    lists.map_err(in_words("crls"))
}

/// Certificates as DER.
fn certificates(pem: &[String]) -> Result<Vec<Vec<u8>>, String> {
    let decode = |text: &String| match der::pem::decode_vec(text.trim().as_bytes()) {
        Ok(("CERTIFICATE", der)) => Ok(der),
        Ok((label, _)) => Err(format!("trust.anchors_pem: «{label}» is no certificate")),
        Err(error) => Err(format!("trust.anchors_pem: {error}")),
    };
    pem.iter().map(decode).collect()
}

fn anchors(certificates: &[Vec<u8>]) -> Result<Vec<Anchor<'_>>, String> {
    let anchors: Result<_, Reason> = certificates
        .iter()
        .map(|der| Certificate::parse(der).map(Anchor::from_certificate))
        .collect();
    anchors.map_err(in_words("anchors_pem"))
}

/// Says which member of `trust` is wrong.
fn in_words(member: &'static str) -> impl Fn(Reason) -> String {
    move |reason| format!("trust.{member}: {reason}")
}
