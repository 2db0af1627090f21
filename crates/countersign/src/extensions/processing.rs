use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use countersign_spec::{Rejection, Step};

use super::large_blob::LargeBlobAtRequest;
use super::{
    AuthenticatorExtensionResults, CreationExtensions, RequestExtensions, UnsolicitedExtensions,
    uvm,
};
use crate::ClientExtensionResults;

impl CreationExtensions {
    /// Holds the outputs against what was asked for: §7.1 step 28. Gives the identifiers of those
    /// that nobody asked for.
    pub(crate) fn verify(
        &self,
        client: &ClientExtensionResults<'_>,
        signed: &AuthenticatorExtensionResults<'_>,
        unsolicited: &UnsolicitedExtensions,
    ) -> Result<Vec<String>, Rejection> {
        let step = Step::RegistrationExtensions;
        if self.appid_exclude.is_some() {
            client.appid_exclude()?;
        }
        // credProps was read with the response.
        let hmac_secret = self.verify_hmac_secret(client, signed)?;
        self.verify_prf(client, hmac_secret)?;
        self.verify_large_blob(client)?;
        self.verify_cred_protect(signed)?;
        if self.min_pin_length {
            signed.min_pin_length()?;
        }
        self.verify_cred_blob(client, signed)?;
        if self.uvm {
            uvm::verify(client, signed)?;
        }
        client.remote_client_data_json()?;
        let found = not_among(&self.client_outputs(), client.identifiers(step)?)
            .chain(not_among(
                &self.authenticator_outputs(),
                signed.identifiers().map(ToOwned::to_owned),
            ))
            .collect();
        unsolicited.verify(step, found)
    }

    /// Whether the outputs of an extension are asked for, by either of its names.
    pub(crate) fn ask_for(&self, identifier: &str) -> bool {
        self.client_outputs().contains(&identifier)
            || self.authenticator_outputs().contains(&identifier)
    }

    /// The client outputs that the inputs ask for.
    fn client_outputs(&self) -> Vec<&str> {
        let typed = [
            ("appidExclude", self.appid_exclude.is_some()),
            ("credProps", self.cred_props),
            ("prf", self.prf.is_some()),
            ("largeBlob", self.large_blob.is_some()),
            ("credBlob", self.cred_blob.is_some()),
            ("hmacCreateSecret", self.hmac_create_secret),
            ("hmacGetSecret", self.hmac_get_secret.is_some()),
            ("uvm", self.uvm),
            ("payment", self.payment.is_some()),
        ];
        asked(&typed, self.others.keys())
    }

    /// The authenticator outputs that the inputs ask for.
    fn authenticator_outputs(&self) -> Vec<&str> {
        let typed = [
            ("credProtect", self.credential_protection_policy.is_some()),
            ("minPinLength", self.min_pin_length),
            ("credBlob", self.cred_blob.is_some()),
            ("hmac-secret", self.asks_for_hmac_secret()),
            ("hmac-secret-mc", self.salts().is_some()),
            ("uvm", self.uvm),
        ];
        asked(&typed, self.others.keys())
    }
}

impl RequestExtensions {
    /// Holds the outputs against what was asked for: §7.2 step 23. Gives the identifiers of those
    /// that nobody asked for. The output of `appid` was needed before, and is done with.
    pub(crate) fn verify(
        &self,
        client: &ClientExtensionResults<'_>,
        signed: &AuthenticatorExtensionResults<'_>,
        credential_id: &[u8],
        app_id_asked: bool,
        unsolicited: &UnsolicitedExtensions,
    ) -> Result<Vec<String>, Rejection> {
        let step = Step::AuthenticationExtensions;
        self.verify_prf(client, credential_id)?;
        self.verify_hmac_secret(client, signed, credential_id)?;
        self.verify_large_blob(client)?;
        self.verify_cred_blob(client, signed)?;
        if self.uvm {
            uvm::verify(client, signed)?;
        }
        client.remote_client_data_json()?;
        let mut client_outputs = self.client_outputs();
        if app_id_asked {
            client_outputs.push("appid");
        }
        let found = not_among(&client_outputs, client.identifiers(step)?)
            .chain(not_among(
                &self.authenticator_outputs(credential_id),
                signed.identifiers().map(ToOwned::to_owned),
            ))
            .collect();
        unsolicited.verify(step, found)
    }

    /// Whether the outputs of an extension are asked for, by either of its names.
    pub(crate) fn ask_for(&self, identifier: &str, credential_id: &[u8]) -> bool {
        self.client_outputs().contains(&identifier)
            || self
                .authenticator_outputs(credential_id)
                .contains(&identifier)
    }

    /// The client outputs that the inputs ask for.
    fn client_outputs(&self) -> Vec<&str> {
        let typed = [
            ("prf", self.prf.is_some()),
            (
                "largeBlob",
                self.large_blob
                    .as_ref()
                    .is_some_and(|asked| *asked != LargeBlobAtRequest::Read(false)),
            ),
            ("getCredBlob", self.get_cred_blob),
            ("hmacGetSecret", self.hmac_get_secret.is_some()),
            ("uvm", self.uvm),
        ];
        asked(&typed, self.others.keys())
    }

    /// The authenticator outputs that the inputs ask for.
    fn authenticator_outputs(&self, credential_id: &[u8]) -> Vec<&str> {
        let typed = [
            ("credBlob", self.get_cred_blob),
            ("hmac-secret", self.salts(credential_id).is_some()),
            ("uvm", self.uvm),
        ];
        asked(&typed, self.others.keys())
    }
}

/// The typed ones that are asked for, and the others.
fn asked<'a>(
    typed: &[(&'static str, bool)],
    others: impl Iterator<Item = &'a String>,
) -> Vec<&'a str> {
    let typed = typed.iter().filter(|(_, asked)| *asked);
    typed
        .map(|&(identifier, _)| identifier)
        .chain(others.map(String::as_str))
        .collect()
}

/// The identifiers that are not in the list.
fn not_among(
    list: &[&str],
    identifiers: impl IntoIterator<Item = String>,
) -> impl Iterator<Item = String> {
    identifiers
        .into_iter()
        .filter(|identifier| !list.contains(&identifier.as_str()))
}
