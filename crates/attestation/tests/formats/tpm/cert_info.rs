//! certInfo: what it must say of the registration and of pubArea.

use countersign_spec::{Reason, Step, Value};

use crate::registration::{Key, cbor};
use crate::tpm::statement::Tpm;
use crate::tpm::structure::{NULL, PubArea, SHA1, SHA256, SHA384, SHA512, hash};

const MAGIC: u32 = 0xff54_4347;
const CERTIFY: u32 = 0x8017;

#[test]
fn magic_and_type_are_what_they_must_be() {
    Tpm::ecc()
        .bent(|tpm| tpm.cert_info.magic[3] = b'F')
        .refused(
            "TPM-002 magic [Resp-9/F-3]",
            Step::TpmMagic,
            Reason::mismatch("magic", MAGIC, 0xff54_4346_u32),
        );
    // type, and the length of qualifiedSigner
    Tpm::ecc().bent(|tpm| tpm.cert_info.magic.clear()).refused(
        "TPM-003 no magic",
        Step::TpmMagic,
        Reason::mismatch("magic", MAGIC, 0x8017_0022_u32),
    );
    for (case, kind) in [
        ("TPM-004 quote [Recon-tpm/F-3]", 0x8018_u16),
        ("TPM-005 time", 0x8019),
        ("TPM-005 creation", 0x801a),
        ("TPM-005 NV", 0x8014),
        ("TPM-005 session audit", 0x8016),
    ] {
        let reason = Reason::mismatch("type", CERTIFY, u32::from(kind));
        Tpm::ecc()
            .bent(|tpm| tpm.cert_info.kind = kind)
            .refused(case, Step::TpmType, reason);
    }
}

#[test]
fn extra_data_is_the_hash_of_this_registration() {
    let expected = Tpm::ecc().message_hash(SHA256);
    let other = hash(SHA256, b"of another ceremony");
    for (case, found) in [
        (
            "TPM-006 SHA-1 under ES256 [Recon-tpm/F-17]",
            Tpm::ecc().message_hash(SHA1),
        ),
        ("TPM-007 of another ceremony [Resp-9/F-2]", other),
        ("TPM-008 empty", Vec::new()),
        ("a prefix", expected[..31].to_vec()),
        ("a byte more", [expected.as_slice(), &[0]].concat()),
    ] {
        let reason = Reason::mismatch("extraData", expected.as_slice(), found.as_slice());
        Tpm::ecc().bent(|tpm| tpm.extra_data = Some(found)).refused(
            case,
            Step::TpmExtraData,
            reason,
        );
    }
}

#[test]
fn an_algorithm_without_a_hash_says_nothing_of_extra_data() {
    let tpm = Tpm::of(Key::p256(1), -7, Key::ed25519(2), -8);
    let reason = Reason::NotAllowed("alg without a hash of its own");
    tpm.refused("EdDSA", Step::TpmExtraData, reason);
}

#[test]
fn names_are_made_with_any_of_the_four_hashes() {
    for name_alg in [SHA1, SHA256, SHA384, SHA512] {
        Tpm::ecc()
            .bent(|tpm| tpm.public.name_alg = name_alg)
            .accepted(&format!("nameAlg {name_alg:#06x}"));
    }
}

#[test]
fn the_name_is_that_of_the_public_area() {
    let name = Tpm::ecc().public.name();
    let other = PubArea::of(&Key::p256(7)).name();
    let area = Tpm::ecc().public.bytes();
    let with_sha1 = [SHA1.to_be_bytes().to_vec(), hash(SHA1, &area)].concat();
    let wrong_digest = [SHA256.to_be_bytes().to_vec(), hash(SHA384, &area)].concat();
    for (case, found) in [
        ("TPM-010 of another key [Recon-tpm/F-4]", other),
        (
            "TPM-011 SHA-1, nameAlg SHA-256 [Recon-tpm/F-5, Resp-9/P-3]",
            with_sha1,
        ),
        ("TPM-011 SHA-256 named, SHA-384 made", wrong_digest),
        ("TPM-014 the first bytes", name[..8].to_vec()),
        ("TPM-014 nothing", Vec::new()),
        ("a byte more", [name.as_slice(), &[0]].concat()),
        ("no algorithm", name[2..].to_vec()),
    ] {
        let reason = Reason::mismatch("name", name.as_slice(), found.as_slice());
        Tpm::ecc()
            .bent(|tpm| tpm.name = Some(found))
            .refused(case, Step::TpmName, reason);
    }
}

#[test]
fn a_name_algorithm_that_is_no_hash_is_refused() {
    for (case, name_alg) in [("TPM-012 unknown", 0x0099), ("TPM-013 null", NULL)] {
        let tpm = Tpm::ecc().bent(|tpm| tpm.public.name_alg = name_alg);
        let reason = Reason::Unsupported("nameAlg", Value::Number(name_alg.into()));
        tpm.refused(case, Step::TpmName, reason);
    }
}

#[test]
fn the_structure_ends_where_it_must() {
    let whole = Tpm::ecc().cert_info_bytes();
    let malformed = |offset| Reason::Malformed {
        what: "certInfo",
        offset,
    };
    Tpm::ecc().bent(|tpm| tpm.cert_info.after.push(0)).refused(
        "TPM-024 a byte after [Recon-tpm/F-8]",
        Step::TpmCertInfo,
        malformed(whole.len()),
    );
    Tpm::ecc()
        .bent(|tpm| tpm.cert_info.qualified_signer = vec![0xff, 0xff, 0x22])
        .refused(
            "TPM-025 qualifiedSigner of 65,535 bytes",
            Step::TpmCertInfo,
            malformed(8),
        );
}

#[test]
fn every_part_of_the_structure_is_refused() {
    let whole = Tpm::ecc().cert_info_bytes();
    for length in 0..whole.len() {
        let part = &whole[..length];
        let tpm = Tpm::ecc();
        let sig = tpm.aik.sign(tpm.alg, part);
        tpm.bent(|tpm| {
            tpm.members = vec![
                ("certInfo", Some(cbor::bytes(part))),
                ("sig", Some(cbor::bytes(&sig))),
            ];
        })
        .judge(|verdict| {
            let refused = verdict.expect_err("a part");
            assert_eq!(
                refused.step(),
                Step::TpmCertInfo,
                "{length} [Recon-tpm/F-8]"
            );
            assert!(
                matches!(refused.reason(), Reason::Malformed { .. }),
                "{length}"
            );
        });
    }
}

#[test]
fn the_clock_is_reported_whatever_it_says() {
    Tpm::ecc()
        .bent(|tpm| tpm.cert_info.safe = 0x33)
        .judge(|verdict| {
            let countersign_attestation::Details::Tpm(tpm) = verdict.expect("evidence").details
            else {
                panic!("details of another format")
            };
            assert_eq!(tpm.clock_info.safe, 0x33);
        });
}
