//! Showing what is in bytes: a tree with offsets, and what the engine's strict parser says.

mod authenticator_data;
mod cbor;
mod certificate;
mod der;
mod guess;
mod json;
mod revocation_list;
mod tpm;

pub(crate) use certificate::name_text;

use std::fmt::Write as _;

use countersign::{Reason, Rejection};
use serde_json::json;

use crate::answer::{Answer, printable, refusal_json, refusal_text};
use crate::arguments::{Inspect, Kind};
use crate::input::{self, Encoding, Reading};
use crate::node::{GREEN, Node, RED, RESET};

/// What was found in bytes.
pub(crate) struct Finding {
    /// What they are taken for.
    what: String,
    tree: Node,
    verdict: Verdict,
}

/// What the engine's parser says.
pub(crate) enum Verdict {
    /// It takes them.
    Taken,
    /// A step refuses them.
    Refused(Rejection),
    /// They do not have the form.
    Malformed(Reason),
    /// There is no strict parser for this kind alone; the tree came to its end.
    Shown,
}

pub(crate) fn run(options: &Inspect) -> Result<Answer, String> {
    let bytes = input::argument(&options.input)?;
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(
            "there is no input; give a file, the data itself, or - for standard input".into(),
        );
    }
    let (encoding, findings) = if input::is_pem(&bytes) {
        (Encoding::Pem, pem(&bytes, options.kind)?)
    } else {
        let (reading, kind) = choose(&bytes, options)?;
        (reading.encoding, vec![look(kind, &reading.bytes)])
    };
    Ok(answer(encoding, &findings))
}

/// The reading of the input that makes sense, and as what.
fn choose(bytes: &[u8], options: &Inspect) -> Result<(Reading, Kind), String> {
    let mut readings = input::readings(bytes);
    let guessed = readings.iter().enumerate().find_map(|(place, reading)| {
        let kind = guess::kind(&reading.bytes)?;
        (options.kind.is_none_or(|wanted| wanted == kind)).then_some((place, kind))
    });
    match (guessed, options.kind) {
        (Some((place, kind)), _) => Ok((readings.swap_remove(place), kind)),
        // What it is said to be, in the first alphabet that it is written in.
        (None, Some(kind)) => Ok((readings.swap_remove(0), kind)),
        (None, None) => {
            let text = String::from_utf8_lossy(bytes);
            let start: String = printable(text.trim()).chars().take(40).collect();
            Err(format!(
                "«{start}» is no file, and nothing that is known; --kind says what it is, and \
                 inspect --help lists the kinds"
            ))
        }
    }
}

/// Each block of a file in PEM.
fn pem(bytes: &[u8], kind: Option<Kind>) -> Result<Vec<Finding>, String> {
    let blocks = input::pem_blocks(bytes)?;
    let found = blocks.iter().enumerate().map(|(place, (label, der))| {
        let by_label = match label.as_str() {
            "CERTIFICATE" => Kind::Certificate,
            "X509 CRL" => Kind::RevocationList,
            _ => Kind::Der,
        };
        let mut found = look(kind.unwrap_or(by_label), der);
        if blocks.len() > 1 {
            found.what = format!("{} {place} ({label})", found.what);
        }
        found
    });
    Ok(found.collect())
}

fn look(kind: Kind, bytes: &[u8]) -> Finding {
    match kind {
        Kind::AttestationObject => cbor::attestation_object(bytes),
        Kind::AuthenticatorData => authenticator_data::authenticator_data(bytes),
        Kind::ClientData => json::client_data(bytes),
        Kind::CoseKey => cbor::cose_key(bytes),
        Kind::Certificate => certificate::certificate(bytes),
        Kind::RevocationList => revocation_list::revocation_list(bytes),
        Kind::TpmAttest => tpm::attest(bytes),
        Kind::TpmPublic => tpm::public(bytes),
        Kind::AndroidKeyDescription => certificate::key_description(bytes),
        Kind::Registration => json::registration(bytes),
        Kind::Authentication => json::authentication(bytes),
        Kind::MdsBlob => json::mds_blob(bytes),
        Kind::Cbor => cbor::any(bytes),
        Kind::Der => der::any(bytes),
        Kind::Json => json::any(bytes),
    }
}

fn answer(encoding: Encoding, findings: &[Finding]) -> Answer {
    let mut text = String::new();
    for found in findings {
        let verdict = match &found.verdict {
            Verdict::Taken => format!("{GREEN}the engine takes it{RESET}\n"),
            Verdict::Shown => String::new(),
            Verdict::Refused(rejection) => refusal_text(rejection),
            Verdict::Malformed(reason) => {
                format!("{RED}refused{RESET}: {}\n", printable(&reason.to_string()))
            }
        };
        let _ = write!(
            text,
            "{} ({})\n{}{verdict}",
            found.what,
            encoding.name(),
            found.tree.text()
        );
    }
    let json: Vec<_> = findings.iter().map(Finding::json).collect();
    Answer {
        text,
        json: json!({ "encoding": encoding.name(), "found": json }),
        refused: findings.iter().any(Finding::is_refused),
    }
}

impl Finding {
    fn new(what: &str, tree: Node, verdict: Verdict) -> Self {
        Self {
            what: what.to_owned(),
            tree,
            verdict,
        }
    }

    const fn is_refused(&self) -> bool {
        matches!(self.verdict, Verdict::Refused(_) | Verdict::Malformed(_))
    }

    fn json(&self) -> serde_json::Value {
        let refused = match &self.verdict {
            Verdict::Taken | Verdict::Shown => serde_json::Value::Null,
            Verdict::Refused(rejection) => refusal_json(rejection),
            Verdict::Malformed(reason) => json!({
                "reason": reason.kind().name(),
                "message": reason.to_string(),
            }),
        };
        json!({ "what": self.what, "tree": self.tree.json(), "refused": refused })
    }
}

impl Verdict {
    fn of<T>(parsed: Result<T, Rejection>) -> Self {
        parsed.map_or_else(Self::Refused, |_parsed| Self::Taken)
    }

    fn of_form<T>(parsed: Result<T, Reason>) -> Self {
        parsed.map_or_else(Self::Malformed, |_parsed| Self::Taken)
    }
}

/// Where a slice of `whole` begins in it.
fn offset_in(whole: &[u8], part: &[u8]) -> usize {
    let (start, at) = (whole.as_ptr().addr(), part.as_ptr().addr());
    at.checked_sub(start)
        .filter(|offset| *offset <= whole.len())
        .unwrap_or_default()
}
