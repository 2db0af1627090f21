mod android_key;
mod android_safetynet;
mod apple;
mod assertion_authdata;
mod assertion_clientdata;
mod assertion_counter;
mod assertion_envelope;
mod assertion_options;
mod assertion_signature;
mod assertion_uv;
mod attestation_algorithms;
mod attestation_authdata;
mod attestation_clientdata;
mod attestation_envelope;
mod attestation_object;
mod attestation_trust;
mod client_data_members;
mod compound;
mod creation_options;
mod extensions;
mod fido_u2f;
mod json_member;
mod mds;
mod none;
mod packed_full;
mod packed_self;
mod packed_statement;
mod tpm;

use crate::{Group, List};

/// The groups of the list, in its order.
pub(crate) fn groups() -> Vec<Group> {
    let group = |name, cases: fn(&mut Group)| {
        let mut group = Group::new(List::FidoServer, name);
        cases(&mut group);
        group
    };
    vec![
        group("creation-options", creation_options::cases),
        group("attestation-envelope", attestation_envelope::cases),
        group("attestation-authdata", attestation_authdata::cases),
        group("attestation-clientdata", attestation_clientdata::cases),
        group("attestation-object", attestation_object::cases),
        group("packed-statement", packed_statement::cases),
        group("attestation-algorithms", attestation_algorithms::cases),
        group("packed-full", packed_full::cases),
        group("packed-self", packed_self::cases),
        group("none", none::cases),
        group("fido-u2f", fido_u2f::cases),
        group("tpm", tpm::cases),
        group("android-key", android_key::cases),
        group("android-safetynet", android_safetynet::cases),
        group("assertion-options", assertion_options::cases),
        group("assertion-envelope", assertion_envelope::cases),
        group("assertion-signature", assertion_signature::cases),
        group("assertion-clientdata", assertion_clientdata::cases),
        group("assertion-counter", assertion_counter::cases),
        group("assertion-uv", assertion_uv::cases),
        group("assertion-authdata", assertion_authdata::cases),
        group("mds", mds::cases),
        group("apple", apple::cases),
        group("compound", compound::cases),
        group("attestation-trust", attestation_trust::cases),
        group("extensions", extensions::cases),
    ]
}
