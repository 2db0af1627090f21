//! Extensions: of authorities, unknown ones, name constraints, policies.

use countersign_authenticator::certificate::{CertificateSpec, Extension, oid};
use countersign_authenticator::{Registration, der};

use super::{Made, PRIVATE};
use crate::Group;
use crate::attested::{chain_must_be_trusted, packed};
use crate::rows::{accepted, refused};

const DNS: u32 = 2;
const URI: u32 = 6;
const POLICY_CONSTRAINTS: &str = "2.5.29.36";
const SERVER: &str = "1.3.6.1.5.5.7.3.1";

pub(super) fn cases(group: &mut Group, twin: &Made) {
    authorities(group, twin);
    path_lengths(group, twin);
    unknown(group, twin);
    names(group);
    many_names(group);
    policies(group, twin);
    purposes(group, twin);
    encodings(group, twin);
}

/// Gives the intermediate an extension.
fn intermediate(
    extension: Extension,
) -> impl FnOnce(Registration<'static>) -> Registration<'static> {
    move |r| r.intermediate(move |i| i.set_extension(extension.clone()))
}

/// Gives the leaf an extension.
fn leaf(extension: Extension) -> impl FnOnce(Registration<'static>) -> Registration<'static> {
    move |r| r.leaf(move |l| l.set_extension(extension.clone()))
}

fn authorities(group: &mut Group, twin: &Made) {
    refused! { group, twin;
        "X5P-021", "the intermediate has no basic constraints",
            |r| r.intermediate(|i| i.remove_extension(oid::BASIC_CONSTRAINTS)),
            PathBasicConstraints Missing;
        "X5P-022", "the intermediate's cA is false",
            intermediate(Extension::basic_constraints(false, None)),
            PathBasicConstraints NotAllowed;
        "X5P-023", "the intermediate's key is not for certificates",
            intermediate(Extension::key_usage(0x80)), PathKeyUsage Missing;
        "X5P-027", "the intermediate's cA is false, and it has a path length",
            intermediate(Extension::basic_constraints(false, Some(0))),
            PathBasicConstraints NotAllowed;
    }
}

fn path_lengths(group: &mut Group, twin: &Made) {
    let none_below = |root: &mut CertificateSpec| {
        root.set_extension(Extension::basic_constraints(true, Some(0)));
    };
    let huge = der::tlv(0x02, &[1, 0, 0, 0, 0, 0, 0, 0, 0]);
    let huge = der::sequence(&[der::boolean(true), huge]);
    refused! { group, twin;
        "X5P-024", "the root's path length is 0", |r| r.root(none_below), PathLength NotAllowed;
        "X5P-026/negative", "the intermediate's path length is -1",
            intermediate(Extension::basic_constraints(true, Some(-1))),
            PathBasicConstraints Malformed;
        "X5P-026/huge", "the intermediate's path length is 2^64",
            intermediate(Extension::critical(oid::BASIC_CONSTRAINTS, huge)),
            PathBasicConstraints Malformed;
    }
    accepted! { group, twin;
        "X5P-025", "the root's path length is 0, the intermediate has the root's name",
            |r| r.root(none_below).intermediate(|i| i.subject = i.issuer.clone()),
            "RFC 5280 §6.1.4 (l) does not count certificates that are issued to the issuer itself";
    }
}

fn unknown(group: &mut Group, twin: &Made) {
    let extension = || Extension::new(PRIVATE, der::null());
    let critical = || Extension::critical(PRIVATE, der::null());
    refused! { group, twin;
        "X5P-028", "the leaf has a critical extension that nobody knows", leaf(critical()),
            PathLeafCriticalExtension Unsupported;
        "X5P-029", "the intermediate has a critical extension that nobody knows",
            intermediate(critical()), PathCriticalExtension Unsupported;
        "X5P-031", "the leaf has an extension that nobody knows, twice",
            |r| r.leaf(move |l| l.extensions.extend([extension(), extension()])),
            PathExtensions NotAllowed;
    }
    accepted! { group, twin;
        "X5P-030", "the leaf has an extension that nobody knows", leaf(extension()),
            "RFC 5280 §4.2: one that is not critical may be ignored";
    }
}

/// Name constraints with one subtree, permitted (0) or excluded (1).
fn subtree(which: u8, base: &[u8]) -> Extension {
    let subtrees = der::tlv(0xa0 | which, &der::sequence(&[base]));
    Extension::critical(oid::NAME_CONSTRAINTS, der::sequence(&[subtrees]))
}

fn excluded(kind: u32, base: &[u8]) -> Extension {
    subtree(1, &der::implicit(kind, base))
}

fn alternative(name: Vec<u8>) -> Extension {
    Extension::new(oid::SUBJECT_ALT_NAME, der::sequence(&[name]))
}

fn names(group: &mut Group) {
    let named =
        |extension: fn() -> Extension| move || packed().leaf(move |l| l.set_extension(extension()));
    let other = || {
        let name = [der::oid(PRIVATE), der::explicit(0, &der::null())].concat();
        der::tlv(0xa0, &name)
    };
    let host = named(|| Extension::dns_name("leaf.example.com"));
    let host = group.twin_asking("packed-for-a-host", host, chain_must_be_trusted);
    let wild = named(|| Extension::dns_name("*.example.com"));
    let wild = group.twin_asking("packed-for-many-hosts", wild, chain_must_be_trusted);
    let uri = named(|| alternative(der::implicit(URI, b"https://a.example.com/")));
    let uri = group.twin_asking("packed-for-a-uri", uri, chain_must_be_trusted);
    let strange = named(|| {
        alternative(der::tlv(
            0xa0,
            &[der::oid(PRIVATE), der::explicit(0, &der::null())].concat(),
        ))
    });
    let strange = group.twin_asking("packed-for-another-name", strange, chain_must_be_trusted);
    refused! { group, &host;
        "X5P-033", "the intermediate excludes the leaf's domain",
            intermediate(excluded(DNS, b"example.com")), PathNameConstraints NotAllowed;
        "X5P-033/permitted", "the intermediate permits another domain",
            intermediate(subtree(0, &der::implicit(DNS, b"example.org"))),
            PathNameConstraints NotAllowed;
        "X5P-036", "the leaf has name constraints", leaf(excluded(DNS, b"example.org")),
            PathNameConstraintsSyntax NotAllowed, "RFC 5280 §4.2.1.10: in a CA certificate only \
                                                   (STRICTER)";
        "X5P-033/not-critical", "the intermediate excludes another domain, not critically",
            intermediate(Extension { critical: None, ..excluded(DNS, b"example.org") }),
            PathNameConstraintsSyntax NotAllowed, "they would bind us and not others (STRICTER)";
    }
    refused! { group, &uri;
        "X5P-034/uri", "the intermediate excludes the domain of the leaf's URI",
            intermediate(excluded(URI, b".example.com")), PathNameConstraints NotAllowed;
    }
    refused! { group, &strange;
        "X5P-034/other", "the intermediate excludes a name of the leaf's kind, which nobody knows",
            intermediate(subtree(1, &other())), PathNameConstraints NotAllowed;
    }
    refused! { group, &wild;
        "X5P-035/permitted", "the intermediate permits one host of those the leaf is for",
            intermediate(subtree(0, &der::implicit(DNS, b"leaf.example.com"))),
            PathNameConstraints NotAllowed;
        "X5P-035/excluded", "the intermediate excludes one host of those the leaf is for",
            intermediate(excluded(DNS, b"other.example.com")), PathNameConstraints NotAllowed;
    }
    accepted! { group, &host;
        "X5P-033/other", "the intermediate excludes another domain",
            intermediate(excluded(DNS, b"example.org")), "the leaf's name is not in it";
        "X5P-034/none", "the intermediate excludes a name of a kind that nobody knows",
            intermediate(subtree(1, &other())), "the leaf has no such name";
    }
}

fn many_names(group: &mut Group) {
    let host = |n: usize| der::implicit(DNS, format!("h{n}.example.com").as_bytes());
    let names: Vec<_> = (0..1000).map(host).collect();
    let many = Extension::new(oid::SUBJECT_ALT_NAME, der::sequence(&names));
    let make = move || {
        packed().leaf({
            let many = many.clone();
            move |l| l.set_extension(many.clone())
        })
    };
    let twin = group.twin_asking("packed-for-1000-hosts", make, chain_must_be_trusted);
    let subtrees: Vec<_> = (0..1000).map(|n| der::sequence(&[host(n)])).collect();
    let constraints = der::sequence(&[der::tlv(0xa0, &subtrees.concat())]);
    refused! { group, &twin;
        "X5P-042", "the intermediate permits 1000 hosts",
            intermediate(Extension::critical(oid::NAME_CONSTRAINTS, constraints)),
            PathBudget TooLarge;
    }
}

fn policies(group: &mut Group, twin: &Made) {
    let explicit = || der::sequence(&[der::implicit(0, &[0])]);
    let demand = move || Extension::critical(POLICY_CONSTRAINTS, explicit());
    let policy = |n: usize| der::oid(&format!("2.23.140.1.{n}"));
    let pairs = (1..200_usize).map(|n| der::sequence(&[policy(n), policy(n.saturating_add(1))]));
    let mappings = Extension::critical("2.5.29.33", der::sequence(&pairs.collect::<Vec<_>>()));
    const REFUSED: &str = "policies are not processed, so what may demand some is refused";
    refused! { group, twin;
        "X5P-037", "the intermediate maps 199 policies and demands one",
            |r| r.intermediate(move |i| i.extensions.extend([mappings.clone(), demand()])),
            PathCriticalExtension Unsupported, REFUSED;
        "X5P-038", "the intermediate demands a policy", intermediate(demand()),
            PathCriticalExtension Unsupported, REFUSED;
        "X5P-038/not-critical", "the intermediate demands a policy, not critically",
            intermediate(Extension::new(POLICY_CONSTRAINTS, explicit())),
            PathCriticalExtension Unsupported,
            "policies are not processed, so what may demand some is refused (STRICTER)";
    }
}

/// Extended key usage counts where a caller demands a purpose; this relying party does not.
fn purposes(group: &mut Group, twin: &Made) {
    const ANY: &str = "formats that want a purpose check it themselves; a caller of path validation \
                       can demand one";
    accepted! { group, twin;
        "X5P-057", "the intermediate is for the certificates of servers",
            intermediate(Extension::extended_key_usage(&[SERVER])), ANY;
        "X5P-058", "the leaf is for any purpose",
            leaf(Extension::extended_key_usage(&[oid::ANY_USAGE])), ANY;
    }
}

/// NULL in so many SEQUENCEs, written from its end.
fn nested(depth: usize) -> Vec<u8> {
    let mut reversed = vec![0x00, 0x05];
    for _ in 0..depth {
        let [.., high, low] = reversed.len().to_be_bytes();
        match (high, low) {
            (0, 0..0x80) => reversed.extend([low, 0x30]),
            (0, _) => reversed.extend([low, 0x81, 0x30]),
            _ => reversed.extend([low, high, 0x82, 0x30]),
        }
    }
    reversed.reverse();
    reversed
}

fn encodings(group: &mut Group, twin: &Made) {
    let constraints = |value| Extension::critical(oid::BASIC_CONSTRAINTS, value);
    refused! { group, twin;
        "X5P-059/true", "the intermediate's cA is true, written as 1",
            intermediate(constraints(der::sequence(&[&[1, 1, 1]]))),
            PathBasicConstraints Malformed;
        "X5P-063", "the intermediate's basic constraints are 10000 SEQUENCEs, one in the other",
            intermediate(constraints(nested(10_000))), PathBasicConstraints Malformed;
    }
    accepted! { group, twin;
        "X5P-060", "the leaf's cA is false, written out",
            leaf(constraints(der::sequence(&[der::boolean(false)]))),
            "certificates in use write the default (LAXER)";
        "X5P-063/unread", "an extension of the leaf that nobody knows has 10000 SEQUENCEs",
            leaf(Extension::new(PRIVATE, nested(10_000))), "it is not read";
    }
}
