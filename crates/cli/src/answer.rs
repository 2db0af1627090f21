use countersign::Rejection;
use serde_json::{Value, json};

use crate::node::{RED, RESET};

/// What a command says: for people, and as JSON.
pub(crate) struct Answer {
    /// Lines, with colours.
    pub(crate) text: String,
    /// The same.
    pub(crate) json: Value,
    /// Whether the answer is no: exit code 1.
    pub(crate) refused: bool,
}

/// A refusal in words: step, section with its address, and reason.
pub(crate) fn refusal_text(rejection: &Rejection) -> String {
    let (step, clause) = (rejection.step(), rejection.step().clause());
    format!(
        "{RED}refused{RESET} at {step}\n  {clause}: {}\n  {}\n  {}\n",
        clause.summary,
        step.url(),
        printable(&rejection.reason().to_string()),
    )
}

/// A refusal as JSON.
pub(crate) fn refusal_json(rejection: &Rejection) -> Value {
    let step = rejection.step();
    json!({
        "step": step.name(),
        "section": step.clause().to_string(),
        "url": step.url(),
        "reason": rejection.reason().kind().name(),
        "message": rejection.reason().to_string(),
    })
}

/// Text from outside without what a terminal would obey.
pub(crate) fn printable(text: &str) -> String {
    let shown = |letter: char| match letter {
        // Bidirectional overrides can make a line read as another one.
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        _ if letter.is_control() => '\u{fffd}',
        _ => letter,
    };
    text.chars().map(shown).collect()
}
