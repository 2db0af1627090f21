use alloc::vec::Vec;

use countersign_cose::Algorithm;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serializer};

use crate::ConfigError;

/// The algorithms that §5.4 names for a wide range of authenticators, in its order.
pub(super) const USUAL: &[Algorithm] = &[Algorithm::EdDsa, Algorithm::Es256, Algorithm::Rs256];

/// For those who ask; the smallest first, as authenticators have little room for a message.
pub(super) const POST_QUANTUM: &[Algorithm] =
    &[Algorithm::MlDsa44, Algorithm::MlDsa65, Algorithm::MlDsa87];

/// Those that this build verifies.
pub(super) fn offered(algorithms: &[Algorithm]) -> Vec<Algorithm> {
    let algorithms = algorithms.iter().copied();
    algorithms.filter(|&one| is_verified(one)).collect()
}

/// Refuses to offer what no response could be verified with.
pub(super) fn verify(algorithms: &[Algorithm]) -> Result<(), ConfigError> {
    // STRICTER: §5.4 lets the list be empty, for clients to take as ES256 and RS256; ours never
    // is, so that what was offered is what was said.
    if algorithms.is_empty() {
        return Err(ConfigError::Unsatisfiable("no algorithm is offered"));
    }
    match algorithms.iter().find(|&&one| !is_verified(one)) {
        Some(algorithm) => Err(ConfigError::Algorithm(algorithm.name())),
        None => Ok(()),
    }
}

fn is_verified(algorithm: Algorithm) -> bool {
    countersign_signature::is_supported(algorithm.scheme())
}

/// Writes COSE identifiers: for `#[serde(with = "algorithms")]`.
pub(super) fn serialize<S: Serializer>(
    algorithms: &[Algorithm],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(algorithms.iter().map(|algorithm| algorithm.id()))
}

/// Reads COSE identifiers: for `#[serde(with = "algorithms")]`.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<Algorithm>, D::Error> {
    let ids = Vec::<i64>::deserialize(deserializer)?;
    let known = |id| Algorithm::from_id(id).ok_or_else(|| D::Error::custom("unknown algorithm"));
    let algorithms: Vec<_> = ids.into_iter().map(known).collect::<Result<_, _>>()?;
    verify(&algorithms).map_err(D::Error::custom)?;
    Ok(algorithms)
}
