use sha2::{Digest as _, Sha256};

/// Who asks: the relying party's identifier and the page the ceremony runs in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RelyingParty {
    /// The RP ID: a domain.
    pub id: String,
    /// The origin the client reports.
    pub origin: String,
    /// The origin of the top-level page, when the ceremony runs in a frame of another site.
    pub top_origin: Option<String>,
    /// Whether the ceremony runs in a frame of another site.
    pub cross_origin: bool,
}

impl RelyingParty {
    /// The relying party at `https://` this domain.
    #[must_use]
    pub fn new(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            origin: format!("https://{id}"),
            top_origin: None,
            cross_origin: false,
        }
    }

    /// The same relying party, met at another origin.
    #[must_use]
    pub fn at(mut self, origin: &str) -> Self {
        origin.clone_into(&mut self.origin);
        self
    }

    /// The same relying party in a frame; the client names the page around it, if given.
    #[must_use]
    pub fn framed(mut self, top_origin: Option<&str>) -> Self {
        self.cross_origin = true;
        self.top_origin = top_origin.map(str::to_owned);
        self
    }

    /// SHA-256 of the RP ID.
    #[must_use]
    pub fn id_hash(&self) -> [u8; 32] {
        Sha256::digest(&self.id).into()
    }
}
