//! An Android application that uses the passkeys of `example.org`: its origin is the hash of the
//! certificate it is signed with. `assetlinks.json` tells Android, the origin rule the server.

use countersign::{
    AppFingerprint, AssetLinks, Challenge, OriginRule, RegistrationExpectations,
    RegistrationResponseJson, Rejection, RelyingParty, Step,
};
use countersign_authenticator as authenticator;

const CHALLENGE: &[u8] = b"32 random bytes, made on the server";

/// As the Play Console prints it under "App signing key certificate".
const PRINTED: &str = "83:1E:EC:AB:FA:71:C6:1A:EB:21:07:4B:C9:F1:B4:A7:\
                       12:B0:88:9E:E1:3A:4D:83:25:0E:31:BC:A7:77:E3:74";

pub(crate) fn main() -> Result<(), Box<dyn std::error::Error>> {
    let fingerprint = AppFingerprint::parse(PRINTED)?;

    // What is served at AssetLinks::PATH.
    let document = AssetLinks::new().app("org.example.app", &[fingerprint])?;
    assert!(document.to_json().contains(PRINTED));
    assert!(document.to_json().contains("get_login_creds"));

    // Accepted where the application is listed.
    let page = OriginRule::exact("https://example.org")?;
    let rp = RelyingParty::new(
        "example.org",
        [page.clone(), OriginRule::android(&fingerprint)],
    )?;
    let origin = fingerprint.origin();
    assert_eq!(
        origin,
        "android:apk-key-hash:gx7sq_pxxhrrIQdLyfG0pxKwiJ7hOk2DJQ4xvKd343Q"
    );
    register(&rp, &origin)?;
    register(&rp, "https://example.org")?;

    // Refused where it is not, and so is a build that someone else signed.
    let alone = RelyingParty::new("example.org", [page])?;
    let refused = register(&alone, &origin).unwrap_err();
    assert_eq!(refused.step(), Step::RegistrationOrigin);
    let refused = register(&rp, &AppFingerprint([0; 32]).origin()).unwrap_err();
    assert_eq!(refused.step(), Step::RegistrationOrigin);
    println!("{refused}");

    // The SHA-1 fingerprint that stands beside it is told apart.
    println!("{}", AppFingerprint::parse(&PRINTED[..59]).unwrap_err());
    Ok(())
}

/// A passkey made in the application of that origin.
fn register(rp: &RelyingParty, origin: &str) -> Result<(), Rejection> {
    let app = authenticator::RelyingParty::new("example.org").at(origin);
    let made = authenticator::Registration::new(&app)
        .challenge(CHALLENGE)
        .make();
    let json = made.to_json().to_string();
    let response = RegistrationResponseJson::parse(&json)?;
    let challenge = Challenge::new(CHALLENGE).expect("16 bytes and more");
    let expected = RegistrationExpectations::new(challenge);
    rp.verify_registration(&response.response(), &expected)
        .map(drop)
}
