use countersign_spec::{At, Reason, Rejection, Step};

use crate::statement_map::{deviations, read_map};
use crate::{AttestationType, Evidence, Format, Statement, TrustPath};

/// Verifies a none attestation statement: [§8.7 None Attestation Statement Format][1].
///
/// [1]: https://www.w3.org/TR/webauthn-3/#sctn-none-attestation
#[inline(never)]
pub(crate) fn verify<'a>(input: &Statement<'a>) -> Result<Evidence<'a>, Rejection> {
    // §8.7 "emptyMap = {}"; its verification procedure has no step for that, but §7.1 step 22
    // wants a correct statement, and this is the only one.
    let departures = read_map(&input.statement, |_, _| {
        Err(Reason::NotAllowed("a member of attStmt"))
    })
    .at(Step::NoneSyntax)?;
    Ok(
        Evidence::unsigned(Format::None, AttestationType::None, TrustPath::EMPTY)
            .with_deviations(deviations(Step::NoneSyntax, departures)),
    )
}
