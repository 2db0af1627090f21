//! The roots that ship with the crate, and chains of phones that lead to Google's.

mod shared;

use countersign_spec::{Reason, Rejection, Step, UnixTime};
use countersign_trust::anchors::{PublishedRoot, apple, fido, google, microsoft};
use countersign_trust::{Anchor, AndroidStatusList, PathValidation, Revocation, RevocationSources};
use countersign_x509::Certificate;
use serde_json::Value;
use shared::{array, json, parse, pem, pems, text, time};

const ALL: [PublishedRoot; 6] = [
    apple::WEBAUTHN_ROOT,
    google::ROOT_RSA,
    google::ROOT_EC,
    microsoft::TPM_ROOT_2014,
    fido::MDS_ROOT_R3,
    fido::MDS_ROOT_R46,
];
const NOW: UnixTime = UnixTime(1_790_000_000); // 2026-09-21

fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 0x0f]);
    digits
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}

#[test]
fn roots_have_their_fingerprints() {
    for root in ALL {
        assert_eq!(
            hex(&countersign_signature::sha256(&[root.der])),
            root.sha256,
            "{}",
            root.name
        );
    }
}

#[test]
fn roots_are_valid_anchors_that_signed_themselves() {
    for root in ALL {
        let certificate = Certificate::parse(root.der).expect("a certificate");
        assert!(
            certificate.subject().matches(&certificate.issuer()),
            "{}",
            root.name
        );
        // Name and key alone, so that the path has a signature to verify.
        let (name, key) = (certificate.subject(), certificate.public_key_info());
        let anchors = [Anchor::new(name.der(), key).expect("an anchor")];
        let path = PathValidation::new(&anchors, NOW).verify(&[certificate]);
        assert_eq!(path.map(|_| ()), Ok(()), "{}", root.name);
        let anchors = [root.anchor().expect("an anchor")];
        let path = PathValidation::new(&anchors, NOW)
            .verify(&[certificate])
            .expect("itself");
        assert_eq!(path.anchor().name(), name);
    }
}

#[test]
fn the_roots_of_android_are_those_of_its_own_list() {
    let Some(list) = json("android-roots.json") else {
        return;
    };
    let roots = array(&list, "roots");
    assert_eq!(roots.len(), google::ROOTS.len());
    for root in roots {
        let der = pem(text(root, "pem"));
        assert!(
            google::ROOTS.iter().any(|known| known.der == der),
            "{}",
            text(root, "subject")
        );
    }
}

/// Verifies a phone's chain under Google's roots at the time that its vector says.
fn phone(chain: &Value, revocation: Revocation<'_>) -> Result<(), Rejection> {
    let ders = pems(array(chain, "chain_pem"));
    // Some chains are older than the issue of the root that ships here.
    let anchors = google::ROOTS.map(|root| root.anchor().expect("an anchor").at_any_time());
    let (parsed, refused) = parse(&ders);
    assert_eq!(refused, None, "{}", text(chain, "id"));
    let mut validation = PathValidation::new(&anchors, time(text(chain, "verification_time")));
    validation.revocation = revocation;
    validation.verify(&parsed).map(|_path| ())
}

#[test]
fn chains_of_phones_lead_to_googles_roots() {
    let (Some(Value::Array(chains)), Some(roots)) =
        (json("android-key-chains.json"), json("android-roots.json"))
    else {
        return;
    };
    let status = AndroidStatusList::parse(roots["status_list_sample"].to_string().as_bytes())
        .expect("a list");
    let sources = RevocationSources::default().with_android_status(&status);
    let mut trusted = 0;
    for chain in &chains {
        if chain["verification_time"].is_null() {
            continue;
        }
        let id = text(chain, "id");
        let plain = phone(chain, Revocation::Ignored);
        println!("{id}: {plain:?}");
        if let Some((_, step, why)) = NOT_TRUSTED.iter().find(|(end, ..)| id.ends_with(end)) {
            assert_eq!(plain.unwrap_err().step(), *step, "{id}: {why}");
        } else {
            assert_eq!(plain, Ok(()), "{id}");
            assert_eq!(phone(chain, Revocation::Required(sources)), Ok(()), "{id}");
            trusted += 1;
        }
    }
    println!(
        "{trusted} lead to Google's roots, {} do not",
        NOT_TRUSTED.len()
    );
}

/// Chains that Google's own verifier accepts and we do not.
const NOT_TRUSTED: [(&str, Step, &str); 3] = [
    (
        "marlin/sdk29/TEE_EC_NONE",
        Step::PathAnchor,
        "a software root, which is not among these",
    ),
    (
        "marlin/sdk29/TEE_RSA_NONE",
        Step::PathSignature,
        "the same, with a key of 1024 bits",
    ),
    (
        "sdk33/TEE_EC",
        Step::PathValidity,
        "an intermediate expired eleven days before",
    ),
];

#[test]
fn a_phone_on_the_status_list_is_refused() {
    let Some(Value::Array(chains)) = json("android-key-chains.json") else {
        return;
    };
    let chain = chains
        .iter()
        .find(|chain| text(chain, "id").ends_with("TEE_EC_2026_ROOT"));
    let chain = chain.expect("the chain");
    let ders = pems(array(chain, "chain_pem"));
    let (parsed, _) = parse(&ders);
    for certificate in &parsed[..parsed.len() - 1] {
        let serial = hex(certificate.serial_number());
        let list = format!(
            r#"{{"entries":{{"{serial}":{{"status":"REVOKED","reason":"KEY_COMPROMISE"}}}}}}"#
        );
        let list = AndroidStatusList::parse(list.as_bytes()).expect("a list");
        let sources = RevocationSources::default().with_android_status(&list);
        let refused = phone(chain, Revocation::CheckedWhereGiven(sources)).unwrap_err();
        let reason = Reason::mismatch(
            "standing of the certificate",
            "good",
            "REVOKED: KEY_COMPROMISE",
        );
        assert_eq!(refused, Step::PathRevocation.refuse(reason));
    }
}
