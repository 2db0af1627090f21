use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

use crate::{Account, Group, List, TOOL};

/// The page that says for every id of both lists what accounts for it.
#[must_use]
pub fn page(groups: &[Group]) -> String {
    let mut page = HEAD.to_owned();
    page += &totals(groups);
    let vectors: BTreeMap<_, _> = groups
        .iter()
        .flat_map(Group::vectors)
        .map(|vector| (vector["id"].as_str().expect("an id"), vector))
        .collect();
    for list in List::ALL {
        let _ = write!(page, "\n## {}\n", title(list));
        for group in groups.iter().filter(|group| group.list() == list) {
            section(&mut page, group, &vectors);
        }
    }
    page
}

const HEAD: &str = "\
# Cases

Two lists of cases, and what accounts for each: the vectors in `conformance/vectors/` that have it, the
tests in the source, what it waits for, or why it does not apply. A vector's name is that of its case,
with a word behind it where there are several. This page is generated: `just vectors`.
";

const fn title(list: List) -> &'static str {
    match list {
        List::Attacks => "Attacks",
        List::FidoServer => "FIDO server cases",
    }
}

/// How many cases of each list are accounted for in which way.
fn totals(groups: &[Group]) -> String {
    let mut table = "\n| list | cases | by vectors | by tests alone | waiting | not applicable |\n\
        |---|---|---|---|---|---|\n"
        .to_owned();
    for list in List::ALL {
        let of_list = groups.iter().filter(|group| group.list() == list);
        let accounts: Vec<_> = of_list
            .flat_map(Group::accounts)
            .map(|(_, account)| account)
            .collect();
        let count = |is: fn(&Account) -> bool| accounts.iter().filter(|a| is(a)).count();
        let _ = writeln!(
            table,
            "| {} | {} | {} | {} | {} | {} |",
            title(list),
            accounts.len(),
            count(|a| !a.vectors.is_empty()),
            count(|a| a.vectors.is_empty() && !a.tests.is_empty()),
            count(|a| a.waiting.is_some()),
            count(|a| a.not_applicable.is_some()),
        );
    }
    table
}

fn section(page: &mut String, group: &Group, vectors: &BTreeMap<&str, &Value>) {
    let _ = write!(page, "\n### {}\n\n| id | |\n|---|---|\n", group.name());
    let mut accounts: Vec<_> = group.accounts().collect();
    accounts.sort_by_key(|(id, _)| place(id));
    for (id, account) in accounts {
        let _ = writeln!(page, "| {id} | {} |", cell(group.list(), account, vectors));
    }
}

/// Sorts `F-10` behind `F-9`.
fn place(id: &str) -> (&str, u32, &str) {
    let text = id.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = id.strip_prefix(text).unwrap_or_default();
    (text, number.parse().unwrap_or_default(), id)
}

fn cell(list: List, account: &Account, vectors: &BTreeMap<&str, &Value>) -> String {
    let mut lines: Vec<_> = account
        .vectors
        .iter()
        .map(|id| {
            let vector = vectors.get(id.as_str());
            let vector = vector.unwrap_or_else(|| panic!("{id}: no such vector"));
            line(list, id, vector)
        })
        .collect();
    lines.extend(account.tests.iter().map(|test| format!("test `{test}`")));
    lines.extend(
        account
            .waiting
            .iter()
            .map(|what| format!("waiting for {what}")),
    );
    lines.extend(
        account
            .not_applicable
            .iter()
            .map(|why| format!("not applicable: {why}")),
    );
    lines.join("<br>")
}

/// A vector: its name, what is different, and the verdict.
fn line(list: List, id: &str, vector: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let name = id.strip_prefix(list.suite()).unwrap_or(id);
    let name = name.trim_start_matches('/');
    let mutation = match text(&vector["mutation"]) {
        mutation if mutation.is_empty() => "nothing is different".to_owned(),
        mutation => mutation,
    };
    let tool = match &vector["profiles"][TOOL]["expect"] {
        Value::Null => String::new(),
        expect => format!("; under {TOOL}: {}", verdict(expect)),
    };
    let verdict = verdict(&vector["expect"]);
    format!("`{name}`: {}: {verdict}{tool}", plain(&mutation))
}

fn verdict(expect: &Value) -> String {
    let text = |name: &str| expect[name].as_str().unwrap_or_default().to_owned();
    let verdict = match text("verdict").as_str() {
        "reject" => format!("refused, {} {}", text("step"), text("reason")),
        _ => "accepted".to_owned(),
    };
    match text("why") {
        why if why.is_empty() => verdict,
        why => format!("{verdict} ({})", plain(&why)),
    }
}

/// Text that a cell of a table can hold.
fn plain(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "\\<")
}
