//! The extension in which Android's Keystore describes a key.

use crate::der;

/// `KeyDescription` of the [Android key attestation schema][1], versions 1 to 400.
///
/// [1]: https://source.android.com/docs/security/features/keystore/attestation
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyDescription {
    /// `attestationVersion`.
    pub attestation_version: i64,
    /// `attestationSecurityLevel`: see [`SOFTWARE`], [`TRUSTED_ENVIRONMENT`], [`STRONG_BOX`].
    pub attestation_security_level: u8,
    /// `keymasterVersion` or `keyMintVersion`.
    pub keymint_version: i64,
    /// `keymasterSecurityLevel` or `keyMintSecurityLevel`.
    pub keymint_security_level: u8,
    /// `attestationChallenge`.
    pub challenge: Vec<u8>,
    /// `uniqueId`.
    pub unique_id: Vec<u8>,
    /// `softwareEnforced`.
    pub software: AuthorizationList,
    /// `teeEnforced` or `hardwareEnforced`.
    pub hardware: AuthorizationList,
    /// Elements after the last, which no version has.
    pub after: Vec<u8>,
}

/// Security level of the operating system.
pub const SOFTWARE: u8 = 0;
/// Security level of a trusted execution environment.
pub const TRUSTED_ENVIRONMENT: u8 = 1;
/// Security level of a secure element.
pub const STRONG_BOX: u8 = 2;

/// `KM_ORIGIN_GENERATED`: the key was made where it lives.
pub const ORIGIN_GENERATED: i64 = 0;
/// `KM_PURPOSE_SIGN`.
pub const PURPOSE_SIGN: i64 = 2;

/// The tags of `AuthorizationList`, with the type each takes and the version that brought it.
pub mod tag {
    /// `purpose`, set of integers, 1.
    pub const PURPOSE: u32 = 1;
    /// `algorithm`, integer, 1.
    pub const ALGORITHM: u32 = 2;
    /// `keySize`, integer, 1.
    pub const KEY_SIZE: u32 = 3;
    /// `blockMode`, set of integers, 100.
    pub const BLOCK_MODE: u32 = 4;
    /// `digest`, set of integers, 1.
    pub const DIGEST: u32 = 5;
    /// `padding`, set of integers, 1.
    pub const PADDING: u32 = 6;
    /// `callerNonce`, null, 100.
    pub const CALLER_NONCE: u32 = 7;
    /// `minMacLength`, integer, 100.
    pub const MIN_MAC_LENGTH: u32 = 8;
    /// `ecCurve`, integer, 1.
    pub const EC_CURVE: u32 = 10;
    /// `rsaPublicExponent`, integer, 1.
    pub const RSA_PUBLIC_EXPONENT: u32 = 200;
    /// `mgfDigest`, set of integers, 100.
    pub const MGF_DIGEST: u32 = 203;
    /// `rollbackResistance`, null, 3.
    pub const ROLLBACK_RESISTANCE: u32 = 303;
    /// `earlyBootOnly`, null, 4.
    pub const EARLY_BOOT_ONLY: u32 = 305;
    /// `activeDateTime`, integer, 1.
    pub const ACTIVE_DATE_TIME: u32 = 400;
    /// `originationExpireDateTime`, integer, 1.
    pub const ORIGINATION_EXPIRE_DATE_TIME: u32 = 401;
    /// `usageExpireDateTime`, integer, 1.
    pub const USAGE_EXPIRE_DATE_TIME: u32 = 402;
    /// `usageCountLimit`, integer, 100.
    pub const USAGE_COUNT_LIMIT: u32 = 405;
    /// `userSecureId`, integer, 300.
    pub const USER_SECURE_ID: u32 = 502;
    /// `noAuthRequired`, null, 1.
    pub const NO_AUTH_REQUIRED: u32 = 503;
    /// `userAuthType`, integer, 1.
    pub const USER_AUTH_TYPE: u32 = 504;
    /// `authTimeout`, integer, 1.
    pub const AUTH_TIMEOUT: u32 = 505;
    /// `allowWhileOnBody`, null, 1.
    pub const ALLOW_WHILE_ON_BODY: u32 = 506;
    /// `trustedUserPresenceRequired`, null, 3.
    pub const TRUSTED_USER_PRESENCE_REQUIRED: u32 = 507;
    /// `trustedConfirmationRequired`, null, 3.
    pub const TRUSTED_CONFIRMATION_REQUIRED: u32 = 508;
    /// `unlockedDeviceRequired`, null, 3.
    pub const UNLOCKED_DEVICE_REQUIRED: u32 = 509;
    /// `allApplications`, null, 1.
    pub const ALL_APPLICATIONS: u32 = 600;
    /// `applicationId`, octets, 1.
    pub const APPLICATION_ID: u32 = 601;
    /// `creationDateTime`, integer, 1.
    pub const CREATION_DATE_TIME: u32 = 701;
    /// `origin`, integer, 1.
    pub const ORIGIN: u32 = 702;
    /// `rollbackResistant`, null, 1 and 2.
    pub const ROLLBACK_RESISTANT: u32 = 703;
    /// `rootOfTrust`, sequence, 1.
    pub const ROOT_OF_TRUST: u32 = 704;
    /// `osVersion`, integer, 1.
    pub const OS_VERSION: u32 = 705;
    /// `osPatchLevel`, integer, 1.
    pub const OS_PATCH_LEVEL: u32 = 706;
    /// `attestationApplicationId`, octets, 2.
    pub const ATTESTATION_APPLICATION_ID: u32 = 709;
    /// `attestationIdBrand`, octets, 2.
    pub const ATTESTATION_ID_BRAND: u32 = 710;
    /// `attestationIdDevice`, octets, 2.
    pub const ATTESTATION_ID_DEVICE: u32 = 711;
    /// `attestationIdProduct`, octets, 2.
    pub const ATTESTATION_ID_PRODUCT: u32 = 712;
    /// `attestationIdSerial`, octets, 2.
    pub const ATTESTATION_ID_SERIAL: u32 = 713;
    /// `attestationIdImei`, octets, 2.
    pub const ATTESTATION_ID_IMEI: u32 = 714;
    /// `attestationIdMeid`, octets, 2.
    pub const ATTESTATION_ID_MEID: u32 = 715;
    /// `attestationIdManufacturer`, octets, 2.
    pub const ATTESTATION_ID_MANUFACTURER: u32 = 716;
    /// `attestationIdModel`, octets, 2.
    pub const ATTESTATION_ID_MODEL: u32 = 717;
    /// `vendorPatchLevel`, integer, 3.
    pub const VENDOR_PATCH_LEVEL: u32 = 718;
    /// `bootPatchLevel`, integer, 3.
    pub const BOOT_PATCH_LEVEL: u32 = 719;
    /// `deviceUniqueAttestation`, null, 4.
    pub const DEVICE_UNIQUE_ATTESTATION: u32 = 720;
    /// `attestationIdSecondImei`, octets, 300.
    pub const ATTESTATION_ID_SECOND_IMEI: u32 = 723;
    /// `moduleHash`, octets, 400.
    pub const MODULE_HASH: u32 = 724;
}

impl KeyDescription {
    /// A P-256 signing key made in a trusted environment of a locked, verified device, as a
    /// schema version describes it.
    #[must_use]
    pub fn new(version: i64, challenge: &[u8]) -> Self {
        Self {
            attestation_version: version,
            attestation_security_level: TRUSTED_ENVIRONMENT,
            keymint_version: keymint_version(version),
            keymint_security_level: TRUSTED_ENVIRONMENT,
            challenge: challenge.to_vec(),
            unique_id: vec![],
            software: AuthorizationList::software(version),
            hardware: AuthorizationList::hardware(version),
            after: vec![],
        }
    }

    /// The DER, which is the content of the extension.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        der::sequence(&[
            der::integer(self.attestation_version),
            der::enumerated(self.attestation_security_level),
            der::integer(self.keymint_version),
            der::enumerated(self.keymint_security_level),
            der::octet_string(&self.challenge),
            der::octet_string(&self.unique_id),
            self.software.encode(),
            self.hardware.encode(),
            self.after.clone(),
        ])
    }
}

/// `AuthorizationList`: fields with their tags, in the order they are written.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AuthorizationList(pub Vec<(u32, Vec<u8>)>);

impl AuthorizationList {
    /// Gives a field this value, a whole DER element, in its place or in the order of tags.
    pub fn set(&mut self, tag: u32, element: Vec<u8>) {
        if let Some(field) = self.0.iter_mut().find(|(there, _)| *there == tag) {
            field.1 = element;
            return;
        }
        let place = self.0.partition_point(|(there, _)| *there < tag);
        self.0.insert(place, (tag, element));
    }

    /// Gives a field an integer.
    pub fn integer(&mut self, tag: u32, value: i64) {
        self.set(tag, der::integer(value));
    }

    /// Gives a field a set of integers.
    pub fn integers(&mut self, tag: u32, values: &[i64]) {
        let values: Vec<_> = values.iter().map(|value| der::integer(*value)).collect();
        self.set(tag, der::set(&values));
    }

    /// Gives a field an octet string.
    pub fn octets(&mut self, tag: u32, value: &[u8]) {
        self.set(tag, der::octet_string(value));
    }

    /// Gives a field `NULL`, which says that it is there.
    pub fn flag(&mut self, tag: u32) {
        self.set(tag, der::null());
    }

    /// Gives `rootOfTrust` the four values of version 3 and later.
    pub fn root_of_trust(&mut self, key: &[u8], locked: bool, state: u8, hash: &[u8]) {
        let mut parts = vec![
            der::octet_string(key),
            der::boolean(locked),
            der::enumerated(state),
        ];
        if !hash.is_empty() {
            parts.push(der::octet_string(hash));
        }
        self.set(tag::ROOT_OF_TRUST, der::sequence(&parts));
    }

    /// Removes a field.
    pub fn remove(&mut self, tag: u32) {
        self.0.retain(|(there, _)| *there != tag);
    }

    /// The DER.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let fields: Vec<_> = self
            .0
            .iter()
            .map(|(tag, value)| der::explicit(*tag, value))
            .collect();
        der::sequence(&fields)
    }

    fn software(version: i64) -> Self {
        let mut list = Self::default();
        list.integer(tag::CREATION_DATE_TIME, 1_767_225_600_000);
        if version >= 2 {
            list.octets(tag::ATTESTATION_APPLICATION_ID, &application_id());
        }
        if version >= 400 {
            list.octets(tag::MODULE_HASH, &[0x4d; 32]);
        }
        list
    }

    fn hardware(version: i64) -> Self {
        let mut list = Self::default();
        list.integers(tag::PURPOSE, &[PURPOSE_SIGN]);
        list.integer(tag::ALGORITHM, 3); // EC
        list.integer(tag::KEY_SIZE, 256);
        list.integers(tag::DIGEST, &[4]); // SHA-256
        list.integer(tag::EC_CURVE, 1); // P-256
        list.flag(tag::NO_AUTH_REQUIRED);
        list.integer(tag::ORIGIN, ORIGIN_GENERATED);
        let boot_hash: &[u8] = if version >= 3 { &[0xb0; 32] } else { &[] };
        list.root_of_trust(&[0x5e; 32], true, 0, boot_hash);
        list.integer(tag::OS_VERSION, 160_000);
        list.integer(tag::OS_PATCH_LEVEL, 202_601);
        if version >= 3 {
            list.integer(tag::VENDOR_PATCH_LEVEL, 20_260_101);
            list.integer(tag::BOOT_PATCH_LEVEL, 20_260_101);
        }
        list
    }
}

/// Keymaster 2 to 4.1 attested in versions 1 to 4; since KeyMint the numbers are the same.
const fn keymint_version(version: i64) -> i64 {
    match version {
        1 => 2,
        2 => 3,
        3 => 4,
        4 => 41,
        same => same,
    }
}

/// `AttestationApplicationId`: one package, one signing certificate.
fn application_id() -> Vec<u8> {
    let package = der::sequence(&[der::octet_string(b"org.example.app"), der::integer(1)]);
    der::sequence(&[
        der::set(&[package]),
        der::set(&[der::octet_string(&[0xac; 32])]),
    ])
}
