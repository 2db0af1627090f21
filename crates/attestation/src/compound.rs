use alloc::vec::Vec;

use countersign_cose::{Departures, Form, Reader};
use countersign_spec::{At, Reason, Rejection, Step};

use crate::statement_map::{deviations, not_in_syntax};
use crate::verify::{determine_format, verify_format};
use crate::{AttestationType, Compound, Details, Evidence, Format, Policy, Statement, TrustPath};

/// The most statements that a compound statement may have, an upper bound on work: as many as
/// there are registered formats.
pub const MAX_STATEMENTS: usize = Format::ALL.len();

/// Verifies a compound attestation statement:
/// [§8.9 Compound Attestation Statement Format][1].
///
/// [1]: https://www.w3.org/TR/webauthn-3/#sctn-compound-attestation
pub(crate) fn verify<'a>(
    input: &Statement<'a>,
    policy: &Policy<'_>,
) -> Result<Evidence<'a>, Rejection> {
    let (statements, departures) = read_statements(&input.statement).at(Step::CompoundSyntax)?;
    let (mut verified, mut refused) = (Vec::new(), Vec::new());
    for (place, statement) in statements.into_iter().enumerate() {
        match verify_one(
            &Statement {
                statement,
                ..*input
            },
            policy,
        ) {
            Ok(evidence) => verified.push(evidence),
            Err(rejection) if policy.compound == Compound::All => return Err(rejection),
            Err(rejection) => refused.push((place, rejection)),
        }
    }
    require_enough(verified.len(), policy.compound)?;
    Ok(Evidence::unsigned(
        Format::Compound,
        AttestationType::Compound,
        TrustPath::EMPTY,
    )
    .with_details(Details::Compound { verified, refused })
    .with_deviations(deviations(Step::CompoundSyntax, departures)))
}

/// Reads "attStmt: [2* nonCompoundAttStmt]".
/// The statements within a compound statement, as they came.
///
/// # Errors
///
/// As the statement is refused at [`Step::CompoundSyntax`].
pub fn compound_statements<'a>(
    compound: &countersign_authdata::Statement<'a>,
) -> Result<Vec<countersign_authdata::Statement<'a>>, Reason> {
    read_statements(compound).map(|(statements, _departures)| statements)
}

fn read_statements<'a>(
    compound: &countersign_authdata::Statement<'a>,
) -> Result<(Vec<countersign_authdata::Statement<'a>>, Departures), Reason> {
    Reader::read_all(compound.bytes, compound.form, "attStmt", |reader| {
        let mut statements = Vec::new();
        let count = reader.array("attStmt", |reader| {
            let statement = read_statement(reader, compound.form)?;
            if statements.len() < MAX_STATEMENTS {
                statements.push(statement);
            }
            Ok::<_, Reason>(())
        })?;
        check_count(count)?;
        Ok((statements, reader.departures()))
    })
}

/// Two or more (CDDL `2*`), and no more than [`MAX_STATEMENTS`].
// STRICTER: §8.9 sets no limit on the number of statements in a compound statement; we refuse more
// than eight, so that the work a response can cause is bounded.
fn check_count(count: usize) -> Result<(), Reason> {
    if count < 2 {
        return Err(Reason::Missing("a second statement in attStmt"));
    }
    if count > MAX_STATEMENTS {
        return Err(Reason::too_large("attStmt", MAX_STATEMENTS, count));
    }
    Ok(())
}

/// Reads "nonCompoundAttStmt": exactly fmt and attStmt, and fmt is not "compound".
fn read_statement<'a>(
    reader: &mut Reader<'a>,
    form: Form,
) -> Result<countersign_authdata::Statement<'a>, Reason> {
    let (mut format, mut bytes) = (None, None);
    reader.text_map("statement in attStmt", |reader, member| {
        match member {
            "fmt" => format = Some(reader.text("fmt")?),
            "attStmt" => bytes = Some(reader.embedded("attStmt")?),
            _ => return Err(not_in_syntax()),
        }
        Ok::<_, Reason>(())
    })?;
    let format = format.ok_or(Reason::Missing("fmt"))?;
    if format == Format::Compound.identifier() {
        return Err(Reason::NotAllowed("compound inside compound"));
    }
    Ok(countersign_authdata::Statement {
        format,
        bytes: bytes.ok_or(Reason::Missing("attStmt"))?,
        form,
    })
}

/// Step 1, for one "subStmt": "evaluate the verification procedure corresponding to the
/// attestation statement format identifier". A refusal names the step of that format.
fn verify_one<'a>(input: &Statement<'a>, policy: &Policy<'_>) -> Result<Evidence<'a>, Rejection> {
    let format = determine_format(input, policy).at(Step::CompoundStatements)?;
    verify_format(format, input, policy)
}

/// Step 2: "If sufficiently many (as determined by Relying Party policy)".
fn require_enough(verified: usize, policy: Compound) -> Result<(), Rejection> {
    let Compound::AtLeast(needed) = policy else {
        return Ok(());
    };
    let number = |count| i64::try_from(count).unwrap_or(i64::MAX);
    Step::CompoundPolicy.require(
        verified >= needed.get(),
        Reason::mismatch(
            "number of statements that verify",
            number(needed.get()),
            number(verified),
        ),
    )
}
