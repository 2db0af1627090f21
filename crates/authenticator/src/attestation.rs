//! Attestation statements, one function a format, each as the signing procedure of its section
//! has it.

use countersign_cose::{Algorithm, Hash, Scheme};

use crate::algorithm::of;
use crate::certificate::{CertificateSpec, Extension, Name, oid};
use crate::ecdsa::digest;
use crate::key_description::KeyDescription;
use crate::pki::{Authority, Pki};
use crate::registration::{Credential, Statement};
use crate::safetynet::{self, Jws};
use crate::tpm::{CertInfo, PubArea};
use crate::{Cbor, ClientData, Format, PrivateKey, PublicKey, Registration, der};

/// 2026-01-01 in milliseconds: within the life of every certificate made here.
const SAFETYNET_TIME: u64 = 1_767_225_600_000;

/// A statement with the certificates it names and the root above them.
pub(crate) struct Attestation {
    pub(crate) statement: Statement,
    pub(crate) chain: Vec<Vec<u8>>,
    pub(crate) anchors: Vec<Vec<u8>>,
}

/// What all formats make their statements from.
pub(crate) struct Attested<'b> {
    pub(crate) credential: &'b Credential,
    pub(crate) auth_data: &'b [u8],
    pub(crate) client_data: &'b ClientData,
    /// Authenticator data and the hash of the client data.
    pub(crate) bytes: &'b [u8],
}

impl Registration<'_> {
    pub(crate) fn attestation(&mut self, format: &Format, attested: &Attested<'_>) -> Attestation {
        let mut attestation = match format {
            Format::None => Attestation::without_chain("none", Cbor::Map(vec![])),
            Format::PackedSelf => self.packed_self(attested),
            Format::Packed => self.packed(attested),
            Format::FidoU2f => self.fido_u2f(attested),
            Format::Apple => self.apple(attested),
            Format::AndroidKey => self.android_key(attested),
            Format::Tpm => self.tpm(attested),
            Format::AndroidSafetyNet => self.safetynet(attested),
            Format::Compound(members) => self.compound(members, attested),
        };
        self.hooks.statement.apply(&mut attestation.statement);
        attestation
    }

    /// [§8.2](https://www.w3.org/TR/webauthn-3/#sctn-packed-attestation), self attestation.
    fn packed_self(&mut self, attested: &Attested<'_>) -> Attestation {
        let algorithm = attested.credential.algorithm;
        let key = self.settings.attestation_key.clone();
        let key = key.unwrap_or_else(|| attested.credential.key.clone());
        let sig = self.signed(&key, algorithm, attested.bytes.to_vec());
        let value = Cbor::map([("alg", Cbor::from(of(algorithm).id)), ("sig", sig.into())]);
        Attestation::without_chain("packed", value)
    }

    /// [§8.2](https://www.w3.org/TR/webauthn-3/#sctn-packed-attestation), with certificates.
    fn packed(&mut self, attested: &Attested<'_>) -> Attestation {
        let (key, algorithm) = self.attester(&Format::Packed, Algorithm::Es256);
        let sig = self.signed(&key, algorithm, attested.bytes.to_vec());
        let aaguid = self.model();
        let chain = self.issue(&Format::Packed, &key.public(), |leaf| {
            leaf.extensions.push(Extension::aaguid(&aaguid));
        });
        chain.attestation(&Format::Packed, |x5c| {
            [
                ("alg", of(algorithm).id.into()),
                ("sig", sig.into()),
                ("x5c", x5c),
            ]
        })
    }

    /// [§8.6](https://www.w3.org/TR/webauthn-3/#sctn-fido-u2f-attestation).
    fn fido_u2f(&mut self, attested: &Attested<'_>) -> Attestation {
        let (key, algorithm) = self.attester(&Format::FidoU2f, Algorithm::Es256);
        let (rp_id_hash, rest) = attested
            .auth_data
            .split_at(attested.auth_data.len().min(32));
        let public_key = attested.credential.key.public().key_bits();
        let client_data_hash = attested.bytes.get(32 + rest.len()..).unwrap_or_default();
        let id = &attested.credential.id;
        let message = [&[0x00], rp_id_hash, client_data_hash, id, &public_key].concat();
        let sig = self.signed(&key, algorithm, message);
        let chain = self.issue(&Format::FidoU2f, &key.public(), |_| ());
        chain.attestation(&Format::FidoU2f, |x5c| [("sig", sig.into()), ("x5c", x5c)])
    }

    /// [§8.8](https://www.w3.org/TR/webauthn-3/#sctn-apple-anonymous-attestation).
    fn apple(&mut self, attested: &Attested<'_>) -> Attestation {
        let mut message = attested.bytes.to_vec();
        self.hooks.message.apply(&mut message);
        let nonce = der::explicit(1, &der::octet_string(&digest(Hash::Sha256, &message)));
        let key = attested.credential.key.public();
        let chain = self.issue(&Format::Apple, &key, |leaf| {
            leaf.extensions
                .push(Extension::new(oid::APPLE_NONCE, der::sequence(&[nonce])));
        });
        chain.attestation(&Format::Apple, |x5c| [("x5c", x5c)])
    }

    /// [§8.4](https://www.w3.org/TR/webauthn-3/#sctn-android-key-attestation).
    fn android_key(&mut self, attested: &Attested<'_>) -> Attestation {
        let algorithm = attested.credential.algorithm;
        let key = self.settings.attestation_key.clone();
        let key = key.unwrap_or_else(|| attested.credential.key.clone());
        let sig = self.signed(&key, algorithm, attested.bytes.to_vec());
        let hash = attested.client_data.hash();
        let mut description = KeyDescription::new(self.settings.android_version, &hash);
        self.hooks.key_description.apply(&mut description);
        let public = attested.credential.key.public();
        let chain = self.issue(&Format::AndroidKey, &public, |leaf| {
            leaf.extensions
                .push(Extension::new(oid::ANDROID_KEY, description.encode()));
        });
        chain.attestation(&Format::AndroidKey, |x5c| {
            [
                ("alg", of(algorithm).id.into()),
                ("sig", sig.into()),
                ("x5c", x5c),
            ]
        })
    }

    /// [§8.3](https://www.w3.org/TR/webauthn-3/#sctn-tpm-attestation).
    fn tpm(&mut self, attested: &Attested<'_>) -> Attestation {
        let (key, algorithm) = self.attester(&Format::Tpm, Algorithm::Es256);
        let mut pub_area = PubArea::new(&attested.credential.key.public());
        self.hooks.pub_area.apply(&mut pub_area);
        let hash = digest_of(of(algorithm).scheme);
        let mut cert_info = CertInfo::new(digest(hash, attested.bytes), &pub_area);
        self.hooks.cert_info.apply(&mut cert_info);
        let cert_info = cert_info.encode();
        let sig = self.signed(&key, algorithm, cert_info.clone());
        let chain = self.issue(&Format::Tpm, &key.public(), |leaf| {
            leaf.subject = Name::default();
            leaf.extensions
                .push(Extension::extended_key_usage(&[oid::TCG_AIK]));
            leaf.extensions.push(Extension::directory_name(&tpm_name()));
        });
        chain.attestation(&Format::Tpm, |x5c| {
            [
                ("alg", of(algorithm).id.into()),
                ("sig", sig.into()),
                ("ver", "2.0".into()),
                ("x5c", x5c),
                ("pubArea", pub_area.encode().into()),
                ("certInfo", cert_info.into()),
            ]
        })
    }

    /// [§8.5](https://www.w3.org/TR/webauthn-3/#sctn-android-safetynet-attestation).
    fn safetynet(&mut self, attested: &Attested<'_>) -> Attestation {
        let (key, algorithm) = self.attester(&Format::AndroidSafetyNet, Algorithm::Rs256);
        let chain = self.issue(&Format::AndroidSafetyNet, &key.public(), |leaf| {
            leaf.subject.set(oid::COMMON_NAME, "attest.android.com");
            leaf.extensions
                .push(Extension::dns_name("attest.android.com"));
        });
        let nonce = digest(Hash::Sha256, attested.bytes);
        let mut jws = Jws::safetynet(algorithm, &chain.x5c, &nonce, SAFETYNET_TIME);
        self.hooks.jws.apply(&mut jws);
        let input = jws.signing_input();
        let sig = self.signed_with(&key, algorithm, input.clone().into_bytes(), safetynet::sign);
        let response = format!("{input}.{}", crate::base64url(&sig)).into_bytes();
        chain.attestation(&Format::AndroidSafetyNet, |_| {
            [("ver", "250000000".into()), ("response", response.into())]
        })
    }

    /// [§8.9](https://www.w3.org/TR/webauthn-3/#sctn-compound-attestation).
    fn compound(&mut self, members: &[Format], attested: &Attested<'_>) -> Attestation {
        let mut whole = Attestation::without_chain("compound", Cbor::Null);
        let mut statements = Vec::new();
        for member in members {
            let made = self.attestation(member, attested);
            whole.chain.extend(made.chain);
            whole.anchors.extend(made.anchors);
            let entries = [
                ("fmt", made.statement.format.into()),
                ("attStmt", made.statement.value),
            ];
            statements.push(Cbor::map(entries));
        }
        whole.statement.value = Cbor::Array(statements);
        whole
    }

    /// The key of the model of authenticator, and its algorithm.
    fn attester(&self, format: &Format, usual: Algorithm) -> (PrivateKey, Algorithm) {
        let settings = &self.settings;
        let given = settings.attestation_key.clone();
        let algorithm = settings.attestation_algorithm;
        let of_key = || given.as_ref().map(PrivateKey::usual_algorithm);
        let algorithm = algorithm.or_else(of_key).unwrap_or(usual);
        let label = format!("{} attestation key", format.identifier());
        let derive = || PrivateKey::derive(algorithm, &settings.seed, &label);
        (given.unwrap_or_else(derive), algorithm)
    }

    fn signed(&mut self, key: &PrivateKey, algorithm: Algorithm, message: Vec<u8>) -> Vec<u8> {
        self.signed_with(key, algorithm, message, PrivateKey::sign)
    }

    fn signed_with(
        &mut self,
        key: &PrivateKey,
        algorithm: Algorithm,
        mut message: Vec<u8>,
        sign: impl Fn(&PrivateKey, Scheme, &[u8]) -> Vec<u8>,
    ) -> Vec<u8> {
        self.hooks.message.apply(&mut message);
        let scheme = self
            .settings
            .attestation_scheme
            .unwrap_or(of(algorithm).scheme);
        let mut signature = sign(key, scheme, &message);
        self.hooks.signature.apply(&mut signature);
        signature
    }

    /// The certificates for a leaf key: leaf first, then what stands between it and the root.
    fn issue(
        &mut self,
        format: &Format,
        key: &PublicKey,
        profile: impl FnOnce(&mut CertificateSpec),
    ) -> Chain {
        let (mut certificates, issuer, root) = self.authorities(format);
        let (seed, hooks) = (&self.settings.seed, &mut self.hooks);
        certificates.push(Pki::leaf_with(
            seed,
            format.identifier(),
            &issuer,
            key,
            |leaf| {
                profile(leaf);
                hooks.leaf.apply(leaf);
            },
        ));
        certificates.reverse();
        self.hooks.chain.apply(&mut certificates);
        Chain {
            x5c: certificates,
            root,
        }
    }

    /// The intermediates from the root down, the last authority, and the root's certificate.
    fn authorities(&mut self, format: &Format) -> (Vec<Vec<u8>>, Authority, Vec<u8>) {
        if let Some(authority) = self.settings.issuer.clone() {
            let certificate = authority.certificate.clone();
            return (vec![], authority, certificate);
        }
        let purpose = format.identifier();
        let (pki, hooks) = (&self.settings.pki, &mut self.hooks);
        let mut authority = pki.root_with(purpose, |spec| hooks.root.apply(spec));
        let root = authority.certificate.clone();
        // §8.6 has exactly one certificate in x5c.
        let count = if *format == Format::FidoU2f {
            0
        } else {
            pki.intermediates
        };
        let mut certificates = Vec::new();
        for number in 1..=count {
            let bend = |spec: &mut CertificateSpec| hooks.intermediate.apply(spec);
            authority = pki.intermediate_with(purpose, number, &authority, bend);
            certificates.push(authority.certificate.clone());
        }
        (certificates, authority, root)
    }
}

/// A statement's certificates and the root above them.
struct Chain {
    x5c: Vec<Vec<u8>>,
    root: Vec<u8>,
}

impl Chain {
    fn attestation<const N: usize>(
        self,
        format: &Format,
        statement: impl FnOnce(Cbor) -> [(&'static str, Cbor); N],
    ) -> Attestation {
        let x5c = Cbor::Array(self.x5c.iter().map(|der| der.clone().into()).collect());
        Attestation {
            statement: Statement {
                format: format.identifier().to_owned(),
                value: Cbor::map(statement(x5c)),
            },
            chain: self.x5c,
            anchors: vec![self.root],
        }
    }
}

impl Attestation {
    fn without_chain(format: &str, value: Cbor) -> Self {
        let statement = Statement {
            format: format.to_owned(),
            value,
        };
        Self {
            statement,
            chain: vec![],
            anchors: vec![],
        }
    }
}

/// The digest with which `extraData` is made: that of the attestation algorithm.
const fn digest_of(scheme: Scheme) -> Hash {
    match scheme {
        Scheme::Ecdsa(hash) | Scheme::RsaPkcs1(hash) | Scheme::RsaPss(hash) => hash,
        _ => Hash::Sha256,
    }
}

/// Manufacturer, model and version in sets of one attribute each
/// ([TPM 2.0 EK Profile §3.2.9][1]).
///
/// [1]: https://trustedcomputinggroup.org/resource/tcg-ek-credential-profile-for-tpm-family-2-0/
fn tpm_name() -> Name {
    Name::new(&[
        (oid::TPM_MANUFACTURER, "id:494E5443"),
        (oid::TPM_MODEL, "Countersign test TPM"),
        (oid::TPM_VERSION, "id:00020000"),
    ])
}
