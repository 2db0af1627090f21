//! Times, signatures, names, versions and encodings of certificates.

use countersign_authenticator::certificate::{
    CertificateSpec, Name, date, generalized_time, utc_time,
};
use countersign_authenticator::{Format, Registration, der, signature_algorithm};
use countersign_cose::{Hash, Scheme};
use countersign_spec::ReasonKind::Expired;
use countersign_spec::Step;

use super::{Made, algorithm};
use crate::Group;
use crate::attested::{
    chain_must_be_trusted, of_format, other_key, version_1, with_explicit_curve,
};
use crate::rows::{accepted, refused};

pub(super) fn cases(group: &mut Group, twin: &Made) {
    times(group, twin);
    seconds(group, twin);
    dates(group, twin);
    signatures(group, twin);
    names(group, twin);
    versions(group, twin);
    keys(group, twin);
    serial_numbers(group, twin);
    encodings(group, twin);
}

fn leaf(
    r: Registration<'static>,
    bend: impl FnMut(&mut CertificateSpec) + 'static,
) -> Registration<'static> {
    r.leaf(bend)
}

fn times(group: &mut Group, twin: &Made) {
    refused! { group, twin;
        "X5P-001", "the leaf expired half a year ago",
            |r| leaf(r, |l| l.not_after = date(2025, 6, 1)), PathValidity Expired;
        "X5P-002", "the intermediate expired half a year ago",
            |r| r.intermediate(|i| i.not_after = date(2025, 6, 1)), PathValidity Expired;
        "X5P-003", "the root expired half a year ago",
            |r| r.root(|root| root.not_after = date(2025, 6, 1)), PathValidity Expired,
            "an anchor given as a certificate is held to its dates (STRICTER); its caller can have \
             them left aside";
        "X5P-006", "the leaf was valid from 2010 to 2012",
            |r| leaf(r, |l| {
                l.not_before = date(2010, 1, 1);
                l.not_after = date(2012, 1, 1);
            }), PathValidity Expired, "the caller says what the time is";
    }
}

fn seconds(group: &mut Group, twin: &Made) {
    const TIME: &str = "the leaf's life begins a second after the time";
    for (id, mutation, time, bend) in [
        (
            "X5P-004",
            TIME,
            "2025-12-31T23:59:59Z",
            (|l| l.not_before = date(2026, 1, 1)) as fn(&mut CertificateSpec),
        ),
        (
            "X5P-005/late",
            "the leaf's life ended a second before the time",
            "2026-01-01T00:00:01Z",
            |l| l.not_after = date(2026, 1, 1),
        ),
    ] {
        group
            .case(id, mutation, twin, |r| leaf(r, bend))
            .trust("time", time)
            .refuse(Step::PathValidity, Expired);
    }
    accepted! { group, twin;
        "X5P-004/exactly", "the leaf's life begins with the time",
            |r| leaf(r, |l| l.not_before = date(2026, 1, 1)),
            "RFC 5280 §4.1.2.5: from notBefore through notAfter, inclusive";
        "X5P-005", "the leaf's life ends with the time",
            |r| leaf(r, |l| l.not_after = date(2026, 1, 1)),
            "RFC 5280 §4.1.2.5: from notBefore through notAfter, inclusive";
    }
}

fn dates(group: &mut Group, twin: &Made) {
    let until = |time: Vec<u8>| move |r| leaf(r, move |l| l.not_after.clone_from(&time));
    refused! { group, twin;
        "X5P-007", "the leaf's last moment has a digit that is not ASCII",
            until(utc_time("3001010000\u{0666}Z")), PackedCertificate Malformed;
        "X5P-008/no-zone", "the leaf's last moment has no Z", until(utc_time("300101000000")),
            PackedCertificate Malformed;
        "X5P-008/offset", "the leaf's last moment is an hour east of Greenwich",
            until(utc_time("300101000000+0100")), PackedCertificate Malformed;
        "X5P-008/fraction", "the leaf's last moment has half a second",
            until(generalized_time("20300101000000.5Z")), PackedCertificate Malformed;
        "X5P-010/february", "the leaf's last day is 30 February", until(date(2030, 2, 30)),
            PackedCertificate Malformed;
        "X5P-010/month", "the leaf's last month is the 13th", until(date(2030, 13, 1)),
            PackedCertificate Malformed;
        "X5P-010/hour", "the leaf's last hour is 24", until(utc_time("300101240000Z")),
            PackedCertificate Malformed;
    }
    accepted! { group, twin;
        "X5P-009", "the leaf's last moment, in 2030, is a GeneralizedTime",
            until(generalized_time("20300101000000Z")), "certificates in use have them so (LAXER)";
    }
}

fn signatures(group: &mut Group, twin: &Made) {
    let with = |identifier: Vec<u8>| move |r| leaf(r, move |l| algorithm(l, &identifier));
    let es384 = || signature_algorithm(Scheme::Ecdsa(Hash::Sha384));
    refused! { group, twin;
        "X5P-011", "one bit of the leaf's signature is flipped",
            |r| leaf(r, |l| l.broken_signature = true), PathSignature BadSignature;
        "X5P-012", "one bit of the intermediate's signature is flipped",
            |r| r.intermediate(|i| i.broken_signature = true), PathSignature BadSignature;
        "X5P-013", "the leaf names ES384 beside its signature, ES256 in what is signed",
            |r| leaf(r, move |l| l.outer_algorithm = Some(es384())), PathSignature Mismatch;
        "X5P-014", "the leaf's signature is over SHA-1",
            |r| leaf(r, |l| l.scheme = Scheme::Ecdsa(Hash::Sha1)), PathSignature NotAllowed,
            "a second certificate with one signature can be made (STRICTER); a caller can take it";
        "X5P-015", "the leaf says that it was signed with RS256, the intermediate's key is on P-256",
            with(signature_algorithm(Scheme::RsaPkcs1(Hash::Sha256))), PathSignature NotAllowed;
        "X5P-016", "the leaf says that it was signed with RSASSA-PSS, without parameters",
            with(der::sequence(&[der::oid("1.2.840.113549.1.1.10")])), PathSignature Malformed;
        "X5P-061/leading", "the leaf's algorithm has an arc that begins with 0x80",
            with(der::sequence(&[der::tlv(0x06, &[0x2a, 0x80, 0x01])])), PathSignature Unsupported,
            "it is compared with those known, and not one of them";
        "X5P-061/huge", "the leaf's algorithm has an arc of 287 bits",
            with(der::sequence(&[der::tlv(0x06, &[&[0x2a], &[0xff; 40][..], &[0x7f]].concat())])),
            PathSignature Unsupported, "it is compared with those known, and not one of them";
        "X5P-017/signature", "three bits of the leaf's signature are said to be unused",
            |r| leaf(r, |l| l.unused_signature_bits = 3), PackedCertificate Malformed;
        "X5P-017/key", "three bits of the leaf's key are said to be unused",
            |r| leaf(r, |l| {
                let bits = der::split(&l.public_key).1;
                let length = bits.len().saturating_sub(66);
                let mut info = bits.to_vec();
                info[length] = 3;
                l.public_key = der::sequence(&[info]);
            }), PackedSignature Malformed;
    }
}

fn names(group: &mut Group, twin: &Made) {
    refused! { group, twin;
        "X5P-018", "the leaf's issuer is another than the intermediate",
            |r| leaf(r, |l| l.issuer.set("2.5.4.3", "another")), PathIssuerName Mismatch;
        "X5P-020", "the intermediate has another key than the one that signed the leaf",
            |r| r.intermediate(|i| i.public_key = other_key("x5p").public().to_spki()),
            PathSignature BadSignature;
        "X5P-056", "the intermediate's name is empty, and with it the leaf's issuer",
            |r| r.intermediate(|i| i.subject = Name::default()), PathIssuerName NotAllowed;
    }
    accepted! { group, twin;
        "X5P-019", "the leaf's issuer is written in capitals and with more space",
            |r| leaf(r, |l| l.issuer.0[1][0].value = der::printable_string(" COUNTERSIGN ")),
            "RFC 5280 §7.1 folds both";
    }
}

fn versions(group: &mut Group, twin: &Made) {
    refused! { group, twin;
        "X5P-032", "the leaf is of version 1, and has extensions", |r| leaf(r, |l| l.version = None),
            PackedCertificate Malformed;
        "X5P-032/intermediate", "the intermediate is of version 1", |r| r.intermediate(version_1),
            PathBasicConstraints Mismatch;
    }
    let u2f = group.twin_asking(
        "fido-u2f",
        || of_format(Format::FidoU2f),
        chain_must_be_trusted,
    );
    refused! { group, &u2f;
        "X5P-032/leaf", "the leaf is of version 1", |r| leaf(r, version_1), PathExtensions Mismatch,
            "it cannot say what it is for (STRICTER)";
    }
}

fn keys(group: &mut Group, twin: &Made) {
    let explicit = || with_explicit_curve(&other_key("x5p"));
    refused! { group, twin;
        "X5P-051/leaf", "the leaf spells its curve out",
            |r| r.attestation_key(other_key("x5p")).leaf(move |l| l.public_key = explicit()),
            PackedSignature Malformed;
        "X5P-051/intermediate", "the intermediate spells its curve out",
            |r| r.intermediate(move |i| i.public_key = explicit()), PathSignature Malformed;
        "X5P-051/root", "the root spells its curve out",
            |r| r.root(move |root| root.public_key = explicit()), PathSignature Malformed;
    }
}

fn serial_numbers(group: &mut Group, twin: &Made) {
    const NOTHING: &str = "certificates in use have such, and nothing is decided by them (LAXER)";
    accepted! { group, twin;
        "X5P-055/zero", "the leaf's serial number is 0", |r| leaf(r, |l| l.serial = vec![0]),
            NOTHING;
        "X5P-055/negative", "the leaf's serial number is below 0",
            |r| leaf(r, |l| l.serial = vec![0x80]), NOTHING;
        "X5P-055/long", "the leaf's serial number has 30 octets",
            |r| leaf(r, |l| l.serial = vec![1; 30]), NOTHING;
    }
}

/// Writes the leaf's bytes otherwise.
fn written(
    r: Registration<'static>,
    write: impl Fn(&[u8]) -> Vec<u8> + 'static,
) -> Registration<'static> {
    r.chain(move |c| c[0] = write(&c[0]))
}

fn encodings(group: &mut Group, twin: &Made) {
    refused! { group, twin;
        "X5P-059/long", "the leaf's length is written in a byte more than needed",
            |r| written(r, |leaf| der::overlong(leaf, 1)), PackedCertificate Malformed;
        "X5P-059/indefinite", "the leaf is of indefinite length", |r| written(r, der::indefinite),
            PackedCertificate Malformed;
        "X5P-062", "the leaf says that it has 4 GiB",
            |r| written(r, |_| vec![0x30, 0x84, 0xff, 0xff, 0xff, 0xff]),
            PackedCertificate Malformed;
        "X5P-064/half", "the second half of the leaf is cut off",
            |r| written(r, |leaf| leaf[..leaf.len() / 2].to_vec()), PackedCertificate Malformed;
        "X5P-064/one", "the last byte of the leaf is cut off",
            |r| written(r, |leaf| leaf[..leaf.len().saturating_sub(1)].to_vec()),
            PackedCertificate Malformed;
    }
    group.test("X5P-064", "trust::every_prefix_of_a_certificate_is_refused");
}
