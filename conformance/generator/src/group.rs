use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde_json::Value;

use crate::{Accepted, Account, Ceremony, Draft, TestName, Twin};

/// One of the two lists of cases.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum List {
    /// Attacks on relying parties, by area.
    Attacks,
    /// The cases of FIDO's server tests, by group.
    FidoServer,
}

/// The suite of vectors of which FIDO's conformance tools demand something else, and the name of
/// their profile.
pub const TOOL: &str = "fido-tool";

/// The cases of one area of a list: one file of vectors.
#[derive(Debug)]
pub struct Group {
    list: List,
    name: &'static str,
    vectors: Vec<Value>,
    ids: BTreeSet<String>,
    accounts: BTreeMap<String, Account>,
}

impl List {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Attacks, Self::FidoServer];

    /// The suite of its vectors, which is the name of their folder.
    #[must_use]
    pub const fn suite(self) -> &'static str {
        match self {
            Self::Attacks => "attacks",
            Self::FidoServer => "fido-server",
        }
    }

    /// The case that a vector's id belongs to, without the suite: `CDJ-004/leading-space` is one
    /// of `CDJ-004`, `Resp-1/F-2/number` one of `Resp-1/F-2`.
    fn case(self, id: &str) -> &str {
        let last = match self {
            Self::Attacks => 0,
            Self::FidoServer => 1,
        };
        let end = id.match_indices('/').nth(last);
        end.and_then(|(end, _)| id.get(..end)).unwrap_or(id)
    }
}

impl Group {
    /// A group without cases. The name is that of the list.
    #[must_use]
    pub const fn new(list: List, name: &'static str) -> Self {
        Self {
            list,
            name,
            vectors: Vec::new(),
            ids: BTreeSet::new(),
            accounts: BTreeMap::new(),
        }
    }

    /// Adds an accepted vector that others are bent from.
    pub fn twin<C: Ceremony>(&mut self, name: &str, make: impl Fn() -> C + 'static) -> Twin<C> {
        self.twin_asking(name, make, |draft| draft)
    }

    /// As [`Group::twin`], with what the relying party asks for and has stored: it is the same
    /// for all that are bent from it.
    pub fn twin_asking<C: Ceremony>(
        &mut self,
        name: &str,
        make: impl Fn() -> C + 'static,
        ask: impl Fn(Draft<'_>) -> Draft<'_> + 'static,
    ) -> Twin<C> {
        let id = format!("{}/{}/{name}", self.list.suite(), self.slug());
        let draft = ask(Draft::new(self, &id, None, make()));
        let _accepted = draft.accept();
        Twin {
            id,
            make: Rc::new(make),
            ask: Rc::new(ask),
        }
    }

    /// Begins a vector that differs from its twin as `mutation` says. The id is that of the list,
    /// with a name behind it where there are several: `CDJ-004/leading-space`.
    pub fn case<C: Ceremony>(
        &mut self,
        id: &str,
        mutation: &str,
        twin: &Twin<C>,
        bend: impl FnOnce(C) -> C,
    ) -> Draft<'_> {
        let full = self.account_for(id);
        let draft = Draft::new(self, &full, Some((&twin.id, mutation)), bend((twin.make)()));
        (twin.ask)(draft)
    }

    /// As [`Group::case`], for a case of which FIDO's conformance tools demand something else than
    /// the specification does: it goes into a suite of its own. [`Draft::tool_refuses`] or
    /// [`Draft::tool_accepts`] says what they demand.
    pub fn tool_case<C: Ceremony>(
        &mut self,
        id: &str,
        mutation: &str,
        twin: &Twin<C>,
        bend: impl FnOnce(C) -> C,
    ) -> Draft<'_> {
        let full = format!("{TOOL}/{id}");
        let case = self.list.case(id).to_owned();
        self.same_as(&case, &full);
        let draft = Draft::new(self, &full, Some((&twin.id, mutation)), bend((twin.make)()));
        (twin.ask)(draft)
    }

    /// Begins a vector with the very response of one that is accepted, to be asked for something
    /// else.
    pub fn again(&mut self, id: &str, mutation: &str, accepted: &Accepted) -> Draft<'_> {
        let full = self.account_for(id);
        Draft::again(self, &full, mutation, accepted)
    }

    /// Says that a vector of another id is this case as well.
    pub fn same_as(&mut self, id: &str, vector: &str) {
        let account = self.accounts.entry(id.to_owned()).or_default();
        account.vectors.push(vector.to_owned());
    }

    /// Says that a test covers the case: `crate::test_name`, the crate as its directory is called.
    pub fn test(&mut self, id: &str, test: &str) {
        let account = self.accounts.entry(id.to_owned()).or_default();
        account.tests.push(TestName::new(test));
    }

    /// Says what the case waits for.
    pub fn waiting(&mut self, id: &str, what: &str) {
        let account = self.accounts.entry(id.to_owned()).or_default();
        assert_eq!(account.waiting, None, "{id}: said twice");
        account.waiting = Some(what.to_owned());
    }

    /// Says what several cases wait for.
    pub fn all_waiting(&mut self, ids: &[&str], what: &str) {
        for id in ids {
            self.waiting(id, what);
        }
    }

    /// Says why a case does not apply to this engine.
    pub fn not_applicable(&mut self, id: &str, why: &str) {
        let account = self.accounts.entry(id.to_owned()).or_default();
        assert_eq!(account.not_applicable, None, "{id}: said twice");
        account.not_applicable = Some(why.to_owned());
    }

    /// The list.
    #[must_use]
    pub const fn list(&self) -> List {
        self.list
    }

    /// The name in the list.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The name as a file is called.
    #[must_use]
    pub fn slug(&self) -> String {
        let plain = self.name.replace(['(', ')'], "");
        plain.to_lowercase().replace([' ', '.'], "-")
    }

    /// The vectors, in the order they were made.
    #[must_use]
    pub fn vectors(&self) -> &[Value] {
        &self.vectors
    }

    /// Every case of the group with what accounts for it.
    pub fn accounts(&self) -> impl Iterator<Item = (&str, &Account)> {
        self.accounts
            .iter()
            .map(|(id, account)| (id.as_str(), account))
    }

    /// Notes a vector for its case; gives its whole id.
    fn account_for(&mut self, id: &str) -> String {
        let full = format!("{}/{id}", self.list.suite());
        let case = self.list.case(id).to_owned();
        let account = self.accounts.entry(case).or_default();
        account.vectors.push(full.clone());
        full
    }

    pub(crate) fn add(&mut self, id: &str, vector: Value) {
        assert!(self.ids.insert(id.to_owned()), "{id} is there twice");
        self.vectors.push(vector);
    }
}

#[cfg(test)]
mod tests {
    use super::List;

    #[test]
    fn a_variant_belongs_to_its_case() {
        assert_eq!(List::Attacks.case("CDJ-004/leading-space"), "CDJ-004");
        assert_eq!(List::Attacks.case("CDJ-004"), "CDJ-004");
        assert_eq!(List::FidoServer.case("Resp-1/F-2/number"), "Resp-1/F-2");
        assert_eq!(List::FidoServer.case("Resp-1/F-2"), "Resp-1/F-2");
    }
}
