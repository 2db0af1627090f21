//! CBOR: the attestation object, which clients write again, and the credential public key, which
//! the authenticator signed.

use countersign_authenticator::{Cbor, Format, Registration, base64url};
use countersign_spec::ReasonKind::Malformed;
use countersign_spec::Step;
use serde_json::json;

use crate::attested::{member, of_format, packed};
use crate::rows::{accepted, refused};
use crate::standard::registration;
use crate::{Group, Twin};

type Made = Twin<Registration<'static>>;

pub(super) fn cases(group: &mut Group) {
    let twin = group.twin("self", registration);
    let certified = group.twin("packed", packed);
    duplicates(group, &twin);
    members(group, &twin);
    roots(group, &twin);
    form(group, &twin);
    bombs(group, &twin);
    ends(group, &twin);
    heads(group, &twin, &certified);
    numbers(group, &twin);
    format_names(group);
}

/// Bends the members of the attestation object, which stand as fmt, attStmt, authData.
fn object(
    r: Registration<'static>,
    bend: impl Fn(&mut Vec<(Cbor, Cbor)>) + 'static,
) -> Registration<'static> {
    r.attestation_object(move |object| bend(object.entries_mut()))
}

/// Bends the bytes of the attestation object.
fn bytes(r: Registration<'static>, bend: impl Fn(&mut Vec<u8>) + 'static) -> Registration<'static> {
    r.attestation_object(move |object| {
        let mut bytes = object.encode();
        bend(&mut bytes);
        *object = Cbor::Raw(bytes);
    })
}

/// Bends the entries of the credential public key, which stand as 1, 3, -1, -2, -3.
fn key(
    r: Registration<'static>,
    bend: impl Fn(&mut Vec<(Cbor, Cbor)>) + 'static,
) -> Registration<'static> {
    r.public_key(move |key| bend(key.entries_mut()))
}

fn forged(auth_data: &Cbor) -> Cbor {
    let Cbor::Bytes(bytes) = auth_data else {
        return Cbor::Null;
    };
    let mut forged = bytes.clone();
    forged[0] ^= 1;
    Cbor::Bytes(forged)
}

fn duplicates(group: &mut Group, twin: &Made) {
    refused! { group, twin;
        "CBR-001/right-first", "fmt twice: packed, then none",
            |r| object(r, |o| o.insert(1, ("fmt".into(), "none".into()))),
            RegistrationAttestationObject Malformed;
        "CBR-001/right-last", "fmt twice: none, then packed",
            |r| object(r, |o| o.insert(0, ("fmt".into(), "none".into()))),
            RegistrationAttestationObject Malformed;
        "CBR-002/signed-first", "authData twice: the signed one, then another",
            |r| object(r, |o| o.push(("authData".into(), forged(&o[2].1)))),
            RegistrationAttestationObject Malformed;
        "CBR-002/signed-last", "authData twice: another one, then the signed one",
            |r| object(r, |o| o.insert(2, ("authData".into(), forged(&o[2].1)))),
            RegistrationAttestationObject Malformed;
        "CBR-003/alg", "alg twice in the key", |r| key(r, |k| k.insert(2, k[1].clone())),
            CredentialPublicKey Malformed;
        "CBR-003/x", "x twice in the key", |r| key(r, |k| k.insert(4, k[3].clone())),
            CredentialPublicKey Malformed;
        "CBR-004/key", "alg twice in the key, the second label in two bytes",
            |r| key(r, |k| k.insert(2, (Cbor::from(3).wide(1), k[1].1.clone()))),
            CredentialPublicKey Malformed;
        "CBR-004/object", "fmt twice, the second name with a longer head",
            |r| object(r, |o| o.insert(1, (Cbor::from("fmt").wide(1), "none".into()))),
            RegistrationAttestationObject Malformed;
    }
}

fn members(group: &mut Group, twin: &Made) {
    refused! { group, twin;
        "CBR-006/fmt", "no fmt", |r| object(r, |o| drop(o.remove(0))),
            RegistrationAttestationObject Missing;
        "CBR-006/att-stmt", "no attStmt", |r| object(r, |o| drop(o.remove(1))),
            RegistrationAttestationObject Missing;
        "CBR-006/auth-data", "no authData", |r| object(r, |o| drop(o.remove(2))),
            RegistrationAttestationObject Missing;
        "CBR-007", "epAtt besides the three members",
            |r| object(r, |o| o.insert(1, ("epAtt".into(), true.into()))),
            RegistrationAttestationObject NotAllowed,
            "§6.5.4 closes the map; the member is CTAP's, and clients do not pass it on";
        "CBR-008/fmt", "fmt is a byte string",
            |r| object(r, |o| o[0].1 = b"packed".as_slice().into()),
            RegistrationAttestationObject Malformed;
        "CBR-008/att-stmt-array", "attStmt is an array", |r| object(r, |o| o[1].1 = Cbor::Array(vec![])),
            PackedSyntax Malformed, "§6.5.4 allows an array, §8.2 does not";
        "CBR-008/att-stmt-null", "attStmt is null", |r| object(r, |o| o[1].1 = Cbor::Null),
            RegistrationAttestationObject Malformed;
        "CBR-008/auth-data", "authData is its base64url text",
            |r| object(r, |o| {
                if let Cbor::Bytes(data) = &o[2].1 {
                    o[2].1 = base64url(data).into();
                }
            }), RegistrationAttestationObject Malformed;
        "CBR-010", "the members are named 1, 2 and 3, as CTAP2 has them",
            |r| object(r, |o| {
                o.swap(1, 2);
                for (member, number) in o.iter_mut().zip([1, 2, 3]) {
                    member.0 = number.into();
                }
            }), RegistrationAttestationObject Malformed;
    }
}

fn roots(group: &mut Group, twin: &Made) {
    refused! { group, twin;
        "CBR-009/array", "the attestation object is in an array",
            |r| r.attestation_object(|o| *o = Cbor::Array(vec![o.clone()])),
            RegistrationAttestationObject Malformed;
        "CBR-009/number", "the attestation object is a number",
            |r| r.attestation_object(|o| *o = 7.into()), RegistrationAttestationObject Malformed;
        "CBR-009/tag", "the attestation object has the tag that says that it is CBOR",
            |r| r.attestation_object(|o| *o = o.clone().tagged(55799)),
            RegistrationAttestationObject Malformed;
        "CBR-015/object", "the attestation object has tag 24",
            |r| r.attestation_object(|o| *o = o.clone().tagged(24)),
            RegistrationAttestationObject Malformed;
        "CBR-015/auth-data", "authData has tag 24",
            |r| object(r, |o| o[2].1 = o[2].1.clone().tagged(24)),
            RegistrationAttestationObject Malformed;
        "CBR-015/statement", "attStmt has tag 55799",
            |r| object(r, |o| o[1].1 = o[1].1.clone().tagged(55799)),
            RegistrationAttestationObject Malformed;
    }
}

fn form(group: &mut Group, twin: &Made) {
    const NEVER: &str =
        "CTAP2's canonical form has definite lengths only, and no client writes others";
    refused! { group, twin;
        "CBR-011", "the attestation object is of indefinite length",
            |r| r.attestation_object(|o| *o = o.clone().indefinite()),
            RegistrationAttestationObject Malformed, NEVER;
        "CBR-012", "authData is of indefinite length, in two chunks",
            |r| object(r, |o| o[2].1 = o[2].1.clone().indefinite()),
            RegistrationAttestationObject Malformed, NEVER;
    }
    let long_head = |r| object(r, |o| o[0].1 = o[0].1.clone().wide(1));
    let order = |r| object(r, |o| o.swap(1, 2));
    const OWN: &str = "clients write the envelope again, and some not in canonical form: accepted and \
                       reported";
    accepted! { group, twin;
        "CBR-013", "the length of fmt is in a byte of its own", long_head, OWN;
        "CBR-014", "authData before attStmt", order, OWN;
        "CBR-014/statement", "sig before alg in attStmt",
            |r| r.statement(|s| s.value.entries_mut().reverse()), OWN;
    }
    let refuse = json!(["cbor-not-canonical"]);
    let step = Step::RegistrationAttestationObject;
    let mutation = "the length of fmt is in a byte of its own, where canonical form is demanded";
    let draft = group.case("CBR-013/refused", mutation, twin, long_head);
    draft
        .request("refuse", refuse.clone())
        .refuse(step, Malformed);
    let mutation = "authData before attStmt, where canonical form is demanded";
    let draft = group.case("CBR-014/refused", mutation, twin, order);
    draft.request("refuse", refuse).refuse(step, Malformed);
}

fn bombs(group: &mut Group, twin: &Made) {
    let statement = |bytes: Vec<u8>| move |r| object(r, move |o| o[1].1 = Cbor::Raw(bytes.clone()));
    let arrays = [vec![0x81; 100_000], vec![0x00]].concat();
    let tags = [vec![0xc1; 20_000], vec![0x00]].concat();
    refused! { group, twin;
        "CBR-016", "attStmt is 100000 arrays, one in the other", statement(arrays),
            RegistrationAttestationObject TooLarge;
        "CBR-017", "attStmt is a number under 20000 tags", statement(tags),
            RegistrationAttestationObject Malformed;
        "CBR-018", "authData says that it has 2^63-1 bytes, and has four",
            |r| object(r, |o| o[2].1 = Cbor::Bytes(vec![7; 4]).claiming(0x7fff_ffff_ffff_ffff)),
            RegistrationAttestationObject Malformed;
        "CBR-019", "attStmt is an array of 2^32-1 items, and the object ends",
            |r| bytes(r, |b| {
                // The head of the map, fmt and its value stand before the next name.
                b.truncate(12);
                b.extend([0x67]);
                b.extend(b"attStmt");
                b.extend([0x9a, 0xff, 0xff, 0xff, 0xff]);
            }), RegistrationAttestationObject Malformed;
        "CBR-020", "attStmt has 10000 members in no order", |r| object(r, |o| {
                let members = (0..10_000_i64).rev().map(|n| (format!("{n:04}").into(), n.into()));
                o[1].1 = Cbor::Map(members.collect());
            }), RegistrationAttestationObject TooLarge,
            "to look for duplicates among many members in no order is much work (STRICTER)";
        "CBR-020/in-order", "attStmt has 10000 members in order", |r| object(r, |o| {
                let members = (0..10_000_i64).map(|n| (format!("{n:04}").into(), n.into()));
                o[1].1 = Cbor::Map(members.collect());
            }), PackedSyntax NotAllowed;
    }
}

fn ends(group: &mut Group, twin: &Made) {
    refused! { group, twin;
        "CBR-005/zero", "a zero byte behind the attestation object", |r| bytes(r, |b| b.push(0)),
            RegistrationAttestationObject Malformed;
        "CBR-005/null", "null behind the attestation object", |r| bytes(r, |b| b.push(0xf6)),
            RegistrationAttestationObject Malformed;
        "CBR-005/twice", "the attestation object twice", |r| bytes(r, |b| b.extend(b.clone())),
            RegistrationAttestationObject Malformed;
        "CBR-021/nothing", "the attestation object has no bytes", |r| bytes(r, Vec::clear),
            RegistrationAttestationObject Malformed;
        "CBR-021/half", "half of the attestation object",
            |r| bytes(r, |b| b.truncate(b.len() / 2)), RegistrationAttestationObject Malformed;
        "CBR-021/all-but-one", "the last byte of the attestation object is cut off",
            |r| bytes(r, |b| drop(b.split_off(b.len().saturating_sub(1)))),
            RegistrationAttestationObject Malformed;
    }
    group.test("CBR-021", "conformance::what_is_cut_off_is_refused");
}

fn heads(group: &mut Group, twin: &Made, certified: &Made) {
    for reserved in [28_u8, 29, 30] {
        let id = format!("CBR-022/{reserved}");
        let mutation = format!("the head of authData has {reserved}, which is reserved");
        let draft = group.case(&id, &mutation, twin, move |r| {
            object(r, move |o| o[2].1 = Cbor::Raw(vec![0x40 | reserved, 7, 7]))
        });
        draft.refuse(Step::RegistrationAttestationObject, Malformed);
    }
    refused! { group, certified;
        "CBR-023", "a break in place of the second certificate", |r| r.statement(|s| {
                if let Some(Cbor::Array(mut x5c)) = s.value.get("x5c").cloned() {
                    x5c[1] = Cbor::Raw(vec![0xff]);
                    s.value.set("x5c", x5c);
                }
            }), RegistrationAttestationObject Malformed;
    }
    const SURROGATE: [u8; 4] = [0x63, 0xed, 0xa0, 0x80];
    refused! { group, twin;
        "CBR-024/fmt", "fmt is half of a pair of surrogates",
            |r| object(r, |o| o[0].1 = Cbor::Raw(SURROGATE.to_vec())),
            RegistrationAttestationObject Malformed;
        "CBR-024/name", "the name of a member is half of a pair of surrogates",
            |r| object(r, |o| o[0].0 = Cbor::Raw(SURROGATE.to_vec())),
            RegistrationAttestationObject Malformed;
    }
}

fn numbers(group: &mut Group, twin: &Made) {
    let float = || Cbor::Raw(vec![0xf9, 0xc7, 0x00]);
    let bignum = || Cbor::Bytes(vec![6]).tagged(3);
    let in_key = |alg: Cbor| move |r| key(r, move |k| k[1].1 = alg.clone());
    let in_statement = |alg: Cbor| move |r| member(r, "alg", alg);
    let wrapped = Cbor::Integer(-7 - (1 << 32));
    refused! { group, twin;
        "CBR-025/statement", "alg is -7.0 in attStmt", in_statement(float()), PackedSyntax Malformed;
        "CBR-025/key", "alg is -7.0 in the key", in_key(float()), CredentialPublicKey Malformed;
        "CBR-026/statement", "alg is a bignum in attStmt", in_statement(bignum()),
            RegistrationAttestationObject Malformed;
        "CBR-026/key", "alg is a bignum in the key", in_key(bignum()),
            CredentialPublicKey Malformed;
        "CBR-027/statement", "alg is -2^64 in attStmt", in_statement(Cbor::Integer(-(1 << 64))),
            PackedSyntax Malformed;
        "CBR-027/key", "alg is -2^64 in the key", in_key(Cbor::Integer(-(1 << 64))),
            CredentialPublicKey Malformed;
        "CBR-027/label", "a label of -2^64 in the key",
            |r| key(r, |k| k.push((Cbor::Integer(-(1 << 64)), 7.into()))),
            CredentialPublicKey Malformed;
        "CBR-028/statement", "alg is 2^32-7 in attStmt", in_statement(Cbor::Integer((1 << 32) - 7)),
            PackedSelfAlg Mismatch;
        "CBR-028/statement-negative", "alg is -7-2^32 in attStmt", in_statement(wrapped.clone()),
            PackedSelfAlg Mismatch;
        "CBR-028/key", "alg is 2^32-7 in the key", in_key(Cbor::Integer((1 << 32) - 7)),
            CredentialPublicKeyParameters Unsupported;
        "CBR-028/key-negative", "alg is -7-2^32 in the key", in_key(wrapped),
            CredentialPublicKeyParameters Unsupported;
    }
}

fn format_names(group: &mut Group) {
    let none = group.twin("none", || of_format(Format::None));
    let named = |name: &'static str| {
        move |r: Registration<'static>| r.statement(move |s| s.format = name.into())
    };
    refused! { group, &none;
        "CBR-029/case", "fmt is None", named("None"), RegistrationFormat Unsupported;
        "CBR-029/space", "fmt is none and a space", named("none "), RegistrationFormat Unsupported;
    }
    let packed = group.twin("packed-again", registration);
    refused! { group, &packed;
        "CBR-029/packed", "fmt is Packed", named("Packed"), RegistrationFormat Unsupported;
    }
}
