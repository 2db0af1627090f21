use countersign_cose::{Algorithm, Scheme};

use crate::algorithm::of;
use crate::certificate::{CertificateSpec, Extension, Name, oid};
use crate::{PrivateKey, PublicKey, Seed};

/// Someone who signs certificates: a name, a key and the certificate for it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Authority {
    /// The name that goes into what it issues.
    pub name: Name,
    /// The key.
    pub key: PrivateKey,
    /// What it signs with.
    pub scheme: Scheme,
    /// Its own certificate, DER.
    pub certificate: Vec<u8>,
}

/// A test PKI: for each format a root, any number of intermediates and the leaves below them.
///
/// Roots and intermediates come from the seed and the format's name, so that all registrations
/// made with one PKI share their trust anchors; leaves follow the format's certificate profile.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pki {
    /// What its keys and serial numbers are derived from.
    pub seed: Seed,
    /// What its authorities sign with.
    pub algorithm: Algorithm,
    /// How many authorities there are between root and leaf.
    pub intermediates: usize,
}

impl Default for Pki {
    fn default() -> Self {
        Self {
            seed: Seed::new("countersign test PKI"),
            algorithm: Algorithm::Es256,
            intermediates: 1,
        }
    }
}

impl Pki {
    /// The PKI of a seed: ES256, one intermediate.
    #[must_use]
    pub fn new(seed: Seed) -> Self {
        Self {
            seed,
            ..Self::default()
        }
    }

    /// The root for a purpose, which is the name of an attestation statement format in the
    /// chains of this crate.
    #[must_use]
    pub fn root(&self, purpose: &str) -> Authority {
        self.root_with(purpose, |_| ())
    }

    /// As [`Pki::root`], its certificate bent before it is signed.
    pub fn root_with(&self, purpose: &str, bend: impl FnOnce(&mut CertificateSpec)) -> Authority {
        let label = format!("{purpose} root");
        let key = PrivateKey::derive(self.algorithm, &self.seed, &label);
        let name = self.name(&label);
        let mut spec = self.authority_spec(&label, &name, &name, &key.public());
        bend(&mut spec);
        let certificate = spec.sign(&key);
        Authority {
            name: spec.subject,
            key,
            scheme: of(self.algorithm).scheme,
            certificate,
        }
    }

    /// An authority below another one; `number` tells those of one purpose apart.
    pub fn intermediate_with(
        &self,
        purpose: &str,
        number: usize,
        issuer: &Authority,
        bend: impl FnOnce(&mut CertificateSpec),
    ) -> Authority {
        let label = format!("{purpose} intermediate {number}");
        let key = PrivateKey::derive(self.algorithm, &self.seed, &label);
        let mut spec = self.authority_spec(&label, &issuer.name, &self.name(&label), &key.public());
        spec.scheme = issuer.scheme;
        spec.extensions
            .push(Extension::authority_key_id(&issuer.key.public()));
        bend(&mut spec);
        let certificate = spec.sign(&issuer.key);
        Authority {
            name: spec.subject,
            key,
            scheme: of(self.algorithm).scheme,
            certificate,
        }
    }

    /// A certificate for the key of a model of authenticator: the parts that the profiles of all
    /// formats have in common, the rest is for the closure. The serial number is derived from
    /// the seed.
    pub fn leaf_with(
        seed: &Seed,
        purpose: &str,
        issuer: &Authority,
        key: &PublicKey,
        bend: impl FnOnce(&mut CertificateSpec),
    ) -> Vec<u8> {
        let subject = Name::new(&[
            (oid::COUNTRY, "AA"),
            (oid::ORGANIZATION, "Countersign"),
            (oid::ORGANIZATIONAL_UNIT, "Authenticator Attestation"),
            (oid::COMMON_NAME, "Countersign test authenticator"),
        ]);
        let mut leaf = CertificateSpec::new(issuer.name.clone(), subject, key, issuer.scheme);
        leaf.serial = serial(seed, &format!("{purpose} leaf"));
        leaf.extensions = vec![
            Extension::basic_constraints(false, None),
            Extension::key_usage(0x80),
            Extension::subject_key_id(key),
            Extension::authority_key_id(&issuer.key.public()),
        ];
        bend(&mut leaf);
        leaf.sign(&issuer.key)
    }

    fn name(&self, label: &str) -> Name {
        Name::new(&[
            (oid::COUNTRY, "AA"),
            (oid::ORGANIZATION, "Countersign"),
            (
                oid::COMMON_NAME,
                &format!("Countersign test {label}, {:?}", self.algorithm),
            ),
        ])
    }

    fn authority_spec(
        &self,
        label: &str,
        issuer: &Name,
        subject: &Name,
        key: &PublicKey,
    ) -> CertificateSpec {
        let scheme = of(self.algorithm).scheme;
        let mut spec = CertificateSpec::new(issuer.clone(), subject.clone(), key, scheme);
        spec.serial = serial(&self.seed, label);
        spec.extensions = vec![
            Extension::basic_constraints(true, None),
            Extension::key_usage(0x06),
            Extension::subject_key_id(key),
        ];
        spec
    }
}

/// A positive serial number of 16 bytes.
fn serial(seed: &Seed, label: &str) -> Vec<u8> {
    let mut serial = seed.bytes(&format!("{label} serial number"), 16);
    serial[0] = serial[0] & 0x7f | 0x40;
    serial
}
