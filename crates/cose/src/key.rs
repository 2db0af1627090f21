use countersign_spec::{At, Reason, Rejection, Step};

use crate::algorithm::Shape;
use crate::{Algorithm, Curve, Form, KeyType, Kind, MlDsa, Reader};

/// A credential public key as a `COSE_Key` that keeps the rules of
/// [§5.8.5 Cryptographic Algorithm Identifier][1] and [§6.5.1 Attested Credential Data][2].
///
/// The bytes are kept as they came; nothing is ever encoded again. That the key is a valid one (the
/// point on its curve, the modulus of an allowed size) is for `signature` to find out.
///
/// [1]: https://www.w3.org/TR/webauthn-3/#sctn-alg-identifier
/// [2]: https://www.w3.org/TR/webauthn-3/#sctn-attested-credential-data
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(
    clippy::struct_field_names,
    reason = "a credential public key has a public key's numbers in it"
)]
pub struct Key<'a> {
    bytes: &'a [u8],
    algorithm: Algorithm,
    public_key: PublicKey<'a>,
}

/// The numbers of a public key, from a COSE key or a certificate, lengths checked, not yet known
/// to be valid.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum PublicKey<'a> {
    /// A Weierstrass point, uncompressed; coordinates of the curve's length.
    Ec {
        /// The curve.
        curve: Curve,
        /// Big-endian.
        x: &'a [u8],
        /// Big-endian.
        y: &'a [u8],
    },
    /// An encoded Edwards point.
    Edwards {
        /// `Ed25519` or `Ed448`.
        curve: Curve,
        /// The encoded point.
        point: &'a [u8],
    },
    /// RSA, big-endian, without leading zeros.
    Rsa {
        /// Modulus.
        n: &'a [u8],
        /// Public exponent.
        e: &'a [u8],
    },
    /// ML-DSA.
    MlDsa {
        /// The parameter set.
        set: MlDsa,
        /// The encoded key.
        key: &'a [u8],
    },
}

impl<'a> Key<'a> {
    /// Parses a stored credential public key, all of it.
    ///
    /// # Errors
    ///
    /// As [`Key::read`], and at `CredentialPublicKey` for bytes left over.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Rejection> {
        let mut reader = Reader::new(bytes, Form::Canonical);
        let key = Self::read(&mut reader)?;
        reader.end(KEY).at(Step::CredentialPublicKey)?;
        Ok(key)
    }

    /// Reads a key at the reader's place, in canonical form whatever the reader's own form is,
    /// and leaves the reader right behind it.
    ///
    /// # Errors
    ///
    /// - At `CredentialPublicKey`: `Malformed` if it is no canonical CBOR map of labels to values of
    ///   the types that their definitions demand, `Missing` without "kty".
    /// - At `CredentialPublicKeyParameters`: `Missing` without "alg" or what else the algorithm's
    ///   key type demands, `Unsupported` for an algorithm that is not in the table,
    ///   `NotAllowed` for any other parameter.
    /// - At `CredentialAlgorithmCurve`: `Mismatch` if key type, curve, or a length is not that of
    ///   the algorithm, `NotAllowed` for a compressed point.
    pub fn read(reader: &mut Reader<'a>) -> Result<Self, Rejection> {
        let start = reader.offset();
        let parameters = reader
            .canonical(Parameters::read)
            .at(Step::CredentialPublicKey)?;
        let kty = parameters.kty()?;
        let algorithm = parameters.algorithm()?;
        let expected = algorithm.key_type().id();
        Step::CredentialAlgorithmCurve
            .require(kty == expected, Reason::mismatch("kty", expected, kty))?;
        let public_key = parameters.public_key(algorithm)?;
        Ok(Self {
            bytes: reader.since(start),
            algorithm,
            public_key,
        })
    }

    /// The bytes as they came.
    #[must_use]
    pub const fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The algorithm ("alg").
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The numbers.
    #[must_use]
    pub const fn public_key(&self) -> &PublicKey<'a> {
        &self.public_key
    }
}

const KEY: &str = "credentialPublicKey";

// RFC 9052 §7.1, common parameters.
const KTY: i64 = 1;
const ALG: i64 = 3;

/// The parameters of a key, not yet known to be there or to fit together.
#[derive(Default)]
struct Parameters<'a> {
    kty: Option<Parameter<'a>>,
    alg: Option<Parameter<'a>>,
    /// Labels -1, -2 and -3; what they mean depends on the key type.
    specific: [Option<Parameter<'a>>; 3],
    /// The first of the other labels.
    other: Option<Label>,
}

/// A parameter's value, and the byte at which it begins.
#[derive(Clone, Copy)]
struct Parameter<'a> {
    value: Value<'a>,
    offset: usize,
}

#[derive(Clone, Copy)]
enum Value<'a> {
    Integer(i64),
    Bytes(&'a [u8]),
    Boolean,
    Other,
}

/// A parameter's label: RFC 9052 §1.5, `label = int / tstr`.
#[derive(Clone, Copy)]
enum Label {
    Integer(i64),
    Text,
}

impl<'a> Parameters<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, Reason> {
        let mut parameters = Self::default();
        reader.map(KEY, Label::read, |reader, label| {
            let parameter = Parameter::read(reader)?;
            match parameters.slot(label) {
                Some(slot) => *slot = Some(parameter),
                None => {
                    parameters.other.get_or_insert(label);
                }
            }
            Ok::<(), Reason>(())
        })?;
        Ok(parameters)
    }

    fn slot(&mut self, label: Label) -> Option<&mut Option<Parameter<'a>>> {
        match label {
            Label::Integer(KTY) => Some(&mut self.kty),
            Label::Integer(ALG) => Some(&mut self.alg),
            Label::Integer(-1) => self.specific.get_mut(0),
            Label::Integer(-2) => self.specific.get_mut(1),
            Label::Integer(-3) => self.specific.get_mut(2),
            _ => None,
        }
    }

    /// RFC 9052 §7.1: "kty" "MUST be present in a key object".
    fn kty(&self) -> Result<i64, Rejection> {
        let kty = self.kty.ok_or(Reason::Missing("kty"));
        kty.at(Step::CredentialPublicKey)?.integer("kty")
    }

    /// §6.5.1: a `COSEAlgorithmIdentifier`, so never text, which RFC 9052 §7.1 would allow.
    fn algorithm(&self) -> Result<Algorithm, Rejection> {
        let alg = self.alg.ok_or(Reason::Missing("alg"));
        let alg = alg
            .at(Step::CredentialPublicKeyParameters)?
            .integer("alg")?;
        Algorithm::from_id(alg)
            .ok_or_else(|| Reason::Unsupported("alg", alg.into()))
            .at(Step::CredentialPublicKeyParameters)
    }

    /// The numbers of the key, which has exactly the parameters that `algorithm` demands, each as
    /// it demands.
    fn public_key(&self, algorithm: Algorithm) -> Result<PublicKey<'a>, Rejection> {
        let [first, second, third] = self.specific;
        Ok(match algorithm.shape() {
            // RFC 9053 §7.1.1
            Shape::Ec2(curve) => {
                let crv = required(first, "crv")?;
                let x = required(second, "x")?;
                let y = required(third, "y")?;
                self.nothing_else(KeyType::Ec2, 3)?;
                crv.is_curve(curve)?;
                PublicKey::Ec {
                    curve,
                    x: x.sized("x", "length of x", curve.coordinate_length())?,
                    y: y.uncompressed()?
                        .sized("y", "length of y", curve.coordinate_length())?,
                }
            }
            // RFC 9053 §7.2
            Shape::Okp(curve) => {
                let crv = required(first, "crv")?;
                let x = required(second, "x")?;
                self.nothing_else(KeyType::Okp, 2)?;
                crv.is_curve(curve)?;
                let point = x.sized("x", "length of x", curve.coordinate_length())?;
                PublicKey::Edwards { curve, point }
            }
            // RFC 8230 §4
            Shape::Rsa => {
                let n = required(first, "n")?;
                let e = required(second, "e")?;
                self.nothing_else(KeyType::Rsa, 2)?;
                PublicKey::Rsa {
                    n: n.natural("n", "leading zero of n")?,
                    e: e.natural("e", "leading zero of e")?,
                }
            }
            // RFC 9964 (ML-DSA for JOSE and COSE)
            Shape::Akp(set) => {
                let key = required(first, "pub")?;
                self.nothing_else(KeyType::Akp, 1)?;
                let key = key.sized("pub", "length of pub", set.public_key_length())?;
                PublicKey::MlDsa { set, key }
            }
        })
    }

    /// §6.5.1: the key "MUST NOT contain any other OPTIONAL parameters" than those demanded, which
    /// besides kty and alg are the `first` ones of the labels -1, -2 and -3.
    fn nothing_else(&self, key_type: KeyType, first: usize) -> Result<(), Rejection> {
        let specific = self
            .specific
            .iter()
            .zip([-1, -2, -3])
            .skip(first)
            .find_map(|(parameter, label)| parameter.map(|_| Label::Integer(label)));
        specific.or(self.other).map_or(Ok(()), |label| {
            Err(Step::CredentialPublicKeyParameters
                .refuse(Reason::NotAllowed(label.name(key_type))))
        })
    }
}

/// §6.5.1: the key "MUST also contain any additional REQUIRED parameters".
fn required<'a>(
    parameter: Option<Parameter<'a>>,
    name: &'static str,
) -> Result<Parameter<'a>, Rejection> {
    parameter
        .ok_or(Reason::Missing(name))
        .at(Step::CredentialPublicKeyParameters)
}

impl<'a> Parameter<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, Reason> {
        let offset = reader.offset();
        let value = match reader.kind(KEY)? {
            Kind::Integer => Value::Integer(reader.integer(KEY)?),
            Kind::Bytes => Value::Bytes(reader.bytes(KEY)?),
            Kind::Boolean => reader.boolean(KEY).map(|_| Value::Boolean)?,
            _ => reader.item(KEY).map(|_| Value::Other)?,
        };
        Ok(Self { value, offset })
    }

    fn integer(self, name: &'static str) -> Result<i64, Rejection> {
        match self.value {
            Value::Integer(integer) => Ok(integer),
            _ => Err(self.malformed(name)),
        }
    }

    fn bytes(self, name: &'static str) -> Result<&'a [u8], Rejection> {
        match self.value {
            Value::Bytes(bytes) => Ok(bytes),
            _ => Err(self.malformed(name)),
        }
    }

    /// §5.8.5, items 1, 3, 5 and 7; for the other algorithms the curve is part of their
    /// definition.
    fn is_curve(self, curve: Curve) -> Result<(), Rejection> {
        let crv = self.integer("crv")?;
        Step::CredentialAlgorithmCurve
            .require(crv == curve.id(), Reason::mismatch("crv", curve.id(), crv))
    }

    /// §5.8.5, items 1 to 6: "MUST NOT use the compressed point form", in which y is the sign bit:
    /// RFC 9053 §7.1.1.
    fn uncompressed(self) -> Result<Self, Rejection> {
        // STRICTER: §5.8.5 forbids compressed points for ES256, ES384, ES512 and their fully
        // specified twins; we refuse them for ES256K too, which it does not mention.
        let compressed = matches!(self.value, Value::Boolean);
        Step::CredentialAlgorithmCurve
            .require(!compressed, Reason::NotAllowed("compressed point"))
            .map(|()| self)
    }

    /// A byte string of the length that the algorithm fixes.
    fn sized(
        self,
        name: &'static str,
        what: &'static str,
        length: usize,
    ) -> Result<&'a [u8], Rejection> {
        let bytes = self.bytes(name)?;
        Step::CredentialAlgorithmCurve.require(
            bytes.len() == length,
            Reason::mismatch(what, number(length), number(bytes.len())),
        )?;
        Ok(bytes)
    }

    /// A positive number, big-endian: RFC 8230 §4, "MUST utilize the minimum number of octets".
    fn natural(self, name: &'static str, what: &'static str) -> Result<&'a [u8], Rejection> {
        let bytes = self.bytes(name)?;
        match bytes.first() {
            None => Err(self.malformed(name)),
            Some(0) => Err(Step::CredentialPublicKey.refuse(Reason::NotAllowed(what))),
            Some(_) => Ok(bytes),
        }
    }

    fn malformed(self, what: &'static str) -> Rejection {
        let offset = self.offset;
        Step::CredentialPublicKey.refuse(Reason::Malformed { what, offset })
    }
}

impl Label {
    fn read(reader: &mut Reader<'_>) -> Result<Self, Reason> {
        match reader.kind(KEY)? {
            Kind::Text => reader.text(KEY).map(|_| Self::Text),
            _ => reader.integer(KEY).map(Self::Integer),
        }
    }

    /// The name of a parameter that a credential public key must not have.
    const fn name(self, key_type: KeyType) -> &'static str {
        match (key_type, self) {
            // RFC 9052 §7.1
            (_, Self::Integer(2)) => "kid",
            (_, Self::Integer(4)) => "key_ops",
            (_, Self::Integer(5)) => "Base IV",
            // The private parts: RFC 9053 §7.1.1 and §7.2, RFC 8230 §4, RFC 9964
            (KeyType::Ec2 | KeyType::Okp, Self::Integer(-4))
            | (KeyType::Rsa, Self::Integer(-3)) => "d",
            (KeyType::Rsa, Self::Integer(-12..=-4)) => "private RSA parameter",
            (KeyType::Akp, Self::Integer(-2)) => "priv",
            _ => "unknown parameter",
        }
    }
}

fn number(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}
