use std::cell::RefCell;
use std::rc::Rc;

use countersign_authenticator::certificate::{CertificateSpec, Extension, Name, oid};
use countersign_authenticator::tpm::{ALG_SHA1, Parameters, PubArea, sized};
use countersign_authenticator::{Cbor, Format, Registration, digest};
use countersign_cose::{Algorithm, Hash};

use crate::attested::{
    credential_key, flip, in_one_set, member, of_format, other_key, root, version_1, without,
};
use crate::rows::{accepted, refused};
use crate::{Group, Twin};

type Made = Twin<Registration<'static>>;

pub(super) fn cases(group: &mut Group) {
    let ecc = group.twin("es256", || of_format(Format::Tpm));
    let rsa = group.twin("rs256", || of_rsa(Algorithm::Rs256));
    let _rs1 = group.twin("rs1", || of_rsa(Algorithm::Rs1));
    for (case, twin) in [("P-1", "rs256"), ("P-2", "rs1"), ("P-4", "es256")] {
        group.same_as(
            &format!("Server-ServerAuthenticatorAttestationResponse-Resp-9/{case}"),
            &format!("fido-server/tpm/{twin}"),
        );
    }
    tool(group, &ecc);
    statement(group, &ecc);
    structures(group, &ecc, &rsa);
    certificate(group, &ecc);
    alternative_name(group, &ecc);
    group.test(
        "Recon-tpm/P-1",
        "conformance::every_vector_that_ships_gets_its_verdict",
    );
    group.not_applicable(
        "Server-ServerAuthenticatorAttestationResponse-Resp-9/F-5",
        "what it changes is not public; the reconstructed cases have what it may be",
    );
}

/// An RSA key, attested by one that signs with `algorithm`.
fn of_rsa(algorithm: Algorithm) -> Registration<'static> {
    of_format(Format::Tpm)
        .algorithm(Algorithm::Rs256)
        .attestation_algorithm(algorithm)
}

/// The name that the credential key has with SHA-1.
fn name_of_sha1() -> Vec<u8> {
    let mut area = PubArea::new(&credential_key().public());
    area.name_alg = ALG_SHA1;
    area.name()
}

fn tool(group: &mut Group, ecc: &Made) {
    let other = || PubArea::new(&other_key("tpm").public()).unique;
    refused! { group, ecc;
        "Server-ServerAuthenticatorAttestationResponse-Resp-9/P-3",
            "the name is made with SHA-1, nameAlg is SHA-256",
            |r| r.cert_info(|c| c.name = name_of_sha1()), TpmName Mismatch,
            "§8.3 has the name made with nameAlg; the tool withdrew the case";
        "Server-ServerAuthenticatorAttestationResponse-Resp-9/F-1",
            "the root is first, the leaf last", |r| r.chain(|c| {
                c.push(root("tpm"));
                c.reverse();
            }), TpmCertificateSubject NotAllowed;
        "Server-ServerAuthenticatorAttestationResponse-Resp-9/F-2", "extraData is another hash",
            |r| r.cert_info(|c| flip(&mut c.extra_data)), TpmExtraData Mismatch;
        "Server-ServerAuthenticatorAttestationResponse-Resp-9/F-3", "magic is another number",
            |r| r.cert_info(|c| c.magic ^= 1), TpmMagic Mismatch;
        "Server-ServerAuthenticatorAttestationResponse-Resp-9/F-4", "pubArea has another point",
            |r| r.pub_area(move |p| p.unique = other()), TpmPublicKey Mismatch;
    }
}

fn statement(group: &mut Group, ecc: &Made) {
    refused! { group, ecc;
        "Recon-tpm/F-1", "ver is 1.2", |r| member(r, "ver", "1.2"), TpmSyntax Mismatch;
        "Recon-tpm/F-2", "one bit of the signature is flipped", |r| r.signature(|s| flip(s)),
            TpmSignature BadSignature;
        "Recon-tpm/F-3", "type is TPM_ST_ATTEST_QUOTE", |r| r.cert_info(|c| c.kind = 0x8018),
            TpmType Mismatch;
        "Recon-tpm/F-4", "one bit of the name is flipped",
            |r| r.cert_info(|c| flip(&mut c.name)), TpmName Mismatch;
        "Recon-tpm/F-5", "the name is made with SHA-1, nameAlg is SHA-256",
            |r| r.cert_info(|c| c.name = name_of_sha1()), TpmName Mismatch;
        "Recon-tpm/F-9", "no x5c", |r| without(r, "x5c"), TpmChain Missing;
    }
}

/// Cuts the last byte of certInfo off, before it is signed.
fn truncated(r: Registration<'static>) -> Registration<'static> {
    let bent = Rc::new(RefCell::new(Vec::new()));
    let signed = Rc::clone(&bent);
    r.message(move |message| {
        message.pop();
        signed.borrow_mut().clone_from(message);
    })
    .statement(move |s| s.value.set("certInfo", bent.borrow().clone()))
}

fn structures(group: &mut Group, ecc: &Made, rsa: &Made) {
    let attested = Rc::new(RefCell::new(Vec::new()));
    let seen = Rc::clone(&attested);
    refused! { group, rsa;
        "Recon-tpm/F-6/exponent", "the exponent in pubArea is 3", |r| r.pub_area(|p| {
                if let Parameters::Rsa { exponent, .. } = &mut p.parameters {
                    *exponent = 3;
                }
            }), TpmPublicKey Mismatch;
        "Recon-tpm/F-17", "extraData is a hash by SHA-1",
            |r| r
                .attested_bytes(move |bytes| seen.borrow_mut().clone_from(bytes))
                .cert_info(move |c| c.extra_data = digest(Hash::Sha1, &attested.borrow())),
            TpmExtraData Mismatch;
    }
    refused! { group, ecc;
        "Recon-tpm/F-6/curve", "curveID is that of P-384", |r| r.pub_area(|p| {
                if let Parameters::Ecc { curve_id, .. } = &mut p.parameters {
                    *curve_id = 0x0004;
                }
            }), TpmPublicKey Mismatch;
        "Recon-tpm/F-7", "the length of pubArea stands in front of it", |r| r.statement(|s| {
                if let Some(Cbor::Bytes(area)) = s.value.get("pubArea") {
                    let area = sized(area);
                    s.value.set("pubArea", area);
                }
            }), TpmPublicKey Unsupported, "the length is read as a type of key";
        "Recon-tpm/F-8/less", "the last byte of certInfo is cut off", truncated,
            TpmCertInfo Malformed;
        "Recon-tpm/F-8/more", "a byte behind certInfo", |r| r.cert_info(|c| c.after = vec![0]),
            TpmCertInfo Malformed;
    }
}

fn certificate(group: &mut Group, ecc: &Made) {
    refused! { group, ecc;
        "Recon-tpm/F-10", "the certificate is of version 1", |r| r.leaf(version_1),
            TpmCertificateVersion Mismatch;
        "Recon-tpm/F-11", "the subject has a common name",
            |r| r.leaf(|l| l.subject.set(oid::COMMON_NAME, "TPM")),
            TpmCertificateSubject NotAllowed;
        "Recon-tpm/F-12", "no subject alternative name",
            |r| r.leaf(|l| l.remove_extension(oid::SUBJECT_ALT_NAME)),
            TpmCertificateSubjectAltName Missing;
        "Recon-tpm/F-14", "no extended key usage",
            |r| r.leaf(|l| l.remove_extension(oid::EXTENDED_KEY_USAGE)),
            TpmCertificateExtendedKeyUsage Missing;
        "Recon-tpm/F-15", "cA is true",
            |r| r.leaf(|l| l.set_extension(Extension::basic_constraints(true, None))),
            TpmCertificateBasicConstraints NotAllowed;
        "Recon-tpm/F-16", "the certificate has another AAGUID",
            |r| r.leaf(|l| l.extensions.push(Extension::aaguid(&[7; 16]))), TpmAaguid Mismatch;
    }
}

/// Names the TPM otherwise.
fn named(
    manufacturer: &'static str,
    bend: fn(Name) -> Name,
) -> impl FnMut(&mut CertificateSpec) + 'static {
    move |leaf| {
        let name = Name::new(&[
            (oid::TPM_MANUFACTURER, manufacturer),
            (oid::TPM_MODEL, "Countersign test TPM"),
            (oid::TPM_VERSION, "id:00020000"),
        ]);
        leaf.set_extension(Extension::directory_name(&bend(name)));
    }
}

fn alternative_name(group: &mut Group, ecc: &Made) {
    accepted! { group, ecc;
        "Recon-tpm/F-13", "the manufacturer is id:7A7A7A7A, which nobody registered",
            |r| r.leaf(named("id:7A7A7A7A", |name| name)),
            "the text's own test vector has id:00000000; who may call himself what is for the \
             anchors, and policy can ask for registered makers";
        "Recon-tpm/P-2/one", "manufacturer, model and version stand in one part of the name",
            |r| r.leaf(named("id:494E5443", in_one_set)), "TPMv2-EK-Profile §3.2.9 has them so";
        "Recon-tpm/P-2/three",
            "nothing: manufacturer, model and version stand in three parts of the name",
            |r| r.leaf(named("id:494E5443", |name| name)), "makers write them so (LAXER)";
    }
    group.test(
        "Recon-tpm/F-13",
        "attestation::makers_are_reported_and_policy_can_ask_for_registered_ones",
    );
}
