use countersign_conformance::{Ceremony, Vector, replay};

use crate::{AUTHENTICATIONS, Input, base, edited};

/// Changes an accepted authentication, one of [`AUTHENTICATIONS`], and verifies it: a byte for
/// which one, then the edits, to client data, authenticator data and signature.
///
/// It must be accepted if, and only if, all three are what they were.
pub fn authentication(data: &[u8]) {
    let mut input = Input::new(data);
    let Some(chosen) = input.byte() else {
        return;
    };
    let base = base(AUTHENTICATIONS[usize::from(chosen) % AUTHENTICATIONS.len()]);
    let Ceremony::Authentication(stored, Some(response)) = &base.ceremony else {
        panic!("{} is not an authentication in parts", base.id);
    };
    let parts = [
        response.client_data_json.0.as_slice(),
        response.parts.authenticator_data.0.as_slice(),
        response.parts.signature.0.as_slice(),
    ];
    let changed = edited(parts, input);
    let is_unchanged = changed == parts;

    let mut response = response.clone();
    let [client_data, auth_data, signature] = changed;
    response.client_data_json.0 = client_data;
    response.parts.authenticator_data.0 = auth_data;
    response.parts.signature.0 = signature;
    let ceremony = Ceremony::Authentication(stored.clone(), Some(response));
    let changed = Vector {
        ceremony,
        ..base.clone()
    };
    let outcome = replay(&changed).expect("there is a verdict");
    assert_eq!(outcome.refused.is_none(), is_unchanged, "{}", base.id);
}
