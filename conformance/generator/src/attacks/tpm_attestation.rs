//! TPM attestation: §8.3, and the certificate of §8.3.1.

use std::cell::RefCell;
use std::rc::Rc;

use countersign_authenticator::certificate::{CertificateSpec, Extension, Name, oid};
use countersign_authenticator::tpm::{ALG_NULL, ALG_SHA1, Parameters, PubArea, sized};
use countersign_authenticator::{Cbor, EcdsaSignature, Format, Registration, digest};
use countersign_cose::{Algorithm, Hash, Scheme};
use countersign_spec::ReasonKind::{Mismatch, NotAllowed, Unsupported};
use countersign_spec::Step;
use serde_json::json;

use crate::attested::{
    chain_must_be_trusted, credential_key, in_one_set, member, of_format, other_key, signing,
    version_1, without,
};
use crate::rows::{accepted, refused};
use crate::{Group, Twin};

type Made = Twin<Registration<'static>>;

pub(super) fn cases(group: &mut Group) {
    let ecc = group.twin("es256", tpm);
    let rsa = group.twin("rs256", rsa);
    syntax(group, &ecc);
    types(group, &ecc);
    extra_data(group, &ecc, &rsa);
    names(group, &ecc);
    keys(group, &ecc, &rsa);
    coordinates(group);
    structures(group, &ecc);
    attributes(group, &ecc);
    signatures(group, &ecc, &rsa);
    sha1(group);
    certificate(group, &ecc);
    alternative_name(group, &ecc);
    trusted(group);
}

/// A key on P-256, attested by one on P-256.
fn tpm() -> Registration<'static> {
    of_format(Format::Tpm)
}

/// An RSA key, attested by one.
fn rsa() -> Registration<'static> {
    tpm()
        .algorithm(Algorithm::Rs256)
        .attestation_algorithm(Algorithm::Rs256)
}

/// Bends the bytes of certInfo, which are signed as bent.
fn cert_info(
    r: Registration<'static>,
    bend: impl Fn(&mut Vec<u8>) + 'static,
) -> Registration<'static> {
    let bent = Rc::new(RefCell::new(Vec::new()));
    let signed = Rc::clone(&bent);
    r.message(move |message| {
        bend(message);
        signed.borrow_mut().clone_from(message);
    })
    .statement(move |s| s.value.set("certInfo", bent.borrow().clone()))
}

fn syntax(group: &mut Group, ecc: &Made) {
    refused! { group, ecc;
        "TPM-001/1.2", "ver is 1.2", |r| member(r, "ver", "1.2"), TpmSyntax Mismatch;
        "TPM-001/2", "ver is 2", |r| member(r, "ver", "2"), TpmSyntax Mismatch;
        "TPM-001/missing", "no ver", |r| without(r, "ver"), TpmSyntax Missing;
        "TPM-001/x5c", "no x5c", |r| without(r, "x5c"), TpmChain Missing;
        "TPM-001/no-certificate", "x5c has no certificate",
            |r| member(r, "x5c", Cbor::Array(vec![])), TpmChain Missing;
        "TPM-001/certificate", "the first certificate has no bytes", |r| r.chain(|c| c[0].clear()),
            TpmCertificate Malformed;
    }
}

fn types(group: &mut Group, ecc: &Made) {
    refused! { group, ecc;
        "TPM-002", "magic is 0xFF544346", |r| r.cert_info(|c| c.magic = 0xff54_4346),
            TpmMagic Mismatch;
        "TPM-003", "no magic, so that certInfo begins with its type",
            |r| cert_info(r, |bytes| *bytes = bytes.split_off(4)), TpmMagic Mismatch;
        "TPM-004", "type is TPM_ST_ATTEST_QUOTE", |r| r.cert_info(|c| c.kind = 0x8018),
            TpmType Mismatch;
        "TPM-005/creation", "type is TPM_ST_ATTEST_CREATION", |r| r.cert_info(|c| c.kind = 0x801a),
            TpmType Mismatch;
        "TPM-005/time", "type is TPM_ST_ATTEST_TIME", |r| r.cert_info(|c| c.kind = 0x8019),
            TpmType Mismatch;
    }
}

/// Makes extraData out of what is attested.
fn extra(
    r: Registration<'static>,
    make: impl Fn(&[u8]) -> Vec<u8> + 'static,
) -> Registration<'static> {
    let attested = Rc::new(RefCell::new(Vec::new()));
    let seen = Rc::clone(&attested);
    r.attested_bytes(move |bytes| seen.borrow_mut().clone_from(bytes))
        .cert_info(move |c| c.extra_data = make(&attested.borrow()))
}

fn extra_data(group: &mut Group, ecc: &Made, rsa: &Made) {
    refused! { group, rsa;
        "TPM-006", "extraData is a hash by SHA-1", |r| extra(r, |m| digest(Hash::Sha1, m)),
            TpmExtraData Mismatch;
    }
    refused! { group, ecc;
        "TPM-007", "extraData is the hash of other authenticator data",
            |r| extra(r, |m| digest(Hash::Sha256, &[&[0], &m[1..]].concat())),
            TpmExtraData Mismatch;
        "TPM-007/client-data", "extraData is the hash of the client data alone",
            |r| extra(r, |m| m[m.len().saturating_sub(32)..].to_vec()), TpmExtraData Mismatch;
        "TPM-008", "extraData has no bytes", |r| extra(r, |_| Vec::new()), TpmExtraData Mismatch;
        "TPM-009", "the credential is one for EdDSA, pubArea a keyed hash, extraData anything",
            |r| extra(r.algorithm(Algorithm::EdDsa), |_| vec![7; 32]), TpmPublicKey Unsupported,
            "no TPM has such a key, and pubArea is compared first";
    }
}

fn names(group: &mut Group, ecc: &Made) {
    let other = || PubArea::new(&other_key("tpm").public());
    let of_sha1 = || {
        let mut area = PubArea::new(&credential_key().public());
        area.name_alg = ALG_SHA1;
        area.name()
    };
    refused! { group, ecc;
        "TPM-010", "the name is that of another key", |r| r.cert_info(move |c| c.name = other().name()),
            TpmName Mismatch;
        "TPM-011", "the name is made with SHA-1, nameAlg is SHA-256",
            |r| r.cert_info(move |c| c.name = of_sha1()), TpmName Mismatch;
        "TPM-012", "nameAlg is 0x0099", |r| r.pub_area(|p| p.name_alg = 0x0099),
            TpmName Unsupported;
        "TPM-013", "nameAlg is TPM_ALG_NULL, the name has no digest",
            |r| r.pub_area(|p| p.name_alg = ALG_NULL).cert_info(|c| c.name.truncate(2)),
            TpmName Unsupported;
        "TPM-014/half", "the name ends after half of its digest",
            |r| r.cert_info(|c| c.name.truncate(18)), TpmName Mismatch;
        "TPM-014/algorithm", "the name ends after its algorithm",
            |r| r.cert_info(|c| c.name.truncate(2)), TpmName Mismatch;
        "TPM-014/nothing", "the name has no bytes", |r| r.cert_info(|c| c.name.clear()),
            TpmName Mismatch;
    }
}

/// Bends the parameters of an RSA key.
fn exponent(r: Registration<'static>, number: u32) -> Registration<'static> {
    r.pub_area(move |p| {
        if let Parameters::Rsa { exponent, .. } = &mut p.parameters {
            *exponent = number;
        }
    })
}

fn curve(r: Registration<'static>, id: u16) -> Registration<'static> {
    r.pub_area(move |p| {
        if let Parameters::Ecc { curve_id, .. } = &mut p.parameters {
            *curve_id = id;
        }
    })
}

fn keys(group: &mut Group, ecc: &Made, rsa: &Made) {
    let other = || PubArea::new(&other_key("tpm").public());
    refused! { group, ecc;
        "TPM-015/point", "pubArea has another point",
            |r| r.pub_area(move |p| p.unique = other().unique), TpmPublicKey Mismatch;
        "TPM-020", "curveID is that of P-384", |r| curve(r, 0x0004), TpmPublicKey Mismatch;
        "TPM-020/unknown", "curveID is that of P-224", |r| curve(r, 0x0002),
            TpmPublicKey Unsupported;
    }
    refused! { group, rsa;
        "TPM-015/modulus", "pubArea has another modulus", |r| r.pub_area(|p| p.unique[0][9] ^= 1),
            TpmPublicKey Mismatch;
        "TPM-016", "pubArea is that of a key on P-256, the credential one for RS256",
            |r| r.pub_area(move |p| *p = other()), TpmPublicKey Mismatch;
        "TPM-018", "the exponent in pubArea is 3", |r| exponent(r, 3), TpmPublicKey Mismatch;
        "TPM-019", "the exponent in pubArea is written with its last byte first",
            |r| exponent(r, 0x0100_0100), TpmPublicKey Mismatch;
    }
    accepted! { group, rsa;
        "TPM-017/zero", "the exponent in pubArea is 0", |r| exponent(r, 0),
            "TPM 2.0 Part 2 §12.2.3.5: zero stands for 65537";
        "TPM-017/written-out", "the exponent in pubArea is 65537", |r| exponent(r, 65537),
            "it may be written out as well";
    }
}

/// A key that has a zero in front of x, which a TPM may leave out.
fn coordinates(group: &mut Group) {
    let begins_with_zero = |label: &String| {
        let credential = of_format(Format::None).label(label).make().credential;
        matches!(credential.public_key.get(-2), Some(Cbor::Bytes(x)) if x[0] == 0)
    };
    let mut labels = (0_u32..).map(|n| format!("zero {n}"));
    let label = labels.find(begins_with_zero).expect("one in 256");
    let twin = group.twin("es256-with-a-zero-in-front-of-x", move || {
        tpm().label(&label)
    });
    accepted! { group, &twin;
        "TPM-021", "the zero in front of x is left out in pubArea",
            |r| r.pub_area(|p| p.unique[0] = p.unique[0].split_off(1)),
            "TPM 2.0 Part 2 §11.2.5.1 lets a TPM strip zeros or keep them";
    }
}

fn structures(group: &mut Group, ecc: &Made) {
    refused! { group, ecc;
        "TPM-022", "a byte behind pubArea", |r| r.pub_area(|p| p.after = vec![0]),
            TpmPublicKey Malformed;
        "TPM-023", "the length of pubArea stands in front of it", |r| r.statement(|s| {
                if let Some(Cbor::Bytes(area)) = s.value.get("pubArea") {
                    let area = sized(area);
                    s.value.set("pubArea", area);
                }
            }), TpmPublicKey Unsupported, "the length is read as a type of key";
        "TPM-024", "a byte behind certInfo", |r| r.cert_info(|c| c.after = vec![0]),
            TpmCertInfo Malformed;
        "TPM-024/truncated", "the last byte of certInfo is cut off",
            |r| cert_info(r, |bytes| bytes.truncate(bytes.len().saturating_sub(1))),
            TpmCertInfo Malformed;
        "TPM-025", "qualifiedSigner says that it has 65535 bytes", |r| cert_info(r, |bytes| {
                bytes[6] = 0xff;
                bytes[7] = 0xff;
            }), TpmCertInfo Malformed;
    }
}

fn attributes(group: &mut Group, ecc: &Made) {
    const ATTRIBUTES: u32 = 0x0004_0472;
    const SILENT: &str = "§8.3 demands no attributes: they are in the evidence, and policy can ask";
    for (id, mutation, attributes) in [
        (
            "TPM-026/fixed-tpm",
            "fixedTPM is clear",
            ATTRIBUTES & !0x0002,
        ),
        (
            "TPM-026/fixed-parent",
            "fixedParent is clear",
            ATTRIBUTES & !0x0010,
        ),
        (
            "TPM-026/origin",
            "sensitiveDataOrigin is clear",
            ATTRIBUTES & !0x0020,
        ),
        (
            "TPM-027/restricted",
            "restricted is set",
            ATTRIBUTES | 0x0001_0000,
        ),
        (
            "TPM-027/decrypt",
            "decrypt is set, sign clear",
            ATTRIBUTES ^ 0x0006_0000,
        ),
    ] {
        let draft = group.case(id, mutation, ecc, |r| {
            r.pub_area(move |p| p.attributes = attributes)
        });
        let _accepted = draft.why(SILENT).accept();
    }
    for id in ["TPM-026", "TPM-027"] {
        group.test(
            id,
            "attestation::policy_can_ask_for_keys_confined_to_the_tpm",
        );
    }
}

/// `TPMT_SIGNATURE` of TPM 2.0 Part 2 §11.3.4: algorithm, hash, and the numbers with their lengths.
fn tpm_signature(algorithm: u16, hash: u16, numbers: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = [algorithm.to_be_bytes(), hash.to_be_bytes()].concat();
    bytes.extend(numbers.iter().flat_map(|number| sized(number)));
    bytes
}

fn signatures(group: &mut Group, ecc: &Made, rsa: &Made) {
    const ECDSA: u16 = 0x0018;
    const RSASSA: u16 = 0x0014;
    const SHA256: u16 = 0x000b;
    const BOTH: &str = "§8.3 has a TPMT_SIGNATURE, known TPMs the plain signature: both are accepted \
                        (LAXER)";
    let wrapped = |hash| {
        move |r: Registration<'static>| {
            r.signature(move |s| {
                let numbers = EcdsaSignature::from_der(s);
                *s = tpm_signature(ECDSA, hash, &[numbers.r, numbers.s]);
            })
        }
    };
    let by_credential = |m: &[u8]| credential_key().sign(Scheme::Ecdsa(Hash::Sha256), m);
    refused! { group, ecc;
        "TPM-028", "the credential key signed", |r| signing(r, by_credential),
            TpmSignature BadSignature;
        "TPM-028/certified", "the credential key signed, and is the one that is certified",
            |r| r.attestation_key(credential_key()), TpmSignature NotAllowed,
            "a TPM's attestation key signs nothing but what the TPM made (STRICTER)";
        "TPM-030/hash", "sig is a TPMT_SIGNATURE that says SHA-1", wrapped(ALG_SHA1),
            TpmSignature NotAllowed;
        "TPM-030/cut-off", "sig is a TPMT_SIGNATURE without its last byte",
            |r| wrapped(SHA256)(r).signature(|s| s.truncate(s.len().saturating_sub(1))),
            TpmSignature Malformed;
    }
    refused! { group, rsa;
        "TPM-029", "the signature is one over SHA-1",
            |r| r.attestation_scheme(Scheme::RsaPkcs1(Hash::Sha1)), TpmSignature BadSignature;
    }
    accepted! { group, ecc;
        "TPM-030/ecdsa", "sig is a TPMT_SIGNATURE", wrapped(SHA256), BOTH;
    }
    accepted! { group, rsa;
        "TPM-030/rsassa", "sig is a TPMT_SIGNATURE",
            |r| r.signature(|s| *s = tpm_signature(RSASSA, SHA256, std::slice::from_ref(s))), BOTH;
    }
}

/// Windows Hello's TPMs sign with RS1.
fn sha1(group: &mut Group) {
    let twin = group.twin("rs1", || rsa().attestation_algorithm(Algorithm::Rs1));
    let _accepted = group
        .case("TPM-031", "nothing: alg is RS1", &twin, |r| r)
        .why("every TPM in the field signs so; the switch refuses it")
        .accept();
    group
        .case("TPM-031/refused", "SHA-1 is refused", &twin, |r| r)
        .request("refuse", json!(["sha1"]))
        .refuse(Step::TpmSignature, NotAllowed);
    let other: fn(&[u8]) -> Vec<u8> = |m| digest(Hash::Sha256, m);
    group
        .case(
            "TPM-031/extra-data",
            "extraData is a hash by SHA-256",
            &twin,
            |r| extra(r, other),
        )
        .refuse(Step::TpmExtraData, Mismatch);
}

fn certificate(group: &mut Group, ecc: &Made) {
    let purposes = |purposes: &'static [&str]| {
        move |r: Registration<'static>| {
            r.leaf(move |l| l.set_extension(Extension::extended_key_usage(purposes)))
        }
    };
    refused! { group, ecc;
        "TPM-032", "no extended key usage",
            |r| r.leaf(|l| l.remove_extension(oid::EXTENDED_KEY_USAGE)),
            TpmCertificateExtendedKeyUsage Missing;
        "TPM-033", "the purpose is anyExtendedKeyUsage", purposes(&[oid::ANY_USAGE]),
            TpmCertificateExtendedKeyUsage Missing;
        "TPM-046", "the purpose is that of an endorsement key's certificate",
            purposes(&["2.23.133.8.1"]), TpmCertificateExtendedKeyUsage Missing;
        "TPM-034", "the subject has a common name",
            |r| r.leaf(|l| l.subject.set(oid::COMMON_NAME, "TPM")),
            TpmCertificateSubject NotAllowed;
        "TPM-042", "cA is true",
            |r| r.leaf(|l| l.set_extension(Extension::basic_constraints(true, None))),
            TpmCertificateBasicConstraints NotAllowed;
        "TPM-042/missing", "no basic constraints",
            |r| r.leaf(|l| l.remove_extension(oid::BASIC_CONSTRAINTS)),
            TpmCertificateBasicConstraints Missing;
        "TPM-043", "the certificate is of version 1", |r| r.leaf(version_1),
            TpmCertificateVersion Mismatch;
        "TPM-044", "the certificate has another AAGUID",
            |r| r.leaf(|l| l.extensions.push(Extension::aaguid(&[7; 16]))), TpmAaguid Mismatch;
    }
}

/// Names the TPM otherwise.
fn named(
    r: Registration<'static>,
    manufacturer: &'static str,
    bend: impl Fn(Name) -> Name + 'static,
) -> Registration<'static> {
    r.leaf(move |l: &mut CertificateSpec| {
        let name = Name::new(&[
            (oid::TPM_MANUFACTURER, manufacturer),
            (oid::TPM_MODEL, "Countersign test TPM"),
            (oid::TPM_VERSION, "id:00020000"),
        ]);
        l.set_extension(Extension::directory_name(&bend(name)));
    })
}

fn alternative_name(group: &mut Group, ecc: &Made) {
    const INTEL: &str = "id:494E5443";
    let lacking = |oid: &'static str| {
        move |r| {
            named(r, INTEL, move |mut name| {
                name.remove(oid);
                name
            })
        }
    };
    refused! { group, ecc;
        "TPM-035", "no subject alternative name",
            |r| r.leaf(|l| l.remove_extension(oid::SUBJECT_ALT_NAME)),
            TpmCertificateSubjectAltName Missing;
        "TPM-036", "the subject alternative name is not critical",
            |r| r.leaf(|l| l.extension_mut(oid::SUBJECT_ALT_NAME).critical = None),
            TpmCertificateSubjectAltName NotAllowed,
            "RFC 5280 §4.2.1.6 demands it, as the subject is empty (STRICTER)";
        "TPM-041/manufacturer", "the TPM's manufacturer is not named", lacking(oid::TPM_MANUFACTURER),
            TpmCertificateSubjectAltName Missing;
        "TPM-041/model", "the TPM's model is not named", lacking(oid::TPM_MODEL),
            TpmCertificateSubjectAltName Missing;
        "TPM-041/version", "the TPM's version is not named", lacking(oid::TPM_VERSION),
            TpmCertificateSubjectAltName Missing;
        "TPM-035/dns", "the subject alternative name is that of a host",
            |r| r.leaf(|l| {
                let mut host = Extension::dns_name("example.org");
                host.critical = Some(true);
                l.set_extension(host);
            }), TpmCertificateSubjectAltName Missing;
    }
    const ANYONE: &str = "the text's own test vector has id:00000000; who may call himself what is for \
                          the anchors, and policy can ask for registered makers";
    accepted! { group, ecc;
        "TPM-037/conformance", "the manufacturer is id:FFFFF1D0", |r| named(r, "id:FFFFF1D0", |n| n),
            ANYONE;
        "TPM-037/zeros", "the manufacturer is id:00000000", |r| named(r, "id:00000000", |n| n),
            ANYONE;
        "TPM-038", "the manufacturer is id:494e5443, in small letters",
            |r| named(r, "id:494e5443", |n| n), "certificates in use have small letters (LAXER)";
        "TPM-039", "nothing: manufacturer, model and version stand in three parts of the name",
            |r| named(r, INTEL, |n| n), "makers write them so (LAXER)";
        "TPM-040", "manufacturer, model and version stand in one part of the name",
            |r| named(r, INTEL, in_one_set), "TPMv2-EK-Profile §3.2.9 has them so";
    }
    group.test(
        "TPM-037",
        "attestation::makers_are_reported_and_policy_can_ask_for_registered_ones",
    );
}

fn trusted(group: &mut Group) {
    let twin = group.twin_asking("es256-trusted", tpm, chain_must_be_trusted);
    let _accepted = group
        .case(
            "TPM-045",
            "nothing: the subject alternative name is critical",
            &twin,
            |r| r,
        )
        .why("path validation processes it")
        .accept();
    let mutation = "a critical extension that nobody knows besides it";
    group
        .case("TPM-045/unknown", mutation, &twin, |r| {
            r.leaf(|l| {
                l.extensions
                    .push(Extension::critical("1.3.6.1.4.1.55738.666.1", vec![5, 0]))
            })
        })
        .refuse(Step::PathLeafCriticalExtension, Unsupported);
}
