//! Extension inputs: their JSON is that of the dictionaries, and what a client would refuse is
//! refused when the inputs are made.

use countersign::ConfigError;
use countersign::extensions::{
    CreationExtensions, CredentialProtectionPolicy, LargeBlobSupport, PrfValues, RequestExtensions,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

#[test]
fn creation_inputs_are_written_as_in_the_dictionaries() {
    round_trip(&CreationExtensions::new(), json!({}));
    let all = CreationExtensions::new()
        .appid_exclude("https://example.org/app-id.json")
        .cred_props()
        .prf_eval(PrfValues::new(b"first prf input").second(b"second prf input"))
        .large_blob(LargeBlobSupport::Preferred)
        .enforce_credential_protection_policy(
            CredentialProtectionPolicy::UserVerificationOptionalWithCredentialIdList,
        )
        .min_pin_length()
        .cred_blob(b"a blob of the relying party")
        .hmac_get_secret([1; 32], Some([2; 32]))
        .uvm()
        .payment()
        .other("pinComplexityPolicy", json!(true))
        .unwrap();
    let expected = json!({
        "appidExclude": "https://example.org/app-id.json",
        "credProps": true,
        "prf": { "eval": {
            "first": "Zmlyc3QgcHJmIGlucHV0", "second": "c2Vjb25kIHByZiBpbnB1dA",
        } },
        "largeBlob": { "support": "preferred" },
        "credentialProtectionPolicy": "userVerificationOptionalWithCredentialIDList",
        "enforceCredentialProtectionPolicy": true,
        "minPinLength": true,
        "credBlob": "YSBibG9iIG9mIHRoZSByZWx5aW5nIHBhcnR5",
        "hmacCreateSecret": true,
        "hmacGetSecret": {
            "salt1": "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE",
            "salt2": "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI",
        },
        "uvm": true,
        "payment": { "isPayment": true },
        "pinComplexityPolicy": true,
    });
    round_trip(&all, expected);
    assert!(!all.is_empty() && CreationExtensions::new().is_empty());
    round_trip(&CreationExtensions::new().prf(), json!({ "prf": {} }));
    for (policy, name) in [
        (
            CredentialProtectionPolicy::UserVerificationOptional,
            "userVerificationOptional",
        ),
        (
            CredentialProtectionPolicy::UserVerificationRequired,
            "userVerificationRequired",
        ),
    ] {
        round_trip(
            &CreationExtensions::new().credential_protection_policy(policy),
            json!({ "credentialProtectionPolicy": name }),
        );
    }
    round_trip(
        &CreationExtensions::new().large_blob(LargeBlobSupport::Required),
        json!({ "largeBlob": { "support": "required" } }),
    );
}

#[test]
fn request_inputs_are_written_as_in_the_dictionaries() {
    round_trip(&RequestExtensions::new(), json!({}));
    let all = RequestExtensions::new()
        .appid("https://example.org/app-id.json")
        .prf_eval(PrfValues::new(b"any"))
        .prf_eval_by_credential(&[0xfb, 0xff], PrfValues::new(b"this"))
        .large_blob_write(b"blob")
        .get_cred_blob()
        .hmac_get_secret([1; 32], None)
        .uvm()
        .other("example_01", json!({ "x": [1, null] }))
        .unwrap();
    let expected = json!({
        "appid": "https://example.org/app-id.json",
        "prf": {
            "eval": { "first": "YW55" },
            "evalByCredential": { "-_8": { "first": "dGhpcw" } },
        },
        "largeBlob": { "write": "YmxvYg" },
        "getCredBlob": true,
        "hmacGetSecret": { "salt1": "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE" },
        "uvm": true,
        "example_01": { "x": [1, null] },
    });
    round_trip(&all, expected);
    assert!(!all.is_empty() && RequestExtensions::new().is_empty());
    round_trip(
        &RequestExtensions::new().large_blob_read(),
        json!({ "largeBlob": { "read": true } }),
    );
}

#[test]
fn inputs_that_a_client_would_refuse_are_not_read() {
    for odd in [
        json!({ "largeBlob": { "read": true, "write": "YmxvYg" } }),
        json!({ "largeBlob": {} }),
        json!({ "prf": { "eval": { "second": "YW55" } } }),
        json!({ "prf": { "eval": { "first": "YW55=" } } }),
        json!({ "hmacGetSecret": { "salt1": "YW55" } }),
    ] {
        assert!(
            serde_json::from_value::<RequestExtensions>(odd.clone()).is_err(),
            "{odd}"
        );
    }
    assert!(serde_json::from_value::<CreationExtensions>(json!({ "uvm": 1 })).is_err());
}

#[test]
fn prf_by_credential_names_those_that_are_allowed() {
    let extensions = RequestExtensions::new()
        .prf_eval_by_credential(b"one", PrfValues::new(b"x"))
        .prf_eval_by_credential(b"two", PrfValues::new(b"y"));
    assert_eq!(extensions.check(&[b"two", b"three", b"one"]), Ok(()));
    let refused = Err(ConfigError::Extension {
        identifier: "prf".into(),
        why: "evalByCredential names a credential that is not in allowCredentials",
    });
    assert_eq!(extensions.check(&[b"one", b"three"]), refused);
    assert_eq!(extensions.check(&[]), refused);
    let unnamed = RequestExtensions::new().prf_eval_by_credential(b"", PrfValues::new(b"x"));
    assert_eq!(unnamed.check(&[b""]), refused);
    let any = RequestExtensions::new().prf_eval(PrfValues::new(b"x"));
    assert_eq!(any.check(&[]), Ok(()));
}

#[test]
fn a_large_blob_is_written_to_one_credential() {
    let write = RequestExtensions::new().large_blob_write(b"blob");
    assert_eq!(write.check(&[b"one"]), Ok(()));
    for many in [&[][..], &[&b"one"[..], b"two"]] {
        assert_eq!(
            write.check(many),
            Err(ConfigError::Extension {
                identifier: "largeBlob".into(),
                why: "write wants exactly one credential in allowCredentials",
            })
        );
    }
    assert_eq!(
        RequestExtensions::new().large_blob_read().check(&[]),
        Ok(())
    );
}

#[test]
fn other_identifiers_are_those_of_section_9_1() {
    let named = |identifier: &str| CreationExtensions::new().other(identifier, json!(true));
    assert!(named("myCompany_extension_01").is_ok());
    assert!(named(&"x".repeat(32)).is_ok());
    for odd in ["", "a b", "a\"", "a\\", "é", "a\n", &"x".repeat(33)] {
        let refused = named(odd).unwrap_err();
        assert!(matches!(refused, ConfigError::Extension { .. }), "{odd:?}");
    }
    for typed in ["prf", "credentialProtectionPolicy", "payment"] {
        assert_eq!(
            named(typed).unwrap_err(),
            ConfigError::Extension {
                identifier: typed.into(),
                why: "there is a method for this one",
            }
        );
    }
    assert!(RequestExtensions::new().other("appid", json!("")).is_err());
    // credProps belongs to a registration: whoever wants it elsewhere may say so.
    assert!(
        RequestExtensions::new()
            .other("credProps", json!(true))
            .is_ok()
    );
}

#[test]
fn inputs_in_a_log_are_not_shown() {
    let inputs = RequestExtensions::new()
        .prf_eval(PrfValues::new(&[0xab; 40]))
        .hmac_get_secret([7; 32], None);
    let shown = format!("{inputs:?}");
    assert!(shown.contains("first: (40 bytes)"), "{shown}");
    assert!(shown.contains("salt1: (32 bytes)"), "{shown}");
}

fn round_trip<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(
    inputs: &T,
    json: Value,
) {
    assert_eq!(serde_json::to_value(inputs).unwrap(), json);
    assert_eq!(&serde_json::from_value::<T>(json).unwrap(), inputs);
}
