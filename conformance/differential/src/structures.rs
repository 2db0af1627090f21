//! The structures that a statement carries, each changed in one field before it is signed.

use countersign_authenticator::key_description::{AuthorizationList, KeyDescription, tag};
use countersign_authenticator::tpm::{CertInfo, Parameters, PubArea};
use countersign_authenticator::{AuthData, Cbor, flags};

use crate::bytes;
use crate::random::Random;

pub(crate) fn edit_auth_data(data: &mut AuthData, random: &mut Random) -> String {
    let change = random.below(if data.credential.is_some() { 12 } else { 7 });
    match change {
        0 | 1 => {
            let (name, bit) = *random.pick(&[
                ("UP", flags::UP),
                ("UV", flags::UV),
                ("BE", flags::BE),
                ("BS", flags::BS),
                ("AT", flags::AT),
                ("ED", flags::ED),
                ("RFU1", flags::RFU1),
                ("RFU2", flags::RFU2),
            ]);
            data.flags ^= bit;
            format!("{name} turned round")
        }
        2 => {
            data.flags |= flags::BE | flags::BS;
            "BE and BS set".to_owned()
        }
        3 => {
            data.sign_count = *random.pick(&[0, 1, 5, 6, u32::MAX]);
            format!("counter {}", data.sign_count)
        }
        4 => format!("RP ID hash: {}", bytes::edit(&mut data.rp_id_hash, random)),
        5 => {
            data.after = vec![random.byte()];
            "a byte after it".to_owned()
        }
        6 => {
            let (what, outputs) = extensions(random);
            data.extensions = Some(outputs);
            data.flags |= flags::ED;
            format!("extension outputs: {what}")
        }
        _ => edit_credential(data, change, random),
    }
}

fn edit_credential(data: &mut AuthData, change: usize, random: &mut Random) -> String {
    let credential = data.credential_mut();
    match change {
        7 => format!("AAGUID: {}", bytes::edit(&mut credential.aaguid, random)),
        8 => format!("credential ID: {}", bytes::edit(&mut credential.id, random)),
        9 => {
            let length = *random.pick(&[0, 1, 1023, 1024, u16::MAX]);
            credential.claimed_length = Some(length);
            format!("credential ID claims {length}")
        }
        10 => {
            let length = *random.pick(&[0, 15, 1023, 1024]);
            credential.id = vec![7; length];
            format!("credential ID of {length} bytes")
        }
        _ => {
            data.flags &= !flags::AT;
            data.credential = None;
            "no attested credential data".to_owned()
        }
    }
}

fn extensions(random: &mut Random) -> (&'static str, Cbor) {
    let choices = [
        (
            "credProtect",
            Cbor::map([("credProtect", Cbor::Integer(2))]),
        ),
        ("an unknown one", Cbor::map([("unknown", Cbor::Integer(2))])),
        ("an empty map", Cbor::Map(vec![])),
        ("an array", Cbor::Array(vec![])),
        (
            "a number as name",
            Cbor::Map(vec![(Cbor::Integer(1), Cbor::Null)]),
        ),
        ("indefinite", Cbor::map([("a", Cbor::Null)]).indefinite()),
        (
            "a name twice",
            Cbor::map([("a", Cbor::Null), ("a", Cbor::Null)]),
        ),
    ];
    random.pick(&choices).clone()
}

pub(crate) fn edit_pub_area(area: &mut PubArea, random: &mut Random) -> String {
    match random.below(7) {
        0 => {
            area.kind = *random.pick(&[1, 0x23, 8, 0]);
            format!("type {:#x}", area.kind)
        }
        1 => {
            area.name_alg = *random.pick(&[4, 0xb, 0xc, 0xd, 0x10, 0x12, 0]);
            format!("nameAlg {:#x}", area.name_alg)
        }
        2 => {
            area.attributes ^= 1 << random.below(32);
            "an attribute turned round".to_owned()
        }
        3 => {
            area.auth_policy = vec![1; *random.pick(&[1, 32, 65])];
            "authPolicy".to_owned()
        }
        4 => edit_parameters(&mut area.parameters, random),
        5 => {
            let place = random.below(area.unique.len());
            let how = bytes::edit(&mut area.unique[place], random);
            format!("unique: {how}")
        }
        _ => {
            area.after = vec![0];
            "a byte after it".to_owned()
        }
    }
}

fn edit_parameters(parameters: &mut Parameters, random: &mut Random) -> String {
    let (what, change) = match (parameters, random.below(4)) {
        (Parameters::Rsa { symmetric, .. } | Parameters::Ecc { symmetric, .. }, 0) => {
            ("symmetric", symmetric)
        }
        (Parameters::Rsa { scheme, .. } | Parameters::Ecc { scheme, .. }, 1) => ("scheme", scheme),
        (Parameters::Rsa { key_bits, .. }, 2) => ("keyBits", key_bits),
        (Parameters::Rsa { exponent, .. }, _) => {
            *exponent = *random.pick(&[1, 3, 65537]);
            return format!("exponent {exponent}");
        }
        (Parameters::Ecc { curve_id, .. }, 2) => ("curveID", curve_id),
        (Parameters::Ecc { kdf, .. }, _) => ("kdf", kdf),
        (Parameters::Raw(value), _) => {
            return format!("parameters: {}", bytes::edit(value, random));
        }
    };
    *change = *random.pick(&[1, 4, 6, 0x14, 0x18, 0x10, 0]);
    format!("{what} {change:#x}")
}

pub(crate) fn edit_cert_info(info: &mut CertInfo, random: &mut Random) -> String {
    match random.below(9) {
        0 => {
            info.magic ^= 1 << random.below(32);
            "magic".to_owned()
        }
        1 => {
            info.kind = *random.pick(&[0x8014, 0x8018, 0x801a, 0]);
            format!("type {:#x}", info.kind)
        }
        2 => format!("extraData: {}", bytes::edit(&mut info.extra_data, random)),
        3 => format!("name: {}", bytes::edit(&mut info.name, random)),
        4 => {
            info.qualified_signer = vec![1; *random.pick(&[1, 34, 200])];
            "qualifiedSigner".to_owned()
        }
        5 => {
            info.qualified_name = vec![1; *random.pick(&[1, 34, 200])];
            "qualifiedName".to_owned()
        }
        6 => {
            info.safe = *random.pick(&[0, 2, 0xff]);
            format!("safe {}", info.safe)
        }
        7 => {
            info.clock ^= 1 << random.below(64);
            info.firmware_version ^= 1 << random.below(64);
            "clock and firmware".to_owned()
        }
        _ => {
            info.after = vec![0];
            "a byte after it".to_owned()
        }
    }
}

pub(crate) fn edit_key_description(
    description: &mut KeyDescription,
    random: &mut Random,
) -> String {
    match random.below(8) {
        0 => {
            description.attestation_version = *random.pick(&[1, 2, 3, 4, 100, 200, 300, 400, 500]);
            format!("version {}", description.attestation_version)
        }
        1 => {
            let level = *random.pick(&[0, 1, 2, 3]);
            description.attestation_security_level = level;
            format!("attestation security level {level}")
        }
        2 => {
            let level = *random.pick(&[0, 1, 2, 3]);
            description.keymint_security_level = level;
            format!("KeyMint security level {level}")
        }
        3 => format!(
            "challenge: {}",
            bytes::edit(&mut description.challenge, random)
        ),
        4 => {
            description.unique_id = vec![1; 16];
            "uniqueId".to_owned()
        }
        5 => format!("software: {}", edit_list(&mut description.software, random)),
        6 => format!("hardware: {}", edit_list(&mut description.hardware, random)),
        _ => {
            description.after = vec![5, 0];
            "an element after the last".to_owned()
        }
    }
}

fn edit_list(list: &mut AuthorizationList, random: &mut Random) -> String {
    match random.below(9) {
        0 => {
            list.flag(tag::ALL_APPLICATIONS);
            "allApplications".to_owned()
        }
        1 => {
            list.integer(tag::ORIGIN, 1);
            "origin is derived".to_owned()
        }
        2 => {
            list.remove(tag::ORIGIN);
            "no origin".to_owned()
        }
        3 => {
            list.integers(tag::PURPOSE, &[3]);
            "purpose is verify".to_owned()
        }
        4 => {
            list.integers(tag::PURPOSE, &[2, 3]);
            "purposes sign and verify".to_owned()
        }
        5 => {
            list.remove(tag::PURPOSE);
            "no purpose".to_owned()
        }
        6 => {
            list.set(999, vec![5, 0]);
            "an unknown tag".to_owned()
        }
        7 => {
            list.octets(tag::MODULE_HASH, &[1; 32]);
            "moduleHash".to_owned()
        }
        _ => {
            list.integer(tag::OS_VERSION, 150_000);
            "osVersion".to_owned()
        }
    }
}
