//! Attacks on the interface and what it tells. The ids in the comments are those of the list of
//! attacks (`docs/cases.md`).

use std::convert::Infallible;

use countersign::{
    BackupAdvice, ConfigError, Decoys, Reason, RegistrationResponseJson, Step, UserHandle,
    UserVerification,
};
use countersign_authenticator::{Client, flags};
use getrandom::SysRng;
use rand_core::{TryCryptoRng, TryRng};

use crate::setting::{
    Account, NOW, ORIGIN, authenticate, json, registering, rp, signing_in, signing_in_as, user,
};

// CER-037, API-008: a user name that nobody has is answered like any other, and the sign-in ends
// in the same step as with a credential of somebody else.
#[test]
fn a_user_name_that_nobody_has_can_not_be_told() {
    let (rp, account) = (rp(), Account::new("alex"));
    let decoys = Decoys::new(b"a secret of thirty-two bytes ...").unwrap();
    let begin = |name| {
        rp.sign_in_decoy(&decoys, name)
            .begin(NOW, &mut SysRng)
            .unwrap()
    };
    let listed = |options: &countersign::options::CredentialRequestOptionsJson| {
        let [one] = options.public_key.allow_credentials.as_slice() else {
            panic!("one")
        };
        (one.id.clone(), one.transports.clone())
    };
    let (nobody, ceremony) = begin("nobody");
    assert_eq!(listed(&begin("nobody").0), listed(&nobody));
    assert_ne!(listed(&begin("nobody else").0).0, listed(&nobody).0);
    let (real, _) = signing_in_as(&account);
    let shape = |mut options: serde_json::Value| {
        for member in ["challenge", "allowCredentials"] {
            options["publicKey"][member].take();
        }
        options.to_string()
    };
    let of = |options| shape(serde_json::to_value(options).unwrap());
    assert_eq!(of(&nobody), of(&real));

    let mut without_list = nobody.clone();
    without_list.public_key.allow_credentials.clear();
    let answer = account.answer(&without_list);
    for (ceremony, found) in [(ceremony, account.found()), (begin("nobody").1, None)] {
        let refused = authenticate(ceremony, &answer, &rp, found, NOW).unwrap_err();
        assert_eq!(refused.step(), Step::AuthenticationAllowCredentials);
    }
    assert_eq!(
        Decoys::new(&[7; 31]).unwrap_err(),
        ConfigError::ShortSecret { length: 31 }
    );
}

#[test]
fn a_credential_that_the_server_does_not_know_is_refused_as_such() {
    let account = Account::new("alex");
    let (options, ceremony) = signing_in();
    let refused = authenticate(ceremony, &account.answer(&options), &rp(), None, NOW).unwrap_err();
    assert!(refused.is_unknown_credential());
    assert_eq!(refused.step(), Step::AuthenticationCredential);
    assert_eq!(*refused.reason(), Reason::Missing("credential record"));
    // What was not listed is not unknown: the server did not look.
    let (mut options, ceremony) = signing_in_as(&Account::new("blair"));
    options.public_key.allow_credentials.clear();
    let refused = authenticate(ceremony, &account.answer(&options), &rp(), None, NOW).unwrap_err();
    assert!(!refused.is_unknown_credential());
}

#[test]
fn a_step_up_demands_user_verification() {
    let (rp, account) = (rp(), Account::new("alex"));
    for (given, refused) in [
        (flags::UP | flags::UV, None),
        (flags::UP, Some(Reason::Missing("UV"))),
    ] {
        let builder = rp.step_up(&account.user.handle, [&account.record]);
        let (options, ceremony) = builder.begin(NOW, &mut SysRng).unwrap();
        let required = UserVerification::Required;
        assert_eq!(options.public_key.user_verification, required);
        let answer = account
            .browser
            .get(&json(&options))
            .unwrap()
            .flags(given)
            .make();
        let answer = answer.to_json().to_string();
        let result = authenticate(ceremony, &answer, &rp, account.found(), NOW);
        let refused = refused.map(|reason| Step::AuthenticationUserVerified.refuse(reason));
        assert_eq!(result.err(), refused);
    }
}

// API-002: what would accept any account's credential is no default but a mistake.
#[test]
fn a_sign_in_by_user_name_needs_a_credential() {
    let rp = rp();
    let handle = user("alex").handle;
    let refused = rp.sign_in(&handle, []).begin(NOW, &mut SysRng).unwrap_err();
    assert_eq!(refused, ConfigError::NoCredentials);
    let refused = rp.step_up(&handle, []).begin(NOW, &mut SysRng).unwrap_err();
    assert_eq!(refused, ConfigError::NoCredentials);
}

// API-006
#[test]
fn debug_shows_no_secrets() {
    let account = Account::new("alex");
    let (options, ceremony) = signing_in_as(&account);
    let shown = format!(
        "{ceremony:?} {:?} {:?}",
        account.user, options.public_key.challenge
    );
    let challenge = options.public_key.challenge.as_base64url();
    assert!(
        !shown.contains(challenge) && !shown.contains("[97, 108"),
        "{shown}"
    );
    let (_, ceremony) = registering();
    assert!(format!("{ceremony:?}").contains("example.org"));
    let decoys = Decoys::new(&[7; 32]).unwrap();
    assert!(!format!("{decoys:?}").contains('7'));
}

/// Counts what is asked of it, and fails when it has given so many bytes.
struct Counting(usize);

impl TryRng for Counting {
    type Error = std::io::Error;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        Err(std::io::Error::other("bytes are asked for"))
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        Err(std::io::Error::other("bytes are asked for"))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        let left = self.0.checked_sub(bytes.len());
        self.0 = left.ok_or_else(|| std::io::Error::other("no more"))?;
        SysRng.try_fill_bytes(bytes).map_err(std::io::Error::other)
    }
}

impl TryCryptoRng for Counting {}

// API-010: challenges have 32 bytes of the caller's cryptographic generator, user handles 64, and
// one that fails makes no weaker ones.
#[test]
fn random_bytes_are_the_generators_or_there_are_none() {
    let (rp, user) = (rp(), user("alex"));
    let failed = ConfigError::Generator {
        error: "no more".into(),
    };
    for (bytes, fails) in [(31, true), (32, false)] {
        let result = rp.register_passkey(&user).begin(NOW, &mut Counting(bytes));
        assert_eq!(result.err(), fails.then(|| failed.clone()));
        let result = rp.sign_in_with_passkey().begin(NOW, &mut Counting(bytes));
        assert_eq!(result.err(), fails.then(|| failed.clone()));
    }
    assert_eq!(UserHandle::generate(&mut Counting(63)), Err(failed));
    let (one, other) = (
        UserHandle::generate(&mut Counting(64)).unwrap(),
        UserHandle::generate(&mut SysRng).unwrap(),
    );
    assert_eq!((one.as_bytes().len(), other.as_bytes().len()), (64, 64));
    assert_ne!(one, other);
    let (_, ceremony) = registering();
    assert_eq!(ceremony.challenge().as_base64url().len(), 43);
    // A generator that can not fail does as well, and a trait object.
    let never: &mut dyn TryCryptoRng<Error = Infallible> = &mut Fixed;
    assert!(UserHandle::generate(never).is_ok());
}

struct Fixed;

impl TryRng for Fixed {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(4)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(4)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        bytes.fill(4);
        Ok(())
    }
}

impl TryCryptoRng for Fixed {}

#[test]
fn backup_advice_follows_the_flags() {
    use BackupAdvice::{ConfirmOtherFactors, HaveAnotherCredential, Nothing, OfferPasswordRemoval};
    let rp = rp();
    let (up, be, bs) = (flags::UP, flags::BE, flags::BS);
    // Flags at registration, advice there, flags at authentication, advice there.
    for (first, registered, then, authenticated) in [
        (up, HaveAnotherCredential, up, HaveAnotherCredential),
        (up | be, Nothing, up | be, Nothing),
        (up | be, Nothing, up | be | bs, OfferPasswordRemoval),
        (up | be | bs, Nothing, up | be, ConfirmOtherFactors),
        (up | be | bs, Nothing, up | be | bs, Nothing),
    ] {
        let alex = user("alex");
        let mut browser = Client::new(ORIGIN);
        let (options, ceremony) = rp.register_passkey(&alex).begin(NOW, &mut SysRng).unwrap();
        let made = browser.create(&json(&options)).unwrap().flags(first).make();
        browser.keep(&made.credential);
        let response = made.to_json().to_string();
        let response = RegistrationResponseJson::parse(&response).unwrap();
        let verified = ceremony.finish(&rp, &response.response(), NOW).unwrap();
        assert_eq!(verified.backup_advice(), registered);

        let record = verified.record;
        let (options, ceremony) = rp.sign_in_with_passkey().begin(NOW, &mut SysRng).unwrap();
        let answer = browser
            .get(&json(&options))
            .unwrap()
            .flags(then)
            .make()
            .to_json()
            .to_string();
        let response = countersign::AuthenticationResponseJson::parse(&answer).unwrap();
        let found = countersign::AccountCredential {
            user_handle: b"alex",
            record: &record,
        };
        let response = response.response();
        let verified = ceremony.finish(&rp, &response, Some(found), NOW).unwrap();
        assert_eq!(verified.backup_advice(), authenticated);
    }
}
