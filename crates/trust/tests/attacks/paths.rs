//! Which certificates a path may go through, and how far the search for one goes.

use crate::scenario::{Outcome, Scenario, authority, key, name};
use crate::table::{Bend, DNS, PURPOSE, add_to_chain};
use countersign_authenticator::certificate::{Extension, oid};
use countersign_authenticator::der;
use countersign_spec::{ReasonKind, Step};
use countersign_trust::{AnchorInChain, Purpose};

use Outcome::{Accepted, Refused};
use ReasonKind::{BadSignature, Missing, NotAllowed, TooLarge};

/// What is bent, how, and what comes of it.
pub(crate) const ROWS: &[(&str, Bend, Outcome)] = &[
    (
        "path of as many certificates as the budget has",
        |s| s.budget.path_certificates = 2,
        Accepted,
    ),
    (
        "path of more certificates than the budget has",
        |s| s.budget.path_certificates = 1,
        Refused(Step::PathBudget, TooLarge),
    ),
    (
        "names that spend the budget, beside a path without them",
        |s| {
            let plain = s.intermediate.sign(&s.root_key);
            many_names(s);
            add_to_chain(s, plain);
        },
        Refused(Step::PathBudget, TooLarge),
    ),
    (
        "anchor in the chain where it may not be",
        |s| {
            s.anchor_in_chain = AnchorInChain::Refused;
            add_to_chain(s, s.root.sign(&s.root_key));
        },
        Refused(Step::PathAnchor, NotAllowed),
    ),
    (
        "anchor not in the chain where it may not be",
        |s| s.anchor_in_chain = AnchorInChain::Refused,
        Accepted,
    ),
    (
        "new key of an intermediate, certified with its old one",
        |s| {
            let old = s.intermediate.sign(&s.root_key);
            let name = name("intermediate");
            let new = authority(&name, &name, &key("new")).sign(&s.intermediate_key);
            s.intermediate_key = key("new");
            s.edit_chain = Box::new(move |chain| {
                chain.truncate(1);
                chain.extend([new.clone(), old.clone()]);
            });
        },
        Accepted,
    ),
    (
        "the same, without the old one",
        |s| {
            let name = name("intermediate");
            let new = authority(&name, &name, &key("new")).sign(&s.intermediate_key);
            s.intermediate_key = key("new");
            s.edit_chain = Box::new(move |chain| {
                chain.truncate(1);
                chain.push(new.clone());
            });
        },
        Refused(Step::PathAnchor, Missing),
    ),
    (
        "unrelated certificate after an intermediate whose issuer is missing",
        |s| {
            let other = authority(&name("other"), &name("other"), &key("other"));
            let other = other.sign(&key("other"));
            add_to_chain(s, other.clone());
            s.anchors = |_, _, chain| vec![chain[2].clone()];
        },
        Refused(Step::PathAnchor, Missing),
    ),
    (
        "root of version 1",
        |s| {
            s.root.version = None;
            s.root.extensions.clear();
        },
        Accepted,
    ),
    (
        "root of version 1, with another key",
        |s| {
            s.root.version = None;
            s.root.extensions.clear();
            s.root.public_key = key("another").public().to_spki();
        },
        Refused(Step::PathSignature, BadSignature),
    ),
    (
        "leaf with the purpose that it must have, and an intermediate without any",
        |s| {
            s.purpose = Purpose::Required(PURPOSE);
            s.leaf
                .set_extension(Extension::extended_key_usage(&[oid::TCG_AIK]));
        },
        Accepted,
    ),
];

/// A thousand permitted hosts of the intermediate, and as many names of the leaf.
fn many_names(s: &mut Scenario) {
    let hosts = (0..1000).map(|n| der::implicit(DNS, format!("h{n}.example.com").as_bytes()));
    let hosts: Vec<_> = hosts.collect();
    let subtrees: Vec<_> = hosts.iter().map(|host| der::sequence(&[host])).collect();
    let value = der::sequence(&[der::tlv(0xa0, &subtrees.concat())]);
    s.intermediate
        .set_extension(Extension::critical(oid::NAME_CONSTRAINTS, value));
    s.leaf
        .set_extension(Extension::new(oid::SUBJECT_ALT_NAME, der::sequence(&hosts)));
}
