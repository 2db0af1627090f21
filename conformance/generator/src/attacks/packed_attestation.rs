//! Packed attestation: §8.2, and the certificate of §8.2.1 and §8.2.2.

use countersign_authenticator::certificate::{Attribute, CertificateSpec, Extension, oid};
use countersign_authenticator::{Registration, Seed, der};
use countersign_cose::{Algorithm, Hash, Scheme};

use crate::attested::{credential_key, member, packed, root, signing, version_1, without};
use crate::rows::{accepted, refused};
use crate::standard::registration;
use crate::{Group, Twin};

type Packed = Twin<Registration<'static>>;

pub(super) fn cases(group: &mut Group) {
    let twin = group.twin("certified", packed);
    algorithms(group, &twin);
    leaf(group, &twin);
    subject(group, &twin);
    aaguid(group, &twin);
    keys_and_order(group, &twin);
    enterprise(group, &twin);
}

fn algorithms(group: &mut Group, twin: &Packed) {
    refused! { group, twin;
        "PAK-001", "alg is RS256, the certified key is on P-256", |r| member(r, "alg", -257),
            PackedSignature NotAllowed;
        "PAK-003", "no alg", |r| without(r, "alg"), PackedSyntax Missing;
        "PAK-004", "alg is the text ES256", |r| member(r, "alg", "ES256"), PackedSyntax Malformed;
    }
    let es384 = group.twin("self-es384", || registration().algorithm(Algorithm::Es384));
    refused! { group, &es384;
        "PAK-002", "alg is ES256, the credential's is ES384", |r| member(r, "alg", -7),
            PackedSelfAlg Mismatch;
    }
}

fn leaf(group: &mut Group, twin: &Packed) {
    refused! { group, twin;
        "PAK-005", "the leaf is of version 1", |r| r.leaf(version_1),
            PackedCertificateVersion Mismatch;
        "PAK-006", "the leaf's cA is true",
            |r| r.leaf(|l| l.set_extension(Extension::basic_constraints(true, None))),
            PackedCertificateBasicConstraints NotAllowed;
        "PAK-007", "the leaf has no basic constraints",
            |r| r.leaf(|l| l.remove_extension(oid::BASIC_CONSTRAINTS)),
            PackedCertificateBasicConstraints Missing;
    }
}

/// Gives an attribute of the leaf's subject another text.
fn named(r: Registration<'static>, oid: &'static str, text: &'static str) -> Registration<'static> {
    r.leaf(move |l| l.subject.set(oid, text))
}

fn unnamed(r: Registration<'static>, oid: &'static str) -> Registration<'static> {
    r.leaf(move |l| l.subject.remove(oid))
}

fn subject(group: &mut Group, twin: &Packed) {
    const UNIT: &str = oid::ORGANIZATIONAL_UNIT;
    refused! { group, twin;
        "PAK-008", "OU is Authenticator attestation",
            |r| named(r, UNIT, "Authenticator attestation"), PackedCertificateSubject Mismatch;
        "PAK-009", "no OU", |r| unnamed(r, UNIT), PackedCertificateSubject Missing;
        "PAK-011/three-letters", "C is SWE", |r| named(r, oid::COUNTRY, "SWE"),
            PackedCertificateSubject Mismatch;
        "PAK-011/missing", "no C", |r| unnamed(r, oid::COUNTRY), PackedCertificateSubject Missing;
        "PAK-013/organization", "no O", |r| unnamed(r, oid::ORGANIZATION),
            PackedCertificateSubject Missing;
        "PAK-013/common-name", "no CN", |r| unnamed(r, oid::COMMON_NAME),
            PackedCertificateSubject Missing;
    }
    let another = |behind: bool| {
        move |l: &mut CertificateSpec| {
            let unit = vec![Attribute::new(UNIT, "Something else")];
            let place = if behind { l.subject.0.len() } else { 0 };
            l.subject.0.insert(place, unit);
        }
    };
    const ONE: &str = "§8.2.1 gives one value; where there are several, one that is right is enough \
                       (LAXER)";
    accepted! { group, twin;
        "PAK-010/right-first", "another OU behind the right one", |r| r.leaf(another(true)), ONE;
        "PAK-010/right-last", "another OU before the right one", |r| r.leaf(another(false)), ONE;
        "PAK-012", "C is ZZ, which stands for no country", |r| named(r, oid::COUNTRY, "ZZ"),
            "which codes ISO 3166 has given out changes with time, and is not checked (LAXER)";
    }
}

fn aaguid(group: &mut Group, twin: &Packed) {
    let of = |length: usize| Seed::default().bytes("aaguid", length);
    refused! { group, twin;
        "PAK-014", "the AAGUID in the leaf is another",
            |r| r.leaf(|l| l.set_extension(Extension::aaguid(&[7; 16]))), PackedAaguid Mismatch;
        "PAK-015", "the AAGUID extension is critical",
            |r| r.leaf(|l| l.extension_mut(oid::FIDO_AAGUID).critical = Some(true)),
            PackedCertificateAaguid NotAllowed;
        "PAK-016", "the AAGUID extension is the 16 bytes, without an OCTET STRING around them",
            |r| r.leaf(move |l| l.extension_mut(oid::FIDO_AAGUID).value = of(16)),
            PackedCertificateAaguid Malformed;
        "PAK-017/15", "the AAGUID extension has 15 bytes",
            |r| r.leaf(move |l| l.set_extension(Extension::aaguid(&of(15)))),
            PackedCertificateAaguid Malformed;
        "PAK-017/17", "the AAGUID extension has 17 bytes",
            |r| r.leaf(move |l| l.set_extension(Extension::aaguid(&of(17)))),
            PackedCertificateAaguid Malformed;
        "PAK-018", "the AAGUID extension is there twice",
            |r| r.leaf(move |l| l.extensions.push(Extension::aaguid(&of(16)))),
            PackedCertificateAaguid NotAllowed;
    }
    let plain = group.twin("without-aaguid-extension", || {
        packed().leaf(|l| l.remove_extension(oid::FIDO_AAGUID))
    });
    accepted! { group, &plain;
        "PAK-019", "the intermediate has an AAGUID extension, for another model",
            |r| r.intermediate(|i| i.set_extension(Extension::aaguid(&[7; 16]))),
            "§8.2 step 2 looks at the first certificate alone";
    }
}

fn keys_and_order(group: &mut Group, twin: &Packed) {
    let sign = |message: &[u8]| credential_key().sign(Scheme::Ecdsa(Hash::Sha256), message);
    refused! { group, twin;
        "PAK-020", "the credential key signed, not the certified one", |r| signing(r, sign),
            PackedSignature BadSignature;
        "PAK-022/leaf-last", "the leaf is the last certificate", |r| r.chain(|c| c.reverse()),
            PackedSignature BadSignature;
        "PAK-022/root-first", "the root is the first certificate",
            |r| r.chain(|c| c.insert(0, root("packed"))), PackedSignature BadSignature;
    }
    accepted! { group, twin;
        "PAK-021", "the leaf certifies the credential key",
            |r| r.attestation_key(credential_key()),
            "§8.2 does not say that the attestation key is another one";
    }
}

fn enterprise(group: &mut Group, twin: &Packed) {
    const FIRMWARE: &str = "1.3.6.1.4.1.45724.1.1.5";
    let serial = || der::octet_string(b"serial number");
    let put =
        |extension: Extension| move |l: &mut CertificateSpec| l.set_extension(extension.clone());
    accepted! { group, twin;
        "PAK-023", "the leaf has a device's serial number",
            |r| r.leaf(put(Extension::new(oid::FIDO_SERIAL, serial()))),
            "no step refuses it: what it is is in the evidence, and policy is the relying party's";
        "PAK-023/firmware", "the leaf has a firmware version",
            |r| r.leaf(put(Extension::new(FIRMWARE, der::integer(5)))),
            "§8.2.1 allows it";
    }
    refused! { group, twin;
        "PAK-023/critical", "the leaf has a serial number, as a critical extension",
            |r| r.leaf(put(Extension::critical(oid::FIDO_SERIAL, serial()))),
            PackedCertificateSerialNumber NotAllowed;
        "PAK-023/not-wrapped", "the leaf has a serial number that is no OCTET STRING",
            |r| r.leaf(put(Extension::new(oid::FIDO_SERIAL, der::integer(5)))),
            PackedCertificateSerialNumber Malformed;
        "PAK-023/firmware-critical", "the leaf has a firmware version, as a critical extension",
            |r| r.leaf(put(Extension::critical(FIRMWARE, der::integer(5)))),
            PackedCertificateFirmware NotAllowed;
        "PAK-023/firmware-negative", "the leaf has a firmware version below zero",
            |r| r.leaf(put(Extension::new(FIRMWARE, der::integer(-5)))),
            PackedCertificateFirmware Malformed;
    }
}
