//! The FIDO Metadata Service: a packed attestation of a model that a BLOB vouches for. A BLOB that
//! is refused vouches for nobody.

mod blob;
mod entries;
mod status;

use crate::{Group, metadata};

pub(super) fn cases(group: &mut Group) {
    let twin = metadata::twin(group);
    blob::cases(group, &twin);
    entries::cases(group, &twin);
    status::cases(group, &twin);
    group.test("MDS-018", "metadata::mds_018_oversized");
}
