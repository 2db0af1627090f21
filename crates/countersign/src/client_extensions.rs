use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use countersign_spec::{At, Reason, Rejection, Step};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::extensions::{HmacSecretOutputs, LargeBlobOutputs, PrfOutputs, UvmEntry, written};
use crate::json_object::{Object, offset};

/// Client extension outputs: `getClientExtensionResults()` as JSON, [§5.7.2][1].
///
/// They are not signed: a client can say anything here. Outputs that nobody asked for are
/// allowed, and passed over (§7.1 step 28, §7.2 step 23). Those that have a method are read when
/// it is called, and refuse at their own extension's step; those that the ceremony asked for were
/// read when the response was verified, and do not refuse after.
///
/// [1]: https://www.w3.org/TR/webauthn-3/#iface-authentication-extensions-client-outputs
#[derive(Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct ClientExtensionResults<'a> {
    /// [`appid`](https://www.w3.org/TR/webauthn-3/#sctn-appid-extension): whether the assertion
    /// was made for the AppID.
    pub appid: Option<bool>,
    /// `credProps.rk`: whether the credential is discoverable, if the client knows:
    /// [§10.1.3](https://www.w3.org/TR/webauthn-3/#sctn-authenticator-credential-properties-extension).
    pub discoverable: Option<bool>,
    /// All outputs as JSON text, if there were any. May hold secrets of
    /// [prf](https://www.w3.org/TR/webauthn-3/#prf-extension): not for logs.
    pub json: Option<&'a str>,
    untyped: Untyped<'a>,
}

/// The JSON text of each output we read, still untyped, so that a wrong type is found at its own
/// step.
#[derive(Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Untyped<'a> {
    #[serde(borrow, deserialize_with = "text")]
    appid: Option<&'a str>,
    #[serde(borrow, deserialize_with = "text")]
    cred_props: Option<&'a str>,
    #[serde(borrow, deserialize_with = "text")]
    appid_exclude: Option<&'a str>,
    #[serde(borrow, deserialize_with = "text")]
    prf: Option<&'a str>,
    #[serde(borrow, deserialize_with = "text")]
    large_blob: Option<&'a str>,
    #[serde(borrow, deserialize_with = "text")]
    cred_blob: Option<&'a str>,
    #[serde(borrow, deserialize_with = "text")]
    get_cred_blob: Option<&'a str>,
    #[serde(borrow, deserialize_with = "text")]
    hmac_create_secret: Option<&'a str>,
    #[serde(borrow, deserialize_with = "text")]
    hmac_get_secret: Option<&'a str>,
    #[serde(borrow, deserialize_with = "text")]
    uvm: Option<&'a str>,
    #[serde(borrow, deserialize_with = "text", rename = "remoteClientDataJSON")]
    remote_client_data_json: Option<&'a str>,
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
    /// At `step` if the text is no JSON object, at the extension's own step if an output that is
    /// a field here has another type.
    pub fn parse(json: &'a str, step: Step) -> Result<Self, Rejection> {
        let untyped: Untyped<'a> = Object::parse(json, "clientExtensionResults").at(step)?;
        let appid = typed::<bool>("appid", untyped.appid).at(Step::ExtensionAppId)?;
        let props = typed::<Object<CredProps>>("credProps", untyped.cred_props);
        let props = props.at(Step::ExtensionCredProps)?;
        Ok(Self {
            appid,
            discoverable: props.and_then(|Object(props)| props.rk),
            json: Some(json),
            untyped,
        })
    }

    /// `appidExclude`: whether the client acted on it:
    /// [§10.1.2](https://www.w3.org/TR/webauthn-3/#sctn-appid-exclude-extension).
    ///
    /// # Errors
    ///
    /// At [`Step::ExtensionAppIdExclude`] if it is no boolean.
    pub fn appid_exclude(&self) -> Result<Option<bool>, Rejection> {
        typed("appidExclude", self.untyped.appid_exclude).at(Step::ExtensionAppIdExclude)
    }

    /// `prf`: [§10.1.4](https://www.w3.org/TR/webauthn-3/#prf-extension).
    ///
    /// # Errors
    ///
    /// At [`Step::ExtensionPrf`] if it is no such dictionary, or a result has not 32 bytes.
    pub fn prf(&self) -> Result<Option<PrfOutputs>, Rejection> {
        dictionary::<written::Prf, _>("prf", self.untyped.prf).at(Step::ExtensionPrf)
    }

    /// `largeBlob`: [§10.1.5](https://www.w3.org/TR/webauthn-3/#sctn-large-blob-extension).
    ///
    /// # Errors
    ///
    /// At [`Step::ExtensionLargeBlob`] if it is no such dictionary.
    pub fn large_blob(&self) -> Result<Option<LargeBlobOutputs>, Rejection> {
        let output = dictionary::<written::LargeBlob, _>("largeBlob", self.untyped.large_blob);
        output.at(Step::ExtensionLargeBlob)
    }

    /// `credBlob`, at a registration: whether the bytes were stored. The authenticator signs it:
    /// [`AuthenticatorExtensionResults::cred_blob_stored`](crate::extensions::AuthenticatorExtensionResults::cred_blob_stored).
    ///
    /// # Errors
    ///
    /// At [`Step::ExtensionCredBlob`] if it is no boolean.
    pub fn cred_blob(&self) -> Result<Option<bool>, Rejection> {
        typed("credBlob", self.untyped.cred_blob).at(Step::ExtensionCredBlob)
    }

    /// `getCredBlob`, at an authentication: the bytes that were stored. The authenticator signs
    /// them: [`AuthenticatorExtensionResults::cred_blob`](crate::extensions::AuthenticatorExtensionResults::cred_blob).
    ///
    /// # Errors
    ///
    /// At [`Step::ExtensionCredBlob`] if it is no base64url text.
    pub fn get_cred_blob(&self) -> Result<Option<Vec<u8>>, Rejection> {
        let blob = typed::<written::Bytes>("getCredBlob", self.untyped.get_cred_blob);
        Ok(blob.at(Step::ExtensionCredBlob)?.map(|blob| blob.0))
    }

    /// `hmacCreateSecret`: whether the credential has an HMAC secret.
    ///
    /// # Errors
    ///
    /// At [`Step::ExtensionHmacSecret`] if it is no boolean.
    pub fn hmac_create_secret(&self) -> Result<Option<bool>, Rejection> {
        typed("hmacCreateSecret", self.untyped.hmac_create_secret).at(Step::ExtensionHmacSecret)
    }

    /// `hmacGetSecret`: the secrets of the salts. `step` is [`Step::ExtensionHmacSecretMc`] at a
    /// registration and [`Step::ExtensionHmacSecret`] at an authentication.
    ///
    /// # Errors
    ///
    /// At `step` if it is no such dictionary, or a secret has not 32 bytes.
    pub fn hmac_get_secret(&self, step: Step) -> Result<Option<HmacSecretOutputs>, Rejection> {
        dictionary::<written::HmacSecret, _>("hmacGetSecret", self.untyped.hmac_get_secret).at(step)
    }

    /// `uvm`: how the user was verified. The authenticator signs it:
    /// [`AuthenticatorExtensionResults::uvm`](crate::extensions::AuthenticatorExtensionResults::uvm).
    ///
    /// # Errors
    ///
    /// At [`Step::ExtensionUvm`] if it is not one to three entries of three numbers.
    pub fn uvm(&self) -> Result<Option<Vec<UvmEntry>>, Rejection> {
        let step = Step::ExtensionUvm;
        let entries = typed::<Vec<(u32, u16, u16)>>("uvm", self.untyped.uvm).at(step)?;
        let entries = entries.map(|entries| entries.into_iter().map(UvmEntry::new).collect());
        if let Some(entries) = &entries {
            let entries: &Vec<_> = entries;
            UvmEntry::check_count(entries).at(step)?;
        }
        Ok(entries)
    }

    /// `remoteClientDataJSON`: whether the client data was made on another machine, whose desktop
    /// the client shows:
    /// [§10.1.6](https://www.w3.org/TR/webauthn-3/#sctn-remote-client-data-json-extension). No
    /// relying party asks for it; [`UnsolicitedExtensions`](crate::extensions::UnsolicitedExtensions)
    /// can refuse it.
    ///
    /// # Errors
    ///
    /// At [`Step::ExtensionRemoteClientDataJson`] if it is no boolean.
    ///
    /// ```
    /// use countersign::{ClientExtensionResults, Step};
    ///
    /// let json = r#"{"remoteClientDataJSON":true}"#;
    /// let results = ClientExtensionResults::parse(json, Step::AuthenticationClientExtensionResults)?;
    /// assert_eq!(results.remote_client_data_json()?, Some(true));
    /// # Ok::<(), countersign::Rejection>(())
    /// ```
    pub fn remote_client_data_json(&self) -> Result<Option<bool>, Rejection> {
        let output = self.untyped.remote_client_data_json;
        typed("remoteClientDataJSON", output).at(Step::ExtensionRemoteClientDataJson)
    }

    /// The identifiers of all outputs, sorted.
    pub(crate) fn identifiers(&self, step: Step) -> Result<Vec<String>, Rejection> {
        let Some(json) = self.json else {
            return Ok(Vec::new());
        };
        let outputs: BTreeMap<String, &RawValue> =
            Object::parse(json, "clientExtensionResults").at(step)?;
        Ok(outputs.into_keys().collect())
    }
}

impl fmt::Debug for ClientExtensionResults<'_> {
    /// Leaves the JSON text out but for its length: it may hold secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientExtensionResults")
            .field("appid", &self.appid)
            .field("discoverable", &self.discoverable)
            .field("json", &self.json.map(str::len))
            .finish_non_exhaustive()
    }
}

/// The JSON text of an output; `null` counts as absent.
fn text<'de: 'a, 'a, D: Deserializer<'de>>(deserializer: D) -> Result<Option<&'a str>, D::Error> {
    let output = Option::<&'a RawValue>::deserialize(deserializer)?;
    Ok(output.map(RawValue::get))
}

/// An output of the type that its extension gives it.
fn typed<'a, T: Deserialize<'a>>(
    what: &'static str,
    output: Option<&'a str>,
) -> Result<Option<T>, Reason> {
    output
        .map(|text| {
            serde_json::from_str(text).map_err(|error| Reason::Malformed {
                what,
                offset: offset(text, &error),
            })
        })
        .transpose()
}

/// An output that is a dictionary.
fn dictionary<'a, W: Deserialize<'a>, T: From<W>>(
    what: &'static str,
    output: Option<&'a str>,
) -> Result<Option<T>, Reason> {
    let output = typed::<Object<W>>(what, output)?;
    Ok(output.map(|Object(written)| T::from(written)))
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
