use countersign_spec::{At, Reason, Rejection, Step};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::json_object::{Object, offset};

/// Client extension outputs: `getClientExtensionResults()` as JSON, [§5.7.2][1].
///
/// They are not signed: a client can say anything here. Outputs that nobody asked for are
/// allowed, and passed over (§7.1 step 28, §7.2 step 23).
///
/// [1]: https://www.w3.org/TR/webauthn-3/#iface-authentication-extensions-client-outputs
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
#[non_exhaustive]
pub struct ClientExtensionResults<'a> {
    /// [`appid`](https://www.w3.org/TR/webauthn-3/#sctn-appid-extension): whether the assertion
    /// was made for the AppID.
    pub appid: Option<bool>,
    /// `credProps.rk`: whether the credential is discoverable, if the client knows:
    /// [§10.1.3](https://www.w3.org/TR/webauthn-3/#sctn-authenticator-credential-properties-extension).
    pub discoverable: Option<bool>,
    /// All outputs as JSON text, if there were any.
    pub json: Option<&'a str>,
}

/// The outputs we read, each still untyped, so that a wrong type is found at its own step.
#[derive(Deserialize)]
struct Outputs<'a> {
    #[serde(borrow, default)]
    appid: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "credProps")]
    cred_props: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct CredProps {
    #[serde(default)]
    rk: Option<bool>,
}

impl<'a> ClientExtensionResults<'a> {
    /// Parses the JSON object, at the step that `ceremony` gives.
    ///
    /// # Errors
    ///
    /// At `step` if the text is no JSON object, at the extension's own step if an output that we
    /// read has another type.
    pub fn parse(json: &'a str, step: Step) -> Result<Self, Rejection> {
        let outputs: Outputs<'a> = Object::parse(json, "clientExtensionResults").at(step)?;
        let appid = typed::<bool>("appid", outputs.appid).at(Step::ExtensionAppId)?;
        let props = typed::<Object<CredProps>>("credProps", outputs.cred_props);
        let props = props.at(Step::ExtensionCredProps)?;
        Ok(Self {
            appid,
            discoverable: props.and_then(|Object(props)| props.rk),
            json: Some(json),
        })
    }
}

/// An output of the type that its extension gives it.
fn typed<'a, T: Deserialize<'a>>(
    what: &'static str,
    output: Option<&'a RawValue>,
) -> Result<Option<T>, Reason> {
    output
        .map(|raw| {
            serde_json::from_str(raw.get()).map_err(|error| Reason::Malformed {
                what,
                offset: offset(raw.get(), &error),
            })
        })
        .transpose()
}

#[cfg(test)]
mod tests {
    use super::ClientExtensionResults;
    use countersign_spec::{Reason, Step};

    const STEP: Step = Step::AuthenticationClientExtensionResults;

    #[test]
    fn outputs_are_read_and_others_kept() {
        let json = r#"{"appid":true,"credProps":{"rk":false,"new":1},"other":{"x":[1]}}"#;
        let results = ClientExtensionResults::parse(json, STEP).unwrap();
        assert_eq!(results.appid, Some(true));
        assert_eq!(results.discoverable, Some(false));
        assert_eq!(results.json, Some(json));
        let none = ClientExtensionResults::parse("{}", STEP).unwrap();
        assert_eq!((none.appid, none.discoverable), (None, None));
    }

    #[test]
    fn outputs_of_another_type_are_refused() {
        for json in [r#"{"appid":"true"}"#, r#"{"appid":1}"#] {
            let refused = ClientExtensionResults::parse(json, STEP).unwrap_err();
            let reason = Reason::Malformed {
                what: "appid",
                offset: refused_offset(&refused),
            };
            assert_eq!(refused, Step::ExtensionAppId.refuse(reason));
        }
        for json in [r#"{"credProps":[]}"#, r#"{"credProps":{"rk":1}}"#] {
            let refused = ClientExtensionResults::parse(json, STEP).unwrap_err();
            assert_eq!(refused.step(), Step::ExtensionCredProps);
        }
        let refused = ClientExtensionResults::parse("[]", STEP).unwrap_err();
        assert_eq!(refused.step(), STEP);
    }

    fn refused_offset(refused: &countersign_spec::Rejection) -> usize {
        match refused.reason() {
            Reason::Malformed { offset, .. } => *offset,
            other => panic!("{other}"),
        }
    }
}
