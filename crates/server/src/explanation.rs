//! The last ceremony of a browser, step by step, for the developer's panel.

use countersign::Explanation;
use serde_json::{Value, json};

use crate::app::{App, after, now};
use crate::browser::Browser;

/// Which ceremony was explained.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Registration,
    Authentication,
}

/// Keeps an explanation for the browser to ask for; a failure costs nobody their ceremony.
pub(crate) async fn keep(app: &App, browser: &Browser, kind: Kind, explanation: &Explanation) {
    if !app.config.developer {
        return;
    }
    let text = shown(kind, explanation).to_string();
    let expires = after(app.config.session);
    if let Err(error) = app
        .store
        .keep_explanation(&browser.id, &text, expires)
        .await
    {
        tracing::warn!(%error, "the explanation was not kept");
    }
}

fn shown(kind: Kind, explanation: &Explanation) -> Value {
    let steps = explanation.steps().iter().map(|walked| {
        let step = walked.step();
        json!({
            "step": step.name(),
            "clause": step.clause().to_string(),
            "link": step.url(),
            "title": step.clause().summary,
            "outcome": walked.outcome().name(),
            "why": walked.outcome().why(),
        })
    });
    json!({
        "ceremony": match kind {
            Kind::Registration => "registration",
            Kind::Authentication => "authentication",
        },
        "at": now().0,
        "steps": steps.collect::<Vec<_>>(),
    })
}
