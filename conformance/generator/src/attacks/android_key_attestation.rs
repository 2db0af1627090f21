//! Android key attestation: §8.4, and the key description of §8.4.1.

use std::cell::RefCell;
use std::rc::Rc;

use countersign_authenticator::certificate::{CertificateSpec, Extension, Name, oid};
use countersign_authenticator::key_description::{
    KeyDescription, ORIGIN_GENERATED, PURPOSE_SIGN, SOFTWARE, tag,
};
use countersign_authenticator::{Authority, Cbor, Format, Pki, Registration, der};
use countersign_cose::{Algorithm, Hash, Scheme};
use countersign_spec::ReasonKind::{Missing, NotAllowed};
use countersign_spec::Step;
use serde_json::json;

use crate::attested::{
    anchors, authority_key, chain_must_be_trusted, flip, member, of_format, other_key, root,
    signing, without,
};
use crate::rows::{accepted, refused};
use crate::{Group, Twin};

type Made = Twin<Registration<'static>>;

pub(super) fn cases(group: &mut Group) {
    let twin = group.twin("android-key", android_key);
    syntax(group, &twin);
    challenge(group, &twin);
    issuers(group, &twin);
    authorizations(group, &twin);
    malformed(group, &twin);
    software(group, &twin);
    policy(group, &twin);
    keys(group, &twin);
    roots(group);
    group.test("AKY-021", "trust::a_phone_on_the_status_list_is_refused");
}

fn android_key() -> Registration<'static> {
    of_format(Format::AndroidKey)
}

fn syntax(group: &mut Group, twin: &Made) {
    refused! { group, twin;
        "AKY-020/alg", "alg is RS256, the certified key is on P-256", |r| member(r, "alg", -257),
            AndroidKeySignature NotAllowed;
        "AKY-020/missing", "no sig", |r| without(r, "sig"), AndroidKeySyntax Missing;
        "AKY-020/no-certificate", "x5c has no certificate",
            |r| member(r, "x5c", Cbor::Array(vec![])), AndroidKeySyntax Missing;
        "AKY-020/flipped", "one bit of the signature is flipped", |r| r.signature(|s| flip(s)),
            AndroidKeySignature BadSignature;
    }
}

fn challenge(group: &mut Group, twin: &Made) {
    refused! { group, twin;
        "AKY-001", "attestationChallenge is another hash",
            |r| r.key_description(|d| flip(&mut d.challenge)), AndroidKeyChallenge Mismatch;
        "AKY-002", "attestationChallenge has 31 bytes of the hash",
            |r| r.key_description(|d| d.challenge.truncate(31)), AndroidKeyChallenge Mismatch;
    }
}

/// Puts the key description into the intermediate as well.
fn described_intermediate(r: Registration<'static>) -> Registration<'static> {
    let description = Rc::new(RefCell::new(Vec::new()));
    let seen = Rc::clone(&description);
    r.key_description(move |d| *seen.borrow_mut() = d.encode())
        .intermediate(move |i| {
            let value = description.borrow().clone();
            i.extensions.push(Extension::new(oid::ANDROID_KEY, value));
        })
}

fn issuers(group: &mut Group, twin: &Made) {
    let bare = |l: &mut CertificateSpec| l.remove_extension(oid::ANDROID_KEY);
    const ISSUERS: &str =
        "a key of the keystore, which anyone can have, could be the issuer (STRICTER)";
    refused! { group, twin;
        "AKY-003", "the leaf has no key description", |r| r.leaf(bare),
            AndroidKeyDescription Missing;
        "AKY-004", "the key description is in the intermediate, not in the leaf",
            |r| described_intermediate(r).leaf(bare), AndroidKeyDescription NotAllowed, ISSUERS;
        "AKY-006", "the intermediate's cA is false",
            |r| r.intermediate(|i| i.set_extension(Extension::basic_constraints(false, None))),
            AndroidKeyDescription NotAllowed, ISSUERS;
        "AKY-007", "the key description is in the intermediate and in the leaf",
            described_intermediate, AndroidKeyDescription NotAllowed, ISSUERS;
    }
    let mutation = "a key of the keystore issued the leaf, with the key description it wanted";
    group
        .case("AKY-005", mutation, twin, below_a_genuine_leaf)
        .trust("anchors_pem", anchors(&[root("android-key")]))
        .why(ISSUERS)
        .refuse(Step::AndroidKeyDescription, NotAllowed);
}

/// The leaf of another registration issues the leaf of this one.
fn below_a_genuine_leaf(r: Registration<'static>) -> Registration<'static> {
    let genuine = android_key().label("genuine").make();
    let issuer = Authority {
        name: Name::new(&[
            (oid::COUNTRY, "AA"),
            (oid::ORGANIZATION, "Countersign"),
            (oid::ORGANIZATIONAL_UNIT, "Authenticator Attestation"),
            (oid::COMMON_NAME, "Countersign test authenticator"),
        ]),
        key: genuine.credential.key,
        scheme: Scheme::Ecdsa(Hash::Sha256),
        certificate: genuine.chain[0].clone(),
    };
    let chain = genuine.chain;
    r.issuer(issuer).chain(move |c| c.extend(chain.clone()))
}

/// Bends the key description.
fn described(
    r: Registration<'static>,
    bend: impl Fn(&mut KeyDescription) + 'static,
) -> Registration<'static> {
    r.key_description(bend)
}

fn authorizations(group: &mut Group, twin: &Made) {
    const ORIGIN: u32 = tag::ORIGIN;
    const PURPOSE: u32 = tag::PURPOSE;
    refused! { group, twin;
        "AKY-008", "allApplications in softwareEnforced",
            |r| described(r, |d| d.software.flag(tag::ALL_APPLICATIONS)),
            AndroidKeyAllApplications NotAllowed;
        "AKY-009", "allApplications in teeEnforced",
            |r| described(r, |d| d.hardware.flag(tag::ALL_APPLICATIONS)),
            AndroidKeyAllApplications NotAllowed;
        "AKY-010/imported", "origin is imported",
            |r| described(r, |d| d.hardware.integer(ORIGIN, 2)), AndroidKeyOrigin NotAllowed;
        "AKY-010/unknown", "origin is unknown",
            |r| described(r, |d| d.hardware.integer(ORIGIN, 3)), AndroidKeyOrigin NotAllowed;
        "AKY-010/two", "origin is generated in teeEnforced, imported in softwareEnforced",
            |r| described(r, |d| d.software.integer(ORIGIN, 2)), AndroidKeyOrigin NotAllowed;
        "AKY-011", "no origin", |r| described(r, |d| d.hardware.remove(ORIGIN)),
            AndroidKeyOrigin Missing;
        "AKY-013", "the purpose is to encrypt",
            |r| described(r, |d| d.hardware.integers(PURPOSE, &[0])), AndroidKeyPurpose Missing;
        "AKY-013/none", "no purpose", |r| described(r, |d| d.hardware.remove(PURPOSE)),
            AndroidKeyPurpose Missing;
        "AKY-014", "the purposes are to sign and to decrypt",
            |r| described(r, |d| d.hardware.integers(PURPOSE, &[1, PURPOSE_SIGN])),
            AndroidKeyPurpose NotAllowed, "§8.4: equal to KM_PURPOSE_SIGN; policy can be wider";
        "AKY-015", "the purpose is to attest keys",
            |r| described(r, |d| d.hardware.integers(PURPOSE, &[7])), AndroidKeyPurpose Missing;
    }
    group.test(
        "AKY-014",
        "attestation::the_key_signs_and_does_nothing_else",
    );
}

fn malformed(group: &mut Group, twin: &Made) {
    accepted! { group, twin;
        "AKY-016/later", "version 600 of the schema, which is not known, and a tag that is not",
            |r| described(r, |d| {
                d.attestation_version = 600;
                d.hardware.flag(999);
            }), "a later version may have later tags";
    }
    refused! { group, twin;
        "AKY-016/tag", "a tag that no version of the schema has",
            |r| described(r, |d| d.hardware.flag(999)), AndroidKeyDescription Unsupported,
            "nobody can tell what it allows (STRICTER)";
        "AKY-016/twice", "purpose is there twice",
            |r| described(r, |d| {
                let again = d.hardware.0[0].clone();
                d.hardware.0.insert(1, again);
            }), AndroidKeyDescription NotAllowed;
        "AKY-016/type", "origin is an OCTET STRING",
            |r| described(r, |d| d.hardware.octets(tag::ORIGIN, &[0])),
            AndroidKeyDescription Malformed;
        "AKY-016/length", "the length of origin is in two bytes",
            |r| described(r, |d| d.hardware.set(tag::ORIGIN, der::overlong(&der::integer(0), 0))),
            AndroidKeyDescription Malformed;
        "AKY-016/after", "an element behind teeEnforced",
            |r| described(r, |d| d.after = der::null()), AndroidKeyDescription Malformed;
        "AKY-016/truncated", "the last byte of the key description is cut off",
            |r| r.leaf(|l| {
                let value = &mut l.extension_mut(oid::ANDROID_KEY).value;
                value.truncate(value.len().saturating_sub(1));
            }), AndroidKeyDescription Malformed;
        "AKY-016/level", "the security level is 3",
            |r| described(r, |d| d.attestation_security_level = 3),
            AndroidKeyDescription Unsupported;
    }
}

/// Origin and purpose are what the operating system says.
fn by_software(d: &mut KeyDescription) {
    for tag in [tag::ORIGIN, tag::PURPOSE] {
        d.hardware.remove(tag);
    }
    d.software.integers(tag::PURPOSE, &[PURPOSE_SIGN]);
    d.software.integer(tag::ORIGIN, ORIGIN_GENERATED);
}

fn software(group: &mut Group, twin: &Made) {
    const UNION: &str = "§8.4: the union of both lists, where keys of the operating system will do";
    accepted! { group, twin;
        "AKY-012/union", "origin and purpose are in softwareEnforced", |r| described(r, by_software),
            UNION;
        "AKY-017/accepted", "the security levels are software, origin and purpose are in \
                             softwareEnforced", |r| described(r, of_software), UNION;
    }
    let tee = json!(["software-key"]);
    let mutation = "origin and purpose are in softwareEnforced, and only teeEnforced counts";
    let draft = group.case("AKY-012", mutation, twin, |r| described(r, by_software));
    draft
        .request("refuse", tee.clone())
        .refuse(Step::AndroidKeyOrigin, Missing);
    let mutation = "the security levels are software, origin and purpose are in softwareEnforced, \
                    and only teeEnforced counts";
    let draft = group.case("AKY-017", mutation, twin, |r| described(r, of_software));
    draft
        .request("refuse", tee)
        .refuse(Step::AndroidKeyOrigin, Missing);
    group.test("AKY-017", "attestation::a_security_level");
}

fn of_software(d: &mut KeyDescription) {
    by_software(d);
    d.attestation_security_level = SOFTWARE;
    d.keymint_security_level = SOFTWARE;
}

fn policy(group: &mut Group, twin: &Made) {
    accepted! { group, twin;
        "AKY-018", "the boot loader is unlocked",
            |r| described(r, |d| d.hardware.root_of_trust(&[0; 32], false, 2, &[0xb0; 32])),
            "§8.4 does not ask: it is in the evidence, and policy can refuse it";
    }
    group.test("AKY-018", "attestation::a_verified_boot");
}

fn keys(group: &mut Group, twin: &Made) {
    let by_issuer =
        |m: &[u8]| authority_key("android-key intermediate 1").sign(Scheme::Ecdsa(Hash::Sha256), m);
    refused! { group, twin;
        "AKY-019", "the leaf certifies another key, which signed",
            |r| {
                let key = other_key("android-key");
                let info = key.public().to_spki();
                r.attestation_key(key).leaf(move |l| l.public_key.clone_from(&info))
            }, AndroidKeyPublicKey Mismatch;
        "AKY-020", "the intermediate's key signed", |r| signing(r, by_issuer),
            AndroidKeySignature BadSignature;
    }
}

fn roots(group: &mut Group) {
    let twin = group.twin_asking("android-key-trusted", android_key, chain_must_be_trusted);
    let _accepted = group
        .case(
            "AKY-022",
            "the PKI is one on P-384, its root not sent",
            &twin,
            |r| {
                r.pki(Pki {
                    algorithm: Algorithm::Es384,
                    ..Pki::default()
                })
            },
        )
        .why("roots are the caller's, not the response's")
        .accept();
}
