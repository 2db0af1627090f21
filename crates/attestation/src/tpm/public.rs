use countersign_cose::{Algorithm, Curve, Key, PublicKey, Scheme as Signing};
use countersign_spec::{Reason, Value};

use super::algorithm;
use super::structure::Structure;

/// The public area of the credential key ("pubArea"): `TPMT_PUBLIC`, TPM 2.0 Part 2 §12.2.4.
pub(super) struct Public<'a> {
    /// As it came; what it can be is for the check of the name to say.
    pub(super) name_algorithm: u16,
    pub(super) attributes: ObjectAttributes,
    pub(super) auth_policy: &'a [u8],
    scheme: Option<Scheme>,
    key: TpmKey<'a>,
}

/// What a TPM lets happen with a key: `TPMA_OBJECT`, TPM 2.0 Part 2 §8.3. Windows Hello's keys are
/// fixed to their TPM; the text demands nothing of them, [`TpmKeys`](crate::TpmKeys) can.
///
/// ```
/// use countersign_attestation::ObjectAttributes;
///
/// /// Made in its TPM, never to leave it, and good for signatures alone.
/// fn is_bound(key: ObjectAttributes) -> bool {
///     let stays = key.fixed_tpm() && key.fixed_parent() && key.sensitive_data_origin();
///     let only_signs = key.sign() && !key.decrypt() && !key.restricted();
///     let is_guarded = key.user_with_auth() && !key.no_dictionary_attack_protection();
///     stays && only_signs && is_guarded
/// }
/// assert!(is_bound(ObjectAttributes(0x0004_0072)));
/// assert!(!is_bound(ObjectAttributes(0x0006_0072))); // it may decrypt as well
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ObjectAttributes(pub u32);

/// The scheme that a key is bound to, with its hash: `TPMT_RSA_SCHEME` or `TPMT_ECC_SCHEME`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Scheme {
    algorithm: u16,
    hash: Option<u16>,
}

/// The numbers of a key ("unique") and the parameters they go with.
enum TpmKey<'a> {
    /// `TPMS_RSA_PARMS` and `TPM2B_PUBLIC_KEY_RSA`.
    Rsa {
        key_bits: u16,
        exponent: u32,
        modulus: &'a [u8],
    },
    /// `TPMS_ECC_PARMS` and `TPMS_ECC_POINT`.
    Ecc {
        curve: u16,
        x: &'a [u8],
        y: &'a [u8],
    },
}

impl<'a> Public<'a> {
    /// Parses "pubArea"; nothing may be left over.
    pub(super) fn parse(pub_area: &'a [u8]) -> Result<Self, Reason> {
        let mut structure = Structure::new(pub_area, "pubArea");
        let read_key = match structure.u16()? {
            algorithm::RSA => read_rsa,
            algorithm::ECC => read_ecc,
            kind => {
                let kind = Value::from(u32::from(kind));
                return Err(Reason::Unsupported("pubArea type", kind));
            }
        };
        let name_algorithm = structure.u16()?;
        let attributes = ObjectAttributes(structure.u32()?);
        let auth_policy = structure.sized()?;
        let (scheme, key) = read_key(&mut structure)?;
        structure.end()?;
        Ok(Self {
            name_algorithm,
            attributes,
            auth_policy,
            scheme,
            key,
        })
    }

    /// Demands that this is the credential public key, and that what the key is bound to is what
    /// the credential's algorithm does.
    pub(super) fn require_key(&self, credential: &Key<'_>) -> Result<(), Reason> {
        match (&self.key, credential.public_key()) {
            (
                TpmKey::Rsa {
                    key_bits,
                    exponent,
                    modulus,
                },
                PublicKey::Rsa { n, e },
            ) => {
                require_bits(*key_bits, modulus)?;
                require_equal("pubArea exponent", &exponent.to_be_bytes(), e)?;
                require_equal("pubArea modulus", modulus, n)?;
            }
            (
                TpmKey::Ecc { curve, x, y },
                PublicKey::Ec {
                    curve: other,
                    x: cx,
                    y: cy,
                },
            ) => {
                require_curve(*curve, *other)?;
                require_equal("pubArea x", x, cx)?;
                require_equal("pubArea y", y, cy)?;
            }
            (TpmKey::Rsa { .. }, _) => return Err(wrong_type("RSA", credential)),
            (TpmKey::Ecc { .. }, _) => return Err(wrong_type("ECC", credential)),
        }
        self.require_scheme(credential.algorithm())
    }

    // STRICTER: §8.3 compares the public key "specified by the parameters and unique fields" and
    // does not say what a scheme named there means; we demand that it is the one of the
    // credential's algorithm, as the TPM would make no other signature with the key.
    fn require_scheme(&self, algorithm: Algorithm) -> Result<(), Reason> {
        let Some(scheme) = self.scheme else {
            return Ok(());
        };
        let (expected, hash) = match algorithm.scheme() {
            Signing::RsaPkcs1(hash) => (algorithm::RSASSA, hash),
            Signing::RsaPss(hash) => (algorithm::RSAPSS, hash),
            Signing::Ecdsa(hash) => (algorithm::ECDSA, hash),
            _ => return Err(Reason::NotAllowed("pubArea scheme with alg")),
        };
        let named = scheme.hash.and_then(algorithm::hash);
        if scheme.algorithm == expected && named == Some(hash) {
            Ok(())
        } else {
            Err(Reason::NotAllowed("pubArea scheme with alg"))
        }
    }
}

fn read_rsa<'a>(structure: &mut Structure<'a>) -> Result<(Option<Scheme>, TpmKey<'a>), Reason> {
    use algorithm::{NULL, OAEP, RSAES, RSAPSS, RSASSA};
    const DEFAULT_EXPONENT: u32 = 65537; // TPM 2.0 Part 2 §12.2.3.5: "when zero"
    read_symmetric(structure)?;
    let malformed = structure.malformed();
    let scheme = match structure.u16()? {
        NULL => None,
        RSAES => Some(Scheme {
            algorithm: RSAES,
            hash: None,
        }),
        algorithm @ (RSASSA | RSAPSS | OAEP) => Some(Scheme {
            algorithm,
            hash: Some(structure.u16()?),
        }),
        _ => return Err(malformed),
    };
    let key_bits = structure.u16()?;
    let exponent = match structure.u32()? {
        0 => DEFAULT_EXPONENT,
        exponent => exponent,
    };
    let modulus = structure.sized()?;
    Ok((
        scheme,
        TpmKey::Rsa {
            key_bits,
            exponent,
            modulus,
        },
    ))
}

fn read_ecc<'a>(structure: &mut Structure<'a>) -> Result<(Option<Scheme>, TpmKey<'a>), Reason> {
    use algorithm::{ECDAA, ECDH, ECDSA, ECMQV, ECSCHNORR, NULL, SM2};
    read_symmetric(structure)?;
    let malformed = structure.malformed();
    let scheme = match structure.u16()? {
        NULL => None,
        algorithm @ (ECDSA | SM2 | ECSCHNORR | ECDH | ECMQV | ECDAA) => Some(Scheme {
            algorithm,
            hash: Some(structure.u16()?),
        }),
        _ => return Err(malformed),
    };
    if scheme.is_some_and(|scheme| scheme.algorithm == ECDAA) {
        structure.u16()?; // "count"
    }
    let curve = structure.u16()?;
    read_key_derivation(structure)?;
    let (x, y) = (structure.sized()?, structure.sized()?);
    Ok((scheme, TpmKey::Ecc { curve, x, y }))
}

/// `TPMT_SYM_DEF_OBJECT`, TPM 2.0 Part 2 §11.1.7: null but in keys that wrap others.
fn read_symmetric(structure: &mut Structure<'_>) -> Result<(), Reason> {
    use algorithm::{AES, CAMELLIA, NULL, SM4, TDES};
    let malformed = structure.malformed();
    match structure.u16()? {
        NULL => Ok(()),
        AES | SM4 | CAMELLIA | TDES => {
            structure.u16()?; // "keyBits"
            structure.u16()?; // "mode"
            Ok(())
        }
        _ => Err(malformed),
    }
}

/// `TPMT_KDF_SCHEME`, TPM 2.0 Part 2 §11.2.3.3: unused, as Part 2 §12.2.3.6 says.
fn read_key_derivation(structure: &mut Structure<'_>) -> Result<(), Reason> {
    use algorithm::{KDF1_SP800_56A, KDF1_SP800_108, KDF2, MGF1, NULL};
    let malformed = structure.malformed();
    match structure.u16()? {
        NULL => Ok(()),
        MGF1 | KDF1_SP800_56A | KDF2 | KDF1_SP800_108 => {
            structure.u16()?; // "hashAlg"
            Ok(())
        }
        _ => Err(malformed),
    }
}

/// Two numbers, of which either may have zeros in front: TPM 2.0 Part 2 §11.2.5.1 lets a TPM strip
/// or keep them.
fn require_equal(what: &'static str, found: &[u8], expected: &[u8]) -> Result<(), Reason> {
    if without_zeros(found) == without_zeros(expected) {
        Ok(())
    } else {
        Err(Reason::mismatch(what, expected, found))
    }
}

/// "keyBits" is the size of the modulus: TPM 2.0 Part 2 §12.2.3.5 "number of bits in the public
/// modulus".
fn require_bits(key_bits: u16, modulus: &[u8]) -> Result<(), Reason> {
    let modulus = without_zeros(modulus);
    let unused = modulus.first().map_or(0, |byte| byte.leading_zeros());
    let bits = u32::try_from(modulus.len())
        .unwrap_or(u32::MAX)
        .saturating_mul(u8::BITS)
        .saturating_sub(unused);
    if bits == u32::from(key_bits) {
        Ok(())
    } else {
        Err(Reason::mismatch(
            "pubArea keyBits",
            bits,
            u32::from(key_bits),
        ))
    }
}

fn require_curve(found: u16, expected: Curve) -> Result<(), Reason> {
    let number = Value::from(u32::from(found));
    match algorithm::curve(found) {
        Some(curve) if curve == expected => Ok(()),
        Some(curve) => Err(Reason::mismatch(
            "pubArea curveID",
            expected.name(),
            curve.name(),
        )),
        None => Err(Reason::Unsupported("pubArea curveID", number)),
    }
}

/// The credential's key is not of the type that the TPM has.
fn wrong_type(found: &'static str, credential: &Key<'_>) -> Reason {
    let expected = credential.algorithm().name();
    Reason::mismatch("pubArea type", expected, found)
}

fn without_zeros(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.get(zeros..).unwrap_or_default()
}

impl ObjectAttributes {
    /// The key can't be moved to another TPM ("fixedTPM", bit 1).
    #[must_use]
    pub const fn fixed_tpm(self) -> bool {
        self.bit(1)
    }

    /// The key can't be moved to another parent ("fixedParent", bit 4).
    #[must_use]
    pub const fn fixed_parent(self) -> bool {
        self.bit(4)
    }

    /// The TPM made the private part itself ("sensitiveDataOrigin", bit 5).
    #[must_use]
    pub const fn sensitive_data_origin(self) -> bool {
        self.bit(5)
    }

    /// The key's password or an HMAC lets one use it ("userWithAuth", bit 6).
    #[must_use]
    pub const fn user_with_auth(self) -> bool {
        self.bit(6)
    }

    /// Failed attempts are not counted ("noDA", bit 10).
    #[must_use]
    pub const fn no_dictionary_attack_protection(self) -> bool {
        self.bit(10)
    }

    /// The key signs or decrypts only what the TPM formed ("restricted", bit 16).
    #[must_use]
    pub const fn restricted(self) -> bool {
        self.bit(16)
    }

    /// The key may decrypt ("decrypt", bit 17); Windows Hello's RSA keys may.
    #[must_use]
    pub const fn decrypt(self) -> bool {
        self.bit(17)
    }

    /// The key may sign ("sign", bit 18).
    #[must_use]
    pub const fn sign(self) -> bool {
        self.bit(18)
    }

    const fn bit(self, bit: u32) -> bool {
        self.0.wrapping_shr(bit) & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::ObjectAttributes;

    #[test]
    fn attributes_are_the_bits_of_part_2() {
        type Read = fn(ObjectAttributes) -> bool;
        let attributes: [(u32, Read); 8] = [
            (1, ObjectAttributes::fixed_tpm),
            (4, ObjectAttributes::fixed_parent),
            (5, ObjectAttributes::sensitive_data_origin),
            (6, ObjectAttributes::user_with_auth),
            (10, ObjectAttributes::no_dictionary_attack_protection),
            (16, ObjectAttributes::restricted),
            (17, ObjectAttributes::decrypt),
            (18, ObjectAttributes::sign),
        ];
        for (bit, read) in attributes {
            assert!(read(ObjectAttributes(1 << bit)), "{bit}");
            assert!(!read(ObjectAttributes(!(1 << bit))), "{bit}");
        }
    }
}
