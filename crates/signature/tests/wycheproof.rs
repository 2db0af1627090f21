//! Every Wycheproof vector of an algorithm that we verify (`github.com/C2SP/wycheproof`): what is
//! valid and of our form is accepted, everything else refused. The table it prints says how many
//! there were, and why valid ones were refused.

mod backends;
mod shared;

use std::collections::BTreeMap;
use std::fmt;

use backends::EveryKey;
use countersign_cose::{Curve, Hash, MlDsa, PublicKey, Scheme};
use countersign_signature::is_supported;
use countersign_spec::Reason;
use serde_json::Value;
use shared::{hex, json, list, text};

/// JWS: its signatures are in a form of their own (ECDSA as r || s, base64url), inside a syntax
/// that only SafetyNet uses, and in that with RS256 and a certificate, which other files cover.
const LEFT_OUT: &str = "json_web_signature_test.json";

/// Invalid where the salt should be empty; with a salt of 32 bytes, it is a signature as we want it.
const OURS_ALL_THE_SAME: &[&str] = &["rsa_pss_2048_sha256_mgf1_0_test.json 69"];

const NOT_DER: &str = "r || s is not DER";

#[derive(Default)]
struct Count {
    accepted: usize,
    refused: usize,
    /// Valid or acceptable as Wycheproof sees it, refused by a rule of ours.
    by_our_rule: BTreeMap<&'static str, usize>,
    /// Of `refused` and `by_our_rule` together, those whose key was refused.
    key_refused: usize,
    wrong: Vec<String>,
}

#[test]
fn no_vector_gets_a_wrong_verdict() {
    let Some(index) = json("vectors/wycheproof/INDEX.json") else {
        return;
    };
    let mut total = Count::default();
    println!(
        "{:<44}  vectors accepted  refused  valid, but refused by our rule",
        "file"
    );
    for entry in list(&index, "files") {
        let file = text(entry, "file");
        if file == LEFT_OUT {
            println!("{file:<46}left out: signatures inside a syntax that is not this crate's");
            continue;
        }
        let count = run(file);
        assert_eq!(entry["tests"], count.total(), "{file}");
        println!("{file:<44}{count}");
        total.add(count);
    }
    println!("{:<44}{total}", "total");
    println!(
        "{} of those refused had a key that was refused",
        total.key_refused
    );
    assert!(total.wrong.is_empty(), "{:#?}", total.wrong);
}

/// What a group of vectors is about.
struct Group {
    key: OwnedKey,
    schemes: Vec<Scheme>,
    /// Why none of the group is ours, if so.
    not_ours: Option<&'static str>,
}

enum OwnedKey {
    Ec(Curve, Vec<u8>),
    Edwards(Curve, Vec<u8>),
    Rsa(Vec<u8>, Vec<u8>),
    MlDsa(MlDsa, Vec<u8>),
}

fn run(file: &str) -> Count {
    let vectors = json(format!("vectors/wycheproof/{file}")).expect("INDEX.json names it");
    let mut count = Count::default();
    for group in list(&vectors, "testGroups") {
        let about = Group::read(file, group);
        let key = about.key.verifying_key();
        for test in list(group, "tests") {
            about.judge(file, key.as_ref(), test, &mut count);
        }
    }
    count
}

impl Group {
    fn read(file: &str, group: &Value) -> Self {
        let key = OwnedKey::read(file, group);
        let hash = group["sha"].as_str().map(hash);
        let (schemes, not_ours) = match text(group, "type") {
            "EcdsaVerify" => (vec![Scheme::Ecdsa(hash.flatten().unwrap())], None),
            "EcdsaP1363Verify" => {
                let scheme = Scheme::Ecdsa(hash.flatten().unwrap());
                (vec![scheme], Some(NOT_DER))
            }
            "RsassaPkcs1Verify" => (vec![Scheme::RsaPkcs1(hash.flatten().unwrap())], None),
            "RsassaPssVerify" | "RsassaPssWithParametersVerify" => pss(group),
            "EddsaVerify" => match key {
                OwnedKey::Edwards(Curve::Ed448, _) => (vec![Scheme::Ed448], None),
                _ => (vec![Scheme::Ed25519], None),
            },
            "MlDsaVerify" => match key {
                OwnedKey::MlDsa(set, _) => (vec![Scheme::MlDsa(set)], None),
                _ => panic!("ML-DSA files have ML-DSA keys"),
            },
            other => panic!("{file} has a group of type {other}"),
        };
        let unsupported = schemes.iter().any(|scheme| !is_supported(*scheme));
        let not_ours = if unsupported {
            Some("not in this build")
        } else {
            not_ours
        };
        Self {
            key,
            schemes,
            not_ours,
        }
    }

    fn judge(&self, file: &str, key: Result<&EveryKey, &Reason>, test: &Value, count: &mut Count) {
        let id = format!("{file} {}", test["tcId"]);
        let signature = hex(test, "sig");
        let message = hex(test, "msg");
        let is_accepted = |signature: &[u8]| {
            let verifies = |scheme: &Scheme| {
                key.is_ok_and(|key| key.verify(*scheme, &[&message], signature).is_ok())
            };
            self.schemes.iter().any(verifies)
        };
        let accepted = is_accepted(&signature);
        let valid = text(test, "result") == "valid";
        let rule = self.rule(test);
        if accepted != (valid && rule.is_none() || OURS_ALL_THE_SAME.contains(&id.as_str())) {
            count.wrong.push(format!("{id}: {}", text(test, "comment")));
        } else if accepted {
            count.accepted += 1;
        } else {
            count.key_refused += usize::from(key.is_err());
            match rule {
                Some(rule) => *count.by_our_rule.entry(rule).or_default() += 1,
                None => count.refused += 1,
            }
        }
        if let (OwnedKey::Ec(_, point), Some(NOT_DER)) = (&self.key, self.not_ours) {
            // The same numbers in DER are ours, and get the vector's own verdict.
            let whole = signature.len() == point.len() - 1;
            assert_eq!(whole && is_accepted(&der(&signature)), valid, "{id} in DER");
        }
    }

    /// The rule of ours for which this vector is refused although Wycheproof does not.
    fn rule(&self, test: &Value) -> Option<&'static str> {
        match text(test, "result") {
            "invalid" => None,
            "acceptable" => Some("acceptable is not valid"),
            _ if test["ctx"].as_str().is_some_and(|ctx| !ctx.is_empty()) => Some("has a context"),
            _ => self.not_ours,
        }
    }
}

/// RSASSA-PSS is ours where one hash is used for all and the salt has its length.
fn pss(group: &Value) -> (Vec<Scheme>, Option<&'static str>) {
    let all = [Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512];
    let Some(hash) = hash(text(group, "sha")) else {
        return (all.map(Scheme::RsaPss).into(), Some("another hash"));
    };
    let length = match hash {
        Hash::Sha1 => 20,
        Hash::Sha256 => 32,
        Hash::Sha384 => 48,
        Hash::Sha512 => 64,
    };
    let not_ours = if group["mgfSha"] != group["sha"] {
        Some("MGF1 with another hash")
    } else if group["sLen"] != length {
        Some("salt of another length")
    } else {
        None
    };
    (vec![Scheme::RsaPss(hash)], not_ours)
}

fn hash(name: &str) -> Option<Hash> {
    match name {
        "SHA-1" => Some(Hash::Sha1),
        "SHA-256" => Some(Hash::Sha256),
        "SHA-384" => Some(Hash::Sha384),
        "SHA-512" => Some(Hash::Sha512),
        _ => None,
    }
}

impl OwnedKey {
    fn read(file: &str, group: &Value) -> Self {
        let key = &group["publicKey"];
        match key["curve"].as_str() {
            Some("secp256r1") => Self::Ec(Curve::P256, hex(key, "uncompressed")),
            Some("secp384r1") => Self::Ec(Curve::P384, hex(key, "uncompressed")),
            Some("secp521r1") => Self::Ec(Curve::P521, hex(key, "uncompressed")),
            Some("secp256k1") => Self::Ec(Curve::Secp256k1, hex(key, "uncompressed")),
            Some("edwards25519") => Self::Edwards(Curve::Ed25519, hex(key, "pk")),
            Some("edwards448") => Self::Edwards(Curve::Ed448, hex(key, "pk")),
            Some(other) => panic!("{file} has a curve {other}"),
            None if key.is_string() => Self::MlDsa(set(file), hex(group, "publicKey")),
            None => Self::Rsa(number(key, "modulus"), number(key, "publicExponent")),
        }
    }

    fn verifying_key(&self) -> Result<EveryKey, Reason> {
        match self {
            Self::Ec(curve, uncompressed) => {
                let (x, y) = uncompressed[1..].split_at(uncompressed.len() / 2);
                EveryKey::new(&PublicKey::Ec {
                    curve: *curve,
                    x,
                    y,
                })
            }
            Self::Edwards(curve, point) => EveryKey::new(&PublicKey::Edwards {
                curve: *curve,
                point,
            }),
            Self::Rsa(n, e) => EveryKey::new(&PublicKey::Rsa { n, e }),
            Self::MlDsa(set, key) => EveryKey::new(&PublicKey::MlDsa { set: *set, key }),
        }
    }
}

fn set(file: &str) -> MlDsa {
    match &file[..8] {
        "mldsa_44" => MlDsa::MlDsa44,
        "mldsa_65" => MlDsa::MlDsa65,
        "mldsa_87" => MlDsa::MlDsa87,
        other => panic!("{other} is no parameter set"),
    }
}

/// A number as ASN.1 has it, without the zero byte that keeps it positive.
fn number(of: &Value, member: &str) -> Vec<u8> {
    let bytes = hex(of, member);
    bytes.into_iter().skip_while(|byte| *byte == 0).collect()
}

/// r || s in DER.
fn der(signature: &[u8]) -> Vec<u8> {
    let (r, s) = signature.split_at(signature.len() / 2);
    let contents = [integer(r), integer(s)].concat();
    match u8::try_from(contents.len()).unwrap() {
        length @ 0x80.. => [&[0x30, 0x81, length][..], &contents].concat(),
        length => [&[0x30, length][..], &contents].concat(),
    }
}

fn integer(number: &[u8]) -> Vec<u8> {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    let mut contents = number[zeros..].to_vec();
    if contents.first().is_none_or(|first| *first >= 0x80) {
        contents.insert(0, 0);
    }
    [
        &[0x02, u8::try_from(contents.len()).unwrap()][..],
        &contents,
    ]
    .concat()
}

impl Count {
    fn total(&self) -> usize {
        let ours: usize = self.by_our_rule.values().sum();
        self.accepted + self.refused + ours + self.wrong.len()
    }

    fn add(&mut self, other: Self) {
        self.accepted += other.accepted;
        self.refused += other.refused;
        self.key_refused += other.key_refused;
        for (rule, count) in other.by_our_rule {
            *self.by_our_rule.entry(rule).or_default() += count;
        }
        self.wrong.extend(other.wrong);
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            accepted,
            refused,
            by_our_rule,
            ..
        } = self;
        write!(f, "{:>9}{accepted:>9}{refused:>9}  ", self.total())?;
        for (rule, count) in by_our_rule {
            write!(f, "{rule}: {count}. ")?;
        }
        Ok(())
    }
}
