use alloc::string::String;
use alloc::vec::Vec;

use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};
use countersign_cose::{Curve, Hash, PublicKey, Scheme};
use countersign_signature::{Backend, SignatureValid, VerifyingKey};
use countersign_spec::{At as _, Reason, Rejection, Step, Value};
use countersign_x509::Certificate;

use crate::json::Members;

/// A BLOB taken apart: a JWS in compact serialization ([RFC 7515 §7.1][1]). Nothing in it is
/// verified.
///
/// [1]: https://www.rfc-editor.org/rfc/rfc7515#section-7.1
pub(crate) struct Jws<'a> {
    /// Header, dot and payload as they came: what is signed.
    signing_input: &'a [u8],
    payload: &'a str,
    signature: Vec<u8>,
    algorithm: &'static JoseAlgorithm,
    /// "x5c": DER, the signer's first.
    pub(crate) certificates: Vec<Vec<u8>>,
}

/// A signature algorithm of JOSE and the curve that it is bound to.
struct JoseAlgorithm {
    name: &'static str,
    scheme: Scheme,
    curve: Option<Curve>,
}

/// The certificates that "x5c" may have; those of the service have 2 or 3.
const MAX_CERTIFICATES: usize = 10;

// "none" and the MACs of RFC 7518 are not here, so a BLOB cannot ask for them.
const ALGORITHMS: &[JoseAlgorithm] = &[
    // RFC 7518 §3.3, §3.5
    algorithm("RS256", Scheme::RsaPkcs1(Hash::Sha256), None),
    algorithm("RS384", Scheme::RsaPkcs1(Hash::Sha384), None),
    algorithm("RS512", Scheme::RsaPkcs1(Hash::Sha512), None),
    algorithm("PS256", Scheme::RsaPss(Hash::Sha256), None),
    algorithm("PS384", Scheme::RsaPss(Hash::Sha384), None),
    algorithm("PS512", Scheme::RsaPss(Hash::Sha512), None),
    // RFC 7518 §3.4
    algorithm("ES256", Scheme::Ecdsa(Hash::Sha256), Some(Curve::P256)),
    algorithm("ES384", Scheme::Ecdsa(Hash::Sha384), Some(Curve::P384)),
    algorithm("ES512", Scheme::Ecdsa(Hash::Sha512), Some(Curve::P521)),
    // RFC 8037 §3.1, RFC 9864 §2.2
    algorithm("EdDSA", Scheme::Ed25519, None),
    algorithm("Ed25519", Scheme::Ed25519, None),
];

const fn algorithm(name: &'static str, scheme: Scheme, curve: Option<Curve>) -> JoseAlgorithm {
    JoseAlgorithm {
        name,
        scheme,
        curve,
    }
}

impl<'a> Jws<'a> {
    /// Parses all of a text; white space around it is none of JWS.
    pub(crate) fn parse(blob: &'a [u8]) -> Result<Self, Rejection> {
        let malformed = |offset| {
            Step::MdsBlob.refuse(Reason::Malformed {
                what: "BLOB",
                offset,
            })
        };
        let text = core::str::from_utf8(blob).map_err(|error| malformed(error.valid_up_to()))?;
        let (signing_input, signature) = text.rsplit_once('.').ok_or(malformed(0))?;
        let (header, payload) = signing_input.split_once('.').ok_or(malformed(0))?;
        let header = decode("header of BLOB", header).at(Step::MdsBlob)?;
        let (algorithm, certificates) = parse_header(&header)?;
        Ok(Self {
            signing_input: signing_input.as_bytes(),
            payload,
            signature: decode("signature of BLOB", signature).at(Step::MdsBlob)?,
            algorithm,
            certificates,
        })
    }

    /// Verifies the signature by the key of the signer's certificate, and by no other that the
    /// header may name.
    pub(crate) fn verify(
        &self,
        signer: &Certificate<'_>,
        backend: Backend,
    ) -> Result<SignatureValid, Reason> {
        let JoseAlgorithm { scheme, curve, .. } = *self.algorithm;
        let key = signer.public_key_for(scheme)?;
        let signature = match (curve, key) {
            (None, _) => self.signature.clone(),
            (Some(bound), PublicKey::Ec { curve, .. }) if curve == bound => {
                ecdsa_der(&self.signature, curve.coordinate_length())?
            }
            (Some(bound), _) => {
                let name = self.algorithm.name;
                return Err(Reason::mismatch(
                    "curve of the signer's key",
                    bound.name(),
                    name,
                ));
            }
        };
        VerifyingKey::with_backend(&key, backend)?.verify(scheme, &[self.signing_input], &signature)
    }

    /// The payload; the signature is asked for, so that nobody reads what nobody signed.
    pub(crate) fn payload(&self, _signed: SignatureValid) -> Result<Vec<u8>, Reason> {
        decode("payload of BLOB", self.payload)
    }
}

/// The JOSE header, [RFC 7515 §4.1](https://www.rfc-editor.org/rfc/rfc7515#section-4.1).
fn parse_header(header: &[u8]) -> Result<(&'static JoseAlgorithm, Vec<Vec<u8>>), Rejection> {
    const WHAT: &str = "header of BLOB";
    let malformed = Reason::Malformed {
        what: WHAT,
        offset: 0,
    };
    let text = core::str::from_utf8(header).map_err(|_utf8| Step::MdsHeader.refuse(malformed))?;
    let mut members = Members::parse(WHAT, text).at(Step::MdsHeader)?;
    let alg: String = members.take("alg").at(Step::MdsHeader)?;
    let algorithm = ALGORITHMS.iter().find(|algorithm| algorithm.name == alg);
    let unsupported = Reason::Unsupported("alg", Value::text(&alg));
    let algorithm = algorithm.ok_or(Step::MdsHeader.refuse(unsupported))?;
    let x5u: Option<String> = members.take("x5u").at(Step::MdsChainUrl)?;
    // STRICTER: FIDO MDS §3.2 item 4 lets the chain be fetched from the service's own origin; we
    // fetch nothing, so the chain must be in the BLOB.
    Step::MdsChainUrl.require(x5u.is_none(), Reason::NotAllowed("x5u"))?;
    // STRICTER: FIDO MDS §3.2 item 5 has the anchor's own key sign a BLOB without a chain; we refuse
    // such a BLOB.
    let x5c: Option<Vec<String>> = members.take("x5c").at(Step::MdsChain)?;
    let x5c = x5c.ok_or(Step::MdsChain.refuse(Reason::Missing("x5c")))?;
    // RFC 7515 §4.1.11: what it lists must be understood, and nothing that it may list is.
    let crit = members.rest().contains_key("crit");
    Step::MdsHeader.require(!crit, Reason::NotAllowed("crit"))?;
    let too_many = Reason::too_large("certificates in x5c", MAX_CERTIFICATES, x5c.len());
    Step::MdsChain.require(x5c.len() <= MAX_CERTIFICATES, too_many)?;
    let certificates: Result<Vec<_>, _> = x5c.iter().map(|text| decode_certificate(text)).collect();
    Ok((algorithm, certificates.at(Step::MdsChain)?))
}

/// RFC 7515 §4.1.6: base64, not base64url, of DER.
fn decode_certificate(text: &str) -> Result<Vec<u8>, Reason> {
    let malformed = |_invalid| Reason::Malformed {
        what: "x5c",
        offset: 0,
    };
    Base64::decode_vec(text).map_err(malformed)
}

/// Unpadded base64url; a dot too many is in one of the parts, and is refused with it.
fn decode(what: &'static str, part: &str) -> Result<Vec<u8>, Reason> {
    Base64UrlUnpadded::decode_vec(part).map_err(|_invalid| Reason::Malformed { what, offset: 0 })
}

/// The DER of an ECDSA signature that JOSE writes as two numbers of fixed length (RFC 7518 §3.4).
fn ecdsa_der(fixed: &[u8], length: usize) -> Result<Vec<u8>, Reason> {
    const INTEGER: u8 = 0x02; // X.690 §8.3
    const SEQUENCE: u8 = 0x30; // X.690 §8.9, constructed
    let malformed = || Reason::Malformed {
        what: "signature of BLOB",
        offset: 0,
    };
    let (r, s) = fixed.split_at_checked(length).ok_or_else(malformed)?;
    if s.len() != length {
        return Err(malformed());
    }
    let mut numbers = Vec::new();
    for number in [r, s] {
        let zeros = number.iter().take_while(|byte| **byte == 0).count();
        let digits = number.get(zeros..).unwrap_or_default();
        let sign = digits.first().is_none_or(|byte| *byte >= 0x80);
        let sign: &[u8] = if sign { &[0] } else { &[] };
        let content = [sign, digits].concat();
        numbers.push(INTEGER);
        numbers.push(u8::try_from(content.len()).map_err(|_long| malformed())?);
        numbers.extend(content);
    }
    let mut der = Vec::from([SEQUENCE]);
    if numbers.len() >= 0x80 {
        der.push(0x81); // X.690 §8.1.3.5: one byte of length follows
    }
    der.push(u8::try_from(numbers.len()).map_err(|_long| malformed())?);
    der.extend(numbers);
    Ok(der)
}

#[cfg(test)]
mod tests {
    use super::ecdsa_der;

    #[test]
    fn numbers_of_fixed_length_become_integers() {
        let fixed = [0, 0, 0x80, 0x7f, 1, 2];
        let der = [0x30, 9, 2, 2, 0, 0x80, 2, 3, 0x7f, 1, 2];
        assert_eq!(ecdsa_der(&fixed, 3).unwrap(), der);
        assert_eq!(ecdsa_der(&[0; 2], 1).unwrap(), [0x30, 6, 2, 1, 0, 2, 1, 0]);
        assert!(ecdsa_der(&fixed, 2).is_err());
        assert!(ecdsa_der(&fixed, 4).is_err());
        assert!(ecdsa_der(&[], 32).is_err());
    }

    #[test]
    fn long_numbers_have_long_lengths() {
        let der = ecdsa_der(&[0xff; 132], 66).unwrap();
        assert_eq!(der.get(..6), Some(&[0x30, 0x81, 138, 2, 67, 0][..]));
    }
}
