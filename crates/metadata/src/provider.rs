use alloc::vec::Vec;

use countersign_authdata::Aaguid;
use countersign_spec::Reason;

use crate::{CommunityList, ConvenienceMetadata, Icon, language};

/// Names and pictures of passkey providers and models by AAGUID, so that a server can show
/// "iCloud Keychain" next to a passkey.
///
/// It is looked up in the FIDO Convenience Metadata Service first, then in the community's list;
/// what is in neither gets a neutral name. It is never for trust: an AAGUID without attestation is
/// whatever the client says, the type has no anchors and no status, and nothing that decides
/// anything takes it.
///
/// ```
/// use countersign_metadata::{CommunityList, ConvenienceMetadata, Ground, ProviderDirectory};
///
/// let service = ConvenienceMetadata::parse(br#"{
///     "no": 1,
///     "00010203-0405-0607-0809-0a0b0c0d0e0f": {
///         "friendlyNames": { "en-US": "Example passkeys", "de-DE": "Beispiel-Passkeys" }
///     }
/// }"#)?;
/// let community = CommunityList::parse(br#"{
///     "f0f1f2f3-f4f5-f6f7-f8f9-fafbfcfdfeff": { "name": "Example keyring" }
/// }"#)?;
/// let directory = ProviderDirectory::new(service, community);
///
/// let provider = directory.provider("00010203-0405-0607-0809-0a0b0c0d0e0f".parse()?, &["de-AT"]);
/// assert_eq!(provider.name, "Beispiel-Passkeys");
/// // Show it with <img>, from an address of yours that serves the bytes.
/// assert!(provider.icon(Ground::Dark).is_none());
/// let provider = directory.provider("f0f1f2f3-f4f5-f6f7-f8f9-fafbfcfdfeff".parse()?, &["de-AT"]);
/// assert_eq!(provider.name, "Example keyring");
/// assert_eq!(directory.provider("ffffffff-ffff-ffff-ffff-ffffffffffff".parse()?, &[]).name, "Passkey");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Default, Debug)]
pub struct ProviderDirectory {
    service: ConvenienceMetadata,
    community: CommunityList,
}

/// What to show of a passkey provider or model.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Provider<'a> {
    /// The name: text, to be escaped as any other. Not longer than 200 characters.
    pub name: &'a str,
    /// The name's language, as a tag of BCP 47.
    pub language: &'a str,
    /// The pictures.
    pub icons: &'a Icons,
    /// Who says so.
    pub source: ProviderSource,
}

/// Who says what a provider is called.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum ProviderSource {
    /// The FIDO Convenience Metadata Service.
    Service,
    /// The community's list.
    Community,
    /// Nobody: the name is the neutral one, [`Provider::NEUTRAL`], in English.
    Nobody,
}

/// The pictures of a provider.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
#[non_exhaustive]
pub struct Icons {
    /// The model, on light ground.
    pub icon: Option<Icon>,
    /// The model, on dark ground.
    pub icon_dark: Option<Icon>,
    /// The provider, on light ground.
    pub provider_logo_light: Option<Icon>,
    /// The provider, on dark ground.
    pub provider_logo_dark: Option<Icon>,
}

/// What a picture is shown on.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Ground {
    /// A light one.
    Light,
    /// A dark one.
    Dark,
}

/// What could not be read of a list of providers: an entry, or a picture of one.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct LeftOutProvider {
    /// The provider.
    pub aaguid: Aaguid,
    /// The picture's member; `None` for the whole entry.
    pub member: Option<&'static str>,
    /// Why.
    pub reason: Reason,
}

/// Where the reading of one entry says what it leaves out.
pub(crate) struct Report<'a> {
    aaguid: Aaguid,
    to: &'a mut Vec<LeftOutProvider>,
}

const NO_ICONS: &Icons = &Icons {
    icon: None,
    icon_dark: None,
    provider_logo_light: None,
    provider_logo_dark: None,
};

impl ProviderDirectory {
    /// A directory of both; `default()` stands for a source that there is not.
    #[must_use]
    pub const fn new(service: ConvenienceMetadata, community: CommunityList) -> Self {
        Self { service, community }
    }

    /// What to show of a passkey with this AAGUID, to someone who reads these languages (tags of
    /// BCP 47, the dearest first).
    ///
    /// For each language: its very tag, then the tag without its last subtags, then another tag of
    /// the same language; `en-US` if there is none for any ([RFC 4647 §3.4][1]).
    ///
    /// [1]: https://www.rfc-editor.org/rfc/rfc4647#section-3.4
    #[must_use]
    pub fn provider(&self, aaguid: Aaguid, languages: &[&str]) -> Provider<'_> {
        let by_service = || {
            let details = self.service.details(aaguid)?;
            let (language, name) = language::choose(&details.friendly_names, languages)?;
            Some(Provider {
                name,
                language,
                icons: &details.icons,
                source: ProviderSource::Service,
            })
        };
        let by_community = || {
            let entry = self.community.entry(aaguid)?;
            Some(Provider {
                name: &entry.name,
                language: "en",
                icons: &entry.icons,
                source: ProviderSource::Community,
            })
        };
        by_service().or_else(by_community).unwrap_or(Provider {
            name: Provider::NEUTRAL,
            language: "en",
            icons: NO_ICONS,
            source: ProviderSource::Nobody,
        })
    }
}

impl<'a> Provider<'a> {
    /// What a provider is called of which nothing is known.
    pub const NEUTRAL: &'static str = "Passkey";

    /// The picture to show: see [`Icons::on`].
    #[must_use]
    pub fn icon(&self, ground: Ground) -> Option<&'a Icon> {
        self.icons.on(ground)
    }
}

impl Icons {
    /// The best picture for a ground: the model's before the provider's, as it says more, and
    /// those for the other ground last.
    #[must_use]
    pub fn on(&self, ground: Ground) -> Option<&Icon> {
        let light = [&self.icon, &self.provider_logo_light];
        let dark = [&self.icon_dark, &self.provider_logo_dark];
        let (first, second) = match ground {
            Ground::Light => (light, dark),
            Ground::Dark => (dark, light),
        };
        first.into_iter().chain(second).flatten().next()
    }
}

impl LeftOutProvider {
    pub(crate) const fn of(aaguid: Aaguid, to: &mut Vec<Self>) -> Report<'_> {
        Report { aaguid, to }
    }
}

impl Report<'_> {
    /// The whole entry is left out.
    pub(crate) fn entry(&mut self, reason: Reason) {
        self.add(None, reason);
    }

    /// A picture is left out, the name stays.
    pub(crate) fn icon(&mut self, member: &'static str, reason: Reason) {
        self.add(Some(member), reason);
    }

    fn add(&mut self, member: Option<&'static str>, reason: Reason) {
        self.to.push(LeftOutProvider {
            aaguid: self.aaguid,
            member,
            reason,
        });
    }
}

// STRICTER: FIDO Convenience Metadata Service 1.0 does not say what a name may have in it; one of
// more than 200 characters, or with control characters, is left out with its entry.
/// A name is there to be shown: some text, without control characters, and not a page of it.
pub(crate) fn verify_name(what: &'static str, name: &str) -> Result<(), Reason> {
    // FIDO Metadata Statement 3.1 §4 gives descriptions 200 characters.
    const MAX: usize = 200;
    if name.trim().is_empty() {
        return Err(Reason::Missing(what));
    }
    let length = name.chars().count();
    if length > MAX {
        return Err(Reason::too_large(what, MAX, length));
    }
    match name.find(char::is_control) {
        Some(offset) => Err(Reason::Malformed { what, offset }),
        None => Ok(()),
    }
}
