//! X.509 path validation: chains of packed attestations under a relying party that refuses what
//! does not lead to its anchors.

mod certificates;
mod extensions;
mod paths;
mod revocation;

use countersign_authenticator::Registration;
use countersign_authenticator::certificate::CertificateSpec;

use crate::attested::{chain_must_be_trusted, packed};
use crate::{Group, Twin};

type Made = Twin<Registration<'static>>;

/// The table of the same attacks against path validation alone, with what only a caller can set.
const TABLE: &str = "trust::attacks_end_as_the_table_says";

pub(super) fn cases(group: &mut Group) {
    let twin = group.twin_asking("packed", packed, chain_must_be_trusted);
    certificates::cases(group, &twin);
    extensions::cases(group, &twin);
    paths::cases(group, &twin);
    revocation::cases(group);
    for id in [
        "X5P-003", "X5P-014", "X5P-028", "X5P-043", "X5P-057", "X5P-058",
    ] {
        group.test(id, TABLE);
    }
}

/// An extension that nobody knows.
const PRIVATE: &str = "1.3.6.1.4.1.55738.666.1";

/// Says in the certificate that it was signed with this algorithm.
fn algorithm(certificate: &mut CertificateSpec, identifier: &[u8]) {
    certificate.inner_algorithm = Some(identifier.to_vec());
    certificate.outer_algorithm = Some(identifier.to_vec());
}
