//! The table of attacks: what is bent, and what comes of it.

use crate::scenario::{ES256, ListSpec, NOW, Outcome, Scenario, authority, key, name};
use countersign_authenticator::certificate::{
    Attribute, Extension, Name, date, generalized_time, oid, utc_time,
};
use countersign_authenticator::{PublicKey, der, signature_algorithm};
use countersign_cose::{Hash, Scheme};
use countersign_spec::{ReasonKind, Step, UnixTime};
use countersign_trust::{Purpose, Sha1};
use countersign_x509::{Certificate, ObjectIdentifier};

use Outcome::{Accepted, Refused, Unreadable};
use ReasonKind::{
    BadSignature, Expired, Malformed, Mismatch, Missing, NotAllowed, TooLarge, Unsupported,
};

pub(crate) const PRIVATE: &str = "1.3.6.1.4.1.55738.666.1";
const SERVER_AUTH: &str = "1.3.6.1.5.5.7.3.1";
pub(crate) const PURPOSE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.23.133.8.3");
const POLICY_CONSTRAINTS: &str = "2.5.29.36";
pub(crate) const URI: u32 = 6;
pub(crate) const DNS: u32 = 2;

pub(crate) type Bend = fn(&mut Scenario);

/// Identifier and what is bent, how, and what comes of it.
pub(crate) const ATTACKS: &[(&str, Bend, Outcome)] = &[
    (
        "X5P-001 leaf expired",
        |s| s.leaf.not_after = date(2025, 5, 1),
        Refused(Step::PathValidity, Expired),
    ),
    (
        "X5P-002 intermediate expired",
        |s| s.intermediate.not_after = date(2025, 5, 1),
        Refused(Step::PathValidity, Expired),
    ),
    (
        "X5P-003 anchor expired",
        |s| s.root.not_after = date(2025, 5, 1),
        Refused(Step::PathValidity, Expired),
    ),
    (
        "X5P-003 anchor expired, dates left aside",
        |s| {
            s.root.not_after = date(2025, 5, 1);
            s.anchors_at_any_time = true;
        },
        Accepted,
    ),
    (
        "X5P-004 a second early",
        |s| {
            s.leaf.not_before = date(2025, 6, 1);
            s.time = UnixTime(NOW.0 - 1);
        },
        Refused(Step::PathValidity, Expired),
    ),
    (
        "X5P-005 at notAfter",
        |s| s.leaf.not_after = date(2025, 6, 1),
        Accepted,
    ),
    (
        "X5P-005 a second late",
        |s| {
            s.leaf.not_after = date(2025, 6, 1);
            s.time = UnixTime(NOW.0 + 1);
        },
        Refused(Step::PathValidity, Expired),
    ),
    (
        "X5P-006 leaf expired long ago",
        |s| {
            s.leaf.not_before = date(2010, 1, 1);
            s.leaf.not_after = date(2012, 1, 1);
        },
        Refused(Step::PathValidity, Expired),
    ),
    (
        "X5P-007 UTCTime not ASCII",
        |s| s.leaf.not_after = utc_time("3001010000\u{0666}Z"),
        Unreadable(Malformed),
    ),
    (
        "X5P-008 date without Z",
        |s| s.leaf.not_after = utc_time("300101000000"),
        Unreadable(Malformed),
    ),
    (
        "X5P-008 date with an offset",
        |s| s.leaf.not_after = utc_time("300101000000+0100"),
        Unreadable(Malformed),
    ),
    (
        "X5P-008 date with a fraction",
        |s| s.leaf.not_after = generalized_time("20300101000000.5Z"),
        Unreadable(Malformed),
    ),
    (
        "X5P-009 GeneralizedTime before 2050",
        |s| s.leaf.not_after = generalized_time("20300101000000Z"),
        Accepted,
    ),
    (
        "X5P-010 30 February",
        |s| s.leaf.not_after = date(2030, 2, 30),
        Unreadable(Malformed),
    ),
    (
        "X5P-010 month 13",
        |s| s.leaf.not_after = date(2030, 13, 1),
        Unreadable(Malformed),
    ),
    (
        "X5P-010 hour 24",
        |s| s.leaf.not_after = utc_time("300101240000Z"),
        Unreadable(Malformed),
    ),
    (
        "X5P-011 leaf's signature",
        |s| s.leaf.broken_signature = true,
        Refused(Step::PathSignature, BadSignature),
    ),
    (
        "X5P-012 intermediate's signature",
        |s| s.intermediate.broken_signature = true,
        Refused(Step::PathSignature, BadSignature),
    ),
    (
        "X5P-013 algorithm fields differ",
        |s| {
            s.leaf.outer_algorithm = Some(signature_algorithm(Scheme::Ecdsa(Hash::Sha384)));
        },
        Refused(Step::PathSignature, Mismatch),
    ),
    (
        "X5P-014 SHA-1",
        |s| s.leaf.scheme = Scheme::Ecdsa(Hash::Sha1),
        Refused(Step::PathSignature, NotAllowed),
    ),
    (
        "X5P-014 SHA-1, accepted by the caller",
        |s| {
            s.leaf.scheme = Scheme::Ecdsa(Hash::Sha1);
            s.sha1 = Sha1::Accepted;
        },
        Accepted,
    ),
    (
        "X5P-015 algorithm of another kind of key",
        |s| {
            algorithm(s, &signature_algorithm(Scheme::RsaPkcs1(Hash::Sha256)));
        },
        Refused(Step::PathSignature, NotAllowed),
    ),
    (
        "X5P-016 RSASSA-PSS without parameters",
        |s| {
            algorithm(s, &der::sequence(&[der::oid("1.2.840.113549.1.1.10")]));
        },
        Refused(Step::PathSignature, Malformed),
    ),
    (
        "X5P-017 signature with unused bits",
        |s| s.edit_leaf = with_unused_bits,
        Unreadable(Malformed),
    ),
    (
        "X5P-018 issuer's name",
        |s| s.leaf.issuer = name("another"),
        Refused(Step::PathIssuerName, Mismatch),
    ),
    (
        "X5P-019 names equal when folded",
        |s| {
            s.leaf.issuer = Name(vec![
                vec![Attribute {
                    oid: oid::ORGANIZATION.into(),
                    value: der::printable_string(" COUNTERSIGN "),
                }],
                vec![Attribute {
                    oid: oid::COMMON_NAME.into(),
                    value: der::printable_string("Intermediate"),
                }],
            ]);
        },
        Accepted,
    ),
    (
        "X5P-020 same name, other key",
        |s| s.intermediate_key = key("another"),
        Refused(Step::PathSignature, BadSignature),
    ),
    (
        "X5P-021 intermediate without basic constraints",
        |s| {
            s.intermediate.remove_extension(oid::BASIC_CONSTRAINTS);
        },
        Refused(Step::PathBasicConstraints, Missing),
    ),
    (
        "X5P-022 intermediate that is no CA",
        |s| {
            s.intermediate
                .set_extension(Extension::basic_constraints(false, None));
        },
        Refused(Step::PathBasicConstraints, NotAllowed),
    ),
    (
        "X5P-023 intermediate without keyCertSign",
        |s| {
            s.intermediate.set_extension(Extension::key_usage(0x80));
        },
        Refused(Step::PathKeyUsage, Missing),
    ),
    (
        "X5P-024 path length exceeded",
        |s| {
            s.root
                .set_extension(Extension::basic_constraints(true, Some(0)));
        },
        Refused(Step::PathLength, NotAllowed),
    ),
    (
        "X5P-025 self-issued intermediates do not count",
        |s| {
            s.root
                .set_extension(Extension::basic_constraints(true, Some(0)));
            s.intermediate.subject = s.root.subject.clone();
            s.leaf.issuer = s.root.subject.clone();
        },
        Accepted,
    ),
    (
        "X5P-026 path length -1",
        |s| {
            s.intermediate
                .set_extension(Extension::basic_constraints(true, Some(-1)));
        },
        Refused(Step::PathBasicConstraints, Malformed),
    ),
    (
        "X5P-026 path length 2^64",
        |s| {
            let number = der::tlv(0x02, &[1, 0, 0, 0, 0, 0, 0, 0, 0]);
            let value = der::sequence(&[der::boolean(true), number]);
            s.intermediate
                .set_extension(Extension::critical(oid::BASIC_CONSTRAINTS, value));
        },
        Refused(Step::PathBasicConstraints, Malformed),
    ),
    (
        "X5P-027 path length of no CA",
        |s| {
            s.intermediate
                .set_extension(Extension::basic_constraints(false, Some(0)));
        },
        Refused(Step::PathBasicConstraints, NotAllowed),
    ),
    (
        "X5P-028 unknown critical extension of the leaf",
        |s| {
            s.leaf
                .set_extension(Extension::critical(PRIVATE, der::null()));
        },
        Refused(Step::PathLeafCriticalExtension, Unsupported),
    ),
    (
        "X5P-028 critical extension that the caller knows",
        |s| {
            s.leaf
                .set_extension(Extension::critical(PRIVATE, der::null()));
            s.known.push(ObjectIdentifier::new_unwrap(PRIVATE));
        },
        Accepted,
    ),
    (
        "X5P-029 unknown critical extension of the intermediate",
        |s| {
            s.intermediate
                .set_extension(Extension::critical(PRIVATE, der::null()));
            s.known.push(ObjectIdentifier::new_unwrap(PRIVATE));
        },
        Refused(Step::PathCriticalExtension, Unsupported),
    ),
    (
        "X5P-030 unknown extension",
        |s| s.leaf.set_extension(Extension::new(PRIVATE, der::null())),
        Accepted,
    ),
    (
        "X5P-031 extension twice",
        |s| {
            s.leaf.extensions.extend([
                Extension::new(PRIVATE, der::null()),
                Extension::new(PRIVATE, der::null()),
            ]);
        },
        Refused(Step::PathExtensions, NotAllowed),
    ),
    (
        "X5P-032 version 1 with extensions",
        |s| s.leaf.version = None,
        Unreadable(Malformed),
    ),
    (
        "X5P-032 version 1",
        |s| {
            s.leaf.version = None;
            s.leaf.extensions.clear();
        },
        Refused(Step::PathExtensions, Mismatch),
    ),
    (
        "X5P-033 name in an excluded subtree",
        |s| exclude(s, DNS, b"example.com"),
        Refused(Step::PathNameConstraints, NotAllowed),
    ),
    (
        "X5P-033 name in no excluded subtree",
        |s| exclude(s, DNS, b"example.org"),
        Accepted,
    ),
    (
        "X5P-034 URI in an excluded subtree",
        |s| {
            exclude(s, URI, b".example.com");
            alternative_name(s, &der::implicit(URI, b"https://a.example.com/"));
        },
        Refused(Step::PathNameConstraints, NotAllowed),
    ),
    (
        "X5P-034 kind that cannot be compared",
        |s| {
            let other_name = der::tlv(
                0xa0,
                &[der::oid(PRIVATE), der::explicit(0, &der::null())].concat(),
            );
            constrain(s, 1, &other_name);
            alternative_name(s, &other_name);
        },
        Refused(Step::PathNameConstraints, NotAllowed),
    ),
    (
        "X5P-034 kind that cannot be compared, and no such name",
        |s| {
            constrain(
                s,
                1,
                &der::tlv(
                    0xa0,
                    &[der::oid(PRIVATE), der::explicit(0, &der::null())].concat(),
                ),
            );
        },
        Accepted,
    ),
    (
        "X5P-035 wild card wider than what is permitted",
        |s| {
            constrain(s, 0, &der::implicit(DNS, b"leaf.example.com"));
            s.leaf.set_extension(Extension::dns_name("*.example.com"));
        },
        Refused(Step::PathNameConstraints, NotAllowed),
    ),
    (
        "X5P-035 wild card over what is excluded",
        |s| {
            exclude(s, DNS, b"other.example.com");
            s.leaf.set_extension(Extension::dns_name("*.example.com"));
        },
        Refused(Step::PathNameConstraints, NotAllowed),
    ),
    (
        "X5P-036 name constraints of the leaf",
        |s| {
            let constraints = s.leaf.clone();
            exclude(s, DNS, b"example.org");
            let extension = s.intermediate.extension_mut(oid::NAME_CONSTRAINTS).clone();
            s.intermediate.remove_extension(oid::NAME_CONSTRAINTS);
            s.leaf = constraints;
            s.leaf.set_extension(extension);
        },
        Refused(Step::PathNameConstraintsSyntax, NotAllowed),
    ),
    (
        "X5P-037 policies that multiply",
        |s| {
            let policy = |n: usize| der::oid(&format!("2.23.140.1.{n}"));
            let mappings: Vec<_> = (1..200)
                .map(|n| der::sequence(&[policy(n), policy(n + 1)]))
                .collect();
            s.intermediate
                .set_extension(Extension::critical("2.5.29.33", der::sequence(&mappings)));
            require_explicit_policy(s);
        },
        Refused(Step::PathCriticalExtension, Unsupported),
    ),
    (
        "X5P-038 explicit policy demanded",
        |s| require_explicit_policy(s),
        Refused(Step::PathCriticalExtension, Unsupported),
    ),
    (
        "X5P-038 the same, not critical",
        |s| {
            require_explicit_policy(s);
            s.intermediate.extension_mut(POLICY_CONSTRAINTS).critical = None;
        },
        Refused(Step::PathCriticalExtension, Unsupported),
    ),
    (
        "X5P-039 loop",
        |s| {
            s.edit_chain = Box::new(|chain| chain[1] = looping_intermediate());
            let back = authority(&name("intermediate"), &name("loop"), &key("loop"));
            add_to_chain(s, back.sign(&key("intermediate")));
        },
        Refused(Step::PathAnchor, Missing),
    ),
    (
        "X5P-040 loop beside a path",
        |s| {
            let back = authority(&name("intermediate"), &name("loop"), &key("loop"));
            let back = back.sign(&key("intermediate"));
            s.edit_chain = Box::new(move |chain| {
                chain.insert(1, looping_intermediate());
                chain.insert(2, back.clone());
            });
        },
        Accepted,
    ),
    (
        "X5P-041 many issuers of one name and key",
        |s| {
            s.edit_chain = Box::new(|chain| {
                chain.truncate(1);
                chain.extend((0..100).map(|n| {
                    let mut spec =
                        authority(&name("nobody"), &name("intermediate"), &key("intermediate"));
                    spec.serial = vec![n];
                    spec.sign(&key("nobody"))
                }));
            });
        },
        Refused(Step::PathBudget, TooLarge),
    ),
    (
        "X5P-042 many constraints and many names",
        |s| {
            let host = |n: usize| der::implicit(DNS, format!("h{n}.example.com").as_bytes());
            let subtrees: Vec<_> = (0..1000).map(|n| der::sequence(&[host(n)])).collect();
            let value = der::sequence(&[der::tlv(0xa0, &subtrees.concat())]);
            s.intermediate
                .set_extension(Extension::critical(oid::NAME_CONSTRAINTS, value));
            let names: Vec<_> = (0..1000).map(host).collect();
            s.leaf
                .set_extension(Extension::new(oid::SUBJECT_ALT_NAME, der::sequence(&names)));
        },
        Refused(Step::PathBudget, TooLarge),
    ),
    (
        "X5P-043 more intermediates than the caller allows",
        |s| s.max_intermediates = 0,
        Refused(Step::PathLength, NotAllowed),
    ),
    (
        "X5P-043 as many as the caller allows",
        |s| s.max_intermediates = 1,
        Accepted,
    ),
    (
        "X5P-044 leaf that is the anchor",
        |s| s.anchors = |_, _, chain| vec![chain[0].clone()],
        Accepted,
    ),
    (
        "X5P-044 leaf of the anchor's name and key",
        |s| {
            s.anchors = |s, _, _| {
                let mut other = s.leaf.clone();
                other.serial = vec![2];
                vec![other.sign(&s.intermediate_key)]
            };
        },
        Refused(Step::PathAnchor, Missing),
    ),
    (
        "X5P-044 certificate under an anchor that is no CA",
        |s| {
            s.anchors = |s, _, _| {
                let mut leaf = s.intermediate.clone();
                leaf.set_extension(Extension::basic_constraints(false, None));
                vec![leaf.sign(&s.root_key)]
            };
        },
        Refused(Step::PathBasicConstraints, NotAllowed),
    ),
    (
        "X5P-044 expired leaf that is the anchor",
        |s| {
            s.leaf.not_after = date(2025, 5, 1);
            s.anchors = |_, _, chain| vec![chain[0].clone()];
        },
        Refused(Step::PathValidity, Expired),
    ),
    (
        "X5P-045 attacker's root of the anchor's name",
        |s| attackers_root(s, "root"),
        Refused(Step::PathSignature, BadSignature),
    ),
    (
        "X5P-046 attacker's root of the anchor's key identifier",
        |s| {
            let id = Extension::subject_key_id(&s.root_key.public());
            s.root.set_extension(id.clone());
            s.root_key = key("attacker");
            s.intermediate.issuer = name("attacker");
            let mut root = authority(&name("attacker"), &name("attacker"), &key("attacker"));
            root.set_extension(id);
            add_to_chain(s, root.sign(&key("attacker")));
            s.anchors = |s, _, _| {
                let mut root = s.root.clone();
                root.public_key = key("root").public().to_spki();
                vec![root.sign(&key("root"))]
            };
        },
        Refused(Step::PathAnchor, Missing),
    ),
    (
        "X5P-047 anchor in the chain, twice",
        |s| {
            let root = s.root.sign(&s.root_key);
            s.edit_chain = Box::new(move |chain| chain.extend([root.clone(), root.clone()]));
        },
        Accepted,
    ),
    (
        "X5P-047 anchor given twice",
        |s| s.anchors = |_, root, _| vec![root.clone(), root],
        Accepted,
    ),
    (
        "X5P-047 intermediate as the anchor, with the root behind it",
        |s| {
            let root = s.root.sign(&s.root_key);
            s.edit_chain = Box::new(move |chain| chain.push(root.clone()));
            s.anchors = |_, _, chain| vec![chain[1].clone()];
        },
        Accepted,
    ),
    (
        "X5P-048 unrelated certificate in the chain",
        |s| {
            let other = authority(&name("other"), &name("other"), &key("other"));
            let other = other.sign(&key("other"));
            s.edit_chain = Box::new(move |chain| chain.insert(1, other.clone()));
        },
        Accepted,
    ),
    (
        "X5P-049 chain in another order",
        |s| {
            let root = s.root.sign(&s.root_key);
            s.edit_chain = Box::new(move |chain| chain.insert(1, root.clone()));
        },
        Accepted,
    ),
    (
        "X5P-050 no anchors",
        |s| s.anchors = |_, _, _| Vec::new(),
        Refused(Step::PathAnchor, Missing),
    ),
    (
        "X5P-051 explicit curve of the leaf",
        |s| s.leaf.public_key = explicit_curve(),
        Refused(Step::PathLeafKey, Malformed),
    ),
    (
        "X5P-051 explicit curve of the intermediate",
        |s| s.intermediate.public_key = explicit_curve(),
        Refused(Step::PathSignature, Malformed),
    ),
    (
        "X5P-051 explicit curve of the root",
        |s| s.root.public_key = explicit_curve(),
        Refused(Step::PathSignature, Malformed),
    ),
    (
        "X5P-052 RSA key of 512 bits",
        |s| {
            rsa_modulus(s, 64);
        },
        Refused(Step::PathSignature, NotAllowed),
    ),
    (
        "X5P-053 RSA key of 16384 bits",
        |s| {
            rsa_modulus(s, 2048);
        },
        Refused(Step::PathSignature, TooLarge),
    ),
    // The list has this as a refusal, for robustness: what counts there is that nothing panics. A
    // certificate that is not on the path has no say.
    (
        "X5P-054 unknown kind of key beside the path",
        |s| {
            let mut other = authority(&name("other"), &name("other"), &key("other"));
            other.public_key = der::sequence(&[
                der::sequence(&[der::oid(PRIVATE)]),
                der::bit_string(0, &[1]),
            ]);
            add_to_chain(s, other.sign(&key("other")));
        },
        Accepted,
    ),
    (
        "X5P-055 serial number 0",
        |s| s.leaf.serial = vec![0],
        Accepted,
    ),
    (
        "X5P-055 serial number below 0",
        |s| s.leaf.serial = vec![0x80],
        Accepted,
    ),
    (
        "X5P-055 serial number of 30 octets",
        |s| s.leaf.serial = vec![1; 30],
        Accepted,
    ),
    (
        "X5P-056 empty issuer",
        |s| {
            s.leaf.issuer = Name::default();
            s.intermediate.subject = Name::default();
        },
        Refused(Step::PathIssuerName, NotAllowed),
    ),
    (
        "X5P-057 intermediate for other purposes",
        |s| {
            s.purpose = Purpose::IfStated(PURPOSE);
            s.intermediate
                .set_extension(Extension::extended_key_usage(&[SERVER_AUTH]));
        },
        Refused(Step::PathExtendedKeyUsage, Missing),
    ),
    (
        "X5P-057 intermediate for any purpose",
        |s| {
            s.purpose = Purpose::IfStated(PURPOSE);
            s.intermediate
                .set_extension(Extension::extended_key_usage(&[oid::ANY_USAGE]));
        },
        Accepted,
    ),
    (
        "X5P-058 leaf for any purpose",
        |s| {
            s.purpose = Purpose::IfStated(PURPOSE);
            s.leaf
                .set_extension(Extension::extended_key_usage(&[oid::ANY_USAGE]));
        },
        Refused(Step::PathExtendedKeyUsage, Missing),
    ),
    (
        "X5P-058 leaf without purposes",
        |s| s.purpose = Purpose::IfStated(PURPOSE),
        Accepted,
    ),
    (
        "X5P-058 leaf without the purposes it must have",
        |s| s.purpose = Purpose::Required(PURPOSE),
        Refused(Step::PathExtendedKeyUsage, Missing),
    ),
    (
        "X5P-059 length longer than needed",
        |s| s.edit_leaf = |leaf| der::overlong(leaf, 1),
        Unreadable(Malformed),
    ),
    (
        "X5P-059 indefinite length",
        |s| s.edit_leaf = |leaf| der::indefinite(leaf),
        Unreadable(Malformed),
    ),
    (
        "X5P-059 TRUE that is not 0xff",
        |s| {
            s.intermediate.set_extension(Extension::critical(
                oid::BASIC_CONSTRAINTS,
                der::sequence(&[&[1, 1, 1]]),
            ));
        },
        Refused(Step::PathBasicConstraints, Malformed),
    ),
    (
        "X5P-060 default written out",
        |s| {
            s.leaf.set_extension(Extension::new(
                oid::BASIC_CONSTRAINTS,
                der::sequence(&[der::boolean(false)]),
            ));
        },
        Accepted,
    ),
    (
        "X5P-061 object identifier with a leading 0x80",
        |s| {
            algorithm(s, &der::sequence(&[der::tlv(0x06, &[0x2a, 0x80, 0x01])]));
        },
        Refused(Step::PathSignature, Unsupported),
    ),
    (
        "X5P-061 object identifier with a huge arc",
        |s| {
            algorithm(
                s,
                &der::sequence(&[der::tlv(
                    0x06,
                    &[&[0x2a][..], &[0xff; 40], &[0x7f]].concat(),
                )]),
            );
        },
        Refused(Step::PathSignature, Unsupported),
    ),
    (
        "X5P-062 length of 4 GiB",
        |s| s.edit_leaf = |_| vec![0x30, 0x84, 0xff, 0xff, 0xff, 0xff],
        Unreadable(Malformed),
    ),
    (
        "X5P-063 deep nesting where it is read",
        |s| {
            s.intermediate
                .set_extension(Extension::critical(oid::BASIC_CONSTRAINTS, nested(10_000)));
        },
        Refused(Step::PathBasicConstraints, Malformed),
    ),
    (
        "X5P-063 deep nesting where it is not read",
        |s| {
            s.leaf
                .set_extension(Extension::new(PRIVATE, nested(10_000)));
        },
        Accepted,
    ),
    (
        "X5P-064 truncated",
        |s| s.edit_leaf = |leaf| leaf[..leaf.len() - 1].to_vec(),
        Unreadable(Malformed),
    ),
    (
        "X5P-065 revoked",
        |s| lists(s, |list| list.serials.push(vec![0x51])),
        Refused(Step::PathRevocation, Mismatch),
    ),
    (
        "X5P-065 another one revoked",
        |s| lists(s, |list| list.serials.push(vec![0x52])),
        Accepted,
    ),
    (
        "X5P-066 second distribution point of the leaf is the list's",
        |s| {
            distribution_points(s, &["https://a.example/", "https://b.example/"]);
            lists(s, |list| {
                list.extensions.push(issued_for("https://b.example/"));
                list.serials.push(vec![0x51]);
            });
        },
        Refused(Step::PathRevocation, Mismatch),
    ),
    (
        "X5P-066 list for another distribution point",
        |s| {
            distribution_points(s, &["https://a.example/"]);
            lists(s, |list| {
                list.extensions.push(issued_for("https://b.example/"));
                list.serials.push(vec![0x51]);
            });
        },
        Accepted,
    ),
    (
        "X5P-067 list for no reason",
        |s| {
            lists(s, |list| {
                let no_reason = der::sequence(&[der::implicit(3, &[])]);
                list.extensions
                    .push(Extension::critical("2.5.29.28", no_reason));
            });
        },
        Refused(Step::CrlScope, Malformed),
    ),
    (
        "X5P-068 issuer without cRLSign",
        |s| {
            s.intermediate.set_extension(Extension::key_usage(0x04));
            lists(s, |_| ());
        },
        Refused(Step::CrlKeyUsage, Missing),
    ),
    (
        "X5P-069 list out of date",
        |s| lists(s, |list| list.next_update = date(2025, 5, 1)),
        Refused(Step::CrlFreshness, Expired),
    ),
    (
        "no intermediate",
        |s| s.edit_chain = Box::new(|chain| chain.truncate(1)),
        Refused(Step::PathAnchor, Missing),
    ),
    (
        "intermediate supplied by the caller",
        |s| {
            s.supplied = vec![s.intermediate.sign(&s.root_key)];
            s.edit_chain = Box::new(|chain| chain.truncate(1));
        },
        Accepted,
    ),
    (
        "of two paths that fail, the one that reached an anchor tells why",
        |s| {
            s.intermediate.not_after = date(2025, 5, 1);
            let other = authority(&name("root"), &name("intermediate"), &key("other"));
            let other = other.sign(&key("other"));
            s.edit_chain = Box::new(move |chain| chain.insert(1, other.clone()));
        },
        Refused(Step::PathValidity, Expired),
    ),
    (
        "expired intermediate beside one that is not",
        |s| {
            let mut expired = s.intermediate.clone();
            expired.not_after = date(2025, 5, 1);
            let expired = expired.sign(&s.root_key);
            s.edit_chain = Box::new(move |chain| chain.insert(1, expired.clone()));
        },
        Accepted,
    ),
    (
        "delta list",
        |s| {
            lists(s, |list| {
                list.extensions
                    .push(Extension::critical("2.5.29.27", der::integer(1)));
            });
        },
        Refused(Step::CrlScope, NotAllowed),
    ),
    (
        "indirect list",
        |s| {
            lists(s, |list| {
                let indirect = der::sequence(&[der::implicit(4, &[0xff])]);
                list.extensions
                    .push(Extension::critical("2.5.29.28", indirect));
            });
        },
        Refused(Step::CrlScope, NotAllowed),
    ),
    (
        "list with an unknown critical extension",
        |s| {
            lists(s, |list| {
                list.extensions
                    .push(Extension::critical(PRIVATE, der::null()));
            });
        },
        Refused(Step::CrlExtensions, Unsupported),
    ),
    (
        "name constraints that are not critical",
        |s| {
            exclude(s, DNS, b"example.org");
            s.intermediate.extension_mut(oid::NAME_CONSTRAINTS).critical = None;
        },
        Refused(Step::PathNameConstraintsSyntax, NotAllowed),
    ),
    (
        "name constraints without a subtree",
        |s| {
            s.intermediate.set_extension(Extension::critical(
                oid::NAME_CONSTRAINTS,
                der::sequence::<Vec<u8>>(&[]),
            ));
        },
        Refused(Step::PathNameConstraintsSyntax, Missing),
    ),
    (
        "mail address in the subject, excluded",
        |s| {
            exclude(s, 1, b"example.com");
            s.leaf.subject.set("1.2.840.113549.1.9.1", "a@example.com");
        },
        Refused(Step::PathNameConstraints, NotAllowed),
    ),
];

fn algorithm(s: &mut Scenario, identifier: &[u8]) {
    s.leaf.inner_algorithm = Some(identifier.to_vec());
    s.leaf.outer_algorithm = Some(identifier.to_vec());
}

/// An intermediate with an RSA key of so many bytes, which says that it signed the leaf.
fn rsa_modulus(s: &mut Scenario, bytes: usize) {
    let n = vec![0xff; bytes];
    let rsa = PublicKey::Rsa {
        n,
        e: vec![1, 0, 1],
    };
    s.intermediate.public_key = rsa.to_spki();
    algorithm(s, &signature_algorithm(Scheme::RsaPkcs1(Hash::Sha256)));
}

pub(crate) fn exclude(s: &mut Scenario, kind: u32, base: &[u8]) {
    constrain(s, 1, &der::implicit(kind, base));
}

/// Name constraints of the intermediate: one subtree, permitted (0) or excluded (1).
pub(crate) fn constrain(s: &mut Scenario, which: u8, base: &[u8]) {
    let subtrees = der::tlv(0xa0 | which, &der::sequence(&[base]));
    let value = der::sequence(&[subtrees]);
    s.intermediate
        .set_extension(Extension::critical(oid::NAME_CONSTRAINTS, value));
}

pub(crate) fn alternative_name(s: &mut Scenario, name: &[u8]) {
    s.leaf.set_extension(Extension::new(
        oid::SUBJECT_ALT_NAME,
        der::sequence(&[name]),
    ));
}

fn require_explicit_policy(s: &mut Scenario) {
    let value = der::sequence(&[der::implicit(0, &[0])]);
    s.intermediate
        .set_extension(Extension::critical(POLICY_CONSTRAINTS, value));
}

/// The intermediate's name and key, certified by "loop".
pub(crate) fn looping_intermediate() -> Vec<u8> {
    let mut spec = authority(&name("loop"), &name("intermediate"), &key("intermediate"));
    spec.scheme = ES256;
    spec.sign(&key("loop"))
}

pub(crate) fn add_to_chain(s: &mut Scenario, certificate: Vec<u8>) {
    let before = std::mem::replace(&mut s.edit_chain, Box::new(|_| ()));
    s.edit_chain = Box::new(move |chain| {
        before(chain);
        chain.push(certificate.clone());
    });
}

/// The chain is signed by, and ends with, a root of the attacker's.
fn attackers_root(s: &mut Scenario, called: &str) {
    s.root_key = key("attacker");
    let root = authority(&name(called), &name(called), &key("attacker"));
    add_to_chain(s, root.sign(&key("attacker")));
    s.anchors = |s, _, _| vec![s.root.sign(&key("root"))];
}

fn explicit_curve() -> Vec<u8> {
    let parameters = der::sequence(&[der::integer(1), der::null()]);
    let algorithm = der::sequence(&[der::oid("1.2.840.10045.2.1"), parameters]);
    let public = key("leaf").public();
    der::sequence(&[algorithm, der::bit_string(0, &public.key_bits())])
}

/// NULL in so many of them, SEQUENCE in SEQUENCE, written from its end.
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
    reversed.into_iter().rev().collect()
}

/// The same certificate, three bits of whose signature are said to be unused.
fn with_unused_bits(leaf: &[u8]) -> Vec<u8> {
    let certificate = Certificate::parse(leaf).expect("a certificate");
    let mut signature = certificate.signature().to_vec();
    *signature.last_mut().expect("a byte") &= 0xf8;
    let algorithm = signature_algorithm(ES256);
    der::sequence(&[
        certificate.tbs(),
        &algorithm,
        &der::bit_string(3, &signature),
    ])
}

pub(crate) fn lists(s: &mut Scenario, bend: impl FnOnce(&mut ListSpec)) {
    let mut list = ListSpec::new();
    bend(&mut list);
    s.lists.push(list);
}

pub(crate) fn distribution_points(s: &mut Scenario, uris: &[&str]) {
    let point = |uri: &&str| der::sequence(&[point_name(uri)]);
    let points: Vec<_> = uris.iter().map(point).collect();
    s.leaf
        .set_extension(Extension::new("2.5.29.31", der::sequence(&points)));
}

pub(crate) fn issued_for(uri: &str) -> Extension {
    Extension::critical("2.5.29.28", der::sequence(&[point_name(uri)]))
}

/// `[0] { fullName [0] { URI } }`
pub(crate) fn point_name(uri: &str) -> Vec<u8> {
    der::explicit(0, &der::tlv(0xa0, &der::implicit(URI, uri.as_bytes())))
}
