//! Credential public keys: each algorithm accepted, and each rule of §5.8.5 and §6.5.1 refused by
//! a key that differs from an accepted one in that rule alone.

use ciborium::Value;
use countersign_cose::{Algorithm, Curve, Form, Key, KeyType, MlDsa, PublicKey, Reader, Scheme};
use countersign_spec::{Reason, Rejection, Step};

use Step::{
    CredentialAlgorithmCurve as Curves, CredentialPublicKey as Encoding,
    CredentialPublicKeyParameters as Members,
};

// RFC 9052 §7.1 and, by key type, RFC 9053 §7.1.1 and §7.2, RFC 8230 §4, RFC 9964.
const KTY: i64 = 1;
const ALG: i64 = 3;
const CRV: i64 = -1;
const X: i64 = -2;
const Y: i64 = -3;
const N: i64 = -1;
const E: i64 = -2;
const PUB: i64 = -1;

/// A key as labels and values, in the order in which they are written.
#[derive(Clone)]
struct Fixture(Vec<(Value, Value)>);

impl Fixture {
    /// The accepted key of an algorithm, its numbers mere filling.
    fn of(algorithm: Algorithm) -> Self {
        let head = [(KTY, algorithm.key_type().id()), (ALG, algorithm.id())];
        let head = head.map(|(label, value)| (label, Value::from(value)));
        let specific = match (algorithm.key_type(), algorithm.curve(), algorithm.scheme()) {
            (KeyType::Ec2, Some(curve), _) => {
                let [x, y] = [1, 2].map(|fill| filled(curve.coordinate_length(), fill));
                vec![(CRV, curve.id().into()), (X, x), (Y, y)]
            }
            (KeyType::Okp, Some(curve), _) => {
                let x = filled(curve.coordinate_length(), 1);
                vec![(CRV, curve.id().into()), (X, x)]
            }
            (KeyType::Rsa, None, _) => vec![(N, filled(256, 1)), (E, filled(3, 1))],
            (KeyType::Akp, None, Scheme::MlDsa(set)) => {
                vec![(PUB, filled(set.public_key_length(), 1))]
            }
            other => panic!("no fixture for {other:?}"),
        };
        let parameters = head.into_iter().chain(specific);
        Self(
            parameters
                .map(|(label, value)| (label.into(), value))
                .collect(),
        )
    }

    /// With another value for a label, or with a new parameter behind the last one that sorts
    /// before it.
    fn with(mut self, label: impl Into<Value>, value: impl Into<Value>) -> Self {
        let (label, value) = (label.into(), value.into());
        match self.0.iter().position(|(at, _)| rank(at) >= rank(&label)) {
            Some(at) if self.0[at].0 == label => self.0[at].1 = value,
            Some(at) => self.0.insert(at, (label, value)),
            None => self.0.push((label, value)),
        }
        self
    }

    fn without(mut self, label: i64) -> Self {
        self.0.retain(|(at, _)| *at != label.into());
        self
    }

    fn bytes(&self) -> Vec<u8> {
        encode(&Value::Map(self.0.clone()))
    }

    fn refused(&self, step: Step, reason: Reason) {
        assert_eq!(Key::parse(&self.bytes()), Err(step.refuse(reason)));
    }
}

/// Where a label sorts: CTAP2 order, which for these is that of major type and bytes.
fn rank(label: &Value) -> (u8, usize, Vec<u8>) {
    let bytes = encode(label);
    (bytes[0] >> 5, bytes.len(), bytes)
}

fn encode(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).unwrap();
    bytes
}

fn filled(length: usize, fill: u8) -> Value {
    Value::Bytes(vec![fill; length])
}

fn es256() -> Fixture {
    Fixture::of(Algorithm::Es256)
}

fn rs256() -> Fixture {
    Fixture::of(Algorithm::Rs256)
}

fn malformed(what: &'static str, offset: usize) -> Reason {
    Reason::Malformed { what, offset }
}

#[test]
fn every_algorithm_of_the_table_has_a_key_that_is_accepted() {
    assert_eq!(Algorithm::ALL.len(), 20);
    for &algorithm in Algorithm::ALL {
        let bytes = Fixture::of(algorithm).bytes();
        let key = Key::parse(&bytes).unwrap();
        assert_eq!((key.algorithm(), key.bytes()), (algorithm, &bytes[..]));
        let matches = match *key.public_key() {
            PublicKey::Ec { curve, x, y } => {
                let length = curve.coordinate_length();
                algorithm.curve() == Some(curve) && x == vec![1; length] && y == vec![2; length]
            }
            PublicKey::Edwards { curve, point } => {
                algorithm.curve() == Some(curve) && point == vec![1; curve.coordinate_length()]
            }
            PublicKey::Rsa { n, e } => n == [1; 256] && e == [1; 3],
            PublicKey::MlDsa { set, key } => {
                algorithm.scheme() == Scheme::MlDsa(set) && key.len() == set.public_key_length()
            }
            _ => false,
        };
        assert!(matches, "{algorithm}");
    }
}

/// The columns once more, from the IANA COSE registries and not from the table.
#[test]
fn the_table_has_the_registered_numbers() {
    use Curve::{Ed448, Ed25519, P256, P384, P521, Secp256k1};
    let registered = [
        ("ES256", -7, 2, Some(P256)),
        ("ESP256", -9, 2, Some(P256)),
        ("ES384", -35, 2, Some(P384)),
        ("ESP384", -51, 2, Some(P384)),
        ("ES512", -36, 2, Some(P521)),
        ("ESP512", -52, 2, Some(P521)),
        ("ES256K", -47, 2, Some(Secp256k1)),
        ("EdDSA", -8, 1, Some(Ed25519)),
        ("Ed25519", -19, 1, Some(Ed25519)),
        ("Ed448", -53, 1, Some(Ed448)),
        ("RS1", -65535, 3, None),
        ("RS256", -257, 3, None),
        ("RS384", -258, 3, None),
        ("RS512", -259, 3, None),
        ("PS256", -37, 3, None),
        ("PS384", -38, 3, None),
        ("PS512", -39, 3, None),
        ("ML-DSA-44", -48, 7, None),
        ("ML-DSA-65", -49, 7, None),
        ("ML-DSA-87", -50, 7, None),
    ];
    let table: Vec<_> = Algorithm::ALL
        .iter()
        .map(|row| (row.name(), row.id(), row.key_type().id(), row.curve()))
        .collect();
    assert_eq!(table, registered);
    let curves = [P256, P384, P521, Ed25519, Ed448, Secp256k1];
    assert_eq!(curves.map(Curve::id), [1, 2, 3, 6, 7, 8]);
    assert_eq!(
        curves.map(Curve::coordinate_length),
        [32, 48, 66, 32, 57, 32]
    );
    let sets = [MlDsa::MlDsa44, MlDsa::MlDsa65, MlDsa::MlDsa87];
    assert_eq!(sets.map(MlDsa::public_key_length), [1312, 1952, 2592]);
}

/// The example of §6.5.1.1, byte for byte.
#[test]
fn the_key_that_the_specification_shows_is_accepted() {
    let [x, y] = [
        "65eda5a12577c2bae829437fe338701a10aaa375e1bb5b5de108de439c08551d",
        "1e52ed75701163f7f9e40ddf9f341b3dc9ba860af7e0ca7ca7e9eecd0084d19c",
    ];
    let bytes =
        hex::decode(format!("a501020326200121 5820{x}22 5820{y}").replace(' ', "")).unwrap();
    let key = Key::parse(&bytes).unwrap();
    assert_eq!(key.algorithm(), Algorithm::Es256);
    let [x, y] = [x, y].map(|number| hex::decode(number).unwrap());
    let curve = Curve::P256;
    assert_eq!(
        *key.public_key(),
        PublicKey::Ec {
            curve,
            x: &x,
            y: &y
        }
    );
}

#[test]
fn a_key_inside_a_structure_leaves_the_reader_behind_it() {
    let key = es256().bytes();
    let input = [&[0xff; 3], &key[..], &[0xa0]].concat();
    for form in [Form::Canonical, Form::Tolerant] {
        let mut reader = Reader::at(&input, 3, form);
        assert_eq!(Key::read(&mut reader).unwrap().bytes(), key);
        assert_eq!(
            (reader.offset(), reader.rest()),
            (3 + key.len(), &[0xa0][..])
        );
    }
}

#[test]
fn bytes_behind_a_stored_key_are_refused() {
    let mut bytes = es256().bytes();
    let end = bytes.len();
    bytes.push(0);
    let refused = Encoding.refuse(malformed("credentialPublicKey", end));
    assert_eq!(Key::parse(&bytes), Err(refused));
}

#[test]
fn every_truncation_is_refused() {
    for &algorithm in Algorithm::ALL {
        let bytes = Fixture::of(algorithm).bytes();
        for end in 0..bytes.len() {
            let refused: Rejection = Key::parse(&bytes[..end]).unwrap_err();
            assert_eq!(refused.step(), Encoding, "{algorithm} cut to {end}");
        }
    }
}

#[test]
fn what_is_no_map_is_refused() {
    let array = encode(&Value::Array(vec![1.into()]));
    let refused = Encoding.refuse(malformed("credentialPublicKey", 0));
    assert_eq!(Key::parse(&array), Err(refused));
}

#[test]
fn a_label_that_is_neither_integer_nor_text_is_refused() {
    let key = es256().with(filled(1, 1), 0);
    let at = key.bytes().len() - 3;
    key.refused(Encoding, malformed("credentialPublicKey", at));
}

#[test]
fn a_key_that_is_not_canonical_is_refused_by_any_reader() {
    let order = {
        let mut key = es256();
        key.0.swap(0, 1);
        (key.bytes(), 3)
    };
    let long_head = {
        let mut bytes = es256().bytes();
        bytes.splice(4..5, [0x38, 0x06]);
        (bytes, 4)
    };
    let duplicate = {
        let mut key = es256();
        key.0.insert(1, key.0[1].clone());
        (key.bytes(), 5)
    };
    let indefinite = {
        let mut bytes = es256().bytes();
        bytes[0] = 0xbf;
        bytes.push(0xff);
        (bytes, 0)
    };
    for (bytes, offset) in [order, long_head, duplicate, indefinite] {
        let refused = Encoding.refuse(malformed("credentialPublicKey", offset));
        for form in [Form::Canonical, Form::Tolerant] {
            let read = Key::read(&mut Reader::new(&bytes, form));
            assert_eq!(read, Err(refused.clone()), "{form:?}");
        }
    }
}

#[test]
fn a_key_without_kty_is_refused() {
    es256()
        .without(KTY)
        .refused(Encoding, Reason::Missing("kty"));
}

#[test]
fn a_kty_that_is_no_integer_is_refused() {
    es256()
        .with(KTY, "EC2")
        .refused(Encoding, malformed("kty", 2));
}

#[test]
fn a_key_without_alg_is_refused() {
    es256()
        .without(ALG)
        .refused(Members, Reason::Missing("alg"));
}

#[test]
fn an_alg_that_is_no_integer_is_refused() {
    es256()
        .with(ALG, "ES256")
        .refused(Encoding, malformed("alg", 4));
}

#[test]
fn an_algorithm_that_is_not_in_the_table_is_refused() {
    // ECDH-ES + HKDF-256, HMAC 256/256, and a number nobody registered.
    for alg in [-25, 5, i64::MIN] {
        es256()
            .with(ALG, alg)
            .refused(Members, Reason::Unsupported("alg", alg.into()));
    }
}

#[test]
fn a_key_type_of_another_algorithm_is_refused() {
    for &algorithm in Algorithm::ALL {
        let expected = algorithm.key_type().id();
        for kty in [0, 1, 2, 3, 4, 7]
            .into_iter()
            .filter(|kty| *kty != expected)
        {
            Fixture::of(algorithm)
                .with(KTY, kty)
                .refused(Curves, Reason::mismatch("kty", expected, kty));
        }
    }
}

#[test]
fn a_curve_of_another_algorithm_is_refused() {
    for &algorithm in Algorithm::ALL {
        let Some(curve) = algorithm.curve() else {
            continue;
        };
        for crv in (0..=9).filter(|crv| *crv != curve.id()) {
            Fixture::of(algorithm)
                .with(CRV, crv)
                .refused(Curves, Reason::mismatch("crv", curve.id(), crv));
        }
        let text = Fixture::of(algorithm).with(CRV, curve.name());
        let at = text.bytes().len() - Fixture::of(algorithm).bytes().len();
        assert!(at > 0);
        let refused = Key::parse(&text.bytes()).unwrap_err();
        assert_eq!(refused.step(), Encoding);
        assert!(matches!(
            refused.reason(),
            Reason::Malformed { what: "crv", .. }
        ));
    }
}

#[test]
fn every_parameter_that_a_key_type_requires_must_be_there() {
    use Algorithm::{EdDsa, Es256, MlDsa44, Rs256};
    for (algorithm, label, name) in [
        (Es256, CRV, "crv"),
        (Es256, X, "x"),
        (Es256, Y, "y"),
        (EdDsa, CRV, "crv"),
        (EdDsa, X, "x"),
        (Rs256, N, "n"),
        (Rs256, E, "e"),
        (MlDsa44, PUB, "pub"),
    ] {
        Fixture::of(algorithm)
            .without(label)
            .refused(Members, Reason::Missing(name));
    }
}

#[test]
fn no_other_parameter_may_be_there() {
    use Algorithm::{EdDsa, Es256, MlDsa44, Rs256};
    for algorithm in [Es256, EdDsa, Rs256, MlDsa44] {
        for (label, name) in [
            (2, "kid"),
            (4, "key_ops"),
            (5, "Base IV"),
            (0, "unknown parameter"),
            (6, "unknown parameter"),
            (-13, "unknown parameter"),
            (-70000, "unknown parameter"),
        ] {
            Fixture::of(algorithm)
                .with(label, filled(1, 1))
                .refused(Members, Reason::NotAllowed(name));
        }
        Fixture::of(algorithm)
            .with("kid", 1)
            .refused(Members, Reason::NotAllowed("unknown parameter"));
    }
    for (algorithm, label, name) in [
        (Es256, -4, "d"),
        (EdDsa, -3, "unknown parameter"),
        (EdDsa, -4, "d"),
        (Rs256, -3, "d"),
        (Rs256, -4, "private RSA parameter"),
        (Rs256, -12, "private RSA parameter"),
        (MlDsa44, -2, "priv"),
        (MlDsa44, -3, "unknown parameter"),
    ] {
        Fixture::of(algorithm)
            .with(label, filled(32, 1))
            .refused(Members, Reason::NotAllowed(name));
    }
}

#[test]
fn a_compressed_point_is_refused_for_every_curve() {
    for &algorithm in Algorithm::ALL {
        if algorithm.key_type() == KeyType::Ec2 {
            for sign in [false, true] {
                Fixture::of(algorithm)
                    .with(Y, sign)
                    .refused(Curves, Reason::NotAllowed("compressed point"));
            }
        }
    }
}

#[test]
fn a_coordinate_of_another_length_is_refused() {
    for &algorithm in Algorithm::ALL {
        let Some(curve) = algorithm.curve() else {
            continue;
        };
        let length = curve.coordinate_length();
        for other in [0, length - 1, length + 1, 2 * length] {
            let reason = |what| {
                let [expected, found] = [length, other].map(|n| i64::try_from(n).unwrap());
                Reason::mismatch(what, expected, found)
            };
            let key = Fixture::of(algorithm);
            key.clone()
                .with(X, filled(other, 1))
                .refused(Curves, reason("length of x"));
            if algorithm.key_type() == KeyType::Ec2 {
                key.with(Y, filled(other, 1))
                    .refused(Curves, reason("length of y"));
            }
        }
    }
}

#[test]
fn an_ml_dsa_key_of_another_length_is_refused() {
    use Algorithm::{MlDsa44, MlDsa65, MlDsa87};
    for (algorithm, length) in [(MlDsa44, 1312), (MlDsa65, 1952), (MlDsa87, 2592)] {
        for other in [0, length - 1, length + 1] {
            let reason = Reason::mismatch("length of pub", length, other);
            let key = filled(usize::try_from(other).unwrap(), 1);
            Fixture::of(algorithm)
                .with(PUB, key)
                .refused(Curves, reason);
        }
    }
}

#[test]
fn a_number_that_is_no_byte_string_is_refused() {
    es256().with(X, 1).refused(Encoding, malformed("x", 8));
    es256().with(Y, "y").refused(Encoding, malformed("y", 43));
    es256()
        .with(Y, Value::Null)
        .refused(Encoding, malformed("y", 43));
    rs256().with(N, true).refused(Encoding, malformed("n", 8));
    rs256()
        .with(E, 65537)
        .refused(Encoding, malformed("e", 268));
    let ml_dsa = Fixture::of(Algorithm::MlDsa44);
    ml_dsa
        .with(PUB, Value::Array(vec![]))
        .refused(Encoding, malformed("pub", 7));
}

#[test]
fn an_rsa_number_must_be_there_and_start_with_no_zero() {
    let zero = |length| {
        let mut bytes = vec![1; length];
        bytes[0] = 0;
        Value::Bytes(bytes)
    };
    rs256()
        .with(N, filled(0, 0))
        .refused(Encoding, malformed("n", 8));
    rs256()
        .with(E, filled(0, 0))
        .refused(Encoding, malformed("e", 268));
    for length in [1, 256, 257] {
        let reason = Reason::NotAllowed("leading zero of n");
        rs256().with(N, zero(length)).refused(Encoding, reason);
    }
    for length in [1, 3, 4] {
        let reason = Reason::NotAllowed("leading zero of e");
        rs256().with(E, zero(length)).refused(Encoding, reason);
    }
}
