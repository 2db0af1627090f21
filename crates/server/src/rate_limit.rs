//! Token buckets: so many tries a minute, as many at once.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::client_address::ClientAddress;
use crate::config::Rates;
use crate::error::ApiError;

/// The limits of one instance: each has its own.
#[derive(Debug)]
pub(crate) struct RateLimits {
    addresses: Limit<ClientAddress>,
    accounts: Limit<String>,
}

#[derive(Debug)]
struct Limit<K> {
    /// How long one token takes to come back.
    interval: Duration,
    capacity: u32,
    /// When each bucket will be full again; those that are full are left out.
    full_at: Mutex<HashMap<K, Instant>>,
}

/// Buckets that are kept; when there are more, full ones are dropped.
const BUCKETS: usize = 100_000;

impl RateLimits {
    pub(crate) fn new(rates: Rates) -> Self {
        Self {
            addresses: Limit::new(rates.address),
            accounts: Limit::new(rates.account),
        }
    }

    /// Counts a try from this address.
    pub(crate) fn address(&self, address: ClientAddress) -> Result<(), ApiError> {
        self.addresses.take(address, Instant::now())
    }

    /// Counts a try at this account, whether there is one of that name or not.
    pub(crate) fn account(&self, name: &str) -> Result<(), ApiError> {
        self.accounts.take(name.to_owned(), Instant::now())
    }
}

impl<K: Eq + Hash> Limit<K> {
    fn new(per_minute: u32) -> Self {
        let capacity = per_minute.max(1);
        let interval = Duration::from_secs(60).checked_div(capacity);
        Self {
            interval: interval.unwrap_or_default(),
            capacity,
            full_at: Mutex::new(HashMap::new()),
        }
    }

    fn take(&self, key: K, now: Instant) -> Result<(), ApiError> {
        let full = self.interval.saturating_mul(self.capacity);
        let mut buckets = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= BUCKETS {
            buckets.retain(|_, full_at| *full_at > now);
        }
        let full_at = buckets.get(&key).copied().unwrap_or(now).max(now);
        let missing = full_at.saturating_duration_since(now);
        let missing = missing.saturating_add(self.interval);
        if missing > full {
            let wait = missing.saturating_sub(full).as_secs().saturating_add(1);
            return Err(ApiError::too_many(wait));
        }
        if let Some(full_at) = now.checked_add(missing) {
            buckets.insert(key, full_at);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_empties_and_fills_again() {
        let limit = Limit::new(3);
        let start = Instant::now();
        for _ in 0..3 {
            assert!(limit.take("a", start).is_ok());
        }
        let refused = limit.take("a", start).unwrap_err();
        assert_eq!(refused.retry_after, Some(21));
        assert!(limit.take("b", start).is_ok());
        assert!(limit.take("a", start + Duration::from_secs(19)).is_err());
        assert!(limit.take("a", start + Duration::from_secs(20)).is_ok());
        assert!(limit.take("a", start + Duration::from_secs(20)).is_err());
    }
}
