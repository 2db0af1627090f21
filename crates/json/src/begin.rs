use core::time::Duration;

use countersign::extensions::{CreationExtensions, RequestExtensions};
use countersign::options::{AttestationConveyance, AuthenticatorAttachment, Hint, ResidentKey};
use countersign::{
    AuthenticationBuilder, CredentialRecord, Format, RegistrationBuilder, RelyingParty, User,
    UserHandle, UserVerification,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::Error;
use crate::bytes::{Bytes, base64url};
use crate::configuration::Configuration;
use crate::policy::Request;
use crate::time::{self, Time};

/// A registration that was begun.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct BegunRegistration {
    /// For the page, as `{"publicKey": …}`: the JSON of the options of `create()`.
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Options"))]
    pub options: Value,
    /// To be kept until the response comes: on the server, or sealed where keys are configured.
    pub ceremony: String,
    /// The account's user handle, to be stored with it: the one given, or a new one.
    pub user_handle: String,
    /// The last second in which a response is accepted, in seconds since 1970.
    pub expires: i64,
}

/// An authentication that was begun.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct BegunAuthentication {
    /// For the page: the JSON of the options of `get()`.
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Options"))]
    pub options: Value,
    /// To be kept until the response comes: on the server, or sealed where keys are configured.
    pub ceremony: String,
    /// The last second in which a response is accepted, in seconds since 1970.
    pub expires: i64,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct BeginRegistration {
    user: WrittenUser,
    #[serde(default)]
    mode: RegistrationMode,
    #[serde(default)]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Vec<crate::schema::CredentialRecord>")
    )]
    exclude: Vec<CredentialRecord>,
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<crate::schema::UserVerification>")
    )]
    user_verification: Option<UserVerification>,
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<crate::schema::ResidentKey>")
    )]
    resident_key: Option<ResidentKey>,
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<crate::schema::AuthenticatorAttachment>")
    )]
    authenticator_attachment: Option<AuthenticatorAttachment>,
    algorithms: Option<Vec<i64>>,
    #[serde(default)]
    post_quantum: bool,
    #[serde(default)]
    hints: Vec<WrittenHint>,
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<crate::schema::AttestationConveyance>")
    )]
    attestation: Option<AttestationConveyance>,
    #[serde(default)]
    attestation_formats: Vec<String>,
    extensions: Option<Map<String, Value>>,
    timeout: Option<u64>,
    valid_for: Option<u64>,
    #[serde(default)]
    session: String,
    time: Option<Time>,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "User"))]
#[serde(deny_unknown_fields)]
struct WrittenUser {
    id: Option<Bytes>,
    name: String,
    display_name: Option<String>,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
enum RegistrationMode {
    #[default]
    Passkey,
    SecurityKey,
    Conditional,
}

#[derive(Clone, Copy, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Hint"))]
#[serde(rename_all = "kebab-case")]
enum WrittenHint {
    SecurityKey,
    ClientDevice,
    Hybrid,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct BeginAuthentication {
    #[serde(default)]
    mode: AuthenticationMode,
    user_handle: Option<Bytes>,
    #[serde(default)]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Vec<crate::schema::CredentialRecord>")
    )]
    records: Vec<CredentialRecord>,
    user_name: Option<String>,
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<crate::schema::UserVerification>")
    )]
    user_verification: Option<UserVerification>,
    #[serde(default)]
    hints: Vec<WrittenHint>,
    extensions: Option<Map<String, Value>>,
    timeout: Option<u64>,
    valid_for: Option<u64>,
    #[serde(default)]
    session: String,
    time: Option<Time>,
}

#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
enum AuthenticationMode {
    #[default]
    Passkey,
    Account,
    Decoy,
    Conditional,
    Immediate,
    ImmediateMediation,
    StepUp,
}

/// What the system's generator gives.
fn rng() -> getrandom::SysRng {
    getrandom::SysRng
}

impl BeginRegistration {
    pub(crate) fn begin(self, by: &Configuration) -> Result<BegunRegistration, Error> {
        let now = time::of_call(self.time);
        let user = self.user.user()?;
        let builder = self.builder(by, &user)?;
        let begun = builder.begin(now, &mut rng());
        let (mut options, ceremony) = begun.map_err(|error| Error::new("", error))?;
        options.public_key.rp.name.clone_from(&by.name);
        let expires = ceremony.expires().0;
        let ceremony = match &by.sealing_keys {
            None => text(&ceremony)?,
            Some(keys) => ceremony
                .seal(keys, self.session.as_bytes(), &mut rng())
                .map_err(|error| Error::new("exclude", error))?,
        };
        Ok(BegunRegistration {
            options: value(&options)?,
            ceremony,
            user_handle: base64url(user.handle.as_bytes()),
            expires,
        })
    }

    fn builder<'a>(
        &self,
        by: &'a Configuration,
        user: &'a User,
    ) -> Result<RegistrationBuilder<'a>, Error> {
        let rp: &RelyingParty = &by.rp;
        let policy = self.policy(by);
        let extensions = inputs::<CreationExtensions>(self.extensions.as_ref())?;
        let builder = match self.mode {
            RegistrationMode::Passkey => rp.register_passkey(user),
            RegistrationMode::SecurityKey => rp.register_security_key(user),
            RegistrationMode::Conditional => rp.register_conditionally(user),
        };
        let mut builder = builder
            .exclude(&self.exclude)
            .extensions(extensions)
            .attestation_formats(&self.formats()?);
        if let Some(user_verification) = policy.user_verification {
            builder = builder.user_verification(user_verification);
        }
        if let Some(resident_key) = self.resident_key {
            builder = builder.resident_key(resident_key);
        }
        if let Some(attachment) = self.authenticator_attachment {
            builder = builder.authenticator_attachment(attachment);
        }
        if policy.algorithms.is_some()
            && let Some(algorithms) = policy.algorithms("algorithms")?
        {
            builder = builder.algorithms(&algorithms);
        }
        if self.post_quantum {
            builder = builder.post_quantum();
        }
        if !self.hints.is_empty() {
            builder = builder.hints(&hints(&self.hints));
        }
        if let Some(attestation) = self.attestation {
            builder = builder.attestation(attestation);
        }
        if let Some(seconds) = self.timeout {
            builder = builder.timeout(Duration::from_secs(seconds));
        }
        if let Some(seconds) = self.valid_for {
            builder = builder.valid_for(Duration::from_secs(seconds));
        }
        Ok(builder)
    }

    /// What the call says, and otherwise the configuration.
    fn policy(&self, by: &Configuration) -> Request {
        let own = Request {
            user_verification: self.user_verification,
            algorithms: self.algorithms.clone(),
            ..Request::default()
        };
        own.over(&by.policy)
    }

    fn formats(&self) -> Result<Vec<Format>, Error> {
        let format = |(place, name): (usize, &String)| {
            Format::from_identifier(name).ok_or_else(|| {
                let member = format!("attestation_formats[{place}]");
                Error::new(member, "is not registered")
            })
        };
        let names = self.attestation_formats.iter().enumerate();
        names.map(format).collect()
    }
}

impl WrittenUser {
    fn user(&self) -> Result<User, Error> {
        let handle = match &self.id {
            Some(Bytes(bytes)) => UserHandle::new(bytes),
            None => UserHandle::generate(&mut rng()),
        };
        let mut user = User::new(
            handle.map_err(|error| Error::new("user.id", error))?,
            &self.name,
        );
        if let Some(name) = &self.display_name {
            user.display_name.clone_from(name);
        }
        Ok(user)
    }
}

impl BeginAuthentication {
    pub(crate) fn begin(self, by: &Configuration) -> Result<BegunAuthentication, Error> {
        let now = time::of_call(self.time);
        let builder = self.builder(by)?;
        let begun = builder.begin(now, &mut rng());
        let (options, ceremony) = begun.map_err(|error| Error::new("", error))?;
        let expires = ceremony.expires().0;
        let ceremony = match &by.sealing_keys {
            None => text(&ceremony)?,
            Some(keys) => ceremony
                .seal(keys, self.session.as_bytes(), &mut rng())
                .map_err(|error| Error::new("records", error))?,
        };
        Ok(BegunAuthentication {
            options: value(&options)?,
            ceremony,
            expires,
        })
    }

    fn builder<'a>(&self, by: &'a Configuration) -> Result<AuthenticationBuilder<'a>, Error> {
        let user_verification = self.user_verification.or(by.policy.user_verification);
        let mut extensions = inputs::<RequestExtensions>(self.extensions.as_ref())?;
        if let Some(app_id) = &by.app_id {
            extensions = extensions.appid(app_id);
        }
        let mut builder = self.asked(by)?.extensions(extensions);
        if let (Some(user_verification), false) =
            (user_verification, self.mode == AuthenticationMode::StepUp)
        {
            builder = builder.user_verification(user_verification);
        }
        if !self.hints.is_empty() {
            builder = builder.hints(&hints(&self.hints));
        }
        if let Some(seconds) = self.timeout {
            builder = builder.timeout(Duration::from_secs(seconds));
        }
        if let Some(seconds) = self.valid_for {
            builder = builder.valid_for(Duration::from_secs(seconds));
        }
        Ok(builder)
    }

    fn asked<'a>(&self, by: &'a Configuration) -> Result<AuthenticationBuilder<'a>, Error> {
        let rp = &by.rp;
        let is_of_account = matches!(
            self.mode,
            AuthenticationMode::Account | AuthenticationMode::StepUp
        );
        let unread = [
            ("user_handle", self.user_handle.is_some() && !is_of_account),
            ("records", !self.records.is_empty() && !is_of_account),
            (
                "user_name",
                self.user_name.is_some() && self.mode != AuthenticationMode::Decoy,
            ),
        ];
        if let Some((member, _)) = unread.iter().find(|(_, there)| *there) {
            return Err(Error::new(*member, "makes no sense in this mode"));
        }
        Ok(match self.mode {
            AuthenticationMode::Passkey => rp.sign_in_with_passkey(),
            AuthenticationMode::Conditional => rp.sign_in_conditionally(),
            AuthenticationMode::Immediate => rp.sign_in_immediately(),
            AuthenticationMode::ImmediateMediation => rp.sign_in_immediately_by_mediation(),
            AuthenticationMode::Account => rp.sign_in(&self.handle()?, &self.records),
            AuthenticationMode::StepUp => rp.step_up(&self.handle()?, &self.records),
            AuthenticationMode::Decoy => {
                let decoys = by.decoys.as_ref();
                let decoys =
                    decoys.ok_or_else(|| Error::new("mode", "decoy needs a decoy_secret"))?;
                let name = self.user_name.as_ref();
                let name = name.ok_or_else(|| Error::new("user_name", "missing"))?;
                rp.sign_in_decoy(decoys, name)
            }
        })
    }

    fn handle(&self) -> Result<UserHandle, Error> {
        const MEMBER: &str = "user_handle";
        let handle = self.user_handle.as_ref();
        let Bytes(bytes) = handle.ok_or_else(|| Error::new(MEMBER, "missing"))?;
        UserHandle::new(bytes).map_err(|error| Error::new(MEMBER, error))
    }
}

fn hints(written: &[WrittenHint]) -> Vec<Hint> {
    let hint = |hint: &WrittenHint| match hint {
        WrittenHint::SecurityKey => Hint::SecurityKey,
        WrittenHint::ClientDevice => Hint::ClientDevice,
        WrittenHint::Hybrid => Hint::Hybrid,
    };
    written.iter().map(hint).collect()
}

fn inputs<T: for<'de> Deserialize<'de> + Default>(
    inputs: Option<&Map<String, Value>>,
) -> Result<T, Error> {
    let Some(inputs) = inputs else {
        return Ok(T::default());
    };
    serde_json::from_value(Value::Object(inputs.clone()))
        .map_err(|error| Error::new("extensions", error))
}

fn text(state: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(state).map_err(|error| Error::new("", error))
}

fn value(options: &impl Serialize) -> Result<Value, Error> {
    serde_json::to_value(options).map_err(|error| Error::new("", error))
}
