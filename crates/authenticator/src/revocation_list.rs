use countersign_cose::Scheme;

use crate::certificate::{Extension, Name};
use crate::pki::Authority;
use crate::{PrivateKey, certificate, der, signature_algorithm};

/// A certificate revocation list before it is signed: `TBSCertList` of RFC 5280 §5.1.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RevocationList {
    /// The version number (1 means v2); left out if `None`, which means v1.
    pub version: Option<u8>,
    /// What the list is signed with.
    pub scheme: Scheme,
    /// The issuer's name.
    pub issuer: Name,
    /// When it was issued, a whole DER element.
    pub this_update: Vec<u8>,
    /// When the next one is due, a whole DER element; left out if `None`.
    pub next_update: Option<Vec<u8>>,
    /// What is revoked.
    pub revoked: Vec<Revoked>,
    /// The extensions of the list.
    pub extensions: Vec<Extension>,
}

/// One revoked certificate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Revoked {
    /// The content of the serial number's `INTEGER`.
    pub serial: Vec<u8>,
    /// When, a whole DER element.
    pub date: Vec<u8>,
    /// The extensions of the entry.
    pub extensions: Vec<Extension>,
}

impl RevocationList {
    /// The list number 1 of an authority, of the year 2026, that revokes these serial numbers.
    #[must_use]
    pub fn new(issuer: &Authority, serials: &[&[u8]]) -> Self {
        let date = certificate::date(2026, 1, 1);
        let revoked = serials.iter().map(|serial| Revoked {
            serial: serial.to_vec(),
            date: date.clone(),
            extensions: vec![],
        });
        Self {
            version: Some(1),
            scheme: issuer.scheme,
            issuer: issuer.name.clone(),
            this_update: date.clone(),
            next_update: Some(certificate::date(2027, 1, 1)),
            revoked: revoked.collect(),
            extensions: vec![
                Extension::authority_key_id(&issuer.key.public()),
                Extension::new("2.5.29.20", der::integer(1)), // cRLNumber
            ],
        }
    }

    /// The list, signed.
    #[must_use]
    pub fn sign(&self, key: &PrivateKey) -> Vec<u8> {
        let entries: Vec<_> = self.revoked.iter().map(Revoked::encode).collect();
        let tbs = der::sequence(&[
            self.version
                .map(|version| der::integer(version.into()))
                .unwrap_or_default(),
            signature_algorithm(self.scheme),
            self.issuer.encode(),
            self.this_update.clone(),
            self.next_update.clone().unwrap_or_default(),
            if entries.is_empty() {
                vec![]
            } else {
                der::sequence(&entries)
            },
            extensions(&self.extensions)
                .map(|all| der::explicit(0, &all))
                .unwrap_or_default(),
        ]);
        let signature = der::bit_string(0, &key.sign(self.scheme, &tbs));
        der::sequence(&[tbs, signature_algorithm(self.scheme), signature])
    }
}

impl Revoked {
    fn encode(&self) -> Vec<u8> {
        let extensions = extensions(&self.extensions).unwrap_or_default();
        der::sequence(&[der::tlv(0x02, &self.serial), self.date.clone(), extensions])
    }
}

/// The list of extensions, if there are any.
fn extensions(extensions: &[Extension]) -> Option<Vec<u8>> {
    let encoded: Vec<_> = extensions.iter().map(Extension::encode).collect();
    (!encoded.is_empty()).then(|| der::sequence(&encoded))
}
