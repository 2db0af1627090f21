use alloc::borrow::Cow;
use alloc::vec::Vec;

use countersign_cose::{Algorithm, Hash, Scheme};
use countersign_spec::Reason;

use super::algorithm;
use super::structure::Structure;

/// The signature that "sig" is, in the form that its algorithm has everywhere else: as it came, or
/// out of a `TPMT_SIGNATURE` (TPM 2.0 Part 2 §11.3.4).
///
/// The two can't be mistaken for each other to any effect: whichever it is, it verifies or not.
///
/// # Errors
///
/// `Mismatch` for a `TPMT_SIGNATURE` of another algorithm than "alg".
// LAXER: §8.3 has sig "in the form of a TPMT_SIGNATURE structure"; every known TPM and the text's
// own test vector send the plain signature instead, and we accept both.
pub(super) fn plain_signature(alg: i64, sig: &[u8]) -> Result<Cow<'_, [u8]>, Reason> {
    match TpmSignature::parse(sig) {
        Ok(signature) => {
            let named = Algorithm::from_id(alg).map(Algorithm::scheme);
            if named == Some(signature.scheme) {
                Ok(signature.numbers.into_plain())
            } else {
                Err(Reason::NotAllowed("sig of another algorithm than alg"))
            }
        }
        Err(_not_such_a_structure) => Ok(Cow::Borrowed(sig)),
    }
}

/// `TPMT_SIGNATURE`.
struct TpmSignature<'a> {
    scheme: Scheme,
    numbers: Numbers<'a>,
}

/// `TPMS_SIGNATURE_RSA` or `TPMS_SIGNATURE_ECC`.
enum Numbers<'a> {
    Rsa(&'a [u8]),
    Ecdsa { r: &'a [u8], s: &'a [u8] },
}

impl<'a> TpmSignature<'a> {
    fn parse(sig: &'a [u8]) -> Result<Self, Reason> {
        let mut structure = Structure::new(sig, "TPMT_SIGNATURE");
        let (algorithm, hash) = (structure.u16()?, structure.u16()?);
        let hash = algorithm::hash(hash).ok_or(structure.malformed())?;
        let scheme: fn(Hash) -> Scheme = match algorithm {
            algorithm::RSASSA => Scheme::RsaPkcs1,
            algorithm::RSAPSS => Scheme::RsaPss,
            algorithm::ECDSA => Scheme::Ecdsa,
            _ => return Err(structure.malformed()),
        };
        let first = structure.sized()?;
        let numbers = if algorithm == algorithm::ECDSA {
            let s = structure.sized()?;
            Numbers::Ecdsa { r: first, s }
        } else {
            Numbers::Rsa(first)
        };
        structure.end()?;
        Ok(Self {
            scheme: scheme(hash),
            numbers,
        })
    }
}

impl<'a> Numbers<'a> {
    fn into_plain(self) -> Cow<'a, [u8]> {
        match self {
            Self::Rsa(signature) => Cow::Borrowed(signature),
            Self::Ecdsa { r, s } => {
                let numbers = [integer(r), integer(s)].concat();
                Cow::Owned(tagged(0x30, &numbers)) // SEQUENCE
            }
        }
    }
}

/// A non-negative INTEGER in DER.
fn integer(number: &[u8]) -> Vec<u8> {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    let number = number.get(zeros..).unwrap_or_default();
    let sign: &[u8] = match number.first() {
        Some(0..=0x7f) => &[],
        _ => &[0],
    };
    tagged(0x02, &[sign, number].concat())
}

/// A tag, a length in the shortest form, and the content: at most 65,535 bytes, as a sized buffer
/// has no more and what is longer than any signature fails to verify whatever its length says.
fn tagged(tag: u8, content: &[u8]) -> Vec<u8> {
    let [high, low] = u16::try_from(content.len())
        .unwrap_or(u16::MAX)
        .to_be_bytes();
    let head: &[u8] = match (high, low) {
        (0, 0..=0x7f) => &[tag, low],
        (0, _) => &[tag, 0x81, low],
        _ => &[tag, 0x82, high, low],
    };
    [head, content].concat()
}

#[cfg(test)]
mod tests {
    use super::{integer, plain_signature, tagged};
    use alloc::vec;
    use countersign_cose::Algorithm;
    use countersign_spec::Reason;

    #[test]
    fn numbers_are_written_as_der_demands() {
        assert_eq!(integer(&[]), [0x02, 0x01, 0x00]);
        assert_eq!(integer(&[0, 0, 0x7f]), [0x02, 0x01, 0x7f]);
        assert_eq!(integer(&[0x80]), [0x02, 0x02, 0x00, 0x80]);
        let long = vec![0x11; 200];
        assert_eq!(tagged(0x30, &long)[..3], [0x30, 0x81, 200]);
        let longer = vec![0x11; 300];
        assert_eq!(tagged(0x30, &longer)[..4], [0x30, 0x82, 1, 44]);
    }

    #[test]
    fn a_structure_is_taken_apart_and_anything_else_is_left_alone() {
        let ecdsa = [0, 0x18, 0, 0x0b, 0, 2, 0x00, 0x01, 0, 1, 0x80];
        let plain = plain_signature(Algorithm::Es256.id(), &ecdsa).unwrap();
        assert_eq!(
            plain[..],
            [0x30, 0x07, 0x02, 0x01, 0x01, 0x02, 0x02, 0x00, 0x80]
        );
        let rsa = [0, 0x14, 0, 0x0b, 0, 2, 0xaa, 0xbb];
        let plain = plain_signature(Algorithm::Rs256.id(), &rsa).unwrap();
        assert_eq!(plain[..], [0xaa, 0xbb]);
        let pss = [0, 0x16, 0, 0x0b, 0, 2, 0xaa, 0xbb];
        let plain = plain_signature(Algorithm::Ps256.id(), &pss).unwrap();
        assert_eq!(plain[..], [0xaa, 0xbb]);
        let cut = &rsa[..7];
        assert_eq!(
            plain_signature(Algorithm::Rs256.id(), cut).unwrap()[..],
            *cut
        );
    }

    #[test]
    fn a_structure_of_another_algorithm_is_refused() {
        let rsa = [0, 0x14, 0, 0x04, 0, 2, 0xaa, 0xbb];
        assert_eq!(
            plain_signature(Algorithm::Rs256.id(), &rsa),
            Err(Reason::NotAllowed("sig of another algorithm than alg"))
        );
    }
}
