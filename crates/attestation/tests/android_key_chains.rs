//! Key descriptions of real phones (`../shared/vectors/android-key-chains.json`): every field that
//! the collection expects, as it writes them, and those its maker decoded in another way.

use std::fs;
use std::path::PathBuf;

use base64ct::{Base64, Encoding};
use countersign_attestation::{
    AuthorizationList, KeyDescription, Origin, RootOfTrust, SecurityLevel, VerifiedBootState,
};
use countersign_spec::Reason;
use countersign_x509::{Certificate, ObjectIdentifier};
use serde_json::{Map, Value, json};

const KEY_DESCRIPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.11129.2.1.17");

/// Leaves whose extension is no key description.
const MALFORMED: &[&str] = &["android-key/p256_sha384_intermediate"];

/// Chains with an issuer whose certificate says that it is no certification authority: the engine
/// refuses them, as RFC 5280 §6.1.4 (k) does.
const NOT_AUTHORITIES: &[&str] = &["android-key/sony-xperia10-iii/sdk33/TEE_EC"];

#[test]
fn key_descriptions_have_the_fields_expected() {
    let file = shared().join("vectors/android-key-chains.json");
    let Ok(text) = fs::read_to_string(&file) else {
        println!("left out: no {}", file.display());
        return;
    };
    let chains: Vec<Value> = serde_json::from_str(&text).expect("JSON");
    let (mut compared, mut decoded, mut versions) = (0, 0, Vec::new());
    for chain in &chains {
        let id = chain["id"].as_str().expect("id");
        let leaf = der(chain["chain_pem"][0].as_str().expect("PEM"));
        let leaf = Certificate::parse(&leaf).expect(id);
        let extension = leaf.extension(KEY_DESCRIPTION).expect(id).expect(id);
        let description = KeyDescription::parse(extension.value);
        if MALFORMED.contains(&id) {
            assert!(matches!(description, Err(Reason::Malformed { .. })), "{id}");
            continue;
        }
        let description = description.unwrap_or_else(|reason| panic!("{id}: {reason}"));
        versions.push(description.attestation_version);
        compared += compare(id, &chain["expected"], &to_json(&description));
        compare_decoded(id, &chain["decoded"]["key_description"], &description);
        decoded += 1;
    }
    versions.sort_unstable();
    versions.dedup();
    println!("{decoded} descriptions of versions {versions:?}, {compared} fields compared");
    assert_eq!(
        (decoded, versions.as_slice()),
        (24, &[2, 3, 300, 400, 500][..])
    );
    assert!(compared > 400, "{compared}");
}

#[test]
fn issuers_are_authorities_without_a_key_description() {
    let file = shared().join("vectors/android-key-chains.json");
    let Ok(text) = fs::read_to_string(&file) else {
        println!("left out: no {}", file.display());
        return;
    };
    let chains: Vec<Value> = serde_json::from_str(&text).expect("JSON");
    let (mut issuers, mut refused) = (0, Vec::new());
    for chain in &chains {
        let id = chain["id"].as_str().expect("id");
        for pem in &chain["chain_pem"].as_array().expect("a chain")[1..] {
            let issuer = der(pem.as_str().expect("PEM"));
            let issuer = Certificate::parse(&issuer).expect(id);
            let constraints = issuer.basic_constraints().expect(id);
            if !constraints.is_some_and(|constraints| constraints.ca) {
                refused.push(id);
            }
            assert!(
                issuer.extension(KEY_DESCRIPTION).expect(id).is_none(),
                "{id}"
            );
            issuers += 1;
        }
    }
    println!("{issuers} issuers");
    assert!(issuers > 60, "{issuers}");
    assert_eq!(refused, NOT_AUTHORITIES);
}

/// Compares what is expected, down to the last member; gives how many there were.
fn compare(path: &str, expected: &Value, found: &Value) -> usize {
    match expected {
        Value::Null => 0,
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| compare(&format!("{path}.{name}"), value, &found[name]))
            .sum(),
        _ => {
            assert_eq!(expected, found, "{path}");
            1
        }
    }
}

fn compare_decoded(id: &str, decoded: &Value, description: &KeyDescription<'_>) {
    let list = |prefix: &str, list: &AuthorizationList<'_>| {
        let purpose = list.purpose.as_ref();
        let purpose = purpose.map(|all| all.iter().map(|one| one.0).collect::<Vec<_>>());
        assert_eq!(decoded[format!("{prefix}_purpose")], json!(purpose), "{id}");
        let origin = list.origin.map(|origin| origin.0);
        assert_eq!(decoded[format!("{prefix}_origin")], json!(origin), "{id}");
        let all = list.all_applications;
        assert_eq!(
            decoded[format!("{prefix}_allApplications")],
            json!(all),
            "{id}"
        );
    };
    list("sw", &description.software_enforced);
    list("hw", &description.tee_enforced);
    let number = |level: SecurityLevel| level as u8;
    for (name, value) in [
        ("attestationVersion", json!(description.attestation_version)),
        ("keymasterVersion", json!(description.keymaster_version)),
        (
            "attestationSecurityLevel",
            json!(number(description.attestation_security_level)),
        ),
        (
            "keymasterSecurityLevel",
            json!(number(description.keymaster_security_level)),
        ),
        (
            "attestationChallenge",
            json!(format!(
                "hex:{}",
                hex::encode(description.attestation_challenge)
            )),
        ),
        (
            "uniqueId",
            json!(format!("hex:{}", hex::encode(description.unique_id))),
        ),
    ] {
        assert_eq!(decoded[name], value, "{id}: {name}");
    }
}

/// All fields, in the collection's names and forms: numbers are text, bytes are base64.
fn to_json(description: &KeyDescription<'_>) -> Value {
    let (version, level) = (
        description.keymaster_version.to_string(),
        level(description.keymaster_security_level),
    );
    json!({
        "attestationVersion": description.attestation_version.to_string(),
        "attestationSecurityLevel": self::level(description.attestation_security_level),
        "keymasterVersion": version,
        "keymasterSecurityLevel": level,
        "keyMintVersion": version,
        "keyMintSecurityLevel": level,
        "attestationChallenge": Base64::encode_string(description.attestation_challenge),
        "uniqueId": Base64::encode_string(description.unique_id),
        "softwareEnforced": list(&description.software_enforced),
        "hardwareEnforced": list(&description.tee_enforced),
    })
}

fn list(list: &AuthorizationList<'_>) -> Value {
    let number = |value: Option<u64>| value.map(|value| value.to_string());
    let text =
        |value: Option<&[u8]>| value.map(|value| String::from_utf8(value.to_vec()).expect("UTF-8"));
    let numbers = |values: &Option<Vec<u64>>| {
        let values = values.as_ref()?.iter();
        Some(values.map(ToString::to_string).collect::<Vec<_>>())
    };
    let purposes = list
        .purpose
        .as_ref()
        .map(|all| all.iter().map(|one| one.0).collect());
    let members = [
        ("purposes", json!(numbers(&purposes))),
        ("algorithms", json!(number(list.algorithm))),
        ("keySize", json!(number(list.key_size))),
        ("digests", json!(numbers(&list.digest))),
        ("paddings", json!(numbers(&list.padding))),
        ("ecCurve", json!(number(list.ec_curve))),
        ("mlDsaVariant", json!(number(list.ml_dsa_variant))),
        ("rsaPublicExponent", json!(number(list.rsa_public_exponent))),
        ("usageCountLimit", json!(number(list.usage_count_limit))),
        ("noAuthRequired", json!(list.no_auth_required)),
        ("userAuthType", json!(number(list.user_auth_type))),
        ("authTimeout", json!(number(list.auth_timeout))),
        (
            "trustedUserPresenceRequired",
            json!(list.trusted_user_presence_required),
        ),
        (
            "trustedConfirmationRequired",
            json!(list.trusted_confirmation_required),
        ),
        ("creationDateTime", json!(number(list.creation_date_time))),
        ("origin", json!(list.origin.map(origin))),
        ("rollbackResistant", json!(list.rollback_resistant)),
        ("rootOfTrust", json!(list.root_of_trust.map(root))),
        ("osVersion", json!(number(list.os_version))),
        ("osPatchLevel", json!(number(list.os_patch_level))),
        ("attestationApplicationId", application(list)),
        ("attestationIdBrand", json!(text(list.attestation_id_brand))),
        (
            "attestationIdDevice",
            json!(text(list.attestation_id_device)),
        ),
        (
            "attestationIdProduct",
            json!(text(list.attestation_id_product)),
        ),
        ("attestationIdImei", json!(text(list.attestation_id_imei))),
        (
            "attestationIdManufacturer",
            json!(text(list.attestation_id_manufacturer)),
        ),
        ("attestationIdModel", json!(text(list.attestation_id_model))),
        (
            "attestationIdSecondImei",
            json!(text(list.attestation_id_second_imei)),
        ),
        ("vendorPatchLevel", json!(number(list.vendor_patch_level))),
        ("bootPatchLevel", json!(number(list.boot_patch_level))),
        (
            "moduleHash",
            json!(list.module_hash.map(Base64::encode_string)),
        ),
        ("areTagsOrdered", json!(!list.is_out_of_order)),
    ];
    Value::Object(
        members
            .map(|(name, value)| (name.to_owned(), value))
            .into_iter()
            .collect::<Map<_, _>>(),
    )
}

fn application(list: &AuthorizationList<'_>) -> Value {
    let Some(application) = list.attesting_application().expect("an application ID") else {
        return Value::Null;
    };
    let package = |package: &countersign_attestation::Package<'_>| {
        let name = str::from_utf8(package.name).expect("UTF-8");
        json!({ "name": name, "version": package.version.to_string() })
    };
    let signatures = application.signature_digests.iter();
    json!({
        "packages": application.packages.iter().map(package).collect::<Vec<_>>(),
        "signatures": signatures.map(|digest| Base64::encode_string(digest)).collect::<Vec<_>>(),
    })
}

fn root(root: RootOfTrust<'_>) -> Value {
    json!({
        "verifiedBootKey": Base64::encode_string(root.verified_boot_key),
        "deviceLocked": root.device_locked,
        "verifiedBootState": match root.verified_boot_state {
            VerifiedBootState::Verified => "VERIFIED",
            VerifiedBootState::SelfSigned => "SELF_SIGNED",
            VerifiedBootState::Unverified => "UNVERIFIED",
            VerifiedBootState::Failed => "FAILED",
            _ => "another",
        },
        "verifiedBootHash": root.verified_boot_hash.map(Base64::encode_string),
    })
}

fn level(level: SecurityLevel) -> &'static str {
    match level {
        SecurityLevel::Software => "SOFTWARE",
        SecurityLevel::TrustedEnvironment => "TRUSTED_ENVIRONMENT",
        SecurityLevel::StrongBox => "STRONG_BOX",
        _ => "another",
    }
}

fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::GENERATED => "GENERATED",
        _ => "another",
    }
}

fn der(pem: &str) -> Vec<u8> {
    let base64: String = pem
        .lines()
        .filter(|line| !line.starts_with("-----"))
        .collect();
    Base64::decode_vec(&base64).expect("base64")
}

/// The folder `../shared`, or where the environment says it is.
fn shared() -> PathBuf {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");
    std::env::var_os("COUNTERSIGN_SHARED").map_or_else(|| beside.into(), PathBuf::from)
}
