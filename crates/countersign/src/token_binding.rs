use countersign_spec::Reason;

/// What becomes of the member `tokenBinding` of client data, which Level 3 has no rule for: it
/// [reserves the name](https://www.w3.org/TR/webauthn-3/#dictionary-client-data), as Levels 1 and 2
/// had such a member. No browser has sent it for years.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
#[non_exhaustive]
pub enum TokenBinding {
    /// It is passed over like any other member that is not known.
    #[default]
    Ignored,
    /// Where it is there, it is the dictionary of [Level 2 §5.8.1][1] with one of the statuses of
    /// Levels 1 and 2; FIDO's conformance tools ask for that. The binding itself is not verified.
    ///
    /// [1]: https://www.w3.org/TR/webauthn-2/#dictdef-tokenbinding
    WellFormed,
}

impl TokenBinding {
    /// Looks at the member in client data that were parsed before, so that their size and depth
    /// are known to be bounded.
    pub(crate) fn verify(self, json: &str) -> Result<(), Reason> {
        if self == Self::Ignored {
            return Ok(());
        }
        let malformed = |what| Reason::Malformed { what, offset: 0 };
        let client_data: serde_json::Value =
            serde_json::from_str(json).map_err(|_json| malformed("clientDataJSON"))?;
        let Some(binding) = client_data.get("tokenBinding") else {
            return Ok(());
        };
        let binding = binding.as_object().ok_or(malformed("tokenBinding"))?;
        let status = binding.get("status");
        let status = status.ok_or(Reason::Missing("tokenBinding.status"))?;
        match status.as_str() {
            Some("present" | "supported" | "not-supported") => Ok(()),
            Some(_) => Err(Reason::NotAllowed("tokenBinding.status")),
            None => Err(malformed("tokenBinding.status")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::TokenBinding;
    use countersign_spec::ReasonKind;

    #[test]
    fn it_is_looked_at_where_that_is_asked_for() {
        let verify = |json: &str| TokenBinding::WellFormed.verify(json);
        for status in ["present", "supported", "not-supported"] {
            let json = alloc::format!(r#"{{"tokenBinding":{{"status":"{status}","id":"x"}}}}"#);
            assert_eq!(verify(&json), Ok(()));
        }
        assert_eq!(verify("{}"), Ok(()));
        for (json, kind) in [
            (r#"{"tokenBinding":"supported"}"#, ReasonKind::Malformed),
            (r#"{"tokenBinding":null}"#, ReasonKind::Malformed),
            (r#"{"tokenBinding":{"status":1}}"#, ReasonKind::Malformed),
            (r#"{"tokenBinding":{"id":"x"}}"#, ReasonKind::Missing),
            (
                r#"{"tokenBinding":{"status":"no"}}"#,
                ReasonKind::NotAllowed,
            ),
        ] {
            assert_eq!(verify(json).unwrap_err().kind(), kind, "{json}");
            assert_eq!(TokenBinding::Ignored.verify(json), Ok(()));
        }
    }
}
