//! The last ceremony of each browser, step by step: for developers, where the configuration says
//! that the page is theirs.

use countersign::{Explanation, WalkedStep};
use serde_json::{Value, json};

use crate::app::{App, after, now};
use crate::browser::Browser;
use crate::error::ApiError;

/// Which of the two it was, as the page knows it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Registration,
    Authentication,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Registration => "registration",
            Self::Authentication => "authentication",
        }
    }
}

/// Keeps it in place of the one before, as long as a session lasts.
pub(crate) async fn keep(
    app: &App,
    browser: &Browser,
    kind: Kind,
    explanation: &Explanation,
) -> Result<(), ApiError> {
    if !app.config.developer {
        return Ok(());
    }
    let steps: Vec<Value> = explanation.steps().iter().map(step).collect();
    let text = json!({ "ceremony": kind.name(), "at": now().0, "steps": steps }).to_string();
    let expires = after(app.config.session);
    app.store
        .keep_explanation(&browser.id, &text, expires)
        .await?;
    Ok(())
}

fn step(walked: &WalkedStep) -> Value {
    let step = walked.step();
    let clause = step.clause();
    json!({
        "step": step.name(),
        "clause": clause.to_string(),
        "link": step.url(),
        "title": clause.summary,
        "outcome": walked.outcome().name(),
        "why": walked.outcome().why(),
    })
}
