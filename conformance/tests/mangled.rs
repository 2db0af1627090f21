//! Every accepted vector that ships, mangled: each byte field cut off, and where it is signed, its
//! bits flipped one at a time. Nothing of that may be accepted, but for the bits in [`BENIGN`]. Where
//! the chain is trusted, every byte of the whole attestation object is given other values too.
//!
//! The first vector of each kind, which is a ceremony, format and algorithm, is cut off at every
//! length and has every bit flipped; in fields of more than [`LONG`] bytes, as those of ML-DSA are,
//! some thousand. Of the others it is some fifty in each field, evenly spread, so that this
//! stays a matter of seconds with any number of vectors. With `COUNTERSIGN_MANGLE=all` in the
//! environment nothing is left out, which takes minutes: run it with `--release`.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use countersign::{Algorithm, AuthenticatorData, Key, Reason};
use countersign_authdata::AttestationObject;
use countersign_conformance::{Ceremony, Suites, Vector, Verdict, conformance_folder, replay};
use countersign_cose::{Form, Kind, Reader};

/// Bits of authenticator data that can be flipped in a registration of a format, with why: byte
/// offsets, and which bits of each.
const BENIGN: [(&str, Range<usize>, u8, &str); 3] = [
    (
        "fido-u2f",
        32..33,
        0b0010_1110,
        "§8.6 signs no flags; those left are UV, BE and the two that are reserved",
    ),
    ("fido-u2f", 33..37, 0xff, "§8.6 signs no counter"),
    (
        "fido-u2f",
        37..53,
        0xff,
        "§8.6 signs no AAGUID, and does not ask for zeros",
    ),
];

/// A certificate that another path goes around, or that is the anchor's own.
const SPARE: &str = "the chain is trusted without this certificate as well";

/// Another digit of the text that SafetyNet's statement has for it.
const VERSION: &str = "§8.5 neither signs \"ver\" nor compares it";

/// Fields of more bytes than this are mangled in fewer places.
const LONG: usize = 1000;

#[test]
fn what_is_cut_off_is_refused() {
    let vectors = accepted();
    let counts = in_threads(&vectors, |vector, count| {
        let all = is_first_of_kind(vector, &vectors);
        for field in fields(vector) {
            for length in field.places(field.value.len(), all) {
                let shorter = field.put(vector, &field.value[..length]);
                let (name, id) = (field.name, &vector.id);
                assert!(is_refused(&shorter), "{id}: {name} of {length} bytes");
                count(name, 1);
            }
        }
    });
    print("cut off", &counts);
}

#[test]
fn what_is_signed_and_has_a_bit_flipped_is_refused() {
    let vectors: Vec<_> = accepted().into_iter().filter(is_signed).collect();
    let counts = in_threads(&vectors, |vector, count| {
        let all = is_first_of_kind(vector, &vectors);
        let fields = fields(vector).into_iter();
        for field in fields.filter(|field| field.name != OBJECT) {
            for bit in field.places(field.value.len() * 8, all) {
                let mut flipped = field.value.clone();
                flipped[bit / 8] ^= 1 << (bit % 8);
                let refused = is_refused(&field.put(vector, &flipped));
                let (name, id) = (field.name, &vector.id);
                let why = (!refused).then(|| {
                    field
                        .benign(vector, bit)
                        .unwrap_or_else(|| panic!("{id}: byte {} bit {}, {name}", bit / 8, bit % 8))
                });
                count(why.unwrap_or(name), 1);
            }
        }
    });
    print("flipped", &counts);
    for (.., why) in BENIGN {
        assert!(counts.contains_key(why), "nothing is benign since «{why}»");
    }
}

#[test]
fn every_byte_of_a_trusted_attestation_object_counts() {
    let vectors = trusted();
    let counts = in_threads(&vectors, |vector, count| {
        let all = is_first_of_kind(vector, &vectors);
        let fields = fields(vector);
        let field = fields.iter().find(|field| field.name == OBJECT);
        let field = field.expect("a registration has one");
        let spare = spare_certificates(vector);
        for place in field.places(field.value.len(), all) {
            let byte = field.value[place];
            for other in BTreeSet::from([byte ^ 0x01, byte ^ 0x80, !byte, 0x00]) {
                let mut object = field.value.clone();
                object[place] = other;
                if other == byte || !is_trusted(&field.put(vector, &object)) {
                    count(OBJECT, usize::from(other != byte));
                    continue;
                }
                let id = &vector.id;
                let why = benign_in_object(vector, place, byte ^ other, &spare);
                let why = why.unwrap_or_else(|| panic!("{id}: byte {place} may be {other:#04x}"));
                count(why, 1);
            }
        }
    });
    print("other bytes", &counts);
    for why in [SPARE, VERSION] {
        assert!(counts.contains_key(why), "nothing is benign since «{why}»");
    }
}

/// Why these bits of a trusted attestation object may be others, if they may.
fn benign_in_object(
    vector: &Vector,
    place: usize,
    bits: u8,
    spare: &[Range<usize>],
) -> Option<&'static str> {
    if spare.iter().any(|range| range.contains(&place)) {
        return Some(SPARE);
    }
    let bytes = attestation_object(vector);
    let object = object(vector);
    let mut version = Vec::new();
    if object.statement.format == "android-safetynet" {
        version = texts(object.statement.bytes, "ver");
    }
    if version
        .iter()
        .any(|part| range(bytes, part.as_bytes()).contains(&place))
    {
        return Some(VERSION);
    }
    let place = place.checked_sub(range(bytes, object.authenticator_data).start)?;
    let mut rows = BENIGN.into_iter().filter(|(format, bytes, benign, _)| {
        *format == object.statement.format && bytes.contains(&place) && bits & !benign == 0
    });
    rows.next().map(|(.., why)| why)
}

/// Where in the attestation object there are certificates, with their heads, without any one of which
/// it is trusted as well.
fn spare_certificates(vector: &Vector) -> Vec<Range<usize>> {
    let bytes = attestation_object(vector);
    let certificates: Vec<_> = certificates(object(vector).statement.bytes)
        .into_iter()
        .map(|part| {
            let part = range(bytes, part);
            part.start - head(part.len()).len()..part.end
        })
        .collect();
    let Some(count) = certificates.first().map(|first| first.start - 1) else {
        return vec![];
    };
    let is_spare = |part: &Range<usize>| {
        let mut shorter = bytes.clone();
        shorter.drain(part.clone());
        shorter[count] -= 1;
        let field = fields(vector)
            .into_iter()
            .find(|field| field.name == OBJECT);
        is_trusted(&field.expect("it is a registration").put(vector, &shorter))
    };
    certificates.into_iter().filter(is_spare).collect()
}

fn attestation_object(vector: &Vector) -> &Vec<u8> {
    let Ceremony::Registration(Some(response)) = &vector.ceremony else {
        panic!("{} is no registration", vector.id);
    };
    &response.parts.attestation_object.0
}

/// The certificates of a statement's "x5c", the leaf first.
fn certificates(statement: &[u8]) -> Vec<&[u8]> {
    let mut found = Vec::new();
    let mut reader = Reader::new(statement, Form::Tolerant);
    if reader.kind("statement") == Ok(Kind::Map) {
        let read = reader.text_map("statement", |reader, member| {
            if member != "x5c" {
                return reader.item("member").map(drop);
            }
            let read = reader.array("x5c", |reader| {
                found.push(reader.bytes("certificate")?);
                Ok::<_, Reason>(())
            });
            read.map(drop)
        });
        read.map(drop).expect("it is accepted");
    }
    found
}

/// A text member of a statement.
fn texts<'a>(statement: &'a [u8], name: &str) -> Vec<&'a str> {
    let mut found = Vec::new();
    let mut reader = Reader::new(statement, Form::Tolerant);
    let read = reader.text_map("statement", |reader, member| {
        if member == name {
            found.push(reader.text("member")?);
            return Ok(());
        }
        reader.item("member").map(drop)
    });
    read.map(drop).expect("it is accepted");
    found
}

/// The accepted registrations whose chain leads to an anchor of theirs, with that.
fn trusted() -> Vec<Vector> {
    let mut suites = Suites::default();
    let folder = conformance_folder().expect("the vectors are in the repository");
    let loaded = suites.add(&folder.join("vectors"));
    loaded.expect("the vectors are well formed");
    let vectors = suites
        .iter()
        .flat_map(|(_, vectors)| vectors.iter().cloned());
    let alone = vectors.map(|mut vector| {
        vector.json = None;
        vector.request.compound = None;
        vector
    });
    let is_attested = |vector: &Vector| {
        matches!(vector.ceremony, Ceremony::Registration(Some(_))) && is_trusted(vector)
    };
    // None attestation signs nothing, and metadata may trust a model all the same.
    alone
        .filter(|vector| is_attested(vector) && is_signed(vector))
        .collect()
}

fn is_trusted(vector: &Vector) -> bool {
    let outcome = replay(vector).expect("there is a verdict");
    outcome.refused.is_none() && outcome.trusted == Some(true)
}

/// The accepted vectors that have their parts, alone with those.
fn accepted() -> Vec<Vector> {
    let mut suites = Suites::default();
    let folder = conformance_folder().expect("the vectors are in the repository");
    suites
        .add(&folder.join("vectors"))
        .expect("the vectors are well formed");
    let vectors = suites.iter().flat_map(|(_, vectors)| vectors);
    let mut accepted: Vec<_> = vectors
        .filter(|vector| vector.expect.verdict == Verdict::Accept && has_parts(vector))
        .cloned()
        .collect();
    for vector in &mut accepted {
        vector.json = None;
        vector.trust = None;
        // Where not all statements of a compound one must verify, one may as well be mangled.
        vector.request.compound = None;
    }
    // One that is refused all the same is for the runner to report.
    accepted.retain(|vector| !is_refused(vector));
    assert!(accepted.len() > 100, "{} vectors", accepted.len());
    accepted
}

fn has_parts(vector: &Vector) -> bool {
    matches!(
        vector.ceremony,
        Ceremony::Registration(Some(_)) | Ceremony::Authentication(_, Some(_))
    )
}

/// All authentications are, and registrations with an attestation.
fn is_signed(vector: &Vector) -> bool {
    match &vector.ceremony {
        Ceremony::Registration(_) => object(vector).statement.format != "none",
        Ceremony::Authentication(..) => true,
    }
}

fn is_first_of_kind(vector: &Vector, vectors: &[Vector]) -> bool {
    let first = vectors.iter().find(|other| kind(other) == kind(vector));
    first.is_some_and(|first| first.id == vector.id)
}

/// The format, of a registration, and the algorithm.
fn kind(vector: &Vector) -> (Option<&str>, Algorithm) {
    match &vector.ceremony {
        Ceremony::Registration(_) => {
            let object = object(vector);
            let auth_data = AuthenticatorData::parse(object.authenticator_data);
            let auth_data = auth_data.expect("it is accepted");
            let credential = auth_data.credential().expect("it is accepted");
            (Some(object.statement.format), credential.key.algorithm())
        }
        Ceremony::Authentication(stored, _) => {
            let key = stored.public_key.as_ref().expect("it is accepted");
            (
                None,
                Key::parse(&key.0).expect("it is accepted").algorithm(),
            )
        }
    }
}

fn is_refused(vector: &Vector) -> bool {
    replay(vector)
        .expect("there is a verdict")
        .refused
        .is_some()
}

/// A field of a response, with its bytes.
struct Field {
    name: &'static str,
    place: Place,
    value: Vec<u8>,
}

#[derive(Clone)]
enum Place {
    ClientData,
    Object,
    /// A byte string in the attestation object, without its head.
    InObject(Range<usize>),
    AuthenticatorData,
    Signature,
}

const OBJECT: &str = "attestation object";

fn fields(vector: &Vector) -> Vec<Field> {
    let field = |name, place, value: &[u8]| Field {
        name,
        place,
        value: value.to_vec(),
    };
    match &vector.ceremony {
        Ceremony::Registration(response) => {
            let response = response.as_ref().expect("the vector has its parts");
            let bytes = &response.parts.attestation_object.0;
            let inside = |name, part: &[u8]| field(name, Place::InObject(range(bytes, part)), part);
            let object = object(vector);
            let mut fields = vec![
                field(
                    "client data",
                    Place::ClientData,
                    &response.client_data_json.0,
                ),
                field(OBJECT, Place::Object, bytes),
                inside("authenticator data", object.authenticator_data),
            ];
            let signatures = signatures(object.statement.bytes);
            fields.extend(signatures.into_iter().map(|part| inside("signature", part)));
            fields
        }
        Ceremony::Authentication(_, response) => {
            let response = response.as_ref().expect("the vector has its parts");
            let parts = &response.parts;
            vec![
                field(
                    "client data",
                    Place::ClientData,
                    &response.client_data_json.0,
                ),
                field(
                    "authenticator data",
                    Place::AuthenticatorData,
                    &parts.authenticator_data.0,
                ),
                field("signature", Place::Signature, &parts.signature.0),
            ]
        }
    }
}

impl Field {
    /// The vector with another value of this field.
    fn put(&self, vector: &Vector, value: &[u8]) -> Vector {
        let mut vector = vector.clone();
        match (&mut vector.ceremony, &self.place) {
            (Ceremony::Registration(Some(response)), place) => {
                let object = &mut response.parts.attestation_object.0;
                match place {
                    Place::Object => *object = value.to_vec(),
                    Place::InObject(range) => *object = with_string(object, range, value),
                    _ => response.client_data_json.0 = value.to_vec(),
                }
            }
            (Ceremony::Authentication(_, Some(response)), place) => match place {
                Place::AuthenticatorData => response.parts.authenticator_data.0 = value.to_vec(),
                Place::Signature => response.parts.signature.0 = value.to_vec(),
                _ => response.client_data_json.0 = value.to_vec(),
            },
            _ => panic!("{} has no parts", vector.id),
        }
        vector
    }

    /// Which of so many places to mangle.
    fn places(&self, count: usize, all: bool) -> impl Iterator<Item = usize> + use<> {
        // Odd, so that it goes through all eight bits of a byte.
        let everything = std::env::var("COUNTERSIGN_MANGLE").is_ok_and(|value| value == "all");
        let step = match self.value.len() {
            _ if everything => 1,
            ..=LONG if all => 1,
            _ if all => (count / 1000).max(1) | 1,
            _ => (count / 50).max(1) | 1,
        };
        (0..count).step_by(step)
    }

    /// Why the table allows that this bit is flipped, if it does.
    fn benign(&self, vector: &Vector, bit: usize) -> Option<&'static str> {
        let is_inside = matches!(self.place, Place::InObject(_));
        let is_authenticator_data = is_inside && self.name == "authenticator data";
        let mut rows = BENIGN.into_iter().filter(|(format, bytes, bits, _)| {
            is_authenticator_data
                && *format == object(vector).statement.format
                && bytes.contains(&(bit / 8))
                && bits >> (bit % 8) & 1 == 1
        });
        rows.next().map(|(.., why)| why)
    }
}

fn object(vector: &Vector) -> AttestationObject<'_> {
    let Ceremony::Registration(Some(response)) = &vector.ceremony else {
        panic!("{} is no registration", vector.id);
    };
    let bytes = &response.parts.attestation_object.0;
    AttestationObject::parse(bytes, Form::Tolerant).expect("it is accepted")
}

/// The member "sig" of a statement, and those of the statements in a compound one.
fn signatures(statement: &[u8]) -> Vec<&[u8]> {
    fn collect<'a>(reader: &mut Reader<'a>, found: &mut Vec<&'a [u8]>) -> Result<(), Reason> {
        match reader.kind("statement")? {
            Kind::Array => drop(reader.array("statement", |reader| collect(reader, found))?),
            Kind::Map => drop(reader.text_map("statement", |reader, member| {
                match (member, reader.kind("member")?) {
                    ("sig", Kind::Bytes) => found.push(reader.bytes("sig")?),
                    ("attStmt", _) => collect(reader, found)?,
                    _ => drop(reader.item("member")?),
                }
                Ok::<_, Reason>(())
            })?),
            _ => drop(reader.item("statement")?),
        }
        Ok(())
    }
    let mut found = Vec::new();
    let mut reader = Reader::new(statement, Form::Tolerant);
    collect(&mut reader, &mut found).expect("it is accepted");
    found
}

/// Where a part that was borrowed from `whole` lies in it.
fn range(whole: &[u8], part: &[u8]) -> Range<usize> {
    let start = part.as_ptr().addr() - whole.as_ptr().addr();
    start..start + part.len()
}

/// `object` with another byte string at `range`, and its head.
fn with_string(object: &[u8], range: &Range<usize>, value: &[u8]) -> Vec<u8> {
    let start = range.start - head(range.len()).len();
    let after = &object[range.end..];
    [&object[..start], &head(value.len()), value, after].concat()
}

/// The head of a byte string, as short as can be.
fn head(length: usize) -> Vec<u8> {
    let length = u16::try_from(length).expect("no vector has more");
    match (u8::try_from(length), length.to_be_bytes()) {
        (Ok(length @ 0..24), _) => vec![0x40 | length],
        (Ok(length), _) => vec![0x58, length],
        (Err(_), [high, low]) => vec![0x59, high, low],
    }
}

type Counts = BTreeMap<&'static str, usize>;

/// Runs `check` on every vector, in two threads; it is given a function to count with.
fn in_threads(
    vectors: &[Vector],
    check: impl Fn(&Vector, &mut dyn FnMut(&'static str, usize)) + Sync,
) -> Counts {
    let next = AtomicUsize::new(0);
    let counts = Mutex::new(Counts::new());
    let work = || {
        while let Some(vector) = vectors.get(next.fetch_add(1, Ordering::Relaxed)) {
            let mut own = Counts::new();
            check(vector, &mut |what, count| {
                *own.entry(what).or_default() += count;
            });
            let mut counts = counts.lock().expect("no thread panicked");
            for (what, count) in own {
                *counts.entry(what).or_default() += count;
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(work);
        }
    });
    *counts
        .lock()
        .expect("no thread panicked")
        .entry("vectors")
        .or_default() = vectors.len();
    counts.into_inner().expect("no thread panicked")
}

fn print(what: &str, counts: &Counts) {
    let counts: Vec<_> = counts
        .iter()
        .map(|(name, count)| format!("{name} {count}"))
        .collect();
    println!("{what}: {}", counts.join(", "));
}
