use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use countersign::{Decoys, RelyingParty, UnixTime};
use getrandom::SysRng;
use getrandom::rand_core::TryRng as _;

use crate::config::Config;
use crate::error::ApiError;
use crate::metrics::Metrics;
use crate::password::Passwords;
use crate::rate_limit::RateLimits;
use crate::store::Store;
use crate::trust_data::TrustData;

/// What every request works with.
pub(crate) type App = Arc<Shared>;

#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) config: Config,
    pub(crate) store: Store,
    pub(crate) decoys: Decoys,
    pub(crate) passwords: Passwords,
    pub(crate) trust: TrustData,
    pub(crate) rates: RateLimits,
    pub(crate) metrics: Metrics,
}

impl Shared {
    pub(crate) async fn new(
        config: Config,
    ) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let store = Store::open(&config.database).await?;
        let secret = store.secret("decoys", &random::<32>()?).await?;
        let trust = TrustData::load(&config.files, config.fido, now())?;
        Ok(Self {
            decoys: Decoys::new(&secret)?,
            passwords: Passwords::new()?,
            rates: RateLimits::new(config.rates),
            metrics: Metrics::default(),
            trust,
            store,
            config,
        })
    }

    pub(crate) const fn rp(&self) -> &RelyingParty {
        &self.config.rp
    }
}

/// The time by this machine's clock.
pub(crate) fn now() -> UnixTime {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    UnixTime(since.map_or(0, |since| {
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    }))
}

/// A time from now on.
pub(crate) fn after(duration: core::time::Duration) -> UnixTime {
    let seconds = i64::try_from(duration.as_secs()).unwrap_or(i64::MAX);
    UnixTime(now().0.saturating_add(seconds))
}

/// Random bytes of the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], ApiError> {
    let mut bytes = [0; N];
    SysRng
        .try_fill_bytes(&mut bytes)
        .map_err(ApiError::internal)?;
    Ok(bytes)
}
