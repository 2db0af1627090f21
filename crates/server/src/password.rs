//! Passwords, hashed with Argon2id by its authors' parameters.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _};
use tokio::sync::Semaphore;

use crate::app::random;
use crate::error::ApiError;

#[derive(Clone, Debug)]
pub(crate) struct Passwords {
    /// What is verified where there is no account, or none with a password.
    nobodys: Arc<str>,
    /// As many at a time as there are processors: each takes 19 MiB and all of one.
    places: Arc<Semaphore>,
}

/// Long enough against guessing at a server that limits tries.
pub(crate) const SHORTEST: usize = 12;
/// So that nobody has us hash a book.
pub(crate) const LONGEST: usize = 1024;

impl Passwords {
    pub(crate) fn new() -> Result<Self, ApiError> {
        let unguessable: [u8; 32] = random()?;
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Self {
            nobodys: hashed(&unguessable)?.into(),
            places: Arc::new(Semaphore::new(processors)),
        })
    }

    /// The PHC string to store.
    pub(crate) async fn hash(&self, password: String) -> Result<String, ApiError> {
        self.run(move || hashed(password.as_bytes())).await?
    }

    /// Whether it is the password of that PHC string. The empty string is nobody's, and takes as
    /// long.
    pub(crate) async fn verify(&self, password: String, hash: &str) -> Result<bool, ApiError> {
        let hash: Arc<str> = if hash.is_empty() {
            self.nobodys.clone()
        } else {
            hash.into()
        };
        self.run(move || {
            let verified = Argon2::default().verify_password(password.as_bytes(), &*hash);
            verified.is_ok()
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ApiError> {
        let _place = self.places.acquire().await.map_err(ApiError::internal)?;
        tokio::task::spawn_blocking(work)
            .await
            .map_err(ApiError::internal)
    }
}

fn hashed(password: &[u8]) -> Result<String, ApiError> {
    let salt: [u8; 16] = random()?;
    let hash: PasswordHash = Argon2::default()
        .hash_password_with_salt(password, &salt)
        .map_err(ApiError::internal)?;
    Ok(hash.to_string())
}
