use countersign_spec::{At, Reason, Rejection, Step, Value};

use crate::{
    Evidence, Format, Policy, SafetyNet, Statement, android_key, android_safetynet, apple,
    compound, fido_u2f, none, packed, tpm,
};

/// Verifies an attestation statement by the verification procedure of its format: [§7.1][1]
/// steps 21 and 22, with the sections of [§8][2].
///
/// # Errors
///
/// At `RegistrationFormat` for a format that neither is registered nor is the caller's own, or
/// that policy refuses; at a step of the format's section for a statement that is not correct; at
/// `RegistrationStatement` for a statement of the caller's own format.
///
/// [1]: https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential
/// [2]: https://www.w3.org/TR/webauthn-3/#sctn-defined-attestation-formats
pub fn verify<'a>(input: &Statement<'a>, policy: &Policy<'_>) -> Result<Evidence<'a>, Rejection> {
    let format = determine_format(input, policy).at(Step::RegistrationFormat)?;
    verify_format(format, input, policy)
}

/// The format of the statement's identifier ("fmt"), if it is known.
pub(crate) fn determine_format(
    input: &Statement<'_>,
    policy: &Policy<'_>,
) -> Result<Format, Reason> {
    let identifier = input.statement.format;
    policy
        .format(identifier)
        .ok_or_else(|| Reason::Unsupported("fmt", Value::text(identifier)))
}

/// Verifies by one format's procedure.
pub(crate) fn verify_format<'a>(
    format: Format,
    input: &Statement<'a>,
    policy: &Policy<'_>,
) -> Result<Evidence<'a>, Rejection> {
    match format {
        Format::Packed => packed::verify(input, policy),
        Format::None => none::verify(input),
        Format::Tpm => tpm::verify(input, policy),
        Format::AndroidKey => android_key::verify(input, policy),
        Format::AndroidSafetyNet => match &policy.safety_net {
            SafetyNet::Accepted(rules) => android_safetynet::verify(input, rules, policy.backend),
            SafetyNet::Refused => Err(refused_by_policy(format)),
        },
        Format::FidoU2f => fido_u2f::verify(input, policy.backend),
        Format::Apple => apple::verify(input),
        Format::Compound => compound::verify(input, policy),
        Format::Custom(identifier) => verify_custom(identifier, input, policy),
    }
}

/// Verifies by the procedure of one of the caller's formats.
fn verify_custom<'a>(
    identifier: &'static str,
    input: &Statement<'a>,
    policy: &Policy<'_>,
) -> Result<Evidence<'a>, Rejection> {
    let unknown = || Reason::Unsupported("fmt", Value::Name(identifier));
    let custom = policy.custom.get(identifier).ok_or_else(unknown);
    let evidence = custom
        .and_then(|custom| custom.verify(input))
        .at(Step::RegistrationStatement)?;
    Ok(Evidence::unsigned(
        Format::Custom(identifier),
        evidence.attestation_type,
        evidence.trust_path,
    ))
}

/// Refuses a format that policy does not want.
fn refused_by_policy(format: Format) -> Rejection {
    Step::RegistrationFormat.refuse(Reason::NotAllowed(format.identifier()))
}
