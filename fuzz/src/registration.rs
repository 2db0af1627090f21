use countersign_authdata::{AttestationObject, AuthenticatorData};
use countersign_conformance::{Ceremony, Vector, replay};
use countersign_cose::Form;

use crate::{Input, REGISTRATIONS, base, edited};

/// Changes an accepted registration, one of [`REGISTRATIONS`], and verifies it: a byte for which
/// one, then the edits, to client data, attestation object and credential ID.
///
/// - It is accepted where nothing was changed.
/// - Where it is accepted, the credential ID is the attested one, and everything that the
///   statement signs is what it was. What a format does not sign may be changed by anyone: see
///   `is_signed_the_same`.
pub fn registration(data: &[u8]) {
    let mut input = Input::new(data);
    let Some(chosen) = input.byte() else {
        return;
    };
    let base = base(REGISTRATIONS[usize::from(chosen) % REGISTRATIONS.len()]);
    let Ceremony::Registration(Some(response)) = &base.ceremony else {
        panic!("{} is not a registration in parts", base.id);
    };
    let parts = [
        response.client_data_json.0.as_slice(),
        response.parts.attestation_object.0.as_slice(),
        response.credential_id.0.as_slice(),
    ];
    let changed = edited(parts, input);

    let mut other = response.clone();
    let [client_data, object, id] = changed.clone();
    other.client_data_json.0 = client_data;
    other.parts.attestation_object.0 = object;
    other.credential_id.0 = id;
    let ceremony = Ceremony::Registration(Some(other));
    let vector = Vector {
        ceremony,
        ..base.clone()
    };
    let outcome = replay(&vector).expect("there is a verdict");
    if outcome.refused.is_none() {
        let changed = [&changed[0][..], &changed[1], &changed[2]];
        assert!(is_signed_the_same(changed, parts), "{}", base.id);
    } else {
        assert_ne!(changed, parts, "{}", base.id);
    }
}

/// Whether what the statement signs is what it was. Benign are: whatever replaces a statement by
/// none attestation, which signs nothing; the parts of a statement that are not the signature, as
/// long as it verifies, since its chain is not assessed here; and for fido-u2f, which signs the
/// hash of the RP ID, the credential ID and the key only (§8.6), the rest of the authenticator
/// data.
fn is_signed_the_same(changed: [&[u8]; 3], original: [&[u8]; 3]) -> bool {
    let [client_data, object, id] = changed;
    let parse = |object| AttestationObject::parse(object, Form::Tolerant);
    let (Ok(object), Ok(was)) = (parse(object), parse(original[1])) else {
        return false;
    };
    let parse = AuthenticatorData::parse;
    let (Ok(auth_data), Ok(auth_data_was)) = (
        parse(object.authenticator_data),
        parse(was.authenticator_data),
    ) else {
        return false;
    };
    let (Some(credential), Some(credential_was)) =
        (auth_data.credential(), auth_data_was.credential())
    else {
        return false;
    };
    if credential.id.0 != id || auth_data.rp_id_hash() != auth_data_was.rp_id_hash() {
        return false;
    }
    let is_same_client_data = client_data == original[0];
    match object.statement.format {
        "none" => true,
        "fido-u2f" => {
            is_same_client_data
                && credential.id == credential_was.id
                && credential.key == credential_was.key
        }
        _ => is_same_client_data && auth_data.bytes() == auth_data_was.bytes(),
    }
}
