//! Cookies: by one the server knows a browser, for its ceremonies; by another who is signed in.

use axum::http::header::{COOKIE, HeaderMap, HeaderValue, SET_COOKIE};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use crate::app::{App, after, now, random};
use crate::error::ApiError;
use crate::store::Account;

/// The browser that a request came from, and what its cookies become.
#[derive(Debug)]
pub(crate) struct Browser {
    /// The hash of its token.
    pub(crate) id: [u8; 32],
    session: Option<[u8; 32]>,
    set: Vec<HeaderValue>,
    cookies: Cookies,
}

/// How cookies are named and what they say, by configuration.
#[derive(Clone, Copy, Debug)]
struct Cookies {
    is_secure: bool,
    is_framed: bool,
}

/// A year, in seconds.
const BROWSER_AGE: u64 = 31_536_000;

impl Browser {
    /// The browser by its cookie, or a new one, which is given a cookie.
    pub(crate) fn of(app: &App, headers: &HeaderMap) -> Result<Self, ApiError> {
        let cookies = Cookies {
            is_secure: app.config.is_secure,
            is_framed: !app.config.frame_ancestors.is_empty(),
        };
        let session = cookies.get(headers, "session").map(|token| hash(&token));
        let mut browser = Self {
            id: [0; 32],
            session,
            set: Vec::new(),
            cookies,
        };
        if let Some(token) = cookies.get(headers, "browser") {
            browser.id = hash(&token);
        } else {
            let token = new_token()?;
            browser.id = hash(&token);
            browser
                .set
                .push(cookies.set("browser", &token, BROWSER_AGE)?);
        }
        Ok(browser)
    }

    /// Who is signed in.
    pub(crate) async fn account(&self, app: &App) -> Result<Account, ApiError> {
        let Some(session) = &self.session else {
            return Err(ApiError::signed_out());
        };
        let handle = app.store.session(session, now()).await?;
        let handle = handle.ok_or_else(ApiError::signed_out)?;
        let account = app.store.account(&handle).await?;
        account.ok_or_else(ApiError::signed_out)
    }

    /// Signs in, with a new token: none that somebody put there before is worth anything.
    pub(crate) async fn sign_in(&mut self, app: &App, account: &Account) -> Result<(), ApiError> {
        if let Some(old) = self.session.take() {
            app.store.end_session(&old).await?;
        }
        let token = new_token()?;
        let id = hash(&token);
        let expires = after(app.config.session);
        let handle = &account.user.handle;
        app.store.begin_session(&id, handle, now(), expires).await?;
        self.session = Some(id);
        let age = app.config.session.as_secs();
        self.set.push(self.cookies.set("session", &token, age)?);
        Ok(())
    }

    pub(crate) async fn sign_out(&mut self, app: &App) -> Result<(), ApiError> {
        if let Some(session) = self.session.take() {
            app.store.end_session(&session).await?;
        }
        self.set.push(self.cookies.set("session", "", 0)?);
        Ok(())
    }

    /// Adds the cookies that changed.
    pub(crate) fn write(self, headers: &mut HeaderMap) {
        for cookie in self.set {
            headers.append(SET_COOKIE, cookie);
        }
    }
}

impl Cookies {
    /// Names with this prefix are kept to their host by the browser, and to HTTPS.
    fn name(self, name: &str) -> String {
        if self.is_secure {
            format!("__Host-{name}")
        } else {
            format!("countersign-{name}")
        }
    }

    fn get(self, headers: &HeaderMap, name: &str) -> Option<String> {
        let name = self.name(name);
        let all = headers.get_all(COOKIE);
        let pairs = all.iter().filter_map(|value| value.to_str().ok());
        let mut pairs = pairs.flat_map(|text| text.split(';'));
        pairs.find_map(|pair| {
            let (of, value) = pair.trim().split_once('=')?;
            (of == name && !value.is_empty()).then(|| value.to_owned())
        })
    }

    fn set(self, name: &str, value: &str, age: u64) -> Result<HeaderValue, ApiError> {
        let name = self.name(name);
        // A page in a frame of another site gets its cookies only so; browsers take `Secure` from
        // http://localhost too. The check of Origin stands against forgery in either case.
        let rules = match (self.is_framed, self.is_secure) {
            (true, _) => "SameSite=None; Secure",
            (false, true) => "SameSite=Lax; Secure",
            (false, false) => "SameSite=Lax",
        };
        let cookie = format!("{name}={value}; Path=/; Max-Age={age}; HttpOnly; {rules}");
        HeaderValue::from_str(&cookie).map_err(ApiError::internal)
    }
}

/// 32 random bytes, as text.
pub(crate) fn new_token() -> Result<String, ApiError> {
    Ok(URL_SAFE_NO_PAD.encode(random::<32>()?))
}

/// What the database has of a token: it can not be turned back into one.
pub(crate) fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}
