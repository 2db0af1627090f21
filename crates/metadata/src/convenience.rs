use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use countersign_authdata::Aaguid;
use countersign_spec::{At as _, Reason, Rejection, Step};

use crate::blob::MAX_BLOB;
use crate::json::{self, Members};
use crate::provider::{LeftOutProvider, Report, verify_name};
use crate::{Icon, Icons, Unknown, language};

/// What the [FIDO Convenience Metadata Service 1.0][1] says of providers and models: names by
/// language and pictures. It has no anchors and no status, and is not to be trusted with more than
/// a list of passkeys shown to their owner.
///
/// [1]: https://fidoalliance.org/specs/mds/fido-convenience-metadata-service-v1.0-ps-20250521.html
#[derive(Clone, Default, Debug)]
#[non_exhaustive]
pub struct ConvenienceMetadata {
    /// The BLOB's number ("no"). Keep it: the next BLOB's must be higher.
    pub number: Option<u64>,
    /// Members of the payload that are no AAGUID, and that this version does not know.
    pub unknown: Unknown,
    details: BTreeMap<Aaguid, ConvenienceDetails>,
    left_out: Vec<LeftOutProvider>,
}

/// What is said of one provider or model: [§3.1.2 ConvenienceDetails][1].
///
/// [1]: https://fidoalliance.org/specs/mds/fido-convenience-metadata-service-v1.0-ps-20250521.html#dictdef-conveniencedetails
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct ConvenienceDetails {
    /// The name by language, `en-US` among them.
    pub friendly_names: BTreeMap<String, String>,
    /// The pictures.
    pub icons: Icons,
    /// Members that this version does not know.
    pub unknown: Unknown,
}

impl ConvenienceMetadata {
    /// Parses the payload of a BLOB without the BLOB's signature, as the service has served it as
    /// well. Whoever gives it vouches for it;
    /// [`BlobRules::verify_convenience`](crate::BlobRules::verify_convenience) is for what is
    /// signed.
    ///
    /// # Errors
    ///
    /// At [`Step::ConveniencePayload`], if it is no JSON object with a number.
    pub fn parse(payload: &[u8]) -> Result<Self, Rejection> {
        const WHAT: &str = "payload of BLOB";
        const STEP: Step = Step::ConveniencePayload;
        let too_large = Reason::too_large(WHAT, MAX_BLOB, payload.len());
        STEP.require(payload.len() <= MAX_BLOB, too_large)?;
        let text = core::str::from_utf8(payload).map_err(|error| {
            let offset = error.valid_up_to();
            STEP.refuse(Reason::Malformed { what: WHAT, offset })
        })?;
        json::verify_values(WHAT, text).at(STEP)?;
        let mut members = Members::parse(WHAT, text).at(STEP)?;
        let mut metadata = Self {
            number: Some(members.take("no").at(STEP)?),
            ..Self::default()
        };
        for (key, json) in members.into_raw() {
            match key.parse() {
                Ok(aaguid) => metadata.read(aaguid, json.get()),
                Err(_no_aaguid) => {
                    metadata.unknown.insert(key, json.get().into());
                }
            }
        }
        Ok(metadata)
    }

    /// What is said of a model. The AAGUID of zeros is no model's.
    #[must_use]
    pub fn details(&self, aaguid: Aaguid) -> Option<&ConvenienceDetails> {
        self.details.get(&aaguid).filter(|_| aaguid != Aaguid::ZERO)
    }

    /// All models, in the order of their AAGUIDs.
    pub fn iter(&self) -> impl Iterator<Item = (Aaguid, &ConvenienceDetails)> {
        self.details
            .iter()
            .map(|(aaguid, details)| (*aaguid, details))
    }

    /// What could not be read: whole entries, and single pictures of others.
    #[must_use]
    pub fn left_out(&self) -> &[LeftOutProvider] {
        &self.left_out
    }

    fn read(&mut self, aaguid: Aaguid, json: &str) {
        let mut left_out = LeftOutProvider::of(aaguid, &mut self.left_out);
        match ConvenienceDetails::parse(json, &mut left_out) {
            // The key is there twice, in other letters.
            Ok(_) if self.details.contains_key(&aaguid) => {
                left_out.entry(Reason::NotAllowed("second entry for a model"));
            }
            Ok(details) => {
                self.details.insert(aaguid, details);
            }
            Err(reason) => left_out.entry(reason),
        }
    }
}

impl ConvenienceDetails {
    fn parse(json: &str, left_out: &mut Report<'_>) -> Result<Self, Reason> {
        let mut members = Members::parse("ConvenienceDetails", json)?;
        let names: BTreeMap<String, String> = members.take("friendlyNames")?;
        names
            .values()
            .try_for_each(|name| verify_name("friendlyNames", name))?;
        if language::exact(&names, language::DEFAULT).is_none() {
            return Err(Reason::Missing("en-US in friendlyNames"));
        }
        Ok(Self {
            friendly_names: names,
            icons: Icons {
                icon: Icon::take(&mut members, "icon", left_out)?,
                icon_dark: Icon::take(&mut members, "iconDark", left_out)?,
                provider_logo_light: Icon::take(&mut members, "providerLogoLight", left_out)?,
                provider_logo_dark: Icon::take(&mut members, "providerLogoDark", left_out)?,
            },
            unknown: members.rest(),
        })
    }
}
