use std::collections::BTreeMap;
use std::sync::LazyLock;

use countersign_conformance::{Suites, Vector, Verdict, conformance_folder, replay};

/// The accepted vectors that inputs of the target `registration` change, in the order that the
/// first byte of an input counts them in. New ones go to the end, so that inputs keep their
/// meaning.
pub const REGISTRATIONS: [&str; 20] = [
    "chromium/packed-es256-usb/registration",
    "chromium/packed-es256-internal/registration",
    "chromium/packed-rs256-usb/registration",
    "chromium/packed-eddsa-usb/registration",
    "chromium/packed-all-extensions-usb/registration",
    "chromium/fido-u2f-usb/registration",
    "chromium/none-es256-internal/registration",
    "w3c/packed-self-es256/registration",
    "w3c/packed-es256/registration",
    "w3c/packed-es384/registration",
    "w3c/packed-es512/registration",
    "w3c/packed-ed448/registration",
    "w3c/apple-es256/registration",
    "w3c/fido-u2f-es256/registration",
    "w3c/tpm-es256/registration",
    "w3c/android-key-es256/registration",
    "attacks/android-safetynet-deprecated/safetynet",
    "attacks/none-and-compound/packed-and-android-key",
    "attacks/tpm-attestation/rs256",
    "attacks/cose-credential-key/self-es256k",
];

/// Those of the target `authentication`, likewise.
pub const AUTHENTICATIONS: [&str; 12] = [
    "chromium/none-es256-internal/authentication",
    "chromium/none-rs256-internal/authentication",
    "chromium/none-eddsa-internal/authentication",
    "chromium/none-mldsa44-internal/authentication",
    "chromium/fido-u2f-usb/authentication",
    "chromium/prf-hmac-secret-usb/authentication",
    "chromium/app-id-used/authentication",
    "w3c/none-es256-topOrigin/authentication",
    "w3c/packed-es384/authentication",
    "w3c/packed-es512/authentication",
    "w3c/packed-ed448/authentication",
    "attacks/assertion-signature/ps256",
];

/// The accepted vector of an id in [`REGISTRATIONS`] or [`AUTHENTICATIONS`], without its JSON form.
#[must_use]
pub fn base(id: &str) -> &'static Vector {
    &VECTORS[id]
}

static VECTORS: LazyLock<BTreeMap<String, Vector>> = LazyLock::new(|| {
    let folder = conformance_folder().expect("the vectors are in the repository");
    let mut suites = Suites::default();
    suites
        .add(&folder.join("vectors"))
        .expect("the vectors are well formed");
    let vectors = suites
        .iter()
        .flat_map(|(_, vectors)| vectors.iter().cloned());
    let mut bases: BTreeMap<_, _> = vectors
        .filter(|vector| is_base(&vector.id))
        .map(|vector| (vector.id.clone(), vector))
        .collect();
    for vector in bases.values_mut() {
        assert_eq!(vector.expect.verdict, Verdict::Accept);
        vector.json = None;
        vector.trust = None;
        let outcome = replay(vector).expect("a vector gets a verdict");
        assert_eq!(outcome.refused, None, "{}", vector.id);
    }
    bases
});

fn is_base(id: &str) -> bool {
    REGISTRATIONS.contains(&id) || AUTHENTICATIONS.contains(&id)
}
