//! The vectors of [Web Authentication Level 3, "Test Vectors"][1], made from their derivation
//! rules: HKDF-SHA-256 over `WebAuthn test vectors` with a counter as salt and the vector's name
//! as info, deterministic ECDSA, two Mersenne primes for RSA, and the certificate contents.
//!
//! [1]: https://www.w3.org/TR/webauthn-3/#sctn-test-vectors

use countersign_cose::{Algorithm, Curve, Scheme};
use serde_json::{Value, json};

use crate::auth_data::flags;
use crate::certificate::{
    Attribute, CertificateSpec, Extension, Name, date, generalized_time, oid,
};
use crate::key_description::{AuthorizationList, KeyDescription, SOFTWARE};
use crate::pki::Authority;
use crate::rsa::mersenne;
use crate::tpm::CertInfo;
use crate::vector::{self, Vector};
use crate::{
    AuthenticationResponse, ClientData, Format, PrivateKey, Registration, RegistrationResponse,
    RelyingParty, RsaKey, Seed, der,
};

/// A registration and an authentication with the credential it made.
#[derive(Clone, PartialEq, Debug)]
pub struct Pair {
    /// The name in the anchor of the section, such as `packed-es256`.
    pub id: &'static str,
    /// The title of the section.
    pub title: &'static str,
    /// The registration.
    pub registration: RegistrationResponse,
    /// The authentication.
    pub authentication: AuthenticationResponse,
}

/// All pairs, in the order of the specification.
#[must_use]
pub fn pairs() -> Vec<Pair> {
    CASES.iter().map(Case::make).collect()
}

/// All pairs as vectors, which is what ships in `conformance/vectors/w3c/level3.json`.
#[must_use]
pub fn vectors() -> Value {
    let both = pairs().into_iter().flat_map(|pair| {
        let id = |ceremony| format!("w3c/{}/{ceremony}", pair.id);
        let (registration, authentication) = (&pair.registration, &pair.authentication);
        let vectors = [
            Vector::registration(&id("registration"), registration),
            Vector::authentication(&id("authentication"), authentication),
        ];
        vectors.map(|vector| {
            vector
                .with(&["about"], json!({ "title": pair.title }))
                .with(
                    &["source"],
                    "W3C Web Authentication Level 3, Test Vectors".into(),
                )
        })
    });
    vector::suite("w3c", &both.collect::<Vec<_>>())
}

/// The attestation trust root certificate, DER.
#[must_use]
pub fn root_certificate() -> Vec<u8> {
    root().certificate
}

/// One section: what its examples differ in.
struct Case {
    id: &'static str,
    title: &'static str,
    /// The `info` of its derivations.
    info: &'static str,
    algorithm: Algorithm,
    format: Format,
    /// What the relying party looks like from the client.
    frame: Frame,
    challenge_length: usize,
    credential_id_length: usize,
}

enum Frame {
    Top,
    Framed,
    FramedBy(&'static str),
}

const USUAL: Case = Case {
    id: "",
    title: "",
    info: "",
    algorithm: Algorithm::Es256,
    format: Format::None,
    frame: Frame::Top,
    challenge_length: 32,
    credential_id_length: 32,
};

const CASES: &[Case] = &[
    Case {
        id: "none-es256",
        title: "ES256 Credential with No Attestation",
        info: "none.ES256",
        ..USUAL
    },
    Case {
        id: "packed-self-es256",
        title: "ES256 Credential with Self Attestation",
        info: "packed-self.ES256",
        format: Format::PackedSelf,
        ..USUAL
    },
    Case {
        id: "none-es256-crossOrigin",
        title: "ES256 Credential with \"crossOrigin\": true in clientDataJSON",
        info: "none.ES256.crossOrigin",
        frame: Frame::Framed,
        ..USUAL
    },
    Case {
        id: "none-es256-topOrigin",
        title: "ES256 Credential with \"topOrigin\" in clientDataJSON",
        info: "none.ES256.topOrigin",
        frame: Frame::FramedBy("https://example.com"),
        ..USUAL
    },
    Case {
        id: "none-es256-long-credential-id",
        title: "ES256 Credential with very long credential ID",
        info: "none.ES256.long-credential-id",
        credential_id_length: 1023,
        ..USUAL
    },
    Case {
        id: "packed-es256",
        title: "Packed Attestation with ES256 Credential",
        info: "packed.ES256",
        format: Format::Packed,
        ..USUAL
    },
    Case {
        id: "packed-es384",
        title: "Packed Attestation with ES384 Credential",
        info: "packed.ES384",
        algorithm: Algorithm::Es384,
        format: Format::Packed,
        ..USUAL
    },
    Case {
        id: "packed-es512",
        title: "Packed Attestation with ES512 Credential",
        info: "packed.ES512",
        algorithm: Algorithm::Es512,
        format: Format::Packed,
        challenge_length: 128,
        ..USUAL
    },
    Case {
        id: "packed-rs256",
        title: "Packed Attestation with RS256 Credential",
        info: "packed.RS256",
        algorithm: Algorithm::Rs256,
        format: Format::Packed,
        ..USUAL
    },
    Case {
        id: "packed-eddsa",
        title: "Packed Attestation with Ed25519 Credential",
        info: "packed.EdDSA",
        algorithm: Algorithm::EdDsa,
        format: Format::Packed,
        ..USUAL
    },
    Case {
        id: "packed-ed448",
        title: "Packed Attestation with Ed448 Credential",
        info: "packed.Ed448",
        algorithm: Algorithm::Ed448,
        format: Format::Packed,
        ..USUAL
    },
    Case {
        id: "tpm-es256",
        title: "TPM Attestation with ES256 Credential",
        info: "tpm.ES256",
        format: Format::Tpm,
        ..USUAL
    },
    Case {
        id: "android-key-es256",
        title: "Android Key Attestation with ES256 Credential",
        info: "android-key.ES256",
        format: Format::AndroidKey,
        ..USUAL
    },
    Case {
        id: "apple-es256",
        title: "Apple Anonymous Attestation with ES256 Credential",
        info: "apple.ES256",
        format: Format::Apple,
        ..USUAL
    },
    Case {
        id: "fido-u2f-es256",
        title: "FIDO U2F Attestation with ES256 Credential",
        info: "fido-u2f.ES256",
        format: Format::FidoU2f,
        ..USUAL
    },
];

impl Case {
    fn make(&self) -> Pair {
        let mut values = Values::new(self.info);
        let registration = self.register(&mut values);
        let authentication = self.authenticate(&mut values, &registration);
        Pair {
            id: self.id,
            title: self.title,
            registration,
            authentication,
        }
    }

    fn register(&self, values: &mut Values) -> RegistrationResponse {
        let challenge = values.next(self.challenge_length);
        let key = self.credential_key(values);
        let extra_data = values.extra_data();
        let aaguid = values.next_array();
        let credential_id = values.next(self.credential_id_length);
        let flags = match self.format {
            Format::FidoU2f => flags::UP,
            _ => values.registration_flags(),
        };
        let attestation_key = match self.format {
            Format::Packed | Format::Tpm | Format::FidoU2f => {
                Some(PrivateKey::ec(Curve::P256, &values.next(32)))
            }
            _ => None,
        };
        let serial = self.format.has_chain().then(|| values.next(16));
        let mut registration = Registration::new(&self.relying_party())
            .challenge(&challenge)
            .algorithm(self.algorithm)
            .credential_key(key)
            .credential_id(&credential_id)
            .aaguid(aaguid)
            .flags(flags)
            .format(self.format.clone())
            .issuer(root())
            .client_data(|data| add_extra_data(data, extra_data.as_deref()))
            .leaf(|leaf| certificate_contents(leaf, serial.as_deref()))
            .pub_area(|area| area.attributes = 0x0004_0000) // sign
            .cert_info(clock)
            .key_description(software_key);
        if let Some(key) = attestation_key {
            registration = registration.attestation_key(key);
        }
        registration.make()
    }

    fn authenticate(
        &self,
        values: &mut Values,
        registered: &RegistrationResponse,
    ) -> AuthenticationResponse {
        let challenge = values.next(self.challenge_length);
        let extra_data = values.extra_data();
        let flags = values.authentication_flags(registered.credential.flags);
        let authentication = registered.credential.authenticate();
        authentication
            .challenge(&challenge)
            .flags(flags)
            .client_data(|data| add_extra_data(data, extra_data.as_deref()))
            .make()
    }

    fn credential_key(&self, values: &mut Values) -> PrivateKey {
        match self.algorithm {
            Algorithm::Es384 => PrivateKey::ec(Curve::P384, &values.next(48)),
            Algorithm::Es512 => PrivateKey::ec(Curve::P521, &values.next(65)),
            Algorithm::EdDsa => PrivateKey::Ed25519(values.next_array()),
            Algorithm::Ed448 => PrivateKey::Ed448(values.next_array()),
            Algorithm::Rs256 => PrivateKey::Rsa(RsaKey::from_primes(
                &mersenne(1279),
                &mersenne(2203),
                &[1, 0, 1],
            )),
            _ => PrivateKey::ec(Curve::P256, &values.next(32)),
        }
    }

    fn relying_party(&self) -> RelyingParty {
        let rp = RelyingParty::new("example.org");
        match self.frame {
            Frame::Top => rp,
            Frame::Framed => rp.framed(None),
            Frame::FramedBy(top_origin) => rp.framed(Some(top_origin)),
        }
    }
}

/// The pseudo-random values of one section: the salt counts them.
struct Values {
    info: &'static str,
    salt: u8,
}

impl Values {
    const fn new(info: &'static str) -> Self {
        Self { info, salt: 0 }
    }

    fn next(&mut self, length: usize) -> Vec<u8> {
        let value = Seed::new("WebAuthn test vectors").salted(&[self.salt], self.info, length);
        self.salt += 1;
        value
    }

    fn next_array<const N: usize>(&mut self) -> [u8; N] {
        self.next(N)
            .try_into()
            .expect("safe: next gives the length asked for")
    }

    /// `extraData_random`, derived and added iff bit 0x01 of `client_data_gen_flags` is 1.
    fn extra_data(&mut self) -> Option<Vec<u8>> {
        let flags = self.next(1);
        (flags[0] & 1 == 1).then(|| self.next(16))
    }

    /// `auth_data_UV_BE_BS`, with UP; BS is set only if BE is.
    fn registration_flags(&mut self) -> u8 {
        let value = self.next(1)[0];
        set_flags(value, value & flags::BE)
    }

    /// `auth_data_UV_BS`, with UP and the BE of the registration; BS is set only if BE is.
    fn authentication_flags(&mut self, registered: u8) -> u8 {
        let value = self.next(1)[0];
        set_flags(value, registered & flags::BE)
    }
}

fn set_flags(value: u8, backup_eligible: u8) -> u8 {
    let backed_up = match backup_eligible {
        0 => 0,
        _ => value & flags::BS,
    };
    flags::UP | value & flags::UV | backup_eligible | backed_up
}

fn root() -> Authority {
    let mut values = Values::new("Attestation CA");
    let key = PrivateKey::ec(Curve::P256, &values.next(32));
    let public = key.public();
    let scheme = Scheme::Ecdsa(countersign_cose::Hash::Sha256);
    let name = name("Authenticator Attestation CA");
    let mut spec = CertificateSpec::new(name.clone(), name.clone(), &public, scheme);
    spec.serial = der::unsigned_content(&values.next(16));
    spec.not_after = generalized_time("30240101000000Z");
    spec.extensions = vec![
        Extension::basic_constraints(true, None),
        Extension::key_usage(0x06),
        Extension::subject_key_id(&public),
    ];
    Authority {
        name,
        certificate: spec.sign(&key),
        key,
        scheme,
    }
}

fn name(unit: &str) -> Name {
    Name::new(&[
        (oid::COMMON_NAME, "WebAuthn test vectors"),
        (oid::ORGANIZATION, "W3C"),
        (oid::ORGANIZATIONAL_UNIT, unit),
        (oid::COUNTRY, "AA"),
    ])
}

/// What the section's attestation certificates hold instead of ours.
fn certificate_contents(leaf: &mut CertificateSpec, serial: Option<&[u8]>) {
    leaf.serial = der::unsigned_content(serial.unwrap_or_default());
    leaf.not_before = date(2024, 1, 1);
    leaf.not_after = generalized_time("30240101000000Z");
    leaf.remove_extension(oid::FIDO_AAGUID);
    if leaf.subject == Name::default() {
        leaf.set_extension(Extension::directory_name(&tpm_name()));
    } else {
        leaf.subject = name("Authenticator Attestation");
    }
}

/// All three attributes in one set.
fn tpm_name() -> Name {
    Name(vec![vec![
        Attribute::new(oid::TPM_MANUFACTURER, "id:00000000"),
        Attribute::new(oid::TPM_VERSION, "id:00000000"),
        Attribute::new(oid::TPM_MODEL, "WebAuthn test vectors"),
    ]])
}

fn clock(info: &mut CertInfo) {
    info.clock = 0;
    info.reset_count = 0x1111_1111;
    info.restart_count = 0x2222_2222;
    info.safe = 0x33;
    info.firmware_version = 0;
}

fn software_key(description: &mut KeyDescription) {
    description.attestation_version = 300;
    description.attestation_security_level = SOFTWARE;
    description.keymint_version = 0;
    description.keymint_security_level = SOFTWARE;
    description.software = AuthorizationList::default();
    description.hardware = AuthorizationList::default();
}

fn add_extra_data(data: &mut ClientData, random: Option<&[u8]>) {
    if let Some(random) = random {
        let text = crate::base64url(random);
        let before = "clientDataJSON may be extended with additional fields in the future, such as \
                      this: ";
        data.set_text("extraData", &format!("{before}{text}"));
    }
}
