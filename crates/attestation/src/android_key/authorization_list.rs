use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use countersign_spec::{Reason, Value};
use countersign_x509::{DerReader, Tag, TagNumber};

use super::application_id::read_set;
use super::{ApplicationId, KeyDescription, RootOfTrust};

/// Where a key comes from ("origin"), one of the constants here or a number of a later version.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Origin(pub u64);

impl Origin {
    /// The secure environment made it, and it was never outside (`KM_ORIGIN_GENERATED`).
    pub const GENERATED: Self = Self(0);
    /// It was derived from another (`KM_ORIGIN_DERIVED`).
    pub const DERIVED: Self = Self(1);
    /// It was outside (`KM_ORIGIN_IMPORTED`).
    pub const IMPORTED: Self = Self(2);
    /// The keystore does not know (`KM_ORIGIN_UNKNOWN`).
    pub const UNKNOWN: Self = Self(3);
    /// It came wrapped, and was outside before that (`SECURELY_IMPORTED`).
    pub const SECURELY_IMPORTED: Self = Self(4);
}

/// What a key is for ("purpose"), one of the constants here or a number of a later version.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Purpose(pub u64);

impl Purpose {
    /// `KM_PURPOSE_ENCRYPT`.
    pub const ENCRYPT: Self = Self(0);
    /// `KM_PURPOSE_DECRYPT`.
    pub const DECRYPT: Self = Self(1);
    /// `KM_PURPOSE_SIGN`.
    pub const SIGN: Self = Self(2);
    /// `KM_PURPOSE_VERIFY`.
    pub const VERIFY: Self = Self(3);
    /// `WRAP_KEY`: it decrypts keys that are imported.
    pub const WRAP_KEY: Self = Self(5);
    /// `AGREE_KEY`: it agrees on a shared secret.
    pub const AGREE_KEY: Self = Self(6);
    /// `ATTEST_KEY`: it signs the attestation certificates of other keys.
    pub const ATTEST_KEY: Self = Self(7);
}

/// Makes [`AuthorizationList`] from its rows: tag, field, kind, the name in the schema.
macro_rules! authorization_list {
    ($($tag:literal $field:ident: $type:ty = $read:ident, $name:literal, $doc:literal;)*) => {
        /// What is enforced of a key's use, and what is known of the device: `AuthorizationList`
        /// of the [Android key attestation extension][1]. Each field is a tag of some version of
        /// the schema; numbers are those of the keystore's interface.
        ///
        /// [1]: https://source.android.com/docs/security/features/keystore/attestation#schema
        #[derive(Clone, PartialEq, Eq, Default, Debug)]
        #[non_exhaustive]
        pub struct AuthorizationList<'a> {
            $(
                #[doc = concat!($doc, " (\"", $name, "\", tag ", $tag, ").")]
                pub $field: $type,
            )*
            /// Tags that no version of the schema up to [`KeyDescription::NEWEST_VERSION`] has, in
            /// a description of a later one. They were not read.
            pub unknown_tags: Vec<u32>,
            /// Whether a tag stands before one that is less, against the schema; some keystores
            /// write lists so, and some programs that pretend to be one.
            pub is_out_of_order: bool,
        }

        impl<'a> AuthorizationList<'a> {
            /// Reads the value of one tag; `None` if no version of the schema has it.
            fn read_tag(&mut self, tag: u32, r: &mut DerReader<'a>) -> Result<Option<()>, Reason> {
                match tag {
                    $($tag => self.$field = $read(r, $name)?,)*
                    _ => return Ok(None),
                }
                Ok(Some(()))
            }
        }
    };
}

authorization_list! {
    1 purpose: Option<Vec<Purpose>> = purposes, "purpose", "What the key is for";
    2 algorithm: Option<u64> = number, "algorithm", "1 RSA, 3 elliptic curve, 4 ML-DSA";
    3 key_size: Option<u64> = number, "keySize", "Bits of the key";
    4 block_mode: Option<Vec<u64>> = numbers, "blockMode", "Modes of a symmetric key";
    5 digest: Option<Vec<u64>> = numbers, "digest", "Digests: 0 none, 2 SHA-1, 4 SHA-256, 5 SHA-384, 6 SHA-512";
    6 padding: Option<Vec<u64>> = numbers, "padding", "Paddings: 1 none, 2 OAEP, 3 PSS, 4 and 5 PKCS#1";
    7 caller_nonce: bool = flag, "callerNonce", "The caller may choose a nonce";
    8 min_mac_length: Option<u64> = number, "minMacLength", "The least length of a MAC, in bits";
    9 kdf: Option<Vec<u64>> = numbers, "kdf", "Key derivations, in early versions";
    10 ec_curve: Option<u64> = number, "ecCurve", "0 P-224, 1 P-256, 2 P-384, 3 P-521, 4 Curve 25519";
    11 ml_dsa_variant: Option<u64> = number, "mlDsaVariant", "Which parameter set of ML-DSA";
    200 rsa_public_exponent: Option<u64> = number, "rsaPublicExponent", "The exponent of an RSA key";
    203 mgf_digest: Option<Vec<u64>> = numbers, "mgfDigest", "Digests for the mask of OAEP";
    303 rollback_resistance: bool = flag, "rollbackResistance", "A deleted key can't be brought back";
    305 early_boot_only: bool = flag, "earlyBootOnly", "The key is usable only while the device starts";
    400 active_date_time: Option<u64> = number, "activeDateTime", "When the key becomes usable, in milliseconds since 1970";
    401 origination_expire_date_time: Option<u64> = number, "originationExpireDateTime", "When the key stops signing, in milliseconds since 1970";
    402 usage_expire_date_time: Option<u64> = number, "usageExpireDateTime", "When the key stops verifying, in milliseconds since 1970";
    405 usage_count_limit: Option<u64> = number, "usageCountLimit", "How often the key can be used";
    502 user_secure_id: Option<u64> = number, "userSecureId", "The user who must authenticate";
    503 no_auth_required: bool = flag, "noAuthRequired", "The key is usable without the user";
    504 user_auth_type: Option<u64> = number, "userAuthType", "How the user authenticates, bits: 1 password, 2 biometrics";
    505 auth_timeout: Option<u64> = number, "authTimeout", "How long that holds, in seconds";
    506 allow_while_on_body: bool = flag, "allowWhileOnBody", "It holds as long as the device is worn";
    507 trusted_user_presence_required: bool = flag, "trustedUserPresenceRequired", "The user must be there, and prove it by touch";
    508 trusted_confirmation_required: bool = flag, "trustedConfirmationRequired", "The user must confirm what is signed";
    509 unlocked_device_required: bool = flag, "unlockedDeviceRequired", "The device must be unlocked";
    600 all_applications: bool = flag, "allApplications", "Any app may use the key";
    601 application_id: Option<&'a [u8]> = octets, "applicationId", "The app that may use the key";
    701 creation_date_time: Option<u64> = number, "creationDateTime", "When the key was made, in milliseconds since 1970";
    702 origin: Option<Origin> = origin, "origin", "Where the key comes from";
    703 rollback_resistant: bool = flag, "rollbackResistant", "A deleted key can't be brought back, in early versions";
    704 root_of_trust: Option<RootOfTrust<'a>> = root_of_trust, "rootOfTrust", "What the device started from";
    705 os_version: Option<u64> = number, "osVersion", "Android's version, as 140000 for 14.0.0";
    706 os_patch_level: Option<u64> = number, "osPatchLevel", "The system's security patch, as 202408";
    709 attestation_application_id: Option<&'a [u8]> = octets, "attestationApplicationId", "The apps that asked for the key, unread: see [`attesting_application`](Self::attesting_application)";
    710 attestation_id_brand: Option<&'a [u8]> = octets, "attestationIdBrand", "The brand, UTF-8";
    711 attestation_id_device: Option<&'a [u8]> = octets, "attestationIdDevice", "The device's code name, UTF-8";
    712 attestation_id_product: Option<&'a [u8]> = octets, "attestationIdProduct", "The product's code name, UTF-8";
    713 attestation_id_serial: Option<&'a [u8]> = octets, "attestationIdSerial", "The serial number, UTF-8";
    714 attestation_id_imei: Option<&'a [u8]> = octets, "attestationIdImei", "The IMEI, UTF-8";
    715 attestation_id_meid: Option<&'a [u8]> = octets, "attestationIdMeid", "The MEID, UTF-8";
    716 attestation_id_manufacturer: Option<&'a [u8]> = octets, "attestationIdManufacturer", "The maker, UTF-8";
    717 attestation_id_model: Option<&'a [u8]> = octets, "attestationIdModel", "The model, UTF-8";
    718 vendor_patch_level: Option<u64> = number, "vendorPatchLevel", "The vendor image's security patch, as 20240805 or 202408";
    719 boot_patch_level: Option<u64> = number, "bootPatchLevel", "The kernel's security patch, as 20240805 or 202408";
    720 device_unique_attestation: bool = flag, "deviceUniqueAttestation", "The chain names this one device";
    723 attestation_id_second_imei: Option<&'a [u8]> = octets, "attestationIdSecondImei", "The second IMEI, UTF-8";
    724 module_hash: Option<&'a [u8]> = octets, "moduleHash", "The hash of the system's modules";
}

impl<'a> AuthorizationList<'a> {
    /// The apps that asked for the key.
    ///
    /// # Errors
    ///
    /// `Malformed`: no rule of the specification reads them, so that the verdict does not depend
    /// on their form.
    ///
    /// ```
    /// use countersign_attestation::{ApplicationId, AuthorizationList, Origin, Package, RootOfTrust};
    /// use countersign_spec::Reason;
    ///
    /// /// Whether an application of this name asked for a key that was made where it lives, on a
    /// /// device whose boot loader is locked.
    /// fn is_from(list: &AuthorizationList<'_>, name: &[u8]) -> Result<bool, Reason> {
    ///     let application: Option<ApplicationId<'_>> = list.attesting_application()?;
    ///     let is_named = |package: &Package<'_>| package.name == name;
    ///     let is_locked = |root: RootOfTrust<'_>| root.device_locked;
    ///     Ok(application.is_some_and(|one| one.packages.iter().any(is_named))
    ///         && list.origin == Some(Origin::GENERATED)
    ///         && list.root_of_trust.is_some_and(is_locked))
    /// }
    /// assert!(!is_from(&AuthorizationList::default(), b"org.example")?);
    /// # Ok::<(), Reason>(())
    /// ```
    pub fn attesting_application(&self) -> Result<Option<ApplicationId<'a>>, Reason> {
        self.attestation_application_id
            .map(ApplicationId::parse)
            .transpose()
    }

    /// Whether the list has no tag at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Reads a list of a description of `version`.
    pub(super) fn read(
        r: &mut DerReader<'a>,
        what: &'static str,
        version: u32,
    ) -> Result<Self, Reason> {
        r.nested(Tag::Sequence, what, |r| {
            let (mut list, mut seen) = (Self::default(), BTreeSet::new());
            while !r.is_empty() {
                let tag = next_tag(r, what)?;
                list.is_out_of_order |= seen.last().is_some_and(|greatest| *greatest > tag);
                if !seen.insert(tag) {
                    return Err(Reason::NotAllowed("a tag that is there twice"));
                }
                list.read_element(r, tag, version)?;
            }
            Ok(list)
        })
    }

    // STRICTER: §8.4 does not say what tags a list may have; we refuse one that the schema does not
    // have in a description of a version we know, as we can't tell what it allows.
    fn read_element(
        &mut self,
        r: &mut DerReader<'a>,
        tag: u32,
        version: u32,
    ) -> Result<(), Reason> {
        let known = r.nested(context(tag), "authorization", |r| {
            let known = self.read_tag(tag, r)?;
            if known.is_none() {
                r.any("authorization")?;
            }
            Ok(known.is_some())
        })?;
        if !known && version <= KeyDescription::NEWEST_VERSION {
            return Err(Reason::Unsupported("authorization tag", Value::from(tag)));
        }
        if !known {
            self.unknown_tags.push(tag);
        }
        Ok(())
    }
}

/// The number of the next element's tag, which the schema has `EXPLICIT`.
// LAXER: the schema is a SEQUENCE, whose elements have an order; keystores in use write them in
// another, so any is taken and reported in the evidence.
fn next_tag(r: &DerReader<'_>, what: &'static str) -> Result<u32, Reason> {
    match r.tag() {
        Some(Tag::ContextSpecific {
            constructed: true,
            number: TagNumber(number),
        }) => Ok(number),
        _ => Err(Reason::Malformed {
            what,
            offset: r.offset(),
        }),
    }
}

const fn context(number: u32) -> Tag {
    Tag::ContextSpecific {
        constructed: true,
        number: TagNumber(number),
    }
}

fn number(r: &mut DerReader<'_>, what: &'static str) -> Result<Option<u64>, Reason> {
    r.decode(what).map(Some)
}

// LAXER: DER (X.690 §11.6) sorts a SET OF; keystores write purposes, digests and paddings in other
// orders, so any is taken.
fn numbers(r: &mut DerReader<'_>, what: &'static str) -> Result<Option<Vec<u64>>, Reason> {
    read_set(r, what, |r| r.decode(what)).map(Some)
}

fn purposes(r: &mut DerReader<'_>, what: &'static str) -> Result<Option<Vec<Purpose>>, Reason> {
    read_set(r, what, |r| r.decode(what).map(Purpose)).map(Some)
}

fn origin(r: &mut DerReader<'_>, what: &'static str) -> Result<Option<Origin>, Reason> {
    r.decode(what).map(Origin).map(Some)
}

/// A tag that is there or not: its value is NULL.
fn flag(r: &mut DerReader<'_>, what: &'static str) -> Result<bool, Reason> {
    let offset = r.offset();
    match r.value(Tag::Null, what)? {
        [] => Ok(true),
        _ => Err(Reason::Malformed { what, offset }),
    }
}

fn octets<'a>(r: &mut DerReader<'a>, what: &'static str) -> Result<Option<&'a [u8]>, Reason> {
    r.value(Tag::OctetString, what).map(Some)
}

fn root_of_trust<'a>(
    r: &mut DerReader<'a>,
    _what: &'static str,
) -> Result<Option<RootOfTrust<'a>>, Reason> {
    RootOfTrust::read(r).map(Some)
}
