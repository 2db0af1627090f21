//! Related origins: passkeys of `example.com` used on `https://example.co.uk`.
//!
//! The document at `https://example.com/.well-known/webauthn` tells browsers that the other page
//! may use the RP ID; the relying party's origin rules tell the server. Both come from one list.

use countersign::{
    Challenge, OriginRule, RegistrationExpectations, RegistrationResponseJson, Rejection,
    RelatedOrigins, RelyingParty, Step,
};
use countersign_authenticator as authenticator;

const CHALLENGE: &[u8] = b"32 random bytes, made on the server";

pub(crate) fn main() -> Result<(), Box<dyn std::error::Error>> {
    // What is served at RelatedOrigins::PATH. With five origins or fewer every browser takes in
    // all; with more, count their labels: RelatedOrigins::with_labels.
    let document = RelatedOrigins::new(["https://example.co.uk", "https://example.de"])?;
    assert_eq!(
        document.to_json(),
        r#"{"origins":["https://example.co.uk","https://example.de"]}"#
    );

    // The server accepts the origins that the document names, and its own.
    let own = OriginRule::exact("https://example.com")?;
    let rp = RelyingParty::new("example.com", document.rules().chain([own.clone()]))?;
    register(&rp, "https://example.com")?;
    register(&rp, "https://example.co.uk")?;

    // An origin that is not in the list is refused, and so is every one of them without it.
    let refused = register(&rp, "https://example.co.uk.evil.example").unwrap_err();
    assert_eq!(refused.step(), Step::RegistrationOrigin);
    let alone = RelyingParty::new("example.com", [own])?;
    let refused = register(&alone, "https://example.co.uk").unwrap_err();
    assert_eq!(refused.step(), Step::RegistrationOrigin);

    // Six labels: browsers may stop at five, so the document is refused when it is made.
    let brands = ["one", "two", "three", "four", "five", "six"]
        .map(|name| format!("https://{name}.example"));
    let refused =
        RelatedOrigins::with_labels(brands.iter().map(String::as_str), registrable_domain);
    println!("{}", refused.unwrap_err());
    Ok(())
}

/// Stands for a function that knows the public suffixes, as those of the `psl` crate.
fn registrable_domain(host: &str) -> Option<&str> {
    let (before, _suffix) = host.rsplit_once('.')?;
    let start = before.rfind('.').map_or(0, |dot| dot + 1);
    host.get(start..)
}

/// A passkey made on a page of that origin, for the RP ID `example.com`.
fn register(rp: &RelyingParty, origin: &str) -> Result<(), Rejection> {
    let page = authenticator::RelyingParty::new("example.com").at(origin);
    let made = authenticator::Registration::new(&page)
        .challenge(CHALLENGE)
        .make();
    let json = made.to_json().to_string();
    let response = RegistrationResponseJson::parse(&json)?;
    let challenge = Challenge::new(CHALLENGE).expect("16 bytes and more");
    let expected = RegistrationExpectations::new(challenge);
    rp.verify_registration(&response.response(), &expected)
        .map(drop)
}
