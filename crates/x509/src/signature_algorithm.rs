use countersign_cose::{Hash, MlDsa, Scheme};
use countersign_spec::Reason;
use der::Tag;

use crate::certificate::{context, read_algorithm};
use crate::public_key::unsupported;
use crate::{DerReader, ObjectIdentifier};

const WHAT: &str = "signatureAlgorithm";

/// RFC 4055 §3.1. The same identifier names the algorithm of a key (§1.2).
pub(crate) const RSASSA_PSS: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
/// RFC 4055 §2.2.
const MGF1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.8");

/// What stands in the parameters of an algorithm.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Parameters {
    /// RFC 8410 §3, RFC 9881 §2.
    Absent,
    /// RFC 4055 §5: NULL, and "implementations MUST accept the parameters being absent".
    NullOrAbsent,
}
use Parameters::{Absent, NullOrAbsent};

/// Signature algorithms whose parameters say nothing.
const ALGORITHMS: [(ObjectIdentifier, Parameters, Scheme); 13] = [
    // RFC 3279 §2.2.3 and RFC 5758 §3.2
    // LAXER: RFC 5758 §3.2 wants no parameters with ECDSA; phones with StrongBox, and roots of
    // security keys, write NULL.
    (
        ObjectIdentifier::new_unwrap("1.2.840.10045.4.1"),
        NullOrAbsent,
        Scheme::Ecdsa(Hash::Sha1),
    ),
    (
        ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2"),
        NullOrAbsent,
        Scheme::Ecdsa(Hash::Sha256),
    ),
    (
        ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.3"),
        NullOrAbsent,
        Scheme::Ecdsa(Hash::Sha384),
    ),
    (
        ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.4"),
        NullOrAbsent,
        Scheme::Ecdsa(Hash::Sha512),
    ),
    // RFC 3279 §2.2.1 and RFC 4055 §5
    (
        ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.5"),
        NullOrAbsent,
        Scheme::RsaPkcs1(Hash::Sha1),
    ),
    (
        ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11"),
        NullOrAbsent,
        Scheme::RsaPkcs1(Hash::Sha256),
    ),
    (
        ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.12"),
        NullOrAbsent,
        Scheme::RsaPkcs1(Hash::Sha384),
    ),
    (
        ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.13"),
        NullOrAbsent,
        Scheme::RsaPkcs1(Hash::Sha512),
    ),
    // RFC 8410 §3
    (
        ObjectIdentifier::new_unwrap("1.3.101.112"),
        Absent,
        Scheme::Ed25519,
    ),
    (
        ObjectIdentifier::new_unwrap("1.3.101.113"),
        Absent,
        Scheme::Ed448,
    ),
    // RFC 9881 §2
    (
        ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.17"),
        Absent,
        Scheme::MlDsa(MlDsa::MlDsa44),
    ),
    (
        ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.18"),
        Absent,
        Scheme::MlDsa(MlDsa::MlDsa65),
    ),
    (
        ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.19"),
        Absent,
        Scheme::MlDsa(MlDsa::MlDsa87),
    ),
];

/// RFC 4055 §2.1. SHA-1, the default, is not among them: no COSE algorithm has it with RSASSA-PSS.
const HASHES: [(ObjectIdentifier, Hash); 3] = [
    (
        ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1"),
        Hash::Sha256,
    ),
    (
        ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2"),
        Hash::Sha384,
    ),
    (
        ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3"),
        Hash::Sha512,
    ),
];

/// Reads the `AlgorithmIdentifier` of a signature (RFC 5280 §4.1.1.2).
pub(crate) fn read(algorithm: &[u8]) -> Result<Scheme, Reason> {
    let (oid, parameters) = DerReader::read_all(algorithm, WHAT, |r| read_algorithm(r, WHAT))?;
    if oid == RSASSA_PSS {
        return rsassa_pss(parameters);
    }
    let (_, allowed, scheme) = ALGORITHMS
        .iter()
        .find(|(id, ..)| oid == *id)
        .ok_or_else(|| unsupported("signature algorithm", oid))?;
    match parameters {
        None => Ok(*scheme),
        Some((Tag::Null, [])) if *allowed == NullOrAbsent => Ok(*scheme),
        Some(_) => Err(MALFORMED),
    }
}

/// `RSASSA-PSS-params` (RFC 4055 §3.1). Each default goes with SHA-1, so all but the trailer must
/// be written.
pub(crate) fn rsassa_pss(parameters: Option<(Tag, &[u8])>) -> Result<Scheme, Reason> {
    let Some((Tag::Sequence, parameters)) = parameters else {
        return Err(MALFORMED);
    };
    DerReader::read_all(parameters, WHAT, |r| {
        let hash = r
            .optional_nested(context(0, true), WHAT, read_hash)?
            .ok_or(pss("SHA-1"))?;
        let mask_hash = r
            .optional_nested(context(1, true), WHAT, read_mask)?
            .ok_or(pss("SHA-1"))?;
        let salt: Option<u8> = r.optional_nested(context(2, true), WHAT, |r| r.decode(WHAT))?;
        // RFC 4055 §3.1: 1 is the only trailer there is, written or not.
        let trailer: Option<u8> = r.optional_nested(context(3, true), WHAT, |r| r.decode(WHAT))?;
        // STRICTER: RFC 4055 §3.1 lets the mask have another hash than the message, and the salt
        // another length than the hash; COSE (RFC 8230 §2) has neither.
        if mask_hash != hash {
            return Err(pss("another hash for the mask"));
        }
        if salt.map(usize::from) != Some(hash.length()) {
            return Err(pss("a salt that is not as long as the hash"));
        }
        if !matches!(trailer, None | Some(1)) {
            return Err(MALFORMED);
        }
        Ok(Scheme::RsaPss(hash))
    })
}

/// A hash; its parameters are NULL or absent (RFC 4055 §2.1).
fn read_hash(r: &mut DerReader<'_>) -> Result<Hash, Reason> {
    let (oid, parameters) = read_algorithm(r, WHAT)?;
    if !matches!(parameters, None | Some((Tag::Null, []))) {
        return Err(MALFORMED);
    }
    let row = HASHES.iter().find(|(id, _)| oid == *id);
    row.map(|(_, hash)| *hash)
        .ok_or_else(|| unsupported("RSASSA-PSS hash", oid))
}

/// MGF1 with its hash (RFC 4055 §2.2).
fn read_mask(r: &mut DerReader<'_>) -> Result<Hash, Reason> {
    r.nested(Tag::Sequence, WHAT, |r| {
        let oid = r.oid(WHAT)?;
        if oid != MGF1 {
            return Err(unsupported("RSASSA-PSS mask generation function", oid));
        }
        read_hash(r)
    })
}

const MALFORMED: Reason = Reason::Malformed {
    what: WHAT,
    offset: 0,
};

fn pss(found: &'static str) -> Reason {
    Reason::Unsupported("RSASSA-PSS with", found.into())
}
