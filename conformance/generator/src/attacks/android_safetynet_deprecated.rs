//! Android SafetyNet attestation: §8.5.

use std::cell::RefCell;
use std::rc::Rc;

use countersign_authenticator::certificate::{Extension, oid};
use countersign_authenticator::{
    Cbor, Format, Jws, PrivateKey, Registration, Seed, base64url, digest,
};
use countersign_cose::{Algorithm, Hash, Scheme};
use countersign_spec::ReasonKind::{BadSignature, NotAllowed};
use countersign_spec::Step;
use serde_json::{Value, json};

use crate::attested::{
    anchors, attackers_pki, chain_must_be_trusted, flip, member, of_format, root, signing, without,
};
use crate::rows::{accepted, refused};
use crate::{Group, Twin};

type Made = Twin<Registration<'static>>;

pub(super) fn cases(group: &mut Group) {
    let twin = group.twin("safetynet", safetynet);
    syntax(group, &twin);
    tokens(group, &twin);
    algorithms(group, &twin);
    service(group, &twin);
    nonce(group, &twin);
    device(group, &twin);
    policy(group, &twin);
}

fn safetynet() -> Registration<'static> {
    of_format(Format::AndroidSafetyNet)
}

fn syntax(group: &mut Group, twin: &Made) {
    refused! { group, twin;
        "SNT-015/empty", "ver is empty", |r| member(r, "ver", ""), SafetyNetSyntax Missing,
            "it is no version (STRICTER)";
        "SNT-015/missing", "no ver", |r| without(r, "ver"), SafetyNetSyntax Missing;
        "SNT-004/missing", "no response", |r| without(r, "response"), SafetyNetSyntax Missing;
    }
}

/// Bends the token, signature and all.
fn token(
    r: Registration<'static>,
    bend: impl Fn(&str) -> Vec<u8> + 'static,
) -> Registration<'static> {
    r.statement(move |s| {
        if let Some(Cbor::Bytes(token)) = s.value.get("response") {
            let bent = bend(&String::from_utf8_lossy(token));
            s.value.set("response", bent);
        }
    })
}

fn tokens(group: &mut Group, twin: &Made) {
    refused! { group, twin;
        "SNT-004/two", "the token has two parts",
            |r| token(r, |t| t.rsplit_once('.').map_or(t, |(two, _)| two).into()),
            SafetyNetResponse Malformed;
        "SNT-004/five", "the token has five parts, as an encrypted one has",
            |r| token(r, |t| [t, ".AAAA.AAAA"].concat().into_bytes()),
            SafetyNetResponse Malformed;
        "SNT-004/empty", "the token has no bytes", |r| token(r, |_| Vec::new()),
            SafetyNetResponse Malformed;
        "SNT-016", "a byte of the token is not UTF-8",
            |r| token(r, |t| [&[0xff], &t.as_bytes()[1..]].concat()), SafetyNetResponse Malformed;
    }
}

/// Bends a member of the header or the payload.
fn jws(r: Registration<'static>, bend: impl Fn(&mut Jws) + 'static) -> Registration<'static> {
    r.jws(bend)
}

/// HMAC of RFC 2104 with SHA-256.
fn hmac(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mut key = digest(Hash::Sha256, key);
    key.resize(64, 0);
    let pad = |byte: u8| key.iter().map(|k| k ^ byte).collect::<Vec<_>>();
    let inner = digest(Hash::Sha256, &[&pad(0x36), message].concat());
    digest(Hash::Sha256, &[pad(0x5c), inner].concat())
}

fn algorithms(group: &mut Group, twin: &Made) {
    let leaf = Rc::new(RefCell::new(Vec::new()));
    let seen = Rc::clone(&leaf);
    refused! { group, twin;
        "SNT-002", "alg is none, and there is no signature",
            |r| jws(r, |j| j.header["alg"] = "none".into()).signature(Vec::clear),
            SafetyNetResponse Unsupported;
        "SNT-003", "alg is HS256, the secret the leaf's public key",
            |r| {
                let r = r.leaf(move |l| seen.borrow_mut().clone_from(&l.public_key));
                signing(jws(r, |j| j.header["alg"] = "HS256".into()), move |m| {
                    hmac(&leaf.borrow(), m)
                })
            }, SafetyNetResponse Unsupported;
        "SNT-002/missing", "no alg in the header",
            |r| jws(r, |j| drop(j.header.as_object_mut().map(|h| h.remove("alg")))),
            SafetyNetResponse Missing;
        "SNT-002/critical", "crit in the header",
            |r| jws(r, |j| j.header["crit"] = json!(["exp"])), SafetyNetResponse NotAllowed;
    }
}

fn service(group: &mut Group, twin: &Made) {
    let other = PrivateKey::derive(Algorithm::Rs256, &Seed::new("attacker"), "SafetyNet");
    let sign = move |m: &[u8]| other.sign(Scheme::RsaPkcs1(Hash::Sha256), m);
    let host = |name: &'static str| {
        move |r: Registration<'static>| r.leaf(move |l| l.set_extension(Extension::dns_name(name)))
    };
    refused! { group, twin;
        "SNT-005", "another key signed than the certified one", |r| signing(r, sign),
            SafetyNetService BadSignature;
        "SNT-005/flipped", "one bit of the signature is flipped", |r| r.signature(|s| flip(s)),
            SafetyNetService BadSignature;
        "SNT-006/suffix", "the leaf is for attest.android.com.evil.test",
            host("attest.android.com.evil.test"), SafetyNetService NotAllowed;
        "SNT-006/wild-card", "the leaf is for *.android.com", host("*.android.com"),
            SafetyNetService NotAllowed, "the whole name counts (STRICTER)";
        "SNT-006/common-name", "the leaf is for another host, its common name the right one",
            host("example.org"), SafetyNetService NotAllowed;
        "SNT-006/common-name-alone",
            "the leaf has no alternative name, and its common name is another host",
            |r| r.leaf(|l| {
                l.remove_extension(oid::SUBJECT_ALT_NAME);
                l.subject.set(oid::COMMON_NAME, "attest.example.org");
            }), SafetyNetService NotAllowed;
        "SNT-006/organization",
            "the leaf has no alternative name, and the host is its organization's name",
            |r| r.leaf(|l| {
                l.remove_extension(oid::SUBJECT_ALT_NAME);
                l.subject.set(oid::COMMON_NAME, "attest.example.org");
                l.subject.set(oid::ORGANIZATION, "attest.android.com");
            }), SafetyNetService NotAllowed;
    }
    accepted! { group, twin;
        "SNT-007", "the leaf has no alternative name, the host is its common name",
            |r| r.leaf(|l| l.remove_extension(oid::SUBJECT_ALT_NAME)),
            "RFC 6125 §6.4.4 lets it count where there is no other";
    }
}

fn nonce(group: &mut Group, twin: &Made) {
    refused! { group, twin;
        "SNT-009", "the nonce is that of other authenticator data",
            |r| jws(r, |j| j.payload["nonce"] = countersign_nonce(&[7; 32])),
            SafetyNetNonce Mismatch;
    }
    // The right nonce, in the other alphabet and without padding.
    let in_the_other = |r: Registration<'static>| {
        jws(r, |j| {
            let text = j.payload["nonce"].as_str().unwrap_or_default();
            let other = text.replace('+', "-").replace('/', "_");
            j.payload["nonce"] = other.trim_end_matches('=').into();
        })
    };
    refused! { group, twin;
        "SNT-010", "the nonce is in base64url", in_the_other, SafetyNetNonce Mismatch,
            "§8.5 says Base64, which has one text for it";
    }
}

/// 32 bytes in base64, which for these differs from base64url by the padding.
fn countersign_nonce(bytes: &[u8; 32]) -> Value {
    format!("{}=", base64url(bytes)).into()
}

fn device(group: &mut Group, twin: &Made) {
    let no_match = |r| jws(r, |j| j.payload["ctsProfileMatch"] = false.into());
    refused! { group, twin;
        "SNT-012", "ctsProfileMatch is the text true",
            |r| jws(r, |j| j.payload["ctsProfileMatch"] = "true".into()),
            SafetyNetResponse Malformed;
        "SNT-012/missing", "no ctsProfileMatch",
            |r| jws(r, |j| drop(j.payload.as_object_mut().map(|p| p.remove("ctsProfileMatch")))),
            SafetyNetResponse Missing;
    }
    accepted! { group, twin;
        "SNT-011/reported", "ctsProfileMatch is false, and is only reported", no_match,
            "which devices will do is policy";
        "SNT-013/reported", "the time is in the year 2100, and is only reported",
            |r| jws(r, |j| j.payload["timestampMs"] = 4_102_444_800_000_u64.into()),
            "§8.5 does not compare it; with a time, policy does";
        "SNT-014/reported", "the time is in the year 2020, and is only reported",
            |r| jws(r, |j| j.payload["timestampMs"] = 1_577_836_800_000_u64.into()),
            "§8.5 does not compare it; with a time, policy does";
    }
    for id in ["SNT-013", "SNT-014"] {
        group.test(
            id,
            "attestation::the_response_is_of_this_minute_unless_policy_says_otherwise",
        );
    }
    group
        .case("SNT-011", "ctsProfileMatch is false", twin, no_match)
        .request("refuse", json!(["no-cts-profile-match"]))
        .refuse(Step::SafetyNetService, NotAllowed);
}

fn policy(group: &mut Group, twin: &Made) {
    group
        .case(
            "SNT-001",
            "the format is refused, as it is by default",
            twin,
            |r| r,
        )
        .request("refuse", json!(["android-safetynet"]))
        .refuse(Step::RegistrationFormat, NotAllowed);
    let trusted = group.twin_asking("safetynet-trusted", safetynet, chain_must_be_trusted);
    let mutation = "the chain is of a PKI of the same names and other keys";
    group
        .case("SNT-008", mutation, &trusted, |r| r.pki(attackers_pki()))
        .trust("anchors_pem", anchors(&[root("android-safetynet")]))
        .refuse(Step::PathSignature, BadSignature);
}
