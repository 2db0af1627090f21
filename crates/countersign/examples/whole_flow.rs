//! A server without a web framework: an account registers a passkey, signs in with it, and
//! deletes it. `Client` stands for the browser.

use std::collections::HashMap;

use countersign::{
    AccountCredential, AuthenticationResponseJson, CredentialRecord, OriginRule,
    RegistrationResponseJson, Rejection, RelyingParty, UnixTime, User, UserHandle,
};
use countersign_authenticator::Client;
use getrandom::SysRng;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// The user handle and the record of each credential, by its ID.
type Database = HashMap<Vec<u8>, (Vec<u8>, CredentialRecord)>;

pub(crate) fn main() -> Result<()> {
    let rp = RelyingParty::new("example.org", [OriginRule::exact("https://example.org")?])?;
    let (mut database, mut browser) = (Database::new(), Client::new("https://example.org"));
    let user = User::new(UserHandle::generate(&mut SysRng)?, "alex");

    // Registration: the options go to the page, the ceremony stays in the session.
    let (options, ceremony) = rp.register_passkey(&user).begin(now(), &mut SysRng)?;
    let made = browser.create(&serde_json::to_string(&options)?)?.make();
    browser.keep(&made.credential);
    let json = made.to_json().to_string();
    let response = RegistrationResponseJson::parse(&json)?;
    let known = database.contains_key(response.credential_id());
    let verified = ceremony.finish_with(&rp, &response.response(), now(), |policy| {
        policy.already_registered(known)
    })?;
    let (id, owner) = (verified.record.id.clone(), user.handle.as_bytes().to_vec());
    database.insert(id.clone(), (owner, verified.record));

    // Authentication.
    assert_eq!(
        sign_in(&rp, &browser, &mut database)?,
        user.handle.as_bytes()
    );

    // Deletion: the browser still has the passkey, and learns that the server has not.
    database.remove(&id);
    let error = sign_in(&rp, &browser, &mut database).err();
    let refused = error.as_ref().and_then(|error| error.downcast_ref());
    assert!(refused.is_some_and(Rejection::is_unknown_credential));
    Ok(())
}

/// Gives the user handle of the account that signed in: the response says whose it is.
fn sign_in(rp: &RelyingParty, browser: &Client, database: &mut Database) -> Result<Vec<u8>> {
    let (options, ceremony) = rp.sign_in_with_passkey().begin(now(), &mut SysRng)?;
    let made = browser.get(&serde_json::to_string(&options)?)?.make();
    let json = made.to_json().to_string();
    let response = AuthenticationResponseJson::parse(&json)?;
    let found = database.get(response.credential_id());
    let found = found.map(|(user_handle, record)| AccountCredential {
        user_handle,
        record,
    });
    let verified = ceremony.finish(rp, &response.response(), found, now())?;
    let record = verified.updated_record();
    let (user_handle, stored) = database.get_mut(&record.id).ok_or("deleted meanwhile")?;
    *stored = record;
    Ok(user_handle.clone())
}

/// The server's clock.
fn now() -> UnixTime {
    UnixTime(
        std::time::UNIX_EPOCH
            .elapsed()
            .map_or(0, |time| time.as_secs().cast_signed()),
    )
}
