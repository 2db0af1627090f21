//! Names and the constraints that issuers have on them, kind by kind.

use crate::scenario::{Outcome, Scenario, name};
use crate::table::{Bend, DNS, alternative_name, constrain, exclude};
use countersign_authenticator::certificate::{Extension, Name, oid};
use countersign_authenticator::der;
use countersign_spec::{ReasonKind, Step};

use Outcome::{Accepted, Refused};

const MAIL: u32 = 1;
const IP: u32 = 7;
const PERMITTED: u8 = 0;
const OUTSIDE: Outcome = Refused(Step::PathNameConstraints, ReasonKind::NotAllowed);

/// What is bent, how, and what comes of it.
pub(crate) const ROWS: &[(&str, Bend, Outcome)] = &[
    (
        "subject in the permitted directory",
        |s| constrain(s, PERMITTED, &directory(&organization("Countersign"))),
        Accepted,
    ),
    (
        "subject outside the permitted directory",
        |s| constrain(s, PERMITTED, &directory(&organization("Another"))),
        OUTSIDE,
    ),
    (
        "no subject, and a permitted directory",
        |s| {
            constrain(s, PERMITTED, &directory(&organization("Another")));
            s.leaf.subject = Name::default();
        },
        Accepted,
    ),
    (
        "directory name in an excluded directory",
        |s| {
            constrain(s, 1, &directory(&organization("Another")));
            alternative_name(s, &directory(&organization("Another")));
        },
        OUTSIDE,
    ),
    (
        "directory name in no excluded directory",
        |s| {
            constrain(s, 1, &directory(&organization("Another")));
            alternative_name(s, &directory(&organization("A third")));
        },
        Accepted,
    ),
    (
        "mail address at an excluded host",
        |s| {
            exclude(s, MAIL, b"example.com");
            alternative_name(s, &der::implicit(MAIL, b"a@example.com"));
        },
        OUTSIDE,
    ),
    (
        "mail address at no excluded host",
        |s| {
            exclude(s, MAIL, b"example.com");
            alternative_name(s, &der::implicit(MAIL, b"a@example.org"));
        },
        Accepted,
    ),
    (
        "address in an excluded network",
        |s| {
            exclude(s, IP, &[192, 0, 2, 0, 255, 255, 255, 0]);
            alternative_name(s, &der::implicit(IP, &[192, 0, 2, 1]));
        },
        OUTSIDE,
    ),
    (
        "address in no excluded network",
        |s| {
            exclude(s, IP, &[192, 0, 2, 0, 255, 255, 255, 0]);
            alternative_name(s, &der::implicit(IP, &[192, 0, 3, 1]));
        },
        Accepted,
    ),
    (
        "intermediate whose name the root excludes",
        |s| root_excludes(s, &directory(&name("intermediate"))),
        OUTSIDE,
    ),
    (
        "self-issued intermediate with a name that the root excludes",
        |s| {
            root_excludes(s, &der::implicit(DNS, b"ca.example.com"));
            s.intermediate
                .set_extension(Extension::dns_name("ca.example.com"));
            s.intermediate.subject = s.root.subject.clone();
            s.leaf.issuer = s.root.subject.clone();
        },
        Accepted,
    ),
    (
        "the same, not self-issued",
        |s| {
            root_excludes(s, &der::implicit(DNS, b"ca.example.com"));
            s.intermediate
                .set_extension(Extension::dns_name("ca.example.com"));
        },
        OUTSIDE,
    ),
    (
        "self-issued leaf with a name that its issuer excludes",
        |s| {
            exclude(s, DNS, b"leaf.example.com");
            s.leaf.subject = s.intermediate.subject.clone();
        },
        OUTSIDE,
    ),
];

fn organization(called: &str) -> Name {
    Name::new(&[(oid::ORGANIZATION, called)])
}

/// "directoryName", which is tagged explicitly as a name is a CHOICE.
fn directory(name: &Name) -> Vec<u8> {
    der::explicit(4, &name.encode())
}

fn root_excludes(s: &mut Scenario, base: &[u8]) {
    let value = der::sequence(&[der::tlv(0xa1, &der::sequence(&[base]))]);
    s.root
        .set_extension(Extension::critical(oid::NAME_CONSTRAINTS, value));
}
