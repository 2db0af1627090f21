//! The cases on client data, which both ceremonies share.

use countersign_authenticator::ClientData;
use countersign_spec::ReasonKind::{Malformed, Mismatch, Missing, NotAllowed};
use countersign_spec::Step;
use serde_json::json;

use crate::{Ceremony, Draft, Group, Twin};

/// One ceremony: its suites, its twins and its steps.
pub(super) struct ClientDataCases<'g, C> {
    pub(super) group: &'g mut Group,
    pub(super) suite: &'static str,
    pub(super) recon: &'static str,
    pub(super) twin: Twin<C>,
    /// In a frame, which is expected.
    pub(super) framed: Twin<C>,
    pub(super) right_type: &'static str,
    pub(super) other_type: &'static str,
    pub(super) challenge: Vec<u8>,
    pub(super) json: Step,
    pub(super) kind: Step,
    pub(super) challenge_step: Step,
    pub(super) origin: Step,
    pub(super) cross_origin: Step,
    pub(super) top_origin: Step,
}

impl<C: Ceremony> ClientDataCases<'_, C> {
    pub(super) fn make(mut self) {
        self.missing_and_mistyped();
        self.token_binding();
        self.types();
        self.challenges();
        self.origins();
        self.text();
        self.frames();
    }

    fn bent(
        &mut self,
        case: &str,
        mutation: &str,
        bend: impl FnMut(&mut ClientData) + 'static,
    ) -> Draft<'_> {
        self.group.case(case, mutation, &self.twin, |made| {
            made.bend_client_data(bend)
        })
    }

    fn missing_and_mistyped(&mut self) {
        let (suite, json) = (self.suite, self.json);
        for (missing, mistyped, empty, name, step) in [
            ("F-1", "F-2", "F-3", "type", self.kind),
            ("F-6", "F-7", "F-8", "challenge", self.challenge_step),
            ("F-11", "F-12", "F-13", "origin", self.origin),
        ] {
            self.bent(&format!("{suite}/{missing}"), &format!("no {name}"), |c| {
                c.remove(name)
            })
            .refuse(json, Missing);
            for (kind, value) in [
                ("number", "7"),
                ("boolean", "true"),
                ("array", r#"["x"]"#),
                ("object", r#"{"x":"x"}"#),
                ("null", "null"),
            ] {
                let id = format!("{suite}/{mistyped}/{kind}");
                self.bent(&id, &format!("{name} is {value}"), |c| c.set(name, value))
                    .refuse(json, Malformed);
            }
            let id = format!("{suite}/{empty}");
            self.bent(&id, &format!("{name} is empty"), |c| c.set_text(name, ""))
                .refuse(step, Mismatch);
        }
    }

    /// Level 3 reserves the name and has no rule for it.
    fn token_binding(&mut self) {
        let (suite, step) = (self.suite, self.json);
        for (case, value, reason) in [
            ("F-15", r#""supported""#, Malformed),
            ("F-15/number", "7", Malformed),
            ("F-15/boolean", "true", Malformed),
            ("F-15/array", r#"["supported"]"#, Malformed),
            ("F-15/null", "null", Malformed),
            ("F-16", r#"{"id":"AAAA"}"#, Missing),
            ("F-17", r#"{"status":"another"}"#, NotAllowed),
        ] {
            let id = format!("{suite}/{case}");
            let mutation = format!("tokenBinding is {value}");
            let bend = move |data: &mut ClientData| data.set("tokenBinding", value);
            let draft = self.group.tool_case(&id, &mutation, &self.twin, |made| {
                made.bend_client_data(bend)
            });
            let _accepted = draft
                .why("Level 3 reserves the name of this member and has no rule for it")
                .tool_request("refuse", json!(["token-binding"]))
                .tool_refuses(step, reason, "Levels 1 and 2 had a dictionary here")
                .accept();
        }
    }

    fn types(&mut self) {
        let (suite, step, other) = (self.suite, self.kind, self.other_type);
        self.bent(&format!("{suite}/F-4"), "type is something else", |c| {
            c.set_text("type", "something else");
        })
        .refuse(step, Mismatch);
        self.bent(&format!("{suite}/F-5"), &format!("type is {other}"), |c| {
            c.set_text("type", other);
        })
        .refuse(step, Mismatch);
    }

    fn challenges(&mut self) {
        let (suite, recon, step) = (self.suite, self.recon, self.challenge_step);
        let right = countersign_authenticator::base64url(&self.challenge);
        let padded = format!("{right}=");
        let foreign = format!("{}+/", right.split_at(right.len() - 2).0);
        self.bent(
            &format!("{suite}/F-9"),
            "the challenge ends in +/",
            move |c| {
                c.set_text("challenge", &foreign);
            },
        )
        .refuse(step, Mismatch);
        self.bent(&format!("{suite}/F-10"), "another challenge", |c| {
            c.set_text("challenge", &countersign_authenticator::base64url(&[7; 32]));
        })
        .refuse(step, Mismatch);
        self.bent(
            &format!("{recon}/F-4"),
            "= behind the challenge",
            move |c| {
                c.set_text("challenge", &padded);
            },
        )
        .refuse(step, Mismatch);
    }

    fn origins(&mut self) {
        let (suite, recon, step) = (self.suite, self.recon, self.origin);
        for (id, origin) in [
            (format!("{suite}/F-14"), "https://evil.test"),
            (format!("{recon}/F-5/scheme"), "http://example.org"),
            (format!("{recon}/F-5/port"), "https://example.org:8443"),
            (
                format!("{recon}/F-5/suffix"),
                "https://example.org.evil.test",
            ),
        ] {
            self.bent(&id, &format!("the origin is {origin}"), |c| {
                c.set_text("origin", origin)
            })
            .refuse(step, Mismatch);
        }
    }

    fn text(&mut self) {
        let (recon, json) = (self.recon, self.json);
        let kind = self.right_type;
        self.bent(
            &format!("{recon}/P-1"),
            "a byte order mark before the object",
            |c| {
                c.before = b"\xef\xbb\xbf".to_vec();
            },
        )
        .accept();
        self.bent(&format!("{recon}/P-2"), "a member that nobody knows", |c| {
            c.set("extra", r#"{"x":[1,null]}"#);
        })
        .accept();
        self.bent(&format!("{recon}/P-6"), "tokenBinding, supported", |c| {
            c.set("tokenBinding", r#"{"status":"supported"}"#);
        })
        .accept();
        self.bent(
            &format!("{recon}/F-3"),
            "the text is the type alone",
            move |c| {
                c.raw = Some(kind.into());
            },
        )
        .refuse(json, Malformed);
    }

    fn frames(&mut self) {
        let recon = self.recon;
        let (cross_origin, top_origin) = (self.cross_origin, self.top_origin);
        self.bent(
            &format!("{recon}/P-3"),
            "white space before crossOrigin's false",
            |c| {
                c.set("crossOrigin", " false");
            },
        )
        .accept();
        self.bent(&format!("{recon}/F-1"), "crossOrigin is true", |c| {
            c.set("crossOrigin", "true");
        })
        .refuse(cross_origin, NotAllowed);
        self.in_frame("P-4", "no topOrigin", |c| c.remove("topOrigin"))
            .accept();
        self.in_frame("P-5", "topOrigin is another one listed", |c| {
            c.set_text("topOrigin", "https://other.example");
        })
        .accept();
        self.in_frame("F-2", "topOrigin is not listed", |c| {
            c.set_text("topOrigin", "https://evil.test");
        })
        .refuse(top_origin, Mismatch);
    }

    fn in_frame(&mut self, case: &str, mutation: &str, bend: fn(&mut ClientData)) -> Draft<'_> {
        let id = format!("{}/{case}", self.recon);
        self.group.case(&id, mutation, &self.framed, |made| {
            made.bend_client_data(bend)
        })
    }
}
