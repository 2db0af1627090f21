use core::fmt;

/// A maker of TPMs, as the TCG TPM Vendor ID Registry (version 1.06 and later entries) names it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct TpmManufacturer {
    id: [u8; 4],
    name: &'static str,
}

impl TpmManufacturer {
    /// The registry's entries for TPM 2.0, in the order of their identifiers.
    pub const REGISTRY: &[Self] = &[
        Self::new(*b"AMD\0", "AMD"),
        Self::new(*b"ANT\0", "Ant Group"),
        Self::new(*b"ATML", "Atmel"),
        Self::new(*b"BRCM", "Broadcom"),
        Self::new(*b"CSCO", "Cisco"),
        Self::new(*b"FLYS", "Flyslice Technologies"),
        Self::new(*b"GOOG", "Google"),
        Self::new(*b"HISI", "Huawei"),
        Self::new(*b"HPE\0", "Hewlett Packard Enterprise"),
        Self::new(*b"HPI\0", "HP"),
        Self::new(*b"IBM\0", "IBM"),
        Self::new(*b"IFX\0", "Infineon"),
        Self::new(*b"INTC", "Intel"),
        Self::new(*b"LEN\0", "Lenovo"),
        Self::new(*b"MSFT", "Microsoft"),
        Self::new(*b"NSG\0", "NSING"),
        Self::new(*b"NSM ", "National Semiconductor"),
        Self::new(*b"NTC\0", "Nuvoton"),
        Self::new(*b"NTZ\0", "Nationz"),
        Self::new(*b"QCOM", "Qualcomm"),
        Self::new(*b"ROCC", "Rockchip"),
        Self::new(*b"SEAL", "SEALSQ"),
        Self::new(*b"SECE", "SecEdge"),
        Self::new(*b"SMSC", "SMSC"),
        Self::new(*b"SMSN", "Samsung"),
        Self::new(*b"SNS\0", "Sinosun"),
        Self::new(*b"STM ", "STMicroelectronics"),
        Self::new(*b"TXN\0", "Texas Instruments"),
        Self::new(*b"WEC\0", "Winbond"),
    ];

    const fn new(id: [u8; 4], name: &'static str) -> Self {
        Self { id, name }
    }

    /// The registered maker of a certificate's `TPMManufacturer` attribute: `id:` and the four
    /// bytes of the identifier in hex (TPMv2-EK-Profile §3.1.2).
    ///
    /// ```
    /// use countersign_attestation::TpmManufacturer;
    ///
    /// let maker = TpmManufacturer::from_attribute("id:494E5443").ok_or("not registered")?;
    /// assert_eq!((maker.name(), maker.id()), ("Intel", *b"INTC"));
    /// assert_eq!(TpmManufacturer::from_attribute("Intel"), None);
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn from_attribute(text: &str) -> Option<&'static Self> {
        let id = parse_id(text)?;
        Self::REGISTRY.iter().find(|maker| maker.id == id)
    }

    /// The identifier: four bytes, ASCII with zeros or spaces after it.
    #[must_use]
    pub const fn id(&self) -> [u8; 4] {
        self.id
    }

    /// The company's name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }
}

impl fmt::Display for TpmManufacturer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

// LAXER: TPMv2-EK-Profile §3.1.2 writes the hex digits of a manufacturer in capitals; certificates
// in use have small letters too.
fn parse_id(text: &str) -> Option<[u8; 4]> {
    let digits = text.strip_prefix("id:")?;
    let all_hex = digits.len() == 8 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    all_hex
        .then(|| u32::from_str_radix(digits, 16).ok())?
        .map(u32::to_be_bytes)
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::TpmManufacturer;

    #[test]
    fn makers_are_found_by_their_identifiers() {
        for (text, name) in [
            ("id:494E5443", Some("Intel")),
            ("id:494e5443", Some("Intel")),
            ("id:4E544300", Some("Nuvoton")),
            ("id:53544D20", Some("STMicroelectronics")),
            ("id:00000000", None),
            ("id:FFFFF1D0", None),
            ("494E5443", None),
            ("id:494E544", None),
            ("id:0494E5443", None),
            ("id:+94E5443", None),
            ("ID:494E5443", None),
        ] {
            let found = TpmManufacturer::from_attribute(text).map(TpmManufacturer::name);
            assert_eq!(found, name, "{text}");
        }
    }

    #[test]
    fn a_maker_has_an_identifier_and_a_name() {
        let maker = TpmManufacturer::from_attribute("id:494E5443").unwrap();
        assert_eq!(
            (maker.id(), maker.to_string().as_str()),
            (*b"INTC", "Intel")
        );
    }

    #[test]
    fn the_registry_is_sorted_and_names_each_identifier_once() {
        assert!(
            TpmManufacturer::REGISTRY
                .windows(2)
                .all(|pair| pair[0].id < pair[1].id)
        );
    }
}
