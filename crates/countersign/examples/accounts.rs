//! The server side of every flow, as functions over a small store: what `docs/integrating.md`
//! quotes. `Client` stands for the browser; a real server has a database in place of the maps, and
//! a web framework that gives it the session.

use std::collections::HashMap;

use countersign::extensions::{CreationExtensions, PrfValues, RequestExtensions};
use countersign::options::CredentialRequestOptionsJson;
use countersign::signal::{AllAcceptedCredentials, CurrentUserDetails, UnknownCredential};
use countersign::{
    AccountCredential, AuthenticationCeremony, AuthenticationResponseJson, BackupAdvice,
    BackupEligibility, ClientCapabilities, Counter, CredentialRecord, Decoys, Framing, OriginRule,
    RegistrationCeremony, RegistrationResponseJson, Rejection, RelyingParty, SignIn, Step,
    UnixTime, Upgrade, User, UserHandle, UserVerification,
};
use countersign_authenticator::{Client, OptionsError, Seed, flags};
use getrandom::SysRng;

type Error = Box<dyn std::error::Error>;
type Result<T> = std::result::Result<T, Error>;
/// What the server knows a browser by: the value of a cookie.
type Session = &'static str;

/// A credential, and whose it is: the table `credentials`, by credential ID.
struct Stored {
    owner: UserHandle,
    record: CredentialRecord,
    /// What the account page shows.
    name: String,
}

struct Server {
    rp: RelyingParty,
    /// By user name.
    users: HashMap<String, User>,
    credentials: HashMap<Vec<u8>, Stored>,
    /// The account goes into `users` when its first credential is there.
    registrations: HashMap<Session, (User, RegistrationCeremony)>,
    authentications: HashMap<Session, AuthenticationCeremony>,
    decoys: Decoys,
}

/// What a page is told of a sign-in.
struct SignedIn {
    account: UserHandle,
    user_verified: bool,
    advice: BackupAdvice,
    /// The counter did not grow: a line for the operator's log.
    suspicious: bool,
}

impl Server {
    fn new(rp: RelyingParty) -> Result<Self> {
        let decoys = Decoys::new(&[7; 32])?; // random bytes, kept with the server's secrets
        Ok(Self {
            rp,
            users: HashMap::new(),
            credentials: HashMap::new(),
            registrations: HashMap::new(),
            authentications: HashMap::new(),
            decoys,
        })
    }

    fn begin_sign_up(&mut self, session: Session, name: &str) -> Result<String> {
        let user = User::new(UserHandle::generate(&mut SysRng)?, name);
        let (options, ceremony) = self
            .rp
            .register_passkey(&user)
            .user_verification(UserVerification::Required)
            .begin(now(), &mut SysRng)?;
        self.registrations.insert(session, (user, ceremony));
        Ok(serde_json::to_string(&options)?)
    }

    fn finish_registration(&mut self, session: Session, json: &str) -> Result<BackupAdvice> {
        let begun = self.registrations.remove(session);
        let (user, ceremony) = begun.ok_or_else(RegistrationCeremony::unknown)?;
        let response = RegistrationResponseJson::parse(json)?;
        let known = self.credentials.contains_key(response.credential_id());
        let verified = ceremony.finish_with(&self.rp, &response.response(), now(), |policy| {
            policy.already_registered(known)
        })?;
        let advice = verified.backup_advice();
        self.store(user, verified.record)?;
        Ok(advice)
    }

    fn begin_sign_in(&mut self, session: Session) -> Result<String> {
        let (options, ceremony) = self.rp.sign_in_with_passkey().begin(now(), &mut SysRng)?;
        self.keep(session, ceremony, &options)
    }

    fn begin_autofill(&mut self, session: Session) -> Result<String> {
        let hour = std::time::Duration::from_secs(3600);
        let autofill = self.rp.sign_in_conditionally().valid_for(hour);
        let (options, ceremony) = autofill.begin(now(), &mut SysRng)?;
        self.keep(session, ceremony, &options)
    }

    fn begin_immediate(&mut self, session: Session) -> Result<String> {
        let (options, ceremony) = self.rp.sign_in_immediately().begin(now(), &mut SysRng)?;
        self.keep(session, ceremony, &options)
    }

    fn begin_by_name(&mut self, session: Session, name: &str) -> Result<String> {
        let user = self.users.get(name);
        let records: Vec<_> = user.map_or_else(Vec::new, |user| self.records(&user.handle));
        let builder = match user {
            Some(user) if !records.is_empty() => self.rp.sign_in(&user.handle, records),
            _ => self.rp.sign_in_decoy(&self.decoys, name),
        };
        let (options, ceremony) = builder.begin(now(), &mut SysRng)?;
        self.keep(session, ceremony, &options)
    }

    fn finish_sign_in(&mut self, session: Session, json: &str) -> Result<SignedIn> {
        let ceremony = self.authentications.remove(session);
        let ceremony = ceremony.ok_or_else(AuthenticationCeremony::unknown)?;
        let response = AuthenticationResponseJson::parse(json)?;
        let found = self.credentials.get(response.credential_id());
        let credential = found.map(|stored| AccountCredential {
            user_handle: stored.owner.as_bytes(),
            record: &stored.record,
        });
        let verified = ceremony.finish(&self.rp, &response.response(), credential, now())?;
        let signed_in = SignedIn {
            account: found.ok_or("verified")?.owner.clone(),
            user_verified: verified.authenticator_data.flags().user_verified(),
            advice: verified.backup_advice(),
            suspicious: matches!(verified.counter, Counter::DidNotGrow { .. }),
        };
        let record = verified.updated_record();
        let row = self.credentials.get_mut(&record.id);
        row.ok_or("deleted meanwhile")?.record = record;
        Ok(signed_in)
    }

    fn begin_upgrade(&mut self, session: Session, name: &str) -> Result<String> {
        let user = &self.users[name]; // signed in with a password, just now
        let (options, ceremony) = self
            .rp
            .register_conditionally(user)
            .exclude(self.records(&user.handle))
            .begin(now(), &mut SysRng)?;
        self.registrations.insert(session, (user.clone(), ceremony));
        Ok(serde_json::to_string(&options)?)
    }

    fn begin_step_up(&mut self, session: Session, name: &str) -> Result<String> {
        let user = &self.users[name]; // of the session
        let builder = self.rp.step_up(&user.handle, self.records(&user.handle));
        let (options, ceremony) = builder.begin(now(), &mut SysRng)?;
        self.keep(session, ceremony, &options)
    }

    fn finish_step_up(&mut self, session: Session, name: &str, json: &str) -> Result<()> {
        let verified = self.finish_sign_in(session, json)?;
        let is_same = verified.account == self.users[name].handle;
        // The ceremony sees to both, but was it begun by `begin_step_up`?
        if is_same && verified.user_verified {
            Ok(())
        } else {
            Err("not a step-up".into())
        }
    }

    fn begin_second_key(&mut self, session: Session, name: &str) -> Result<String> {
        let user = &self.users[name];
        let (options, ceremony) = self
            .rp
            .register_security_key(user)
            .exclude(self.records(&user.handle))
            .begin(now(), &mut SysRng)?;
        self.registrations.insert(session, (user.clone(), ceremony));
        Ok(serde_json::to_string(&options)?)
    }

    /// For an administrator: only keys that do not leave the authenticator.
    fn finish_device_bound(&mut self, session: Session, json: &str) -> Result<CredentialRecord> {
        let begun = self.registrations.remove(session);
        let (_, ceremony) = begun.ok_or_else(RegistrationCeremony::unknown)?;
        let response = RegistrationResponseJson::parse(json)?;
        let verified = ceremony.finish_with(&self.rp, &response.response(), now(), |policy| {
            policy.backup_eligibility(BackupEligibility::Forbidden)
        })?;
        Ok(verified.record)
    }

    fn begin_prf(&mut self, session: Session) -> Result<String> {
        let values = PrfValues::new(b"notes of 2026");
        let builder = self.rp.sign_in_with_passkey();
        let builder = builder.extensions(RequestExtensions::new().prf_eval(values));
        let (options, ceremony) = builder.begin(now(), &mut SysRng)?;
        self.keep(session, ceremony, &options)
    }

    /// After a registration or sign-in that failed: what the page hands to
    /// `PublicKeyCredential.signalUnknownCredential()`, if anything.
    fn signal_after_failure(&self, credential_id: &[u8]) -> Option<String> {
        let found = self.credentials.get(credential_id);
        let signal = UnknownCredential::new(&self.rp, credential_id, found.map(|f| &f.record));
        signal.map(|signal| signal.to_json())
    }

    /// After a sign-in, and after a change on the account page.
    fn signals_of_account(&self, user: &User) -> Result<[String; 2]> {
        let handle = user.handle.as_bytes();
        let all = AllAcceptedCredentials::new(&self.rp, handle, self.records(&user.handle))?;
        let details = CurrentUserDetails::new(&self.rp, handle, &user.name, &user.display_name)?;
        Ok([all.to_json(), details.to_json()])
    }

    fn account_page(&self, user: &User) -> Vec<String> {
        let own = |stored: &&Stored| stored.owner == user.handle;
        let row = |stored: &Stored| {
            let synced = match (stored.record.backup_eligible, stored.record.backup_state) {
                (Some(true), true) => "synced",
                (Some(true), false) => "could be synced, is not",
                (Some(false), _) => "on one device",
                (None, _) => "not known until it is used",
            };
            format!("{}: {}, {synced}", stored.name, stored.record.aaguid)
        };
        self.credentials.values().filter(own).map(row).collect()
    }

    fn delete(&mut self, user: &User, credential_id: &[u8]) -> Result<[String; 2]> {
        let is_own = |stored: &Stored| stored.owner == user.handle;
        if self.credentials.get(credential_id).is_some_and(is_own) {
            self.credentials.remove(credential_id);
        }
        self.signals_of_account(user)
    }

    /// In one transaction: the account if it is new, and the credential.
    fn store(&mut self, user: User, record: CredentialRecord) -> Result<()> {
        let owner = user.handle.clone();
        let account = self.users.entry(user.name.clone()).or_insert(user);
        if account.handle != owner {
            return Err("somebody else took the name meanwhile".into());
        }
        let name = "passkey of today".to_owned();
        let id = record.id.clone();
        let row = Stored {
            owner,
            record,
            name,
        };
        self.credentials.insert(id, row);
        Ok(())
    }

    fn records(&self, owner: &UserHandle) -> Vec<&CredentialRecord> {
        let stored = self.credentials.values();
        let own = stored.filter(|stored| stored.owner == *owner);
        own.map(|stored| &stored.record).collect()
    }

    fn keep(
        &mut self,
        session: Session,
        ceremony: AuthenticationCeremony,
        options: &CredentialRequestOptionsJson,
    ) -> Result<String> {
        self.authentications.insert(session, ceremony);
        Ok(serde_json::to_string(options)?)
    }
}

/// What the page sent of `PublicKeyCredential.getClientCapabilities()` decides what it shows.
fn sign_in_page(capabilities: &str) -> Result<&'static str> {
    let flows = ClientCapabilities::parse(capabilities)?.flows();
    Ok(match flows.sign_in {
        SignIn::Immediate { .. } => "a button that asks at once; the form if nothing is at hand",
        SignIn::Conditional => "the form, with passkeys in its autofill",
        SignIn::Button => "the form, and a button for passkeys",
        _ => "the form, and a small link for security keys",
    })
}

/// The pages of a payment service, shown in frames of two shops.
fn framed_rp() -> Result<RelyingParty> {
    let own = OriginRule::exact("https://pay.example.org")?;
    let shops = vec![
        OriginRule::exact("https://shop.example")?,
        OriginRule::exact("https://other.example")?,
    ];
    let rp = RelyingParty::new("pay.example.org", [own])?;
    Ok(rp.framing(Framing::By(shops)))
}

/// How a refusal is shown: one sentence to the user, everything to the operator.
fn refused(error: &Error) -> &'static str {
    if let Some(rejection) = error.downcast_ref::<Rejection>() {
        let (step, reason) = (rejection.step(), rejection.reason());
        eprintln!("{} ({}): {reason}", step.name(), step.url());
    }
    "That did not work. Try again, or sign in another way."
}

pub(crate) fn main() -> Result<()> {
    let page = "https://example.org";
    let rp = RelyingParty::new("example.org", [OriginRule::exact(page)?])?;
    let mut server = Server::new(rp)?;
    let mut browser = Client::new(page);

    // Sign-up, and what is said of a passkey that lives on one device only.
    let options = server.begin_sign_up("a", "alex")?;
    let made = browser.create(&options)?.make();
    browser.keep(&made.credential);
    let advice = server.finish_registration("a", &made.to_json().to_string())?;
    assert_eq!(advice, BackupAdvice::HaveAnotherCredential);
    // The same response a second time: its ceremony is gone.
    let again = server.finish_registration("a", &made.to_json().to_string());
    assert_eq!(step_of(again), Some(Step::RegistrationChallenge));

    // Nobody else gets the name.
    let options = server.begin_sign_up("x", "alex")?;
    let other = Client::new(page)
        .with_seed(Seed::new("x"))
        .create(&options)?;
    let json = other.make().to_json().to_string();
    assert!(server.finish_registration("x", &json).is_err());

    // Every way to sign in.
    let begin: [fn(&mut Server, Session) -> Result<String>; 4] = [
        Server::begin_sign_in,
        Server::begin_autofill,
        Server::begin_immediate,
        Server::begin_prf,
    ];
    for begin in begin {
        let options = begin(&mut server, "b")?;
        let json = browser.get(&options)?.make().to_json().to_string();
        let signed_in = server.finish_sign_in("b", &json)?;
        assert_eq!(signed_in.account, server.users["alex"].handle);
        assert!(signed_in.user_verified && !signed_in.suspicious);
        assert_eq!(signed_in.advice, BackupAdvice::HaveAnotherCredential);
    }
    let options = server.begin_by_name("b", "alex")?;
    let json = browser.get(&options)?.make().to_json().to_string();
    server.finish_sign_in("b", &json)?;
    // Nobody has that name, and the options do not say so.
    let options = server.begin_by_name("b", "nobody")?;
    let nothing = browser.get(&options);
    assert!(matches!(nothing, Err(OptionsError::NoCredential)));

    // After a password: another browser makes a passkey without a dialogue.
    let mut phone = Client::new(page).with_seed(Seed::new("phone"));
    let options = server.begin_upgrade("c", "alex")?;
    let silent = phone.create(&options)?.flags(0).make();
    server.finish_registration("c", &silent.to_json().to_string())?;
    assert_eq!(server.account_page(&server.users["alex"]).len(), 2);

    // Before something that matters.
    let options = server.begin_step_up("b", "alex")?;
    let json = browser.get(&options)?.make().to_json().to_string();
    server.finish_step_up("b", "alex", &json)?;

    // A sign-in without user verification is none.
    let options = server.begin_sign_in("b")?;
    let present = browser.get(&options)?.flags(flags::UP).make();
    let not = server.finish_step_up("b", "alex", &present.to_json().to_string());
    assert!(not.is_err());

    // A second key, kept in a drawer.
    let mut key = Client::new(page).with_seed(Seed::new("key"));
    let options = server.begin_second_key("b", "alex")?;
    let json = key.create(&options)?.make().to_json().to_string();
    let record = server.finish_device_bound("b", &json)?;
    assert_eq!(record.backup_eligible, Some(false));

    // The account page deletes the phone's, and tells authenticators what is left.
    let (alex, id) = (server.users["alex"].clone(), silent.credential.id.clone());
    let [left, _details] = server.delete(&alex, &id)?;
    assert_eq!(left.matches("\",\"").count(), 2); // one credential ID: rpId, userId, the list
    assert!(server.signal_after_failure(&id).is_some());

    assert!(sign_in_page(r#"{"conditionalGet":true}"#)?.contains("autofill"));
    assert_eq!(
        ClientCapabilities::default().flows().upgrade,
        Upgrade::Offered
    );

    // In frames of two shops; and of somebody else's page.
    assert!(in_frame_of("https://shop.example")?.is_ok());
    let refused_there = in_frame_of("https://evil.example")?;
    assert_eq!(step_of(refused_there), Some(Step::RegistrationTopOrigin));

    let creation = CreationExtensions::new().cred_props().prf();
    assert!(!creation.is_empty());
    let unknown: Error = AuthenticationCeremony::unknown().into();
    println!("{}", refused(&unknown));
    Ok(())
}

/// A sign-up on the payment service's page, in a frame of this one.
fn in_frame_of(top_origin: &str) -> Result<Result<BackupAdvice>> {
    let mut server = Server::new(framed_rp()?)?;
    let options = server.begin_sign_up("d", "kim")?;
    let mut browser = Client::new("https://pay.example.org");
    let made = browser.create(&options)?.client_data(|data| {
        data.set("crossOrigin", "true");
        data.set_text("topOrigin", top_origin);
    });
    Ok(server.finish_registration("d", &made.make().to_json().to_string()))
}

fn step_of<T>(result: Result<T>) -> Option<Step> {
    let error = result.err()?;
    error.downcast_ref().map(Rejection::step)
}

/// The server's clock.
fn now() -> UnixTime {
    UnixTime(
        std::time::UNIX_EPOCH
            .elapsed()
            .map_or(0, |time| time.as_secs().cast_signed()),
    )
}
