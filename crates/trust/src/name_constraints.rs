use alloc::vec::Vec;

use countersign_spec::{At as _, Reason, Rejection, Step};
use countersign_x509::{Certificate, DerReader, GeneralName, ObjectIdentifier, Tag, TagNumber};

use crate::budget::Work;
use crate::subtree::{Kind, Subject, Subtree};

const WHAT: &str = "nameConstraints";

/// What names an issuer may certify, itself and below:
/// [RFC 5280 §4.2.1.10](https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.10).
#[derive(Clone, Debug)]
pub(crate) struct NameConstraints<'a> {
    /// "permittedSubtrees"
    permitted: Vec<Subtree<'a>>,
    /// "excludedSubtrees"
    excluded: Vec<Subtree<'a>>,
}

impl<'a> NameConstraints<'a> {
    /// Parses the content of the extension; every subtree in it must be well formed.
    pub(crate) fn parse(value: &'a [u8]) -> Result<Self, Reason> {
        DerReader::read_all(value, WHAT, |r| {
            r.nested(Tag::Sequence, WHAT, |r| {
                let permitted = subtrees(r, 0)?;
                let excluded = subtrees(r, 1)?;
                if permitted.is_empty() && excluded.is_empty() {
                    return Err(Reason::Missing("subtree in nameConstraints"));
                }
                Ok(Self {
                    permitted,
                    excluded,
                })
            })
        })
    }

    /// Whether the issuer may certify all names of a certificate: its subject, the mail addresses
    /// in that, and its alternative names (§6.1.3 (b) and (c)).
    pub(crate) fn allow(
        &self,
        certificate: &Certificate<'a>,
        work: &mut Work,
    ) -> Result<(), Rejection> {
        const EMAIL_ADDRESS: ObjectIdentifier =
            ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.1");
        let subject = certificate.subject();
        if !subject.is_empty() {
            self.allow_name(&Subject::Directory(subject), work)?;
        }
        // STRICTER: §4.2.1.10 looks at mail addresses in the subject only where there is no
        // alternative name; we look at them always.
        for attribute in subject.attributes() {
            let attribute = attribute.at(Step::PathNameConstraints)?;
            if attribute.oid == EMAIL_ADDRESS {
                self.allow_name(&Subject::Mailbox(attribute.value), work)?;
            }
        }
        let names = certificate
            .subject_alt_names()
            .at(Step::PathNameConstraints)?;
        for name in names.into_iter().flatten() {
            let name = name.at(Step::PathNameConstraints)?;
            self.allow_name(&Subject::from(name), work)?;
        }
        Ok(())
    }

    /// A name must be in no excluded subtree, and in a permitted one if there is one of its kind.
    fn allow_name(&self, name: &Subject<'a>, work: &mut Work) -> Result<(), Rejection> {
        const STEP: Step = Step::PathNameConstraints;
        work.comparisons(self.permitted.len().saturating_add(self.excluded.len()))?;
        let kind = name.kind();
        for subtree in of_kind(&self.excluded, kind) {
            let touches = subtree.touches(name).at(STEP)?;
            STEP.require(!touches, Reason::NotAllowed("name in an excluded subtree"))?;
        }
        let mut permitted = of_kind(&self.permitted, kind).peekable();
        if permitted.peek().is_none() {
            return Ok(());
        }
        for subtree in permitted {
            if subtree.holds(name).at(STEP)? {
                return Ok(());
            }
        }
        Err(STEP.refuse(Reason::NotAllowed("name outside the permitted subtrees")))
    }
}

fn of_kind<'s, 'a>(
    subtrees: &'s [Subtree<'a>],
    kind: Kind,
) -> impl Iterator<Item = &'s Subtree<'a>> {
    subtrees
        .iter()
        .filter(move |subtree| subtree.kind() == kind)
}

/// `GeneralSubtrees`, a list of at least one, if it is there.
fn subtrees<'a>(r: &mut DerReader<'a>, number: u32) -> Result<Vec<Subtree<'a>>, Reason> {
    let tag = Tag::ContextSpecific {
        constructed: true,
        number: TagNumber(number),
    };
    let list = r.optional_nested(tag, WHAT, |r| {
        let mut list = Vec::new();
        while !r.is_empty() {
            list.push(r.nested(Tag::Sequence, WHAT, general_subtree)?);
        }
        if list.is_empty() {
            Err(Reason::Missing("subtree in nameConstraints"))
        } else {
            Ok(list)
        }
    })?;
    Ok(list.unwrap_or_default())
}

/// `GeneralSubtree`: §4.2.1.10 "minimum MUST be zero, and maximum MUST be absent".
fn general_subtree<'a>(r: &mut DerReader<'a>) -> Result<Subtree<'a>, Reason> {
    let subtree = Subtree::new(GeneralName::read(r)?)?;
    if r.is_empty() {
        Ok(subtree)
    } else {
        Err(Reason::NotAllowed("minimum or maximum of a subtree"))
    }
}
