use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use countersign_authdata::Aaguid;
use countersign_spec::{At as _, Reason, Rejection, Step, UnixTime};
use countersign_x509::Certificate;

use crate::json::{self, Members};
use crate::statement::identifiers;
use crate::{Date, Entry, KeyIdentifier, MetadataStatement, Unknown};

/// What is known of models: the entries of a verified BLOB, or statements that the caller
/// vouches for, or both.
#[derive(Clone, Default, Debug)]
#[non_exhaustive]
pub struct Metadata {
    /// The terms under which the BLOB may be used.
    pub legal_header: Option<String>,
    /// The BLOB's number ("no"). Keep it: the next BLOB's must be higher.
    pub number: Option<u64>,
    /// The day by which the next BLOB is due.
    pub next_update: Option<Date>,
    /// Members of the payload that this version does not know.
    pub unknown: Unknown,
    entries: Vec<Entry>,
    left_out: Vec<LeftOut>,
    by_aaguid: BTreeMap<Aaguid, Place>,
    by_key_identifier: BTreeMap<KeyIdentifier, Place>,
}

/// An entry that could not be read. Its model is refused by [`Metadata::by_aaguid`], as nobody
/// can say that it was not revoked.
#[derive(Clone, PartialEq, Debug)]
#[non_exhaustive]
pub struct LeftOut {
    /// The place in the BLOB, from 0.
    pub place: usize,
    /// The model, if that could be read.
    pub aaguid: Option<Aaguid>,
    /// The keys of its attestation certificates, if they could be read.
    pub key_identifiers: Vec<KeyIdentifier>,
    /// Why.
    pub rejection: Rejection,
}

// STRICTER: FIDO MDS sets no limit to entries; a BLOB of more than 10,000 is refused, as an entry
// takes memory whatever is in it.
/// The most entries of a BLOB; the service has some 300.
const MAX_ENTRIES: usize = 10_000;

#[derive(Clone, Copy, Debug)]
enum Place {
    Entry(usize),
    LeftOut(usize),
}

impl Metadata {
    /// Parses the payload of a BLOB.
    pub(crate) fn parse(payload: &[u8]) -> Result<Self, Rejection> {
        const WHAT: &str = "payload of BLOB";
        const STEP: Step = Step::MdsPayload;
        let text = core::str::from_utf8(payload).map_err(|error| {
            let offset = error.valid_up_to();
            STEP.refuse(Reason::Malformed { what: WHAT, offset })
        })?;
        json::verify_values(WHAT, text).at(STEP)?;
        let mut members = Members::parse(WHAT, text).at(STEP)?;
        let entries = members.take_raw("entries").at(STEP)?;
        let mut metadata = Self {
            legal_header: Some(members.take("legalHeader").at(STEP)?),
            number: Some(members.take("no").at(STEP)?),
            next_update: Some(members.take("nextUpdate").at(STEP)?),
            unknown: members.rest(),
            ..Self::default()
        };
        let entries = json::items("entries", entries, MAX_ENTRIES).at(STEP)?;
        // No more room than the text is large: entries of a word each are not worth it.
        let worth = text
            .len()
            .checked_div(size_of::<Entry>())
            .unwrap_or_default();
        metadata.entries.reserve_exact(entries.len().min(worth));
        for (place, json) in entries.iter().enumerate() {
            metadata.read_entry(place, json.get());
        }
        Ok(metadata)
    }

    /// Adds a metadata statement, such as a vendor's file. It is the caller who vouches for it.
    ///
    /// # Errors
    ///
    /// At [`Step::MdsStatement`], if it cannot be read; at [`Step::MdsEntry`], if there is an
    /// entry for the model already: a statement has no status reports, and must not hide those
    /// of a BLOB.
    pub fn add_statement(&mut self, json: &[u8]) -> Result<(), Rejection> {
        let text = core::str::from_utf8(json).map_err(|error| {
            let (what, offset) = ("metadataStatement", error.valid_up_to());
            Step::MdsStatement.refuse(Reason::Malformed { what, offset })
        })?;
        let entry = MetadataStatement::parse(text).at(Step::MdsStatement)?;
        let entry = Entry::of_statement(entry);
        let twice = Reason::NotAllowed("second entry for a model");
        Step::MdsEntry.require(!self.has(&entry), twice)?;
        self.add(entry);
        Ok(())
    }

    /// The entry of a model. The AAGUID of zeros is no model's.
    ///
    /// # Errors
    ///
    /// If the model's entry was left out, or it has several: the [`Rejection`] says why.
    pub fn by_aaguid(&self, aaguid: Aaguid) -> Result<Option<&Entry>, Rejection> {
        if aaguid.0 == [0; 16] {
            return Ok(None);
        }
        self.at(self.by_aaguid.get(&aaguid))
    }

    /// The entry of a model that has no AAGUID, by the key of its attestation certificate.
    ///
    /// # Errors
    ///
    /// As [`by_aaguid`](Self::by_aaguid); also if the certificate's key cannot be read.
    ///
    /// ```
    /// use countersign_metadata::{Metadata, MetadataCertificate, StatusReport};
    /// use countersign_spec::{Rejection, UnixTime};
    /// use countersign_x509::Certificate;
    ///
    /// /// What is said of a U2F key now, and whether that alone is a reason to refuse it.
    /// fn reports(metadata: &Metadata, leaf: &Certificate<'_>, now: UnixTime) -> Result<(), Rejection> {
    ///     let Some(entry) = metadata.by_certificate(leaf)? else {
    ///         return Ok(());
    ///     };
    ///     let in_effect = |report: &&StatusReport| report.is_in_effect(now);
    ///     for report in entry.status_reports.iter().filter(in_effect) {
    ///         println!("{:?}: {}", report.status, report.status.is_refused_by_default());
    ///         let _compromised: Option<&MetadataCertificate> = report.certificate.as_ref();
    ///     }
    ///     Ok(())
    /// }
    /// # let _ = reports;
    /// ```
    pub fn by_certificate(&self, leaf: &Certificate<'_>) -> Result<Option<&Entry>, Rejection> {
        let key = KeyIdentifier::of(leaf).at(Step::MdsEntry)?;
        self.at(self.by_key_identifier.get(&key))
    }

    /// All entries that could be read.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// All entries that could not, and those for a model that had one.
    #[must_use]
    pub fn left_out(&self) -> &[LeftOut] {
        &self.left_out
    }

    /// Whether the day by which the next BLOB was due is past.
    #[must_use]
    pub fn is_overdue(&self, now: UnixTime) -> bool {
        self.next_update.is_some_and(|date| date.end() < now)
    }

    fn read_entry(&mut self, place: usize, json: &str) {
        let reason = match Entry::parse(json) {
            // STRICTER: FIDO MDS does not say what two entries for one model mean; such a model
            // is refused, as one of them may be revoked.
            Ok(entry) if self.has(&entry) => Reason::NotAllowed("second entry for a model"),
            Ok(entry) => return self.add(entry),
            Err(reason) => reason,
        };
        let (aaguid, key_identifiers) = identifiers(json);
        let at = Place::LeftOut(self.left_out.len());
        self.by_aaguid.extend(aaguid.map(|aaguid| (aaguid, at)));
        let keys = key_identifiers.iter().map(|key| (*key, at));
        self.by_key_identifier.extend(keys);
        self.left_out.push(LeftOut {
            place,
            aaguid,
            key_identifiers,
            rejection: Step::MdsEntry.refuse(reason),
        });
    }

    /// Whether there is an entry, or one left out, for the model of this one.
    fn has(&self, entry: &Entry) -> bool {
        let mut keys = entry.key_identifiers.iter();
        let aaguid = entry.aaguid.as_ref();
        aaguid.is_some_and(|aaguid| self.by_aaguid.contains_key(aaguid))
            || keys.any(|key| self.by_key_identifier.contains_key(key))
    }

    fn add(&mut self, entry: Entry) {
        let at = Place::Entry(self.entries.len());
        self.by_aaguid
            .extend(entry.aaguid.map(|aaguid| (aaguid, at)));
        let keys = entry.key_identifiers.iter().map(|key| (*key, at));
        self.by_key_identifier.extend(keys);
        self.entries.push(entry);
    }

    fn at(&self, place: Option<&Place>) -> Result<Option<&Entry>, Rejection> {
        match place {
            None => Ok(None),
            Some(Place::Entry(at)) => Ok(self.entries.get(*at)),
            Some(Place::LeftOut(at)) => match self.left_out.get(*at) {
                Some(left_out) => Err(left_out.rejection.clone()),
                None => Ok(None),
            },
        }
    }
}
