//! Members of the JSON form that are missing, empty or of another type.

use countersign_spec::ReasonKind::{self, Malformed, Mismatch, Missing};
use countersign_spec::Step;
use serde_json::{Value, json};

use crate::{Ceremony, Draft, Group, Twin};

/// A ceremony with its suite and the step that reads the JSON form.
pub(super) struct Members<'g, C> {
    pub(super) group: &'g mut Group,
    pub(super) suite: &'static str,
    pub(super) twin: &'g Twin<C>,
    pub(super) step: Step,
}

impl<C: Ceremony> Members<'_, C> {
    fn draft(&mut self, case: &str, mutation: &str, change: impl FnOnce(&mut Value)) -> Draft<'_> {
        let id = format!("{}/{case}", self.suite);
        self.group
            .case(&id, mutation, self.twin, |made| made)
            .json(change)
    }

    /// The member is deleted.
    pub(super) fn missing(&mut self, case: &str, path: &[&str]) {
        let step = self.step;
        let (name, inside) = path.split_last().expect("a path has a last part");
        self.draft(case, &format!("no {}", path.join(".")), |json| {
            let object = place(json, inside).as_object_mut().expect("an object");
            object.remove(*name).expect("what is deleted is there");
        })
        .refuse(step, Missing);
    }

    /// The member is of each type that it must not be. Null is as good as missing.
    pub(super) fn of_other_types(&mut self, case: &str, path: &[&str]) {
        for (name, value) in [
            ("number", json!(7)),
            ("boolean", json!(true)),
            ("array", json!(["x"])),
            ("object", json!({ "x": "x" })),
            ("string", json!("x")),
            ("null", json!(null)),
        ] {
            let right = if path == ["response"] {
                "object"
            } else {
                "string"
            };
            if name == right {
                continue;
            }
            let step = self.step;
            let reason = if name == "null" { Missing } else { Malformed };
            self.draft(
                &format!("{case}/{name}"),
                &format!("{} is {value}", path.join(".")),
                |json| *place(json, path) = value.clone(),
            )
            .refuse(step, reason);
        }
    }

    /// The member is the empty string, which is no bytes: what reads those refuses.
    pub(super) fn empty(&mut self, case: &str, path: &[&str], step: Step, reason: ReasonKind) {
        self.draft(case, &format!("{} is empty", path.join(".")), |json| {
            *place(json, path) = "".into();
        })
        .refuse(step, reason);
    }

    /// The member is base64 in the other alphabet, or padded.
    pub(super) fn not_base64url(&mut self, case: &str, path: &[&str]) {
        let step = self.step;
        let name = path.join(".");
        self.draft(
            &format!("{case}/padding"),
            &format!("= behind {name}"),
            |json| {
                append(place(json, path), "=");
            },
        )
        .refuse(step, Malformed);
        let mutation = format!("{name} ends in +/+/");
        self.draft(&format!("{case}/alphabet"), &mutation, |json| {
            append(place(json, path), "+/+/");
        })
        .refuse(step, Malformed);
    }

    /// The members that both ceremonies have: `id`, `type`, `response`.
    pub(super) fn common(&mut self) {
        let step = self.step;
        self.missing("F-1", &["id"]);
        self.of_other_types("F-2", &["id"]);
        self.draft("F-3/id-alone", "= behind id, not behind rawId", |json| {
            append(&mut json["id"], "=");
        })
        .why("the two are the same text")
        .refuse(step, Mismatch);
        self.draft("F-3/padding", "= behind id and rawId", |json| {
            append(&mut json["id"], "=");
            append(&mut json["rawId"], "=");
        })
        .refuse(step, Malformed);
        self.draft("F-3/alphabet", "id and rawId end in +/+/", |json| {
            append(&mut json["id"], "+/+/");
            append(&mut json["rawId"], "+/+/");
        })
        .refuse(step, Malformed);
        self.missing("F-4", &["type"]);
        self.of_other_types("F-5", &["type"]);
        self.draft("F-6", "type is passkey", |json| {
            json["type"] = "passkey".into()
        })
        .refuse(step, Mismatch);
        self.missing("F-7", &["response"]);
        self.of_other_types("F-8", &["response"]);
        self.missing("F-9", &["response", "clientDataJSON"]);
        self.of_other_types("F-10", &["response", "clientDataJSON"]);
    }
}

fn place<'v>(json: &'v mut Value, path: &[&str]) -> &'v mut Value {
    path.iter().fold(json, |place, name| &mut place[*name])
}

fn append(text: &mut Value, more: &str) {
    *text = format!("{}{more}", text.as_str().expect("a string")).into();
}
