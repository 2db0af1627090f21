//! Rows of four other libraries become records, and the user signs in as before: what
//! `docs/migrating.md` quotes. The rows are of one credential of the software authenticator, in the
//! form that each library's documentation says to store.

use countersign::import;
use countersign::{
    Aaguid, AccountCredential, Algorithm, AuthenticationResponseJson, CounterPolicy,
    CredentialRecord, Key, OriginRule, Reason, RelyingParty, UnixTime, UserHandle,
    UserVerification,
};
use countersign_authenticator::{Client, Registration, RelyingParty as Rp};
use getrandom::SysRng;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// `serde_json::to_string(&passkey)` of webauthn-rs.
const WEBAUTHN_RS: &str = r#"{"cred":{
    "cred_id": "40h3XsVr0ziA9-9Iixq7c8zdSgVho0Kqk_N5HXZBe_I",
    "cred": {"type_":"ES256","key":{"EC_EC2":{"curve":"SECP256R1",
        "x":"57EyTWjrLxNGDBLfjZQlpJfFjAt2YpGrCXRQtc5iddA",
        "y":"yfGE4Qs4Ud6TuZ3oiiTU-6_DVdZnps58CVLTGn-uqac"}}},
    "counter": 0, "transports": ["internal"], "user_verified": true,
    "backup_eligible": false, "backup_state": false, "registration_policy": "required",
    "extensions": {}, "attestation": {"data":"None","metadata":"None"}, "attestation_format": "none"
}}"#;

/// The columns of SimpleWebAuthn's table, as a JSON object.
const SIMPLE_WEBAUTHN: &str = r#"{
    "id": "40h3XsVr0ziA9-9Iixq7c8zdSgVho0Kqk_N5HXZBe_I",
    "publicKey": "pQECAyYgASFYIOexMk1o6y8TRgwS342UJaSXxYwLdmKRqwl0ULXOYnXQIlggyfGE4Qs4Ud6TuZ3oiiTU-6_DVdZnps58CVLTGn-uqac",
    "counter": 0, "transports": ["internal"], "deviceType": "singleDevice", "backedUp": false
}"#;

/// The members of py_webauthn's `VerifiedRegistration`, bytes by `bytes_to_base64url()`.
const PY_WEBAUTHN: &str = r#"{
    "credential_id": "40h3XsVr0ziA9-9Iixq7c8zdSgVho0Kqk_N5HXZBe_I",
    "credential_public_key": "pQECAyYgASFYIOexMk1o6y8TRgwS342UJaSXxYwLdmKRqwl0ULXOYnXQIlggyfGE4Qs4Ud6TuZ3oiiTU-6_DVdZnps58CVLTGn-uqac",
    "sign_count": 0, "aaguid": "00000000-0000-0000-0000-000000000000", "user_verified": true,
    "credential_device_type": "single_device", "credential_backed_up": false
}"#;

/// `json.Marshal(credential)` of go-webauthn; this one is from before it had `flags`.
const GO_WEBAUTHN: &str = r#"{
    "id": "40h3XsVr0ziA9+9Iixq7c8zdSgVho0Kqk/N5HXZBe/I=",
    "publicKey": "pQECAyYgASFYIOexMk1o6y8TRgwS342UJaSXxYwLdmKRqwl0ULXOYnXQIlggyfGE4Qs4Ud6TuZ3oiiTU+6/DVdZnps58CVLTGn+uqac=",
    "attestationType": "none", "transport": ["internal"],
    "authenticator": {"AAGUID": "AAAAAAAAAAAAAAAAAAAAAA==", "signCount": 0, "cloneWarning": false}
}"#;

/// One row of the old table. A row that is refused is kept aside: nobody could sign in with it.
fn import(library: &str, row: &str) -> std::result::Result<CredentialRecord, Reason> {
    match library {
        "webauthn-rs" => import::webauthn_rs(row),
        "SimpleWebAuthn" => import::simple_webauthn(row),
        "py_webauthn" => import::py_webauthn(row),
        _ => import::go_webauthn(row),
    }
}

/// A look at a record before the old table is dropped.
fn check(record: &CredentialRecord) -> Result<Algorithm> {
    let stored = serde_json::to_string(record)?; // or record.to_bytes()
    assert_eq!(serde_json::from_str::<CredentialRecord>(&stored)?, *record);
    Ok(Key::parse(&record.public_key)?.algorithm())
}

/// As strict as the old server was: user verification demanded, a counter that does not grow
/// refused.
fn sign_in(
    rp: &RelyingParty,
    user_handle: &UserHandle,
    record: &CredentialRecord,
    browser: &Client,
) -> Result<CredentialRecord> {
    let now = UnixTime(1_790_000_000);
    let (options, ceremony) = rp
        .sign_in(user_handle, [record])
        .user_verification(UserVerification::Required)
        .begin(now, &mut SysRng)?;
    let json = browser.get(&serde_json::to_string(&options)?)?.make();
    let json = json.to_json().to_string();
    let response = AuthenticationResponseJson::parse(&json)?;
    let found = AccountCredential {
        user_handle: user_handle.as_bytes(),
        record,
    };
    let response = response.response();
    let verified = ceremony.finish_with(rp, &response, Some(found), now, |policy| {
        policy.counter(CounterPolicy::Refuse)
    })?;
    Ok(verified.updated_record())
}

pub(crate) fn main() -> Result<()> {
    let rp = RelyingParty::new("example.org", [OriginRule::exact("https://example.org")?])?;
    let mut browser = Client::new("https://example.org");
    let made = Registration::new(&Rp::new("example.org"))
        .label("stored elsewhere")
        .user_handle(b"user 1")
        .make();
    browser.keep(&made.credential);
    let user_handle = UserHandle::new(b"user 1")?; // the old server's, to the byte

    let rows = [
        ("webauthn-rs", WEBAUTHN_RS),
        ("SimpleWebAuthn", SIMPLE_WEBAUTHN),
        ("py_webauthn", PY_WEBAUTHN),
        ("go-webauthn", GO_WEBAUTHN),
    ];
    for (library, row) in rows {
        let record = import(library, row).map_err(|reason| reason.to_string())?;
        assert_eq!(check(&record)?, Algorithm::Es256);
        assert_eq!(record.aaguid, Aaguid([0; 16]));
        let known = record.backup_eligible;
        assert_eq!(known, (library != "go-webauthn").then_some(false));
        let updated = sign_in(&rp, &user_handle, &record, &browser)?;
        assert_eq!(updated.backup_eligible, Some(false)); // learned
        println!("{library}: signed in");
    }
    let cut = import(
        "SimpleWebAuthn",
        r#"{"id":"AQ","publicKey":"pQEC","counter":0}"#,
    );
    println!("left aside: {}", cut.expect_err("no key"));
    Ok(())
}
