use countersign_spec::{ReasonKind, Step};
use serde_json::{Value, json};

use crate::{Ceremony, Group, TOOL};

/// A vector whose verdict is not said yet: [`Draft::refuse`] or [`Draft::accept`] ends it.
#[must_use = "a vector is one when its verdict is said"]
#[derive(Debug)]
pub struct Draft<'g> {
    group: &'g mut Group,
    id: String,
    vector: Value,
    json: Value,
    why: String,
    /// What FIDO's conformance tools ask for and expect, where that is something else.
    tool_request: Vec<(String, Value)>,
    tool_expect: Option<Value>,
}

/// A vector that is accepted, for others with the same response.
#[derive(Clone, Debug)]
pub struct Accepted {
    vector: Value,
    json: Value,
}

impl<'g> Draft<'g> {
    pub(crate) fn new<C: Ceremony>(
        group: &'g mut Group,
        id: &str,
        based_on: Option<(&str, &str)>,
        response: C,
    ) -> Self {
        let (vector, json) = response.vector(id);
        let mut vector = vector.json().clone();
        if let Some((based_on, mutation)) = based_on {
            vector["based_on"] = based_on.into();
            vector["mutation"] = mutation.into();
        }
        Self {
            group,
            id: id.to_owned(),
            vector,
            json,
            why: String::new(),
            tool_request: Vec::new(),
            tool_expect: None,
        }
    }

    pub(crate) fn again(
        group: &'g mut Group,
        id: &str,
        mutation: &str,
        accepted: &Accepted,
    ) -> Self {
        let mut vector = accepted.vector.clone();
        vector["based_on"] = vector["id"].take();
        vector["mutation"] = mutation.into();
        vector["id"] = id.into();
        Self {
            group,
            id: id.to_owned(),
            vector,
            json: accepted.json.clone(),
            why: String::new(),
            tool_request: Vec::new(),
            tool_expect: None,
        }
    }

    /// Sets a member of `rp`.
    pub fn rp(self, name: &str, value: impl Into<Value>) -> Self {
        self.set("rp", name, value)
    }

    /// Sets a member of `request`.
    pub fn request(self, name: &str, value: impl Into<Value>) -> Self {
        self.set("request", name, value)
    }

    /// Sets a member of `request` under the profile of FIDO's conformance tools.
    pub fn tool_request(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.tool_request.push((name.to_owned(), value.into()));
        self
    }

    /// FIDO's conformance tools expect a refusal, which comes from this step for this reason.
    pub fn tool_refuses(mut self, step: Step, reason: ReasonKind, why: &str) -> Self {
        self.tool_expect = Some(json!({
            "verdict": "reject", "step": step.name(), "reason": reason.name(), "why": why,
        }));
        self
    }

    /// FIDO's conformance tools expect the response to be accepted.
    pub fn tool_accepts(mut self, why: &str) -> Self {
        self.tool_expect = Some(json!({ "verdict": "accept", "why": why }));
        self
    }

    /// Sets a member of the stored `credential`.
    pub fn credential(self, name: &str, value: impl Into<Value>) -> Self {
        self.set("credential", name, value)
    }

    /// Sets a member of `response`; null takes it out.
    pub fn response(self, name: &str, value: impl Into<Value>) -> Self {
        self.set("response", name, value)
    }

    /// Sets a member of `trust`.
    pub fn trust(self, name: &str, value: impl Into<Value>) -> Self {
        self.set("trust", name, value)
    }

    /// Sets a member of `trust.metadata`.
    pub fn metadata(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.vector["trust"]["metadata"][name] = value.into();
        self
    }

    /// Sets a member of `about`.
    pub fn about(self, name: &str, value: impl Into<Value>) -> Self {
        self.set("about", name, value)
    }

    /// Sends the response as its parts and in its JSON form: both must get the verdict.
    pub fn in_both_forms(mut self) -> Self {
        self.vector["response"]["json"] = self.json.to_string().into();
        self
    }

    /// Sends the response in its JSON form alone, bent.
    pub fn json(self, bend: impl FnOnce(&mut Value)) -> Self {
        let mut json = self.json.clone();
        bend(&mut json);
        self.json_text(&json.to_string())
    }

    /// Sends this text as the response's JSON form, and no parts.
    pub fn json_text(mut self, text: &str) -> Self {
        self.vector["response"] = json!({ "json": text });
        self
    }

    /// The response's JSON form as it is before bending.
    #[must_use]
    pub const fn whole_json(&self) -> &Value {
        &self.json
    }

    /// Says in words why the verdict is right, where the step does not say it.
    pub fn why(mut self, why: &str) -> Self {
        why.clone_into(&mut self.why);
        self
    }

    /// Expects a refusal at this step for this reason.
    pub fn refuse(mut self, step: Step, reason: ReasonKind) {
        self.vector["expect"] = json!({
            "verdict": "reject", "step": step.name(), "reason": reason.name(), "why": self.why,
        });
        if self.vector.get("trust").is_some() {
            // A refused attestation has no chain that could be trusted.
            self.vector["trust"]["expect"] = Value::Null;
        }
        self.finish();
    }

    /// Expects the response to be accepted.
    #[expect(
        clippy::must_use_candidate,
        reason = "only some have others after them"
    )]
    pub fn accept(mut self) -> Accepted {
        self.vector["expect"] = json!({ "verdict": "accept", "why": self.why });
        let accepted = Accepted {
            vector: self.vector.clone(),
            json: self.json.clone(),
        };
        self.finish();
        accepted
    }

    fn set(mut self, place: &str, name: &str, value: impl Into<Value>) -> Self {
        match value.into() {
            Value::Null => {
                if let Some(place) = self.vector[place].as_object_mut() {
                    place.remove(name);
                }
            }
            value => self.vector[place][name] = value,
        }
        self
    }

    fn finish(mut self) {
        if let Some(expect) = self.tool_expect {
            let mut request = self.vector["request"].clone();
            for (name, value) in self.tool_request {
                request[&name] = value;
            }
            self.vector["profiles"] = json!({ TOOL: { "request": request, "expect": expect } });
        }
        self.group.add(&self.id, self.vector);
    }
}
