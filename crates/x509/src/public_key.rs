use alloc::string::ToString;

use countersign_cose::{Curve, MlDsa, PublicKey, Scheme};
use countersign_spec::{Reason, Value};
use der::Tag;
use der::asn1::UintRef;

use crate::certificate::read_algorithm;
use crate::signature_algorithm::{self, RSASSA_PSS};
use crate::{DerReader, ObjectIdentifier, Oid};

const WHAT: &str = "subjectPublicKeyInfo";

// RFC 5480 §2.1.1
const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
// RFC 3279 §2.3.1
const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

/// RFC 5480 §2.1.1.1 and, for the last, SEC 2 §2.4.1.
const CURVES: [(ObjectIdentifier, Curve); 4] = [
    (
        ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7"),
        Curve::P256,
    ),
    (ObjectIdentifier::new_unwrap("1.3.132.0.34"), Curve::P384),
    (ObjectIdentifier::new_unwrap("1.3.132.0.35"), Curve::P521),
    (
        ObjectIdentifier::new_unwrap("1.3.132.0.10"),
        Curve::Secp256k1,
    ),
];

/// RFC 8410 §3.
const EDWARDS: [(ObjectIdentifier, Curve); 2] = [
    (ObjectIdentifier::new_unwrap("1.3.101.112"), Curve::Ed25519),
    (ObjectIdentifier::new_unwrap("1.3.101.113"), Curve::Ed448),
];

/// RFC 9881 §2.
const ML_DSA: [(ObjectIdentifier, MlDsa); 3] = [
    (
        ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.17"),
        MlDsa::MlDsa44,
    ),
    (
        ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.18"),
        MlDsa::MlDsa65,
    ),
    (
        ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.19"),
        MlDsa::MlDsa87,
    ),
];

/// Parses a `SubjectPublicKeyInfo` (RFC 5280 §4.1.2.7) in DER, all of it.
///
/// # Errors
///
/// `Malformed` if it is none, `Unsupported` for a key of another kind than [`PublicKey`] has.
pub fn parse_public_key_info(info: &[u8]) -> Result<PublicKey<'_>, Reason> {
    let (oid, parameters, key) = parts(info)?;
    if oid == EC_PUBLIC_KEY {
        return ec_point(named_curve(parameters)?, key);
    }
    if oid == RSA_ENCRYPTION {
        // RFC 3279 §2.3.1: "The parameters field MUST have ASN.1 type NULL".
        only(matches!(parameters, Some((Tag::Null, []))))?;
        return rsa_key(key);
    }
    if oid == RSASSA_PSS {
        return rsa_key(key);
    }
    if let Some((_, curve)) = EDWARDS.iter().find(|(id, _)| oid == *id) {
        only(parameters.is_none() && key.len() == curve.coordinate_length())?;
        return Ok(PublicKey::Edwards {
            curve: *curve,
            point: key,
        });
    }
    if let Some((_, set)) = ML_DSA.iter().find(|(id, _)| oid == *id) {
        only(parameters.is_none() && key.len() == set.public_key_length())?;
        return Ok(PublicKey::MlDsa { set: *set, key });
    }
    Err(unsupported("public key algorithm", oid))
}

/// Reads a `SubjectPublicKeyInfo` that stands alone (RFC 5280 §4.1.2.7), for a signature of
/// `scheme`: a key that is confined to RSASSA-PSS (RFC 4055 §1.2 and §3.1) is given for no other.
///
/// # Errors
///
/// `Malformed`; `Unsupported` for an algorithm, curve or point format we do not know; `NotAllowed`
/// where the key is confined to another scheme.
pub fn public_key_for(info: &[u8], scheme: Scheme) -> Result<PublicKey<'_>, Reason> {
    let (oid, parameters, _) = parts(info)?;
    let allowed = match parameters {
        _ if oid != RSASSA_PSS => true,
        None => matches!(scheme, Scheme::RsaPss(_)),
        Some(parameters) => signature_algorithm::rsassa_pss(Some(parameters))? == scheme,
    };
    if !allowed {
        return Err(Reason::NotAllowed(
            "signature scheme that the key's certificate rules out",
        ));
    }
    parse_public_key_info(info)
}

/// Algorithm, its parameters and the octets of the key.
type Parts<'a> = (Oid<'a>, Option<(Tag, &'a [u8])>, &'a [u8]);

fn parts(info: &[u8]) -> Result<Parts<'_>, Reason> {
    DerReader::read_all(info, WHAT, |r| {
        r.nested(Tag::Sequence, WHAT, |r| {
            let (oid, parameters) = read_algorithm(r, WHAT)?;
            Ok((oid, parameters, r.bit_string(WHAT)?))
        })
    })
}

/// RFC 5480 §2.1.1: "implicitCurve and specifiedCurve MUST NOT be used in PKIX".
fn named_curve(parameters: Option<(Tag, &[u8])>) -> Result<Curve, Reason> {
    let Some((Tag::ObjectIdentifier, oid)) = parameters else {
        return Err(MALFORMED);
    };
    let oid = Oid(oid);
    let curve = CURVES.iter().find(|(id, _)| oid == *id);
    curve
        .map(|(_, curve)| *curve)
        .ok_or_else(|| unsupported("curve", oid))
}

/// An uncompressed point (RFC 5480 §2.2, SEC 1 §2.3.3).
fn ec_point(curve: Curve, key: &[u8]) -> Result<PublicKey<'_>, Reason> {
    const UNCOMPRESSED: u8 = 0x04;
    let (form, coordinates) = key.split_first().ok_or(MALFORMED)?;
    // STRICTER: RFC 5480 §2.2 lets compressed points be supported or refused; we refuse them.
    if *form != UNCOMPRESSED {
        return Err(Reason::Unsupported("point format", u32::from(*form).into()));
    }
    let (x, y) = coordinates
        .split_at_checked(curve.coordinate_length())
        .ok_or(MALFORMED)?;
    only(y.len() == x.len())?;
    Ok(PublicKey::Ec { curve, x, y })
}

/// `RSAPublicKey` (RFC 8017 §A.1.1): two positive integers.
fn rsa_key(key: &[u8]) -> Result<PublicKey<'_>, Reason> {
    DerReader::read_all(key, WHAT, |r| {
        r.nested(Tag::Sequence, WHAT, |r| {
            let n: UintRef<'_> = r.decode(WHAT)?;
            let e: UintRef<'_> = r.decode(WHAT)?;
            Ok(PublicKey::Rsa {
                n: n.as_bytes(),
                e: e.as_bytes(),
            })
        })
    })
}

const MALFORMED: Reason = Reason::Malformed {
    what: WHAT,
    offset: 0,
};

fn only(holds: bool) -> Result<(), Reason> {
    if holds { Ok(()) } else { Err(MALFORMED) }
}

pub(crate) fn unsupported(what: &'static str, oid: Oid<'_>) -> Reason {
    Reason::Unsupported(what, Value::text(&oid.to_string()))
}
