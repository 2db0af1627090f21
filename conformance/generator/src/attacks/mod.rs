mod android_key_attestation;
mod android_safetynet_deprecated;
mod apple_attestation;
mod assertion_signature;
mod attestation_in_general;
mod authenticator_data;
mod cbor;
mod ceremony_state;
mod client_data;
mod cose_credential_key;
mod extensions;
mod fido_metadata_service;
mod fido_u2f_attestation;
mod flags;
mod interface_and_side_channels;
mod none_and_compound;
mod origin;
mod packed_attestation;
mod resources_and_robustness;
mod tpm_attestation;
mod x_509_path_validation;

use crate::{Group, List};

/// The groups of the list, in its order.
pub(crate) fn groups() -> Vec<Group> {
    let group = |name, cases: fn(&mut Group)| {
        let mut group = Group::new(List::Attacks, name);
        cases(&mut group);
        group
    };
    vec![
        group("client data", client_data::cases),
        group("origin", origin::cases),
        group("ceremony state", ceremony_state::cases),
        group("authenticator data", authenticator_data::cases),
        group("flags", flags::cases),
        group("CBOR", cbor::cases),
        group("COSE credential key", cose_credential_key::cases),
        group("assertion signature", assertion_signature::cases),
        group("attestation in general", attestation_in_general::cases),
        group("packed attestation", packed_attestation::cases),
        group("TPM attestation", tpm_attestation::cases),
        group("android-key attestation", android_key_attestation::cases),
        group(
            "android-safetynet (deprecated)",
            android_safetynet_deprecated::cases,
        ),
        group("fido-u2f attestation", fido_u2f_attestation::cases),
        group("apple attestation", apple_attestation::cases),
        group("none and compound", none_and_compound::cases),
        group("X.509 path validation", x_509_path_validation::cases),
        group("FIDO metadata service", fido_metadata_service::cases),
        group("extensions", extensions::cases),
        group("resources and robustness", resources_and_robustness::cases),
        group(
            "interface and side channels",
            interface_and_side_channels::cases,
        ),
    ]
}
