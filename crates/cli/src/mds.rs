//! FIDO metadata: verify a BLOB, list its entries, find models.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use comfy_table::{ContentArrangement, Table, presets};
use countersign::metadata::{
    AuthenticatorStatus, BlobRules, Entry, Metadata, NextUpdate, Number, danger,
};
use countersign::trust::anchors;
use countersign::{Aaguid, Rejection, UnixTime};
use indicatif::ProgressBar;
use serde_json::{Value, json};

use crate::answer::{Answer, printable, refusal_json, refusal_text};
use crate::arguments::{BlobTrust, Filter, Mds};
use crate::input;
use crate::node::{GREEN, Node, RED, RESET, YELLOW};
use crate::trust::{Files, revocation};

pub(crate) fn run(command: &Mds) -> Result<Answer, String> {
    match command {
        Mds::Verify { file, trust, fresh } => verify(file, trust, *fresh),
        Mds::Show {
            file,
            trust,
            filter,
        } => Ok(match read(file, trust)? {
            Ok(metadata) => show(&metadata, filter, trust.time),
            Err(rejection) => refused(&rejection),
        }),
        Mds::Find {
            file,
            wanted,
            trust,
        } => Ok(match read(file, trust)? {
            Ok(metadata) => find(&metadata, wanted, trust.time),
            Err(rejection) => refused(&rejection),
        }),
    }
}

fn refused(rejection: &Rejection) -> Answer {
    Answer {
        text: refusal_text(rejection),
        json: json!({ "verdict": "refused", "refused": refusal_json(rejection) }),
        refused: true,
    }
}

fn verify(file: &Path, trust: &BlobTrust, fresh: bool) -> Result<Answer, String> {
    Ok(match verified(file, trust, fresh)? {
        Ok(metadata) => summary(&metadata, trust.time),
        Err(rejection) => refused(&rejection),
    })
}

/// What there is to say of a BLOB that was verified.
fn summary(metadata: &Metadata, now: UnixTime) -> Answer {
    let text = |value: Option<String>| value.unwrap_or_default();
    let number = text(metadata.number.map(|number| number.to_string()));
    let next = text(metadata.next_update.map(|date| date.to_string()));
    let is_overdue = metadata.is_overdue(now);
    let overdue = if is_overdue {
        format!(" {YELLOW}(overdue at {now}){RESET}")
    } else {
        String::new()
    };
    let mut lines = format!(
        "{GREEN}verified{RESET}\n  no: {number}\n  next update: {next}{overdue}\n  entries: {}\n",
        metadata.entries().len()
    );
    for left_out in metadata.left_out() {
        let model = left_out
            .aaguid
            .map_or(String::new(), |aaguid| format!(" ({aaguid})"));
        let why = printable(&left_out.rejection.to_string());
        let _ = writeln!(
            lines,
            "  {RED}left out{RESET}: entry {}{model}: {why}",
            left_out.place
        );
    }
    let left_out: Vec<_> = metadata
        .left_out()
        .iter()
        .map(|left_out| {
            json!({
                "place": left_out.place,
                "aaguid": left_out.aaguid.map(|aaguid| aaguid.to_string()),
                "refused": refusal_json(&left_out.rejection),
            })
        })
        .collect();
    Answer {
        text: lines,
        json: json!({
            "verdict": "verified",
            "no": metadata.number,
            "nextUpdate": next,
            "overdue": is_overdue,
            "entries": metadata.entries().len(),
            "leftOut": left_out,
        }),
        refused: false,
    }
}

/// Verifies where there is a root, and says so where there is none.
fn read(file: &Path, trust: &BlobTrust) -> Result<Result<Metadata, Rejection>, String> {
    if !trust.root.is_empty() {
        return verified(file, trust, false);
    }
    if !trust.crl.is_empty() || trust.minimum_no.is_some() {
        return Err("--crl and --minimum-no need --root: without, nothing is verified".into());
    }
    let blob = input::file(file)?;
    anstream::eprintln!("{YELLOW}not verified{RESET}: read as it is; --root verifies it");
    Ok(danger::read_unverified(blob.trim_ascii()))
}

pub(crate) fn verified(
    file: &Path,
    trust: &BlobTrust,
    fresh: bool,
) -> Result<Result<Metadata, Rejection>, String> {
    let blob = input::file(file)?;
    let roots = Files::certificates(&trust.root)?;
    let mut given = roots.anchors()?;
    if given.is_empty() {
        let own = anchors::fido::MDS_ROOTS
            .iter()
            .map(anchors::PublishedRoot::anchor);
        given = own
            .collect::<Result<_, _>>()
            .map_err(|reason| reason.to_string())?;
    }
    let lists = Files::revocation_lists(&trust.crl)?;
    let lists = lists.lists()?;
    let mut rules = BlobRules::new(&given, trust.time).revocation(revocation(&lists));
    if let Some(least) = trust.minimum_no {
        rules = rules.number(Number::AtLeast(least));
    }
    if fresh {
        rules = rules.next_update(NextUpdate::Required { grace: 0 });
    }
    rules = rules.host(Some(&*trust.host).filter(|host| *host != "any"));
    let busy = ProgressBar::new_spinner().with_message("verifying");
    busy.enable_steady_tick(Duration::from_millis(100));
    let verdict = rules.verify(blob.trim_ascii());
    busy.finish_and_clear();
    Ok(verdict)
}

fn show(metadata: &Metadata, filter: &Filter, now: UnixTime) -> Answer {
    let wanted = metadata
        .entries()
        .iter()
        .filter(|entry| filter.takes(entry, now));
    let rows: Vec<_> = wanted.map(|entry| Row::new(entry, now)).collect();
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_header([
            "Name",
            "Identifier",
            "Protocol",
            "Status",
            "Since",
            "Certification",
        ]);
    for row in &rows {
        table.add_row(row.cells.iter().map(|cell| printable(cell)));
    }
    let left_out = match metadata.left_out().len() {
        0 => String::new(),
        count => format!(", and {count} that could not be read"),
    };
    let all = metadata.entries().len();
    let text = format!("{table}\n{} of {all} entries{left_out}\n", rows.len());
    let json: Vec<_> = rows.into_iter().map(|row| row.json).collect();
    Answer {
        text,
        json: json!({ "no": metadata.number, "entries": json }),
        refused: false,
    }
}

fn find(metadata: &Metadata, wanted: &str, now: UnixTime) -> Answer {
    if let Ok(aaguid) = wanted.parse::<Aaguid>() {
        return match metadata.by_aaguid(aaguid) {
            Ok(entry) => found(&entry.into_iter().collect::<Vec<_>>(), wanted, now),
            Err(rejection) => refused(&rejection),
        };
    }
    let wanted_lower = wanted.to_lowercase();
    let matching = metadata.entries().iter().filter(|entry| {
        let mut keys = entry.key_identifiers.iter().map(ToString::to_string);
        keys.any(|key| key == wanted_lower) || entry.name().to_lowercase().contains(&wanted_lower)
    });
    found(&matching.collect::<Vec<_>>(), wanted, now)
}

fn found(entries: &[&Entry], wanted: &str, now: UnixTime) -> Answer {
    if entries.is_empty() {
        return Answer {
            text: format!("no entry for «{}»\n", printable(wanted)),
            json: json!({ "entries": [] }),
            refused: true,
        };
    }
    let text = entries.iter().map(|entry| tree(entry).text()).collect();
    let json: Vec<_> = entries
        .iter()
        .map(|entry| Row::new(entry, now).json)
        .collect();
    Answer {
        text,
        json: json!({ "entries": json }),
        refused: false,
    }
}

/// An entry in full, as far as one decides by it.
fn tree(entry: &Entry) -> Node {
    let mut root = Node::new(entry.name(), identifier(entry));
    if let Some(statement) = &entry.statement {
        root = root
            .with(Node::new("description", statement.description.clone()))
            .with(Node::new("protocol", statement.protocol_family.clone()))
            .with(Node::new(
                "version",
                statement.authenticator_version.to_string(),
            ))
            .with(Node::new(
                "algorithms",
                statement.authentication_algorithms.join(", "),
            ))
            .with(Node::new(
                "attestation",
                statement.attestation_types.join(", "),
            ))
            .with(Node::new(
                "key protection",
                statement.key_protection.join(", "),
            ));
        let roots = statement.root_certificates.iter().map(|root| {
            let named = root
                .certificate()
                .map(|certificate| crate::inspect::name_text(&certificate.subject()));
            Node::new("anchor", named.unwrap_or_else(|reason| reason.to_string()))
        });
        root.push(Node::new("anchors", roots.len().to_string()).with_all(roots));
    }
    let reports = entry.status_reports.iter().map(|report| {
        let date = report
            .effective_date
            .map_or(String::new(), |date| date.to_string());
        Node::new(report.status.name(), date)
    });
    root.with(Node::new("status reports", reports.len().to_string()).with_all(reports))
}

fn identifier(entry: &Entry) -> String {
    match (entry.aaguid, entry.key_identifiers.first(), &entry.aaid) {
        (Some(aaguid), _, _) => aaguid.to_string(),
        (_, Some(key), _) => key.to_string(),
        (_, _, aaid) => aaid.clone().unwrap_or_default(),
    }
}

/// An entry in a line.
struct Row {
    cells: [String; 6],
    json: Value,
}

impl Row {
    fn new(entry: &Entry, now: UnixTime) -> Self {
        let in_effect = entry
            .status_reports
            .iter()
            .filter(|report| report.is_in_effect(now));
        let newest = in_effect
            .max_by_key(|report| (report.effective_date, report.status.is_refused_by_default()));
        let status = newest.map_or("", |report| report.status.name()).to_owned();
        let since = newest.and_then(|report| report.effective_date);
        let since = since.map_or(String::new(), |date| date.to_string());
        let level = certification(entry, now).unwrap_or_default();
        let protocol = protocol(entry).to_owned();
        let statuses: Vec<_> = entry
            .status_reports
            .iter()
            .map(|report| {
                json!({
                    "status": report.status.name(),
                    "effectiveDate": report.effective_date.map(|date| date.to_string()),
                })
            })
            .collect();
        let json = json!({
            "name": entry.name(),
            "aaguid": entry.aaguid.map(|aaguid| aaguid.to_string()),
            "aaid": entry.aaid,
            "keyIdentifiers": entry.key_identifiers.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "protocol": protocol,
            "status": status,
            "since": since,
            "certification": level,
            "statusReports": statuses,
        });
        let name: String = entry.name().chars().take(60).collect();
        let cells = [
            name,
            identifier(entry),
            protocol,
            status,
            since,
            level.to_owned(),
        ];
        Self { cells, json }
    }
}

fn protocol(entry: &Entry) -> &str {
    let statement = entry.statement.as_ref();
    statement.map_or("", |statement| &statement.protocol_family)
}

/// The highest certification that is in effect.
fn certification(entry: &Entry, now: UnixTime) -> Option<&'static str> {
    let reports = entry
        .status_reports
        .iter()
        .filter(|report| report.is_in_effect(now));
    let levels = reports.filter_map(|report| report.status.certification());
    levels
        .max()
        .map(countersign::metadata::CertificationLevel::name)
}

impl Filter {
    fn takes(&self, entry: &Entry, now: UnixTime) -> bool {
        let has = |status: &String| {
            let is_it = |found: &AuthenticatorStatus| found.name().eq_ignore_ascii_case(status);
            entry
                .status_reports
                .iter()
                .any(|report| is_it(&report.status))
        };
        let certified = |level| {
            let reports = entry
                .status_reports
                .iter()
                .filter(|report| report.is_in_effect(now));
            let mut levels = reports.filter_map(|report| report.status.certification());
            levels.any(|found| found >= level)
        };
        let text = |text: &String| {
            let all = format!("{} {}", entry.name(), identifier(entry)).to_lowercase();
            all.contains(&text.to_lowercase())
        };
        self.status.as_ref().is_none_or(has)
            && self.certification.is_none_or(certified)
            && self
                .protocol
                .as_ref()
                .is_none_or(|wanted| protocol(entry).eq_ignore_ascii_case(wanted))
            && self.text.as_ref().is_none_or(text)
    }
}
