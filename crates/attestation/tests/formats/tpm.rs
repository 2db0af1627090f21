//! §8.3 TPM Attestation Statement Format: structures made here, and bent in one thing before they
//! are signed. Names in brackets are cases of the shared lists of attacks and of FIDO's tool.

mod cert_info;
mod certificate;
mod public_area;

mod signature;
mod statement;
mod structure;

use countersign_attestation::{AttestationType, Details, Format};
use countersign_cose::Hash;

use crate::registration::{Registration, cbor};
use statement::Tpm;

/// The accepted statement.
pub(crate) fn accepted() -> Registration {
    Tpm::ecc().registration()
}

#[test]
fn a_statement_is_accepted_and_read() {
    Tpm::ecc().judge(|verdict| {
        let evidence = verdict.expect("evidence");
        assert_eq!(evidence.format, Format::Tpm);
        assert_eq!(evidence.attestation_type, AttestationType::AttCa);
        assert_eq!(evidence.trust_path.len(), 1);
        assert!(evidence.deviations.is_empty());
        let Details::Tpm(tpm) = evidence.details else {
            panic!("details of another format")
        };
        assert_eq!(tpm.identity.manufacturer, "id:494E5443");
        assert_eq!(tpm.identity.model, "Test TPM");
        assert_eq!(tpm.identity.version, "id:00010002");
        assert_eq!(tpm.identity.maker().expect("a maker").name(), "Intel");
        assert_eq!(tpm.attributes.0, 0x0004_0072);
        assert!(tpm.attributes.fixed_tpm() && tpm.attributes.fixed_parent());
        assert!(tpm.attributes.sensitive_data_origin() && tpm.attributes.sign());
        assert!(tpm.attributes.user_with_auth() && !tpm.attributes.decrypt());
        assert!(!tpm.attributes.restricted());
        assert!(!tpm.attributes.no_dictionary_attack_protection());
        assert_eq!(tpm.name_algorithm, Hash::Sha256);
        assert_eq!(tpm.auth_policy, [0x11; 32]);
        assert_eq!(tpm.qualified_signer, [0x22; 34]);
        assert_eq!(tpm.qualified_name, [0x33; 34]);
        assert_eq!(tpm.firmware_version, 0x0102_0304_0506_0708);
        assert_eq!(tpm.clock_info.clock, 9);
        assert_eq!(tpm.clock_info.reset_count, 10);
        assert_eq!(tpm.clock_info.restart_count, 11);
        assert_eq!(tpm.clock_info.safe, 1);
    });
}

#[test]
fn rsa_keys_are_accepted() {
    Tpm::rsa().accepted("an RSA key [Resp-9/P-1]");
}

#[test]
fn one_flipped_bit_in_any_byte_is_refused() {
    let tpm = Tpm::ecc();
    let flipped = |name: &'static str, bytes: &[u8]| {
        for place in 0..bytes.len() {
            let mut bytes = bytes.to_vec();
            bytes[place] ^= 1 << (place % 8);
            let tpm = Tpm::ecc();
            // The signature is that of what is signed without the flip.
            let sig = tpm.aik.sign(tpm.alg, &tpm.cert_info_bytes());
            let members = vec![
                ("sig", Some(cbor::bytes(&sig))),
                (name, Some(cbor::bytes(&bytes))),
            ];
            tpm.bent(|tpm| tpm.members = members).judge(|verdict| {
                assert!(verdict.is_err(), "{name}, byte {place}");
            });
        }
    };
    flipped("pubArea", &tpm.public.bytes());
    flipped("certInfo", &tpm.cert_info_bytes());
}
