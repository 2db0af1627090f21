use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use countersign_authdata::Aaguid;
use countersign_spec::Reason;

use crate::blob::MAX_BLOB;
use crate::json::{self, Members};
use crate::provider::{LeftOutProvider, Report, verify_name};
use crate::{Icon, Icons};

/// The community's list of passkey providers, `aaguid.json` or `combined_aaguid.json` of
/// [passkey-authenticator-aaguids][1]: names in English and pictures by AAGUID.
///
/// Nobody signs it, and it is deprecated since November 2026, as providers move to the FIDO
/// Convenience Metadata Service: it is for those who have not. Never to be used for trust.
///
/// [1]: https://github.com/passkeydeveloper/passkey-authenticator-aaguids
#[derive(Clone, Default, Debug)]
pub struct CommunityList {
    entries: BTreeMap<Aaguid, CommunityEntry>,
    left_out: Vec<LeftOutProvider>,
}

/// One provider of the [`CommunityList`].
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct CommunityEntry {
    /// The name, in English.
    pub name: String,
    /// The pictures: `icon_light` is [`Icons::icon`], `icon_dark` is [`Icons::icon_dark`].
    pub icons: Icons,
}

impl CommunityList {
    /// Parses the list. What is no entry of it is left aside: see [`CommunityList::left_out`].
    ///
    /// # Errors
    ///
    /// `Malformed`, if it is no JSON object; `TooLarge`.
    pub fn parse(json: &[u8]) -> Result<Self, Reason> {
        const WHAT: &str = "list of passkey providers";
        if json.len() > MAX_BLOB {
            return Err(Reason::too_large(WHAT, MAX_BLOB, json.len()));
        }
        let text = core::str::from_utf8(json).map_err(|error| Reason::Malformed {
            what: WHAT,
            offset: error.valid_up_to(),
        })?;
        json::verify_values(WHAT, text)?;
        let mut list = Self::default();
        for (key, json) in Members::parse(WHAT, text)?.into_raw() {
            // Members such as "$schema" are no provider's.
            let Ok(aaguid) = key.parse() else { continue };
            let mut left_out = LeftOutProvider::of(aaguid, &mut list.left_out);
            match CommunityEntry::parse(json.get(), &mut left_out) {
                Ok(_) if list.entries.contains_key(&aaguid) => {
                    left_out.entry(Reason::NotAllowed("second entry for a model"));
                }
                Ok(entry) => {
                    list.entries.insert(aaguid, entry);
                }
                Err(reason) => left_out.entry(reason),
            }
        }
        Ok(list)
    }

    /// The entry of a provider. The AAGUID of zeros is no provider's.
    #[must_use]
    pub fn entry(&self, aaguid: Aaguid) -> Option<&CommunityEntry> {
        self.entries.get(&aaguid).filter(|_| aaguid != Aaguid::ZERO)
    }

    /// How many providers there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// What could not be read: whole entries, and single pictures of others.
    #[must_use]
    pub fn left_out(&self) -> &[LeftOutProvider] {
        &self.left_out
    }
}

impl CommunityEntry {
    fn parse(json: &str, left_out: &mut Report<'_>) -> Result<Self, Reason> {
        let mut members = Members::parse("provider", json)?;
        let name: String = members.take("name")?;
        verify_name("name", &name)?;
        let icons = Icons {
            icon: Icon::take(&mut members, "icon_light", left_out)?,
            icon_dark: Icon::take(&mut members, "icon_dark", left_out)?,
            ..Icons::default()
        };
        Ok(Self { name, icons })
    }
}

#[cfg(test)]
mod tests {
    use super::{CommunityList, MAX_BLOB};
    use alloc::vec;
    use countersign_spec::ReasonKind;

    #[test]
    fn a_list_has_so_many_bytes_and_no_more() {
        // No text, so that it is the size that is refused or nothing is read.
        let kind = |bytes: &[u8]| CommunityList::parse(bytes).unwrap_err().kind();
        let mut list = vec![0xff; MAX_BLOB];
        assert_eq!(kind(&list), ReasonKind::Malformed);
        list.push(0xff);
        assert_eq!(kind(&list), ReasonKind::TooLarge);
    }
}
