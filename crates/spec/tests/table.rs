//! The table of steps against a copy of the specification.

use std::collections::BTreeSet;

use countersign_spec::{Document, Step};

#[test]
fn names_and_places_are_unique() {
    let names: BTreeSet<_> = Step::ALL.iter().map(|step| step.name()).collect();
    assert_eq!(names.len(), Step::ALL.len());
    let places: BTreeSet<_> = Step::ALL
        .iter()
        .map(|step| step.clause().to_string())
        .collect();
    assert_eq!(places.len(), Step::ALL.len());
}

#[test]
fn a_step_is_found_by_its_name() {
    for &step in Step::ALL {
        assert_eq!(Step::from_name(step.name()), Some(step));
    }
    assert_eq!(Step::from_name("NoSuchStep"), None);
}

/// Reads the copy that `WEBAUTHN_INDEX_BS` names: `index.bs` of `w3c/webauthn` at the commit that
/// the crate's documentation gives. The text is not ours to ship, so without it this says so.
#[test]
fn the_words_stand_in_the_pinned_text_in_the_order_of_the_table() {
    let Ok(path) = std::env::var("WEBAUTHN_INDEX_BS") else {
        println!("left out: WEBAUTHN_INDEX_BS names no copy of the specification");
        return;
    };
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    for clause in Step::ALL.iter().map(|step| step.clause()) {
        if clause.document == Document::WebAuthn {
            assert!(
                text.contains(&format!("{{#{}}}", clause.anchor)),
                "{clause}: no anchor"
            );
        }
    }
    let mut anchor = "";
    let mut rest = String::new();
    for &step in Step::ALL {
        let clause = step.clause();
        if clause.document != Document::WebAuthn {
            continue;
        }
        if clause.anchor != anchor {
            anchor = clause.anchor;
            rest = section(&text, anchor);
        }
        let at = rest
            .find(&plain(clause.words))
            .unwrap_or_else(|| panic!("{step} ({clause}): «{}» not found in order", clause.words));
        rest = rest[at + 1..].to_owned();
    }
}

/// The text from the section's heading to the next heading, without markup.
fn section(text: &str, anchor: &str) -> String {
    let start = text.find(&format!("{{#{anchor}}}")).expect("checked above");
    let start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[start + 1..]
        .match_indices("\n#")
        .map(|(at, _)| start + 1 + at)
        .next();
    plain(&text[start..end.unwrap_or(text.len())])
}

/// Bikeshed's source as a reader sees it, near enough to compare words: links by their text,
/// without tags, variables' bars and code marks; white space folded.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text.replace("[=[RP]=]", "Relying Party");
    for (entity, character) in [("&le;", "≤"), ("[TRUE]", "true"), ("[FALSE]", "false")] {
        rest = rest.replace(entity, character);
    }
    let mut chars = rest.chars().peekable();
    let mut skip_tag = false;
    while let Some(c) = chars.next() {
        match c {
            '<' if chars
                .peek()
                .is_some_and(|c| c.is_ascii_alphabetic() || "/!".contains(*c)) =>
            {
                skip_tag = true;
            }
            '>' if skip_tag => skip_tag = false,
            _ if skip_tag => {}
            _ => out.push(c),
        }
    }
    for (open, close) in [("{{", "}}"), ("[=", "=]"), ("[$", "$]")] {
        out = unlink(&out, open, close);
    }
    let out: String = out.chars().filter(|c| !"|`".contains(*c)).collect();
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Replaces each link by its text: what follows `|`, or else the last part of a path.
fn unlink(text: &str, open: &str, close: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(open) {
        let Some((inside, after)) = after.split_once(close) else {
            break;
        };
        out.push_str(before);
        let shown = inside.rsplit_once('|').map_or_else(
            || inside.rsplit_once('/').map_or(inside, |(_, last)| last),
            |(_, shown)| shown,
        );
        out.push_str(shown);
        rest = after;
    }
    out + rest
}
