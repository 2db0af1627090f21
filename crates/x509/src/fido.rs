//! The certificate extensions that FIDO and WebAuthn define.

use countersign_spec::Reason;
use der::asn1::{BitStringRef, UintRef};

use crate::extension::octet_string;
use crate::{Certificate, DerReader, Extension, ObjectIdentifier};

impl Extension<'_> {
    /// `id-fido-gen-ce-sernum`, [§8.2.2][1].
    ///
    /// [1]: https://www.w3.org/TR/webauthn-3/#sctn-enterprise-packed-attestation-cert-requirements
    pub const FIDO_SERIAL_NUMBER: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("1.3.6.1.4.1.45724.1.1.2");
    /// `id-fido-gen-ce-aaguid`, [§8.2.1][1].
    ///
    /// [1]: https://www.w3.org/TR/webauthn-3/#sctn-packed-attestation-cert-requirements
    pub const FIDO_AAGUID: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("1.3.6.1.4.1.45724.1.1.4");
    /// `id-fido-gen-ce-fw-version`, [§8.2.1][1].
    ///
    /// [1]: https://www.w3.org/TR/webauthn-3/#sctn-packed-attestation-cert-requirements
    pub const FIDO_FIRMWARE_VERSION: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("1.3.6.1.4.1.45724.1.1.5");
    /// `fidoU2FTransports`, FIDO U2F Authenticator Transports Extension §3.
    pub const FIDO_TRANSPORTS: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("1.3.6.1.4.1.45724.2.1.1");
}

impl<'a> Certificate<'a> {
    /// The AAGUID of `id-fido-gen-ce-aaguid`, if there: 16 bytes "wrapped in two OCTET STRINGs"
    /// ([§8.2.1][1]).
    ///
    /// # Errors
    ///
    /// `Malformed`; `NotAllowed` if the extension is there twice.
    ///
    /// [1]: https://www.w3.org/TR/webauthn-3/#sctn-packed-attestation-cert-requirements
    pub fn fido_aaguid(&self) -> Result<Option<[u8; 16]>, Reason> {
        self.read_extension(Extension::FIDO_AAGUID, |value| {
            const WHAT: &str = "id-fido-gen-ce-aaguid";
            let aaguid = octet_string(value, WHAT)?;
            aaguid.try_into().map_err(|_not_16| Reason::Malformed {
                what: WHAT,
                offset: 0,
            })
        })
    }

    /// The firmware version of `id-fido-gen-ce-fw-version`, if there: a number of any size,
    /// big-endian, without leading zeros ([§8.2.1][1]).
    ///
    /// # Errors
    ///
    /// `Malformed`, also for a negative number; `NotAllowed` if the extension is there twice.
    ///
    /// [1]: https://www.w3.org/TR/webauthn-3/#sctn-packed-attestation-cert-requirements
    pub fn fido_firmware_version(&self) -> Result<Option<&'a [u8]>, Reason> {
        self.read_extension(Extension::FIDO_FIRMWARE_VERSION, |value| {
            const WHAT: &str = "id-fido-gen-ce-fw-version";
            DerReader::read_all(value, WHAT, |r| {
                let version: UintRef<'a> = r.decode(WHAT)?;
                Ok(version.as_bytes())
            })
        })
    }

    /// The serial number of `id-fido-gen-ce-sernum`, if there ([§8.2.2][1]).
    ///
    /// # Errors
    ///
    /// `Malformed`; `NotAllowed` if the extension is there twice.
    ///
    /// [1]: https://www.w3.org/TR/webauthn-3/#sctn-enterprise-packed-attestation-cert-requirements
    pub fn fido_serial_number(&self) -> Result<Option<&'a [u8]>, Reason> {
        self.read_extension(Extension::FIDO_SERIAL_NUMBER, |value| {
            octet_string(value, "id-fido-gen-ce-sernum")
        })
    }

    /// The transports of the authenticator, if the certificate names them.
    ///
    /// # Errors
    ///
    /// `Malformed`; `NotAllowed` if the extension is there twice.
    pub fn fido_transports(&self) -> Result<Option<Transports>, Reason> {
        self.read_extension(Extension::FIDO_TRANSPORTS, |value| {
            DerReader::read_all(value, "fidoU2FTransports", |r| {
                let bits: BitStringRef<'_> = r.decode("fidoU2FTransports")?;
                Ok(Transports(bits.raw_bytes().first().copied().unwrap_or(0)))
            })
        })
    }
}

/// How an authenticator can be reached, as its certificate says (FIDO U2F Authenticator Transports
/// Extension §3).
///
/// ```
/// use countersign_x509::Certificate;
///
/// let certificate = Certificate::parse(include_bytes!("../tests/data/packed.der"))?;
/// assert_eq!(certificate.fido_aaguid()?.map(|aaguid| aaguid[15]), Some(15));
/// assert_eq!(certificate.fido_firmware_version()?, Some(&[42][..]));
/// assert_eq!(certificate.fido_serial_number()?, None); // no enterprise attestation
///
/// // For the page to say where to hold the key; this one does not tell.
/// let transports = certificate.fido_transports()?;
/// assert!(transports.is_none());
/// let is_wired = transports.is_some_and(|by| by.usb() || by.usb_internal());
/// let is_wireless = transports
///     .is_some_and(|by| by.nfc() || by.bluetooth_classic() || by.bluetooth_low_energy());
/// assert!(!is_wired && !is_wireless);
/// # Ok::<(), countersign_spec::Reason>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Transports(u8);

impl Transports {
    /// "bluetoothRadio", bit 0.
    #[must_use]
    pub const fn bluetooth_classic(self) -> bool {
        self.0 & 0x80 != 0
    }

    /// "bluetoothLowEnergyRadio", bit 1.
    #[must_use]
    pub const fn bluetooth_low_energy(self) -> bool {
        self.0 & 0x40 != 0
    }

    /// "uSB", bit 2.
    #[must_use]
    pub const fn usb(self) -> bool {
        self.0 & 0x20 != 0
    }

    /// "nFC", bit 3.
    #[must_use]
    pub const fn nfc(self) -> bool {
        self.0 & 0x10 != 0
    }

    /// "uSBInternal", bit 4.
    #[must_use]
    pub const fn usb_internal(self) -> bool {
        self.0 & 0x08 != 0
    }
}
