use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use countersign_authdata::Aaguid;
use countersign_spec::Reason;

use crate::json::{FromJson, Members, dictionary};
use crate::{KeyIdentifier, MetadataCertificate};

dictionary! {
    /// What a vendor says of a model: [FIDO Metadata Statement 3.1 §4][1], schema 3. Names of
    /// algorithms, protections and the like are kept as they came.
    ///
    /// [1]: https://fidoalliance.org/specs/mds/fido-metadata-statement-v3.1-ps-20250521.html#sctn-md-keys
    MetadataStatement {
        /// The terms under which the statement may be used.
        "legalHeader" legal_header: Option<String>;
        /// The model's AAID, if it speaks UAF.
        "aaid" aaid: Option<String>;
        /// The model's AAGUID, if it speaks FIDO2.
        "aaguid" aaguid: Option<Aaguid>;
        /// The keys of its attestation certificates, if it has neither.
        "attestationCertificateKeyIdentifiers" key_identifiers: Vec<KeyIdentifier>;
        /// The trade name by language, as `en-US`.
        "friendlyNames" friendly_names: BTreeMap<String, String>;
        /// A short description in English.
        "description" description: String;
        /// The description by language.
        "alternativeDescriptions" alternative_descriptions: BTreeMap<String, String>;
        /// The earliest firmware that the statement is true of.
        "authenticatorVersion" authenticator_version: u64;
        /// `uaf`, `u2f` or `fido2`.
        "protocolFamily" protocol_family: String;
        /// The version of the form of statements; 3 is the one that this is.
        "schema" schema: u16;
        /// The versions of the protocol family that it speaks.
        "upv" protocol_versions: Vec<Version>;
        /// What it signs with, as `secp256r1_ecdsa_sha256_raw`.
        "authenticationAlgorithms" authentication_algorithms: Vec<String>;
        /// How it writes public keys, as `cose`.
        "publicKeyAlgAndEncodings" public_key_encodings: Vec<String>;
        /// How it attests: `basic_full`, `basic_surrogate`, `attca`, `anonca`, `ecdaa`, `none`.
        "attestationTypes" attestation_types: Vec<String>;
        /// The ways to verify the user: alternatives, each of one or more that go together.
        "userVerificationDetails" user_verification_details: Vec<Vec<VerificationMethod>>;
        /// How keys are protected, as `hardware`.
        "keyProtection" key_protection: Vec<String>;
        /// Whether keys sign nothing but FIDO assertions; absent means yes.
        "isKeyRestricted" is_key_restricted: Option<bool>;
        /// Whether each use of a key verifies the user anew; absent means yes.
        "isFreshUserVerificationRequired" is_fresh_user_verification_required: Option<bool>;
        /// Where the user's biometrics are compared, as `on_chip`.
        "matcherProtection" matcher_protection: Vec<String>;
        /// The strength of its cryptography, in bits.
        "cryptoStrength" crypto_strength: Option<u16>;
        /// How it is attached, as `external`.
        "attachmentHint" attachment_hint: Vec<String>;
        /// What it can show of a transaction.
        "tcDisplay" display: Vec<String>;
        /// The media type that it can show.
        "tcDisplayContentType" display_content_type: Option<String>;
        /// The images that it can show.
        "tcDisplayPNGCharacteristics" display_images: Vec<PngCharacteristics>;
        /// The model's trust anchors: roots, intermediates or attestation certificates.
        "attestationRootCertificates" root_certificates: Vec<MetadataCertificate>;
        /// The model's trust anchors for ECDAA.
        "ecdaaTrustAnchors" ecdaa_trust_anchors: Vec<EcdaaTrustAnchor>;
        /// A picture, as a `data:` URL. It is the vendor's: show it as an image and nothing else.
        "icon" icon: Option<String>;
        /// The picture on dark ground.
        "iconDark" icon_dark: Option<String>;
        /// The provider's logo.
        "providerLogoLight" provider_logo_light: Option<String>;
        /// The provider's logo on dark ground.
        "providerLogoDark" provider_logo_dark: Option<String>;
        /// Extensions that it knows.
        "supportedExtensions" supported_extensions: Vec<ExtensionDescriptor>;
        /// What its keys are for.
        "keyScope" key_scope: Option<String>;
        /// Whether credentials are shared among devices.
        "multiDeviceCredentialSupport" multi_device_credential_support: Option<String>;
        /// What it answers to `authenticatorGetInfo`.
        "authenticatorGetInfo" get_info: Option<AuthenticatorGetInfo>;
        /// Where its configuration for the export of credentials is.
        "cxpConfigURL" credential_export_url: Option<String>;
    }
}

dictionary! {
    /// A version of a protocol.
    Version {
        /// The first number.
        "major" major: u16;
        /// The second number.
        "minor" minor: u16;
    }
}

dictionary! {
    /// One way to verify the user.
    VerificationMethod {
        /// Which, as `fingerprint_internal`.
        "userVerificationMethod" method: Option<String>;
        /// How good a code is.
        "caDesc" code: Option<Box<CodeAccuracy>>;
        /// How good the biometrics are.
        "baDesc" biometric: Option<Box<BiometricAccuracy>>;
        /// How good a pattern is.
        "paDesc" pattern: Option<Box<PatternAccuracy>>;
    }
}

dictionary! {
    /// How good a code is.
    CodeAccuracy {
        /// How many signs there are to choose from.
        "base" base: u32;
        /// How many must be chosen at least.
        "minLength" min_length: u32;
        /// Wrong ones before it blocks; 0 means it never does.
        "maxRetries" max_retries: Option<u32>;
        /// Seconds for which it blocks; 0 means for ever.
        "blockSlowdown" block_slowdown: Option<u32>;
    }
}

dictionary! {
    /// How good biometrics are.
    BiometricAccuracy {
        /// The rate of right users refused, as the vendor says.
        "selfAttestedFRR" false_rejection_rate: Option<f64>;
        /// The rate of wrong users accepted, as the vendor says.
        "selfAttestedFAR" false_acceptance_rate: Option<f64>;
        /// The rate of impostors accepted that it was certified to stay under.
        "iAPARThreshold" impostor_acceptance_threshold: Option<f64>;
        /// How many fingers and the like it keeps.
        "maxTemplates" max_templates: Option<u32>;
        /// Wrong ones before it blocks; 0 means it never does.
        "maxRetries" max_retries: Option<u32>;
        /// Seconds for which it blocks; 0 means for ever.
        "blockSlowdown" block_slowdown: Option<u32>;
    }
}

dictionary! {
    /// How good a pattern is.
    PatternAccuracy {
        /// How many patterns of the least length there are.
        "minComplexity" min_complexity: u64;
        /// Wrong ones before it blocks; 0 means it never does.
        "maxRetries" max_retries: Option<u32>;
        /// Seconds for which it blocks; 0 means for ever.
        "blockSlowdown" block_slowdown: Option<u32>;
    }
}

dictionary! {
    /// A PNG image that can be shown.
    PngCharacteristics {
        /// Pixels across.
        "width" width: u32;
        /// Pixels down.
        "height" height: u32;
        /// Bits of a sample.
        "bitDepth" bit_depth: u8;
        /// The colour type of PNG.
        "colorType" color_type: u8;
        /// The compression of PNG.
        "compression" compression: u8;
        /// The filter of PNG.
        "filter" filter: u8;
        /// The interlacing of PNG.
        "interlace" interlace: u8;
        /// The palette.
        "plte" palette: Vec<RgbPaletteEntry>;
    }
}

dictionary! {
    /// A colour.
    RgbPaletteEntry {
        /// Red.
        "r" red: u16;
        /// Green.
        "g" green: u16;
        /// Blue.
        "b" blue: u16;
    }
}

dictionary! {
    /// A trust anchor for ECDAA, its numbers as base64url text. WebAuthn has no such attestation
    /// any more.
    EcdaaTrustAnchor {
        /// "X".
        "X" x: String;
        /// "Y".
        "Y" y: String;
        /// "c".
        "c" c: String;
        /// "sx".
        "sx" sx: String;
        /// "sy".
        "sy" sy: String;
        /// The curve.
        "G1Curve" curve: String;
    }
}

dictionary! {
    /// An extension that is known.
    ExtensionDescriptor {
        /// Its name.
        "id" id: String;
        /// Its number, in UAF.
        "tag" tag: Option<u16>;
        /// What else there is to say of it.
        "data" data: Option<String>;
        /// Whether who does not know it must stop.
        "fail_if_unknown" fail_if_unknown: Option<bool>;
    }
}

dictionary! {
    /// What the authenticator answers to `authenticatorGetInfo` of CTAP, as far as RPs ask; the
    /// other members are among those unknown.
    AuthenticatorGetInfo {
        /// The versions of CTAP.
        "versions" versions: Vec<String>;
        /// The extensions.
        "extensions" extensions: Vec<String>;
        /// The AAGUID, as text in whatever form.
        "aaguid" aaguid: Option<String>;
        /// The options that are on or off.
        "options" options: BTreeMap<String, bool>;
        /// How it is attached.
        "transports" transports: Vec<String>;
        /// The version of the firmware.
        "firmwareVersion" firmware_version: Option<u64>;
        /// The longest credential ID that it makes.
        "maxCredentialIdLength" max_credential_id_length: Option<u64>;
        /// The shortest PIN that it takes.
        "minPINLength" min_pin_length: Option<u64>;
        /// Its certifications, each with its level.
        "certifications" certifications: BTreeMap<String, u64>;
    }
}

impl MetadataStatement {
    /// Parses a statement.
    pub(crate) fn parse(json: &str) -> Result<Self, Reason> {
        let statement = Self::from_json("metadataStatement", json)?;
        let is_known = statement.aaid.is_some() || statement.aaguid.is_some();
        if !is_known && statement.key_identifiers.is_empty() {
            return Err(Reason::Missing("aaguid"));
        }
        Ok(statement)
    }

    /// What the model is called in English: its trade name, or else its description.
    #[must_use]
    pub fn name(&self) -> &str {
        let is_english = |(language, _): &(&String, &String)| language.starts_with("en");
        let friendly = self.friendly_names.iter().find(is_english);
        friendly.map_or(&self.description, |(_, name)| name)
    }
}

/// The identifiers of an entry that cannot be read otherwise.
pub(crate) fn identifiers(json: &str) -> (Option<Aaguid>, Vec<KeyIdentifier>) {
    let Ok(mut members) = Members::parse("entry", json) else {
        return (None, Vec::new());
    };
    (
        members.take("aaguid").ok(),
        members
            .take("attestationCertificateKeyIdentifiers")
            .unwrap_or_default(),
    )
}
