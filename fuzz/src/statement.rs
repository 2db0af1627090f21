use std::fmt::Debug;

use countersign_attestation::{
    AttestationType, AuthorizationLists, ClientDataHash, CtsProfile, Details, Evidence, Format,
    Policy, ResponseTime, SafetyNet, SafetyNetRules, Statement, verify,
};
use countersign_authdata::AuthenticatorData;
use countersign_cose::{Form, Reader};
use countersign_signature::Backend;
use countersign_spec::{Reason, Rejection, Step, UnixTime};

use crate::Input;
use crate::input::{choice, one_bit_flipped};

/// The formats, each with the name of its target.
pub const FORMATS: [(Format, &str); 8] = [
    (Format::None, "statement_none"),
    (Format::Packed, "statement_packed"),
    (Format::FidoU2f, "statement_fido_u2f"),
    (Format::Apple, "statement_apple"),
    (Format::Compound, "statement_compound"),
    (Format::AndroidSafetyNet, "statement_android_safetynet"),
    (Format::AndroidKey, "statement_android_key"),
    (Format::Tpm, "statement_tpm"),
];

/// Verifies an attestation statement of a format: the authenticator data with its length before
/// it, 32 bytes for the hash of the client data, then the statement.
///
/// - Every back end says the same, and the same twice: step and reason too. A correct statement is correct in canonical form too, with the
///   same evidence, exactly if its CBOR is canonical; if it is not, the evidence has a deviation.
/// - The evidence is of the format asked for. None attestation is the empty map, nothing else.
/// - Where the statement rests on a signature, it is refused for client data, or an RP ID, with
///   one bit flipped; and for any bit of the authenticator data, if the format signs all of it.
pub fn statement(format: Format, data: &[u8]) {
    let mut input = Input::new(data);
    let (Some(auth_data), Some(hash)) = (input.string(), input.array()) else {
        return;
    };
    let by = |backend, auth_data: &[u8], hash, form| {
        verdict(backend, format, auth_data, hash, input.rest(), form)
    };
    let first = by(Backend::default(), auth_data, hash, Form::Tolerant);
    for backend in Backend::available() {
        let again = by(backend, auth_data, hash, Form::Tolerant);
        assert_eq!(first, again, "by {backend}");
    }
    let verdict = |auth_data: &[u8], hash, form| by(Backend::default(), auth_data, hash, form).ok();
    let canonical = verdict(auth_data, hash, Form::Canonical);
    let Ok(evidence) = first else {
        assert_eq!(canonical, None, "canonical, and not tolerated");
        return;
    };
    if is_canonical(input.rest()) {
        assert_eq!(canonical.as_ref(), Some(&evidence));
    } else {
        assert_eq!(canonical, None, "not canonical");
        assert!(evidence.has_deviations, "not canonical, and not reported");
    }
    assert_eq!(evidence.format, format);
    assert_eq!(
        format == Format::None,
        evidence.attestation_type == AttestationType::None
    );
    assert!(format != Format::None || input.rest() == [0xa0]);
    if evidence.signs_client_data {
        let other = one_bit_flipped(&hash, choice(data)).expect("a hash has bits");
        let other = other.try_into().expect("as long as the hash");
        assert_eq!(
            verdict(auth_data, other, Form::Tolerant),
            None,
            "another hash"
        );
        let (rp_id_hash, rest) = auth_data.split_at(32);
        let other = one_bit_flipped(rp_id_hash, choice(data)).expect("a hash has bits");
        let other = [&other, rest].concat();
        assert_eq!(verdict(&other, hash, Form::Tolerant), None, "another RP ID");
    }
    if evidence.signs_authenticator_data {
        let other = one_bit_flipped(auth_data, choice(data)).expect("there are 37 bytes at least");
        assert_eq!(
            verdict(&other, hash, Form::Tolerant),
            None,
            "other authenticator data"
        );
    }
}

fn is_canonical(statement: &[u8]) -> bool {
    Reader::read_all(statement, Form::Canonical, "attStmt", |r| r.item("attStmt")).is_ok()
}

/// The policy that refuses least, so that most code is reached.
#[must_use]
pub fn policy() -> Policy<'static> {
    let mut rules = SafetyNetRules::at(UnixTime(0));
    rules.device = CtsProfile::Reported;
    rules.time = ResponseTime::Reported;
    let mut policy = Policy::default();
    policy.safety_net = SafetyNet::Accepted(rules);
    policy.android_key.lists = AuthorizationLists::Union;
    policy
}

/// What of [`Evidence`] two verdicts must have in common.
#[derive(PartialEq, Eq, Debug)]
struct Summary {
    format: Format,
    attestation_type: AttestationType,
    certificates: Vec<Vec<u8>>,
    has_deviations: bool,
    signs_client_data: bool,
    signs_authenticator_data: bool,
}

fn verdict(
    backend: Backend,
    format: Format,
    auth_data: &[u8],
    hash: [u8; 32],
    statement: &[u8],
    form: Form,
) -> Result<Summary, Rejection> {
    let authenticator_data = AuthenticatorData::parse(auth_data)?;
    let credential = authenticator_data.credential();
    let missing = Step::AuthenticatorDataAttested.refuse(Reason::Missing("AT"));
    let mut policy = policy();
    policy.backend = backend;
    let evidence = verify(
        &Statement {
            statement: countersign_authdata::Statement {
                format: format.identifier(),
                bytes: statement,
                form,
            },
            authenticator_data,
            credential: *credential.ok_or(missing)?,
            client_data_hash: ClientDataHash(hash),
        },
        &policy,
    );
    evidence.as_ref().map(Summary::of).map_err(Clone::clone)
}

impl Summary {
    fn of(evidence: &Evidence<'_>) -> Self {
        assert!(evidence.trust_path.certificates().is_ok());
        Self {
            format: evidence.format,
            attestation_type: evidence.attestation_type,
            certificates: evidence.trust_path.der().map(<[u8]>::to_vec).collect(),
            has_deviations: any(evidence, &|evidence| !evidence.deviations.is_empty()),
            signs_client_data: any(evidence, &|evidence| {
                !matches!(evidence.format, Format::None | Format::Compound)
            }),
            // §8.6 signs the RP ID's hash, the credential ID and the key, and no more of it.
            signs_authenticator_data: any(evidence, &|evidence| {
                !matches!(
                    evidence.format,
                    Format::None | Format::Compound | Format::FidoU2f
                )
            }),
        }
    }
}

/// Whether it is so for the statement, or for one in a compound statement, all of which must
/// verify.
fn any(evidence: &Evidence<'_>, is_so: &dyn Fn(&Evidence<'_>) -> bool) -> bool {
    let inner: &[_] = match &evidence.details {
        Details::Compound { verified, .. } => verified,
        _ => &[],
    };
    is_so(evidence) || inner.iter().any(|inner| any(inner, is_so))
}
