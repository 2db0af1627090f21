//! §8.2 Packed Attestation Statement Format.

use countersign_attestation::{AttestationType, Details, Format, MAX_CERTIFICATES, Policy, Sha1};
use countersign_cose::Form;
use countersign_spec::{Reason, Rejection, Step};

use crate::registration::certificate::{
    BASIC_CONSTRAINTS, FIDO_AAGUID, FIDO_FIRMWARE, FIDO_SERIAL, sequence, tlv,
};
use crate::registration::key::{EDDSA, ES384, ESP256, RS1, RS256};
use crate::registration::{AAGUID, ES256, Key, Leaf, Registration, cbor};

/// The members of a statement, which a test changes before it is written.
struct Packed {
    registration: Registration,
    members: Vec<(&'static str, Vec<u8>)>,
}

impl Packed {
    /// Signed by a key that `leaf` certifies.
    fn certified(key: &Key, alg: i64, leaf: &Leaf) -> Self {
        let registration = Registration::new("packed", &Key::p256(1), ES256);
        let sig = key.sign(alg, &registration.message());
        let members = vec![
            ("alg", cbor::integer(alg)),
            ("sig", cbor::bytes(&sig)),
            ("x5c", cbor::x5c(&[leaf.der()])),
        ];
        Self {
            registration,
            members,
        }
    }

    fn with(mut self, member: &'static str, value: Vec<u8>) -> Self {
        match self.members.iter_mut().find(|(name, _)| *name == member) {
            Some((_, old)) => *old = value,
            None => self.members.push((member, value)),
        }
        self
    }

    fn without(mut self, member: &str) -> Self {
        self.members.retain(|(name, _)| *name != member);
        self
    }

    fn registration(&self) -> Registration {
        let statement = cbor::map(&self.members);
        self.registration.clone().with_statement(statement)
    }

    fn refused(&self) -> Rejection {
        self.registration().refused()
    }
}

/// The attestation key.
fn key() -> Key {
    Key::p256(2)
}

fn basic() -> Packed {
    Packed::certified(&key(), ES256, &Leaf::packed(&key()))
}

fn with_leaf(leaf: &Leaf) -> Packed {
    Packed::certified(&key(), ES256, leaf)
}

/// Signed by the credential key itself.
fn self_attested(key: &Key, alg: i64) -> Packed {
    let registration = Registration::new("packed", key, alg);
    let sig = key.sign(alg, &registration.message());
    let members = vec![("alg", cbor::integer(alg)), ("sig", cbor::bytes(&sig))];
    Packed {
        registration,
        members,
    }
}

/// An accepted registration of this format.
pub(crate) fn accepted() -> Registration {
    basic().registration()
}

#[test]
fn a_certified_key_attests() {
    let evidence = basic().registration().accepted();
    assert_eq!(evidence.format, Format::Packed);
    assert_eq!(evidence.attestation_type, AttestationType::BasicOrAttCa);
    assert_eq!(evidence.certificates, [Leaf::packed(&key()).der()]);
    assert!(evidence.deviations.is_empty());
}

#[test]
fn a_credential_key_attests_for_itself() {
    for (key, alg) in [
        (Key::p256(1), ES256),
        (Key::p256(1), ESP256),
        (Key::p384(1), ES384),
        (Key::ed25519(1), EDDSA),
        (Key::rsa(), RS256),
        (Key::rsa(), RS1),
    ] {
        let evidence = self_attested(&key, alg).registration().accepted();
        assert_eq!(evidence.attestation_type, AttestationType::SelfAttestation);
        assert!(evidence.certificates.is_empty());
    }
}

#[test]
fn attestation_keys_may_be_of_any_kind() {
    for (key, alg) in [
        (Key::p384(2), ES384),
        (Key::ed25519(2), EDDSA),
        (Key::rsa(), RS256),
        (Key::rsa(), RS1),
    ] {
        let packed = Packed::certified(&key, alg, &Leaf::packed(&key));
        assert_eq!(packed.registration().accepted().format, Format::Packed);
    }
}

#[test]
fn an_attestation_key_for_es256_may_be_on_another_curve() {
    let key = Key::p384(2);
    let packed = Packed::certified(&key, ES256, &Leaf::packed(&key));
    assert_eq!(packed.registration().accepted().format, Format::Packed);
}

#[test]
fn an_attestation_key_for_esp256_may_not() {
    let key = Key::p384(2);
    let refused = Packed::certified(&key, ESP256, &Leaf::packed(&key)).refused();
    let reason = Reason::NotAllowed("alg with the attestation key");
    assert_eq!(refused, Step::PackedSignature.refuse(reason));
}

#[test]
fn sha1_is_a_matter_of_policy_for_attestation_keys_only() {
    let mut policy = Policy::default();
    policy.sha1 = Sha1::Refused;
    let certified = Packed::certified(&Key::rsa(), RS1, &Leaf::packed(&Key::rsa()));
    let refused = certified.registration().refused_by(&policy);
    let reason = Reason::NotAllowed("alg RS1");
    assert_eq!(refused, Step::PackedSignature.refuse(reason));
    self_attested(&Key::rsa(), RS1)
        .registration()
        .accepted_by(&policy);
    basic().registration().accepted_by(&policy);
}

#[test]
fn serial_number_and_firmware_version_are_handed_on() {
    let leaf = Leaf::packed(&key())
        .with_extension(FIDO_SERIAL, false, tlv(0x04, b"no. 7"))
        .with_extension(FIDO_FIRMWARE, false, tlv(0x02, &[0x2a]));
    with_leaf(&leaf)
        .registration()
        .judge(&Policy::default(), |verdict| {
            let Details::Packed {
                serial_number,
                firmware_version,
                ..
            } = verdict.expect("evidence").details
            else {
                panic!("details of a packed statement");
            };
            assert_eq!(serial_number, Some(&b"no. 7"[..]));
            assert_eq!(firmware_version, Some(&[0x2a][..]));
        });
}

#[test]
fn members_that_must_be_there_are_missed() {
    for member in ["alg", "sig"] {
        let refused = basic().without(member).refused();
        assert_eq!(refused, Step::PackedSyntax.refuse(Reason::Missing(member)));
    }
    let empty = basic().registration.clone().with_statement(cbor::map(&[]));
    assert_eq!(
        empty.refused(),
        Step::PackedSyntax.refuse(Reason::Missing("alg"))
    );
}

#[test]
fn members_of_another_type_are_malformed() {
    for (member, what, value) in [
        ("alg", "alg", cbor::text("ES256")),
        ("alg", "alg", cbor::bytes(&[7])),
        ("sig", "sig", cbor::text("sig")),
        ("sig", "sig", vec![0xf6]),
        ("x5c", "x5c", vec![0xf6]),
        ("x5c", "x5c", cbor::bytes(&Leaf::packed(&key()).der())),
        ("x5c", "x5c certificate", cbor::array(&[cbor::text("leaf")])),
        ("x5c", "x5c certificate", cbor::array(&[cbor::integer(0)])),
    ] {
        let refused = basic().with(member, value).refused();
        assert_eq!(refused.step(), Step::PackedSyntax);
        assert!(
            matches!(refused.reason(), Reason::Malformed { what: found, .. } if *found == what),
            "{refused}"
        );
    }
}

#[test]
fn statements_that_are_no_map_are_malformed() {
    for statement in [cbor::array(&[]), vec![0xf6], cbor::text("")] {
        let refused = basic().registration.with_statement(statement).refused();
        let reason = Reason::Malformed {
            what: "attStmt",
            offset: 0,
        };
        assert_eq!(refused, Step::PackedSyntax.refuse(reason));
    }
}

#[test]
fn members_outside_the_syntax_are_refused() {
    let refused = basic().with("more", cbor::integer(1)).refused();
    let reason = Reason::NotAllowed("an attStmt member outside the syntax");
    assert_eq!(refused, Step::PackedSyntax.refuse(reason));
}

#[test]
fn ecdaa_is_no_longer_there() {
    for packed in [basic(), basic().without("x5c")] {
        let refused = packed.with("ecdaaKeyId", cbor::bytes(&[1])).refused();
        let reason = Reason::NotAllowed("ecdaaKeyId");
        assert_eq!(refused, Step::PackedSyntax.refuse(reason));
    }
}

#[test]
fn an_empty_x5c_is_not_self_attestation() {
    let key = Key::p256(1);
    let refused = self_attested(&key, ES256)
        .with("x5c", cbor::array(&[]))
        .refused();
    let reason = Reason::Missing("a certificate in x5c");
    assert_eq!(refused, Step::PackedSyntax.refuse(reason));
}

#[test]
fn a_chain_has_at_most_ten_certificates() {
    let chain = |length| cbor::x5c(&vec![Leaf::packed(&key()).der(); length]);
    let accepted = basic()
        .with("x5c", chain(MAX_CERTIFICATES))
        .registration()
        .accepted();
    assert_eq!(accepted.certificates.len(), 10);
    let refused = basic().with("x5c", chain(MAX_CERTIFICATES + 1)).refused();
    let reason = Reason::TooLarge {
        what: "x5c",
        limit: 10,
        found: 11,
    };
    assert_eq!(refused, Step::PackedSyntax.refuse(reason));
}

#[test]
fn every_certificate_of_a_chain_is_one() {
    let leaf = Leaf::packed(&key()).der();
    for chain in [vec![b"leaf".to_vec()], vec![leaf, b"issuer".to_vec()]] {
        let refused = basic().with("x5c", cbor::x5c(&chain)).refused();
        assert_eq!(refused.step(), Step::PackedCertificate);
        assert!(
            matches!(refused.reason(), Reason::Malformed { .. }),
            "{refused}"
        );
    }
}

#[test]
fn members_out_of_order_are_reported_and_canonical_form_refuses_them() {
    let mut packed = basic();
    packed.members.reverse();
    let mut registration = packed.registration();
    let deviations = registration.accepted().deviations;
    assert_eq!(deviations.len(), 1);
    assert_eq!(deviations[0].step, Step::PackedSyntax);
    registration.form = Form::Canonical;
    assert_eq!(registration.refused().step(), Step::PackedSyntax);
}

#[test]
fn a_member_twice_is_malformed() {
    let mut packed = basic();
    let sig = packed.members[1].clone();
    packed.members.insert(1, sig);
    let refused = packed.refused();
    assert_eq!(refused.step(), Step::PackedSyntax);
    assert!(
        matches!(refused.reason(), Reason::Malformed { .. }),
        "{refused}"
    );
}

#[test]
fn a_signature_over_anything_else_is_refused() {
    let bad = Step::PackedSignature.refuse(Reason::BadSignature);
    let other_client_data = {
        let mut registration = basic().registration();
        registration.client_data.push(b' ');
        registration
    };
    assert_eq!(other_client_data.refused(), bad);
    let other_credential = {
        let mut registration = basic().registration();
        registration.credential_key = Key::p256(9).cose(ES256);
        registration
    };
    assert_eq!(other_credential.refused(), bad);
    let over_client_data = {
        let registration = basic().registration();
        let message = [
            registration.authenticator_data(),
            registration.client_data.clone(),
        ]
        .concat();
        basic().with("sig", cbor::bytes(&key().sign(ES256, &message)))
    };
    assert_eq!(over_client_data.refused(), bad);
}

#[test]
fn a_signature_by_another_key_is_refused() {
    let stranger = Packed::certified(&Key::p256(3), ES256, &Leaf::packed(&key()));
    assert_eq!(
        stranger.refused(),
        Step::PackedSignature.refuse(Reason::BadSignature)
    );
    // By the credential key, with the certificate of another.
    let own = Packed::certified(&Key::p256(1), ES256, &Leaf::packed(&key()));
    assert_eq!(
        own.refused(),
        Step::PackedSignature.refuse(Reason::BadSignature)
    );
}

#[test]
fn a_reversed_chain_is_refused() {
    let issuer = Leaf::packed(&Key::p256(3)).der();
    let chain = cbor::x5c(&[issuer, Leaf::packed(&key()).der()]);
    let refused = basic().with("x5c", chain).refused();
    assert_eq!(refused, Step::PackedSignature.refuse(Reason::BadSignature));
}

#[test]
fn an_empty_signature_is_refused() {
    let refused = basic().with("sig", cbor::bytes(&[])).refused();
    assert_eq!(refused.step(), Step::PackedSignature);
    assert!(
        matches!(refused.reason(), Reason::Malformed { .. }),
        "{refused}"
    );
}

#[test]
fn an_algorithm_of_another_key_type_is_refused() {
    let certified_rsa = Packed::certified(&Key::rsa(), RS256, &Leaf::packed(&Key::rsa()));
    for (packed, alg) in [(basic(), RS256), (basic(), EDDSA), (certified_rsa, ES256)] {
        let refused = packed.with("alg", cbor::integer(alg)).refused();
        assert_eq!(refused.step(), Step::PackedSignature);
        assert!(
            matches!(refused.reason(), Reason::NotAllowed(_)),
            "{refused}"
        );
    }
}

#[test]
fn an_unknown_algorithm_is_refused() {
    for alg in [0, -42, 7, i64::MIN] {
        let refused = basic().with("alg", cbor::integer(alg)).refused();
        let reason = Reason::Unsupported("alg", alg.into());
        assert_eq!(refused, Step::PackedSignature.refuse(reason));
    }
}

#[test]
fn a_certificate_that_breaks_its_profile_is_refused() {
    let subject = |index: usize, text: &'static str| {
        let mut leaf = Leaf::packed(&key());
        leaf.subject[index].1 = text;
        leaf
    };
    let version_1 = {
        let mut leaf = Leaf::packed(&key());
        leaf.version = 1;
        leaf.extensions.clear();
        leaf
    };
    let ca = sequence(&[tlv(0x01, &[0xff])]);
    let leaf = Leaf::packed(&key());
    for (leaf, step) in [
        (version_1, Step::PackedCertificateVersion),
        (subject(0, "SWE"), Step::PackedCertificateSubject),
        (
            subject(2, "authenticator attestation"),
            Step::PackedCertificateSubject,
        ),
        (
            leaf.clone().with_extension(BASIC_CONSTRAINTS, true, ca),
            Step::PackedCertificateBasicConstraints,
        ),
        (
            leaf.clone().without_extension(BASIC_CONSTRAINTS),
            Step::PackedCertificateBasicConstraints,
        ),
        (
            leaf.clone()
                .with_extension(FIDO_AAGUID, true, tlv(0x04, &AAGUID)),
            Step::PackedCertificateAaguid,
        ),
        (
            leaf.clone()
                .with_extension(FIDO_AAGUID, false, AAGUID.to_vec()),
            Step::PackedCertificateAaguid,
        ),
        (
            leaf.clone()
                .with_extension(FIDO_FIRMWARE, false, tlv(0x02, &[0x80])),
            Step::PackedCertificateFirmware,
        ),
        (
            leaf.with_extension(FIDO_SERIAL, true, tlv(0x04, &[1])),
            Step::PackedCertificateSerialNumber,
        ),
    ] {
        assert_eq!(with_leaf(&leaf).refused().step(), step);
    }
}

#[test]
fn the_aaguid_of_the_certificate_is_that_of_the_authenticator() {
    let other = [7; 16];
    let leaf = Leaf::packed(&key()).with_extension(FIDO_AAGUID, false, tlv(0x04, &other));
    let reason = Reason::mismatch("AAGUID", &AAGUID, &other);
    assert_eq!(
        with_leaf(&leaf).refused(),
        Step::PackedAaguid.refuse(reason)
    );
    let absent = Leaf::packed(&key()).without_extension(FIDO_AAGUID);
    assert_eq!(
        with_leaf(&absent).registration().accepted().format,
        Format::Packed
    );
}

#[test]
fn the_signature_is_verified_before_the_certificate() {
    let leaf = Leaf::packed(&key()).without_extension(BASIC_CONSTRAINTS);
    let refused = Packed::certified(&Key::p256(3), ES256, &leaf).refused();
    assert_eq!(refused, Step::PackedSignature.refuse(Reason::BadSignature));
}

#[test]
fn self_attestation_uses_the_algorithm_of_the_credential() {
    // The same key and signature, under the other name of the algorithm.
    let refused = self_attested(&Key::p256(1), ES256)
        .with("alg", cbor::integer(ESP256))
        .refused();
    let reason = Reason::mismatch("alg", ES256, ESP256);
    assert_eq!(refused, Step::PackedSelfAlg.refuse(reason));
}

#[test]
fn self_attestation_by_another_key_is_refused() {
    let sig = Key::p256(3).sign(
        ES256,
        &self_attested(&Key::p256(1), ES256).registration.message(),
    );
    let refused = self_attested(&Key::p256(1), ES256)
        .with("sig", cbor::bytes(&sig))
        .refused();
    assert_eq!(
        refused,
        Step::PackedSelfSignature.refuse(Reason::BadSignature)
    );
}
