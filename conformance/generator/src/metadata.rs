//! BLOBs of metadata, and the registrations that are judged by them.

use countersign_authenticator::certificate::pem;
use countersign_authenticator::{
    Authority, MetadataService, PrivateKey, Registration, RevocationList, Seed, base64url,
    metadata_entry,
};
use serde_json::{Value, json};

use crate::attested::{chain_must_be_trusted, packed, root};
use crate::{Draft, Group, Twin};

/// A time within the lives of lists and BLOBs.
pub(crate) const TIME: &str = "2026-06-01T00:00:00Z";

pub(crate) type Made = Twin<Registration<'static>>;

/// The model of registrations.
pub(crate) fn model() -> [u8; 16] {
    Seed::default().array("aaguid")
}

/// The service, with an entry for [`model`] under the root of this format's chains.
pub(crate) fn service_for(format: &str) -> MetadataService {
    MetadataService::new(&[metadata_entry(model(), &[root(format)])])
}

/// The service, for packed attestations.
pub(crate) fn service() -> MetadataService {
    service_for("packed")
}

/// The service after `bend`.
pub(crate) fn bent(bend: impl FnOnce(&mut MetadataService)) -> MetadataService {
    let mut service = service();
    bend(&mut service);
    service
}

/// The relying party trusts what this service's BLOB vouches for, and nothing else.
pub(crate) fn by<'g>(draft: Draft<'g>, service: &MetadataService) -> Draft<'g> {
    let anchors = json!([pem(&service.root.certificate)]);
    chain_must_be_trusted(draft)
        .trust("time", TIME)
        .trust("anchors_pem", Value::Null)
        .trust("metadata", json!({ "anchors_pem": anchors }))
        .metadata("blob", service.blob())
}

/// A packed attestation by a model that the BLOB has.
pub(crate) fn twin(group: &mut Group) -> Made {
    group.twin_asking("by-metadata", packed, |draft| by(draft, &service()))
}

/// A vector of the twin with another BLOB.
pub(crate) fn case<'g>(
    group: &'g mut Group,
    id: &str,
    mutation: &str,
    twin: &Made,
    blob: impl Into<Value>,
) -> Draft<'g> {
    let draft = group.case(id, mutation, twin, |r| r);
    draft.metadata("blob", blob)
}

/// The lists of both authorities of a chain, which revoke these serial numbers.
pub(crate) fn lists(authorities: [&Authority; 2], revoked: &[&[u8]]) -> Value {
    lists_with(authorities, revoked, None, |_| ())
}

/// As [`lists`], bent before they are signed, and perhaps signed by another key.
pub(crate) fn lists_with(
    authorities: [&Authority; 2],
    revoked: &[&[u8]],
    signer: Option<&PrivateKey>,
    bend: impl Fn(&mut RevocationList),
) -> Value {
    let list = |authority: &Authority| {
        let mut list = RevocationList::new(authority, revoked);
        bend(&mut list);
        base64url(&list.sign(signer.unwrap_or(&authority.key)))
    };
    authorities.into_iter().map(list).collect()
}

/// The authorities of a service.
pub(crate) fn authorities(service: &MetadataService) -> [&Authority; 2] {
    [&service.root, &service.intermediate]
}
