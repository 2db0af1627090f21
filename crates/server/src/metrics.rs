//! Counters, as Prometheus reads them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use countersign::Rejection;

#[derive(Default, Debug)]
pub(crate) struct Metrics {
    /// By method, route and status.
    requests: Counters<(String, String, u16)>,
    /// By route.
    times: Mutex<BTreeMap<String, Times>>,
    /// By what was done: `sign_in_passkey` and the like.
    done: Counters<&'static str>,
    /// By code of the answer.
    refused: Counters<&'static str>,
    /// By step and kind of reason.
    rejections: Counters<(&'static str, &'static str)>,
    pub(crate) connections: AtomicU64,
}

#[derive(Debug)]
struct Counters<K>(Mutex<BTreeMap<K, u64>>);

#[derive(Default, Debug)]
struct Times {
    /// Of each bucket, the lower ones not among them.
    counts: [u64; BUCKETS.len()],
    count: u64,
    microseconds: u64,
}

/// Upper bounds in microseconds, and in seconds as text.
const BUCKETS: [(u128, &str); 9] = [
    (1_000, "0.001"),
    (2_500, "0.0025"),
    (5_000, "0.005"),
    (10_000, "0.01"),
    (25_000, "0.025"),
    (100_000, "0.1"),
    (250_000, "0.25"),
    (1_000_000, "1"),
    (5_000_000, "5"),
];

impl Metrics {
    pub(crate) fn request(&self, method: &str, route: &str, status: u16, took: Duration) {
        self.requests
            .add((method.to_owned(), route.to_owned(), status));
        let mut times = self.times.lock().unwrap_or_else(PoisonError::into_inner);
        times.entry(route.to_owned()).or_default().add(took);
    }

    pub(crate) fn done(&self, what: &'static str) {
        self.done.add(what);
    }

    pub(crate) fn refused(&self, code: &'static str, rejection: Option<&Rejection>) {
        self.refused.add(code);
        if let Some(rejection) = rejection {
            let kind = rejection.reason().kind().name();
            self.rejections.add((rejection.step().name(), kind));
        }
    }

    /// The text format, version 0.0.4.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        family(
            &mut text,
            "http_requests_total",
            "counter",
            "Requests answered",
        );
        for ((method, route, status), count) in self.requests.all() {
            let labels = format!("method=\"{method}\",route=\"{route}\",status=\"{status}\"");
            line(&mut text, "http_requests_total", &labels, count);
        }
        let name = "http_request_duration_seconds";
        family(&mut text, name, "histogram", "Time from request to answer");
        let times = self.times.lock().unwrap_or_else(PoisonError::into_inner);
        for (route, times) in times.iter() {
            times.write(&mut text, name, route);
        }
        drop(times);
        family(
            &mut text,
            "countersign_done_total",
            "counter",
            "Ceremonies that succeeded",
        );
        for (what, count) in self.done.all() {
            line(
                &mut text,
                "countersign_done_total",
                &format!("what=\"{what}\""),
                count,
            );
        }
        family(
            &mut text,
            "countersign_refused_total",
            "counter",
            "Requests refused",
        );
        for (code, count) in self.refused.all() {
            line(
                &mut text,
                "countersign_refused_total",
                &format!("code=\"{code}\""),
                count,
            );
        }
        let name = "countersign_rejections_total";
        family(
            &mut text,
            name,
            "counter",
            "Responses refused, by step and reason",
        );
        for ((step, reason), count) in self.rejections.all() {
            let labels = format!("step=\"{step}\",reason=\"{reason}\"");
            line(&mut text, name, &labels, count);
        }
        family(
            &mut text,
            "http_connections",
            "gauge",
            "Connections that are open",
        );
        let connections = self.connections.load(Ordering::Relaxed);
        let _ = writeln!(text, "http_connections {connections}");
        text
    }
}

impl<K: Ord + Clone> Counters<K> {
    fn add(&self, key: K) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(key).or_default();
        *count = count.saturating_add(1);
    }

    fn all(&self) -> BTreeMap<K, u64> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl<K> Default for Counters<K> {
    fn default() -> Self {
        Self(Mutex::new(BTreeMap::new()))
    }
}

impl Times {
    fn add(&mut self, took: Duration) {
        let microseconds = took.as_micros();
        self.count = self.count.saturating_add(1);
        let more = u64::try_from(microseconds).unwrap_or(u64::MAX);
        self.microseconds = self.microseconds.saturating_add(more);
        let place = BUCKETS.iter().position(|(bound, _)| microseconds <= *bound);
        if let Some(count) = place.and_then(|place| self.counts.get_mut(place)) {
            *count = count.saturating_add(1);
        }
    }

    fn write(&self, text: &mut String, name: &str, route: &str) {
        let mut sum: u64 = 0;
        for ((_, bound), count) in BUCKETS.iter().zip(self.counts) {
            sum = sum.saturating_add(count);
            let labels = format!("route=\"{route}\",le=\"{bound}\"");
            line(text, &format!("{name}_bucket"), &labels, sum);
        }
        let labels = format!("route=\"{route}\",le=\"+Inf\"");
        line(text, &format!("{name}_bucket"), &labels, self.count);
        let route = format!("route=\"{route}\"");
        let seconds = Duration::from_micros(self.microseconds).as_secs_f64();
        let _ = writeln!(text, "{name}_sum{{{route}}} {seconds}");
        line(text, &format!("{name}_count"), &route, self.count);
    }
}

fn family(text: &mut String, name: &str, kind: &str, help: &str) {
    let _ = writeln!(text, "# HELP {name} {help}.\n# TYPE {name} {kind}");
}

fn line(text: &mut String, name: &str, labels: &str, count: u64) {
    let _ = writeln!(text, "{name}{{{labels}}} {count}");
}
