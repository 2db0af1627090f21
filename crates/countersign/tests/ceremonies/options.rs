//! Options in their JSON form, of each mode.

use std::time::Duration;

use countersign::extensions::CreationExtensions;
use countersign::options::{
    AttestationConveyance, AuthenticatorAttachment, CredentialCreationOptionsJson,
    CredentialMediationRequirement, CredentialRequestOptionsJson, Hint,
    PublicKeyCredentialCreationOptionsJson, PublicKeyCredentialRequestOptionsJson, ResidentKey,
    UiMode,
};
use countersign::{Algorithm, ConfigError, Format, UserVerification};
use getrandom::SysRng;
use serde_json::{Value, json};

use crate::setting::{Account, NOW, rp, user};

/// The options of a registration, without the challenge; parsed again they are the same.
fn creation(options: &CredentialCreationOptionsJson) -> Value {
    let text = serde_json::to_string(options).unwrap();
    let parsed: CredentialCreationOptionsJson = serde_json::from_str(&text).unwrap();
    assert_eq!(parsed, *options);
    without_challenge(&text)
}

fn request(options: &CredentialRequestOptionsJson) -> Value {
    let text = serde_json::to_string(options).unwrap();
    let parsed: CredentialRequestOptionsJson = serde_json::from_str(&text).unwrap();
    assert_eq!(parsed, *options);
    without_challenge(&text)
}

fn without_challenge(text: &str) -> Value {
    let mut options: Value = serde_json::from_str(text).unwrap();
    let public_key = options["publicKey"].as_object_mut().unwrap();
    let challenge = public_key.remove("challenge").unwrap();
    assert_eq!(challenge.as_str().unwrap().len(), 43); // 32 bytes
    options
}

#[test]
fn a_passkey_is_discoverable() {
    let (rp, user) = (rp(), user("alex"));
    let (options, _) = rp.register_passkey(&user).begin(NOW, &mut SysRng).unwrap();
    let expected = json!({ "publicKey": {
        "rp": { "id": "example.org", "name": "example.org" },
        "user": { "id": "YWxleA", "name": "alex", "displayName": "alex" },
        "pubKeyCredParams": [
            { "type": "public-key", "alg": -8 },
            { "type": "public-key", "alg": -7 },
            { "type": "public-key", "alg": -257 },
        ],
        "timeout": 300_000,
        "authenticatorSelection": {
            "residentKey": "required", "requireResidentKey": true, "userVerification": "preferred",
        },
        "attestation": "none",
    } });
    assert_eq!(creation(&options), expected);
}

#[test]
fn a_security_key_is_a_second_factor() {
    let (rp, account) = (rp(), Account::new("alex"));
    let builder = rp
        .register_security_key(&account.user)
        .exclude([&account.record]);
    let (options, _) = builder.begin(NOW, &mut SysRng).unwrap();
    let options = creation(&options);
    let public_key = &options["publicKey"];
    assert_eq!(public_key["hints"], json!(["security-key"]));
    let expected = json!({
        "authenticatorAttachment": "cross-platform", "residentKey": "discouraged",
        "requireResidentKey": false, "userVerification": "discouraged",
    });
    assert_eq!(public_key["authenticatorSelection"], expected);
    let id = countersign_authenticator::base64url(&account.record.id);
    let expected = json!([{ "type": "public-key", "id": id, "transports": ["internal"] }]);
    assert_eq!(public_key["excludeCredentials"], expected);
}

#[test]
fn a_conditional_creation_says_so_beside_public_key() {
    let (rp, user) = (rp(), user("alex"));
    let (options, _) = rp
        .register_conditionally(&user)
        .begin(NOW, &mut SysRng)
        .unwrap();
    let conditional = creation(&options);
    assert_eq!(conditional["mediation"], "conditional");
    let (options, _) = rp.register_passkey(&user).begin(NOW, &mut SysRng).unwrap();
    assert_eq!(conditional["publicKey"], creation(&options)["publicKey"]);
}

#[test]
fn all_that_can_be_said_is_said() {
    let (rp, user) = (rp(), user("alex"));
    let (options, ceremony) = rp
        .register_passkey(&user)
        .algorithms(&[Algorithm::Es384])
        .post_quantum()
        .hints(&[Hint::ClientDevice, Hint::Hybrid])
        .resident_key(ResidentKey::Preferred)
        .authenticator_attachment(AuthenticatorAttachment::Platform)
        .user_verification(UserVerification::Required)
        .attestation(AttestationConveyance::Direct)
        .attestation_formats(&[Format::Packed, Format::Tpm])
        .extensions(CreationExtensions::default())
        .timeout(Duration::from_secs(600))
        .valid_for(Duration::from_secs(900))
        .begin(NOW, &mut SysRng)
        .unwrap();
    assert_eq!(ceremony.expires().0, NOW.0 + 900);
    let options = creation(&options);
    let public_key = &options["publicKey"];
    let algorithms = public_key["pubKeyCredParams"].as_array().unwrap();
    let algorithms: Vec<_> = algorithms
        .iter()
        .map(|one| one["alg"].as_i64().unwrap())
        .collect();
    assert_eq!(algorithms, [-48, -49, -50, -35]);
    assert_eq!(public_key["hints"], json!(["client-device", "hybrid"]));
    assert_eq!(public_key["timeout"], 600_000);
    assert_eq!(public_key["attestation"], "direct");
    assert_eq!(public_key["attestationFormats"], json!(["packed", "tpm"]));
    let expected = json!({
        "authenticatorAttachment": "platform", "residentKey": "preferred",
        "requireResidentKey": false, "userVerification": "required",
    });
    assert_eq!(public_key["authenticatorSelection"], expected);
}

#[test]
fn a_timeout_is_in_the_recommended_range() {
    let (rp, user) = (rp(), user("alex"));
    for (milliseconds, accepted) in [
        (299_999, false),
        (300_000, true),
        (600_000, true),
        (600_001, false),
    ] {
        let timeout = Duration::from_millis(milliseconds);
        let refused = ConfigError::Timeout {
            milliseconds: milliseconds.into(),
        };
        let refused = (!accepted).then_some(refused);
        let result = rp
            .register_passkey(&user)
            .timeout(timeout)
            .begin(NOW, &mut SysRng);
        assert_eq!(result.err(), refused);
        let result = rp
            .sign_in_with_passkey()
            .timeout(timeout)
            .begin(NOW, &mut SysRng);
        assert_eq!(result.err(), refused);
    }
}

#[test]
fn what_this_build_does_not_verify_is_not_offered() {
    let (rp, user) = (rp(), user("alex"));
    for &algorithm in Algorithm::ALL {
        let supported = countersign_signature::is_supported(algorithm.scheme());
        let builder = rp
            .register_passkey(&user)
            .algorithms(&[Algorithm::Es256, algorithm]);
        let result = builder.begin(NOW, &mut SysRng);
        let refused = ConfigError::Algorithm(algorithm.name());
        assert_eq!(result.err(), (!supported).then_some(refused));
    }
}

#[test]
fn each_way_to_sign_in_is_called_in_its_own_way() {
    let (rp, account) = (rp(), Account::new("alex"));
    let id = countersign_authenticator::base64url(&account.record.id);
    let allowed = json!([{ "type": "public-key", "id": id, "transports": ["internal"] }]);
    let passkey = json!({ "publicKey": {
        "rpId": "example.org", "timeout": 300_000, "userVerification": "preferred",
    } });
    let with = |name: &str, value: &str| {
        let mut options = passkey.clone();
        options[name] = value.into();
        options
    };
    let mut named = passkey.clone();
    named["publicKey"]["allowCredentials"] = allowed;
    let mut step_up = named.clone();
    step_up["publicKey"]["userVerification"] = "required".into();
    let (handle, record) = (&account.user.handle, &account.record);
    for (builder, expected) in [
        (rp.sign_in(handle, [record]), named),
        (rp.sign_in_with_passkey(), passkey.clone()),
        (rp.sign_in_conditionally(), with("mediation", "conditional")),
        (rp.sign_in_immediately(), with("uiMode", "immediate")),
        (
            rp.sign_in_immediately_by_mediation(),
            with("mediation", "immediate"),
        ),
        (rp.step_up(handle, [record]), step_up),
    ] {
        let (options, ceremony) = builder.begin(NOW, &mut SysRng).unwrap();
        assert_eq!(request(&options), expected);
        assert_eq!(
            (ceremony.mediation(), ceremony.ui_mode()),
            (options.mediation, options.ui_mode)
        );
    }
    assert_eq!(
        request(&rp.sign_in_immediately().begin(NOW, &mut SysRng).unwrap().0)["uiMode"],
        { serde_json::to_value(UiMode::Immediate).unwrap() }
    );
    let conditional = serde_json::to_value(CredentialMediationRequirement::Conditional).unwrap();
    assert_eq!(conditional, "conditional");
}

#[test]
fn unknown_values_count_as_absent() {
    // §5.4.4, §5.4.7, §5.5: "treating an unknown value as if the member does not exist".
    let options: PublicKeyCredentialCreationOptionsJson = serde_json::from_value(json!({
        "rp": { "name": "Example" },
        "user": { "id": "YWxleA", "name": "alex", "displayName": "" },
        "challenge": "AAAAAAAAAAAAAAAAAAAAAA",
        "pubKeyCredParams": [{ "type": "public-key", "alg": -65000 }, { "type": "new", "alg": 1 }],
        "authenticatorSelection": {
            "authenticatorAttachment": "orbital", "residentKey": "rather", "userVerification": "so",
        },
        "attestation": "notarised", "hints": ["crystal-ball"], "new": 1,
    }))
    .unwrap();
    let selection = options.authenticator_selection.unwrap();
    assert_eq!(
        (selection.authenticator_attachment, selection.resident_key),
        (None, None)
    );
    assert_eq!(selection.user_verification, UserVerification::Preferred);
    assert!(!selection.require_resident_key);
    assert_eq!(options.attestation, AttestationConveyance::None);
    assert_eq!(options.hints, ["crystal-ball"]);
    assert_eq!(options.pub_key_cred_params[0].alg, -65000);

    let options: PublicKeyCredentialRequestOptionsJson = serde_json::from_value(json!({
        "challenge": "AAAAAAAAAAAAAAAAAAAAAA", "userVerification": "perhaps",
    }))
    .unwrap();
    assert_eq!(options.user_verification, UserVerification::Preferred);
    assert_eq!(options.rp_id, None);
}
