//! Which certificates make a path, and which certificate is an anchor.

use countersign_authenticator::certificate::{CertificateSpec, Extension, Name, date, oid};
use countersign_authenticator::{Authority, Pki, PrivateKey, Registration, RsaKey, Seed, der, rsa};
use countersign_cose::{Hash, Scheme};
use countersign_spec::ReasonKind::{BadSignature, Expired, Missing, NotAllowed, TooLarge};
use countersign_spec::Step;
use serde_json::json;

use super::{Made, PRIVATE};
use crate::Group;
use crate::attested::{anchors, attackers_pki, other_key, packed, root};
use crate::rows::accepted;

const PACKED: &str = "packed";

pub(super) fn cases(group: &mut Group, twin: &Made) {
    loops(group, twin);
    many(group, twin);
    leaves(group, twin);
    forged(group, twin);
    repeated(group, twin);
    beside(group, twin);
    weak_keys(group, twin);
}

/// The intermediate of the twin.
fn intermediate() -> Authority {
    let pki = Pki::default();
    pki.intermediate_with(PACKED, 1, &pki.root(PACKED), |_| ())
}

fn ours() -> serde_json::Value {
    anchors(&[root(PACKED)])
}

/// The twin's intermediate certified by another authority, and that by the intermediate.
fn cycle() -> [Vec<u8>; 2] {
    let pki = Pki::default();
    let other = pki.intermediate_with(PACKED, 2, &intermediate(), |_| ());
    let back = pki.intermediate_with(PACKED, 1, &other, |_| ());
    [back.certificate, other.certificate]
}

fn loops(group: &mut Group, twin: &Made) {
    let mutation = "the intermediate is issued by an authority that it issued";
    let around = |r: Registration<'static>| {
        r.chain(|c| {
            c.truncate(1);
            c.extend(cycle());
        })
    };
    let draft = group.case("X5P-039", mutation, twin, around);
    draft.refuse(Step::PathAnchor, Missing);
    let beside =
        |r: Registration<'static>| r.chain(|c| drop(c.splice(1..1, cycle()).collect::<Vec<_>>()));
    accepted! { group, twin;
        "X5P-040", "before the intermediate stands another for its key, issued by an authority \
                    that it issued", beside, "there is a path besides";
    }
}

/// Authorities of one name, each certified by the next.
fn ladder(rungs: usize) -> Vec<Vec<u8>> {
    let name = intermediate().name;
    let key = |rung: usize| match rung {
        0 => intermediate().key,
        rung => other_key(&format!("rung {rung}")),
    };
    let certificate = |rung: usize| {
        let scheme = Scheme::Ecdsa(Hash::Sha256);
        let public = key(rung).public();
        let mut spec = CertificateSpec::new(name.clone(), name.clone(), &public, scheme);
        spec.extensions = vec![Extension::basic_constraints(true, None)];
        spec.sign(&key(rung.saturating_add(1)))
    };
    (0..rungs).map(certificate).collect()
}

fn many(group: &mut Group, twin: &Made) {
    let with_ladder = |rungs| {
        move |r: Registration<'static>| {
            r.chain(move |c| {
                c.truncate(1);
                c.extend(ladder(rungs));
            })
        }
    };
    let mutation = "nine authorities of the intermediate's name, each issued by the next";
    let draft = group.case("X5P-041", mutation, twin, with_ladder(9));
    draft.refuse(Step::PathBudget, TooLarge);
    let mutation = "100 authorities of the intermediate's name, each issued by the next";
    let draft = group.case("X5P-041/100", mutation, twin, with_ladder(100));
    draft.refuse(Step::PackedSyntax, TooLarge);
    let deep = |intermediates| {
        move |r: Registration<'static>| {
            r.pki(Pki {
                intermediates,
                ..Pki::default()
            })
        }
    };
    let draft = group.case("X5P-043", "ten intermediates", twin, deep(10));
    draft.refuse(Step::PackedSyntax, TooLarge);
    accepted! { group, twin;
        "X5P-043/nine", "nine intermediates", deep(9), "that many are allowed";
    }
}

/// The leaf of the twin.
fn leaf_of(registration: Registration<'_>) -> Vec<u8> {
    registration.make().chain.swap_remove(0)
}

fn leaves(group: &mut Group, twin: &Made) {
    let _accepted = group
        .case("X5P-044", "the anchor is the leaf", twin, |r| r)
        .trust("anchors_pem", anchors(&[leaf_of(packed())]))
        .why("a leaf is an anchor where it is one byte for byte")
        .accept();
    let again = leaf_of(packed().leaf(|l| l.serial = vec![2]));
    group
        .case(
            "X5P-044/another",
            "the anchor is another leaf of the same name and key",
            twin,
            |r| r,
        )
        .trust("anchors_pem", anchors(&[again]))
        .refuse(Step::PathAnchor, Missing);
    let expired = |r: Registration<'static>| r.leaf(|l| l.not_after = date(2025, 6, 1));
    group
        .case(
            "X5P-044/expired",
            "the anchor is the leaf, which has expired",
            twin,
            expired,
        )
        .trust("anchors_pem", anchors(&[leaf_of(expired(packed()))]))
        .refuse(Step::PathValidity, Expired);
    let pki = Pki::default();
    let no_authority = pki.intermediate_with(PACKED, 1, &pki.root(PACKED), |i| {
        i.set_extension(Extension::basic_constraints(false, None));
    });
    group
        .case(
            "X5P-044/issuer",
            "the anchor is the intermediate, its cA false",
            twin,
            |r| r,
        )
        .trust("anchors_pem", anchors(&[no_authority.certificate]))
        .refuse(Step::PathBasicConstraints, NotAllowed);
    let draft = group.case("X5P-050", "there is no anchor", twin, |r| r);
    let draft = draft.trust("anchors_pem", json!([]));
    draft.refuse(Step::PathAnchor, Missing);
}

fn forged(group: &mut Group, twin: &Made) {
    let mutation = "the chain is of a PKI of the same names and other keys, its root the last";
    group
        .case("X5P-045", mutation, twin, |r| {
            r.pki(attackers_pki())
                .chain(|c| c.push(attackers_pki().root(PACKED).certificate))
        })
        .trust("anchors_pem", ours())
        .refuse(Step::PathSignature, BadSignature);
    let disguised = |root: &mut CertificateSpec| {
        root.subject = Name::new(&[(oid::COMMON_NAME, "an attacker's root")]);
        root.issuer = root.subject.clone();
        let ours = Pki::default().root(PACKED).key.public();
        root.set_extension(Extension::subject_key_id(&ours));
    };
    let mutation = "the chain is an attacker's, its root with the key identifier of the anchor";
    group
        .case("X5P-046", mutation, twin, |r| {
            r.pki(attackers_pki()).root(disguised).chain(move |c| {
                c.push(attackers_pki().root_with(PACKED, disguised).certificate);
            })
        })
        .trust("anchors_pem", ours())
        .refuse(Step::PathAnchor, Missing);
}

fn repeated(group: &mut Group, twin: &Made) {
    accepted! { group, twin;
        "X5P-047/twice", "the root stands behind the intermediate, twice",
            |r| r.chain(|c| c.extend([root(PACKED), root(PACKED)])),
            "no rule forbids to send it, and it counts for nothing";
        "X5P-047/once", "the root stands behind the intermediate",
            |r| r.chain(|c| c.push(root(PACKED))),
            "no rule forbids to send it, and it counts for nothing";
    }
    let _accepted = group
        .case(
            "X5P-047/anchor-twice",
            "the anchor is given twice",
            twin,
            |r| r,
        )
        .trust("anchors_pem", anchors(&[root(PACKED), root(PACKED)]))
        .accept();
    let _accepted = group
        .case(
            "X5P-047/intermediate",
            "the anchor is the intermediate",
            twin,
            |r| r,
        )
        .trust("anchors_pem", anchors(&[intermediate().certificate]))
        .accept();
}

fn beside(group: &mut Group, twin: &Made) {
    let strange = |other: &mut CertificateSpec| {
        other.public_key = der::sequence(&[
            der::sequence(&[der::oid(PRIVATE)]),
            der::bit_string(0, &[1]),
        ]);
    };
    const BESIDE: &str = "what is not on the path has no say";
    accepted! { group, twin;
        "X5P-048", "a root of another purpose between leaf and intermediate",
            |r| r.chain(|c| c.insert(1, root("apple"))), BESIDE;
        "X5P-054", "a certificate with a key of an unknown kind behind the intermediate",
            |r| r.chain(move |c| c.push(Pki::default().root_with("apple", strange).certificate)),
            BESIDE;
        "X5P-049", "there are two intermediates, the one below the root first",
            |r| r.pki(Pki { intermediates: 2, ..Pki::default() }).chain(|c| c.swap(1, 2)),
            "§8.2 says which certificate is first, not in what order the others come";
    }
}

/// The leaf is issued by an intermediate with this RSA key.
fn issued_by(r: Registration<'static>, key: RsaKey) -> Registration<'static> {
    let pki = Pki::default();
    let key = PrivateKey::Rsa(key);
    let info = key.public().to_spki();
    let authority = pki.intermediate_with(PACKED, 1, &pki.root(PACKED), |i| i.public_key = info);
    let certificate = authority.certificate.clone();
    r.issuer(Authority {
        key,
        scheme: Scheme::RsaPkcs1(Hash::Sha256),
        ..authority
    })
    .chain(move |c| c.push(certificate.clone()))
}

fn weak_keys(group: &mut Group, twin: &Made) {
    let short = || RsaKey::derive(&Seed::new("countersign vectors"), "short key", 512);
    let long = || {
        let (p, q) = (rsa::mersenne(4253), rsa::mersenne(4423));
        RsaKey::from_primes(&p, &q, &[1, 0, 1])
    };
    let enough = || RsaKey::derive(&Seed::new("countersign vectors"), "issuer", 2048);
    let _accepted = group
        .case(
            "X5P-052/2048",
            "the intermediate's key is an RSA key of 2048 bits",
            twin,
            |r| issued_by(r, enough()),
        )
        .trust("anchors_pem", ours())
        .accept();
    group
        .case(
            "X5P-052",
            "the intermediate's key is an RSA key of 512 bits",
            twin,
            |r| issued_by(r, short()),
        )
        .trust("anchors_pem", ours())
        .refuse(Step::PathSignature, NotAllowed);
    group
        .case(
            "X5P-053",
            "the intermediate's key is an RSA key of 8676 bits",
            twin,
            |r| issued_by(r, long()),
        )
        .trust("anchors_pem", ours())
        .refuse(Step::PathSignature, TooLarge);
}
