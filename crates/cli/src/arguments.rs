use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use countersign::metadata::CertificationLevel;
use countersign::{Algorithm, Format, UnixTime};

use crate::time;

/// Looks into WebAuthn responses and FIDO metadata, and says which step of the specification
/// refuses.
///
/// Nothing is fetched: files and arguments in, an answer out. Exit code 0 says yes, 1 says no (what
/// was given is refused, malformed, or not found), 2 that the command was used wrongly or a file
/// could not be read.
#[derive(Parser)]
#[command(
    name = "countersign",
    version,
    after_help = "\
Examples:
  countersign inspect o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YVik…
  countersign inspect chain.pem --json
  countersign verify response.json --rp-id example.org --origin https://example.org --challenge AAECAwQFBgcICQoLDA0ODw
  countersign vectors replay packed
  countersign mds verify blob.jwt
  countersign mds find blob.jwt c1f9a0bc-1dd2-404a-b27f-8e29047a43fd"
)]
pub(crate) struct Arguments {
    /// Write the answer as JSON
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// FIDO metadata: verify a BLOB, list its entries, find a model
    Mds {
        #[command(subcommand)]
        command: Mds,
    },
    /// Show what is in a response, a part of one, a certificate or a BLOB
    Inspect(Inspect),
    /// Verify a registration or authentication response
    Verify(Box<Verify>),
    /// Vectors: list them, show one, replay them against the engine
    Vectors {
        #[command(subcommand)]
        command: Vectors,
    },
    /// Write the completions for a shell
    #[command(
        after_help = "Example: countersign completions bash > /etc/bash_completion.d/countersign"
    )]
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Write the man pages
    #[command(after_help = "Example: countersign man > countersign.1")]
    Man,
}

#[derive(Subcommand)]
pub(crate) enum Mds {
    /// Verify a BLOB: chain, signature, number, date
    ///
    /// Exit code 0 if it is verified, 1 if it is refused.
    #[command(after_help = "\
Examples:
  countersign mds verify blob.jwt
  countersign mds verify blob.jwt --root root-r3.pem --time 2023-09-20 --minimum-no 31 --crl signer.crl")]
    Verify {
        /// The BLOB, as the service served it
        file: PathBuf,
        #[command(flatten)]
        trust: BlobTrust,
        /// Refuse a BLOB whose next update is overdue
        #[arg(long)]
        fresh: bool,
    },
    /// List the entries of a BLOB
    ///
    /// Without --root the BLOB is read and not verified. Filters add up.
    #[command(after_help = "\
Examples:
  countersign mds show blob.jwt --protocol fido2 --certification L2
  countersign mds show blob.jwt --status REVOKED --json")]
    Show {
        /// The BLOB
        file: PathBuf,
        #[command(flatten)]
        trust: BlobTrust,
        #[command(flatten)]
        filter: Filter,
    },
    /// Find models by AAGUID, by the key identifier of an attestation certificate, or by name
    ///
    /// Without --root the BLOB is read and not verified. Exit code 1 if there is none.
    #[command(after_help = "\
Examples:
  countersign mds find blob.jwt c1f9a0bc-1dd2-404a-b27f-8e29047a43fd
  countersign mds find blob.jwt yubikey")]
    Find {
        /// The BLOB
        file: PathBuf,
        /// An AAGUID, 40 hexadecimal digits of a key identifier, or a part of the name
        wanted: String,
        #[command(flatten)]
        trust: BlobTrust,
    },
}

/// What a BLOB is held against.
#[derive(Args)]
pub(crate) struct BlobTrust {
    /// Trust anchor of the BLOB, a certificate in PEM or DER; may be repeated. `mds verify` takes
    /// the anchors of FIDO's service without
    #[arg(long, value_name = "PEM")]
    pub(crate) root: Vec<PathBuf>,
    /// The time at which it must hold: now, 2026-01-31, 2026-01-31T12:00:00Z, or seconds since 1970
    #[arg(long, default_value = "now", value_parser = time::parse, allow_hyphen_values = true)]
    pub(crate) time: UnixTime,
    /// Revocation list in DER or PEM; may be repeated. With any, each certificate of the chain must
    /// be covered by one
    #[arg(long, value_name = "FILE")]
    pub(crate) crl: Vec<PathBuf>,
    /// The lowest number ("no") that is accepted
    #[arg(long, value_name = "N")]
    pub(crate) minimum_no: Option<u64>,
    /// The host that the signer's certificate must be for; "any" for no check
    #[arg(long, default_value = "mds.fidoalliance.org")]
    pub(crate) host: String,
}

/// Which entries to list.
#[derive(Args)]
pub(crate) struct Filter {
    /// With this status reported, as REVOKED
    #[arg(long)]
    pub(crate) status: Option<String>,
    /// Certified at this level or a higher one, as L2 or L3plus
    #[arg(long, value_parser = level)]
    pub(crate) certification: Option<CertificationLevel>,
    /// Of this protocol family: uaf, u2f or fido2
    #[arg(long)]
    pub(crate) protocol: Option<String>,
    /// With this text in the name or identifier
    #[arg(long)]
    pub(crate) text: Option<String>,
}

fn level(text: &str) -> Result<CertificationLevel, String> {
    use CertificationLevel::{Functional, L1, L1Plus, L2, L2Plus, L3, L3Plus};
    let all = [Functional, L1, L1Plus, L2, L2Plus, L3, L3Plus];
    let wanted = text.replace('+', "plus");
    let is_it = |level: &CertificationLevel| {
        let name = level.name();
        let short = name.strip_prefix("FIDO_CERTIFIED_").unwrap_or(name);
        name.eq_ignore_ascii_case(&wanted) || short.eq_ignore_ascii_case(&wanted)
    };
    let found = all.into_iter().find(is_it);
    found.ok_or_else(|| "give FIDO_CERTIFIED, L1, L1plus, L2, L2plus, L3 or L3plus".to_owned())
}

/// What to look into.
#[derive(Args)]
#[command(after_help = "\
Exit code 0 if the engine takes it, 1 if it refuses: then the tree ends where reading ended.

Examples:
  countersign inspect response.json
  countersign inspect --kind authenticator-data SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MFAAAAAQ
  xxd -r -p dump.hex | countersign inspect -")]
pub(crate) struct Inspect {
    /// A file, the data itself in base64url, base64, hex, PEM or JSON, or - for standard input
    #[arg(default_value = "-", allow_hyphen_values = true)]
    pub(crate) input: String,
    /// What it is, if it is not to be guessed; certificates in PEM may be a chain
    #[arg(long, value_enum)]
    pub(crate) kind: Option<Kind>,
}

/// What can be looked into.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    AttestationObject,
    AuthenticatorData,
    ClientData,
    CoseKey,
    Certificate,
    RevocationList,
    TpmAttest,
    TpmPublic,
    AndroidKeyDescription,
    Registration,
    Authentication,
    MdsBlob,
    Cbor,
    Der,
    Json,
}

/// What to do with vectors: those that ship with the project, or those of `--from`.
#[derive(Subcommand)]
pub(crate) enum Vectors {
    /// List the vectors with the verdict that each must get
    #[command(after_help = "\
Examples:
  countersign vectors list
  countersign vectors list packed --json
  countersign vectors list --from my-vectors/")]
    List {
        /// Only those with this text in their id
        filter: Option<String>,
        #[command(flatten)]
        from: From,
    },
    /// Show a vector as a file of its own, for other tools and for `verify`
    #[command(after_help = "\
Examples:
  countersign vectors show w3c/packed-es256/registration
  countersign vectors show w3c/packed-es256/registration > vector.json && countersign verify vector.json")]
    Show {
        /// The vector's id
        id: String,
        #[command(flatten)]
        from: From,
    },
    /// Replay vectors: each verdict, step and reason against those expected
    ///
    /// Exit code 0 if all are as expected, 1 if one is not.
    #[command(after_help = "\
Examples:
  countersign vectors replay
  countersign vectors replay w3c/ --json
  countersign vectors replay --from my-vectors/")]
    Replay {
        /// Only those with this text in their id
        filter: Option<String>,
        #[command(flatten)]
        from: From,
    },
}

/// Where vectors are.
#[derive(Args)]
pub(crate) struct From {
    /// A file of vectors, or a folder with such files; may be repeated. Without, those that ship
    #[arg(long, value_name = "PATH")]
    pub(crate) from: Vec<PathBuf>,
}

/// A response and what is expected of it.
#[derive(Args)]
#[command(after_help = "\
The answer has the steps of the specification in order, each passed, refused, not applicable (and
why) or not reached. Exit code 0 if the response is accepted, 1 if it is refused.

A file of vectors has expectations of its own: all of them are verified, or the one of --id, and exit
code 0 says that every verdict is the one expected.

--expectations takes a file of JSON with the flags as members, in camel case:
  { \"rpId\": \"example.org\", \"origins\": [\"https://example.org\"], \"challenge\": \"AAEC…\",
    \"userVerification\": \"required\", \"topOrigins\": [], \"conditional\": false, \"algorithms\": [\"ES256\"],
    \"formats\": [\"packed\"], \"appId\": null, \"refuseCounter\": false }

Examples; the record of a registration is in its answer with --json, and can be given as it is:
  countersign verify registration.json --rp-id example.org --origin https://example.org \\
    --challenge AAECAwQFBgcICQoLDA0ODw --json > record.json
  countersign verify authentication.json --rp-id example.org --origin https://example.org \\
    --challenge EBESExQVFhcYGRobHB0eHw --record record.json")]
pub(crate) struct Verify {
    /// The response as JSON, what credential.toJSON() gives, or a file of vectors: a file, or - for
    /// standard input
    #[arg(default_value = "-")]
    pub(crate) response: String,
    /// The RP ID
    #[arg(long)]
    pub(crate) rp_id: Option<String>,
    /// An origin that responses come from; may be repeated. One on another domain is taken for a
    /// related origin, one that is no web origin for an app
    #[arg(long)]
    pub(crate) origin: Vec<String>,
    /// The challenge that was issued, in base64url
    #[arg(long, allow_hyphen_values = true)]
    pub(crate) challenge: Option<String>,
    /// The expectations as a file of JSON; a flag that is given counts instead of its member
    #[arg(long, value_name = "FILE")]
    pub(crate) expectations: Option<PathBuf>,
    /// The vector to verify, of a file of vectors
    #[arg(long)]
    pub(crate) id: Option<String>,
    /// Whether the user must have been verified [default: preferred]
    #[arg(long, value_enum)]
    pub(crate) user_verification: Option<Verification>,
    /// An origin whose pages may frame those of the relying party; may be repeated
    #[arg(long)]
    pub(crate) top_origin: Vec<String>,
    /// Registration: the call had mediation "conditional"
    #[arg(long)]
    pub(crate) conditional: bool,
    /// Registration: an algorithm that was offered, by COSE identifier or name, as -7 or ES256; may
    /// be repeated. Without, all but RS1
    #[arg(long, value_parser = algorithm, allow_hyphen_values = true)]
    pub(crate) algorithm: Vec<Algorithm>,
    /// Registration: an attestation statement format that is accepted; may be repeated. Without, all
    /// but android-safetynet
    #[arg(long, value_parser = format)]
    pub(crate) format: Vec<Format>,
    /// Registration: trust anchor of attestations, PEM or DER; may be repeated. Without any, and
    /// without --mds, chains are not assessed
    #[arg(long, value_name = "PEM")]
    pub(crate) anchor: Vec<PathBuf>,
    /// Registration: FIDO metadata, a BLOB verified as `mds verify` does at --time: models that have
    /// an entry are held against it, others against --anchor
    #[arg(long, value_name = "BLOB")]
    pub(crate) mds: Option<PathBuf>,
    /// Trust anchor of the BLOB, PEM or DER; may be repeated. Without, those of FIDO's service
    #[arg(long, value_name = "PEM", requires = "mds")]
    pub(crate) mds_root: Vec<PathBuf>,
    /// Registration: revocation list in DER or PEM; may be repeated. With any, each certificate of a
    /// chain must be covered by one
    #[arg(long, value_name = "FILE")]
    pub(crate) crl: Vec<PathBuf>,
    /// Registration: the time at which chains must hold
    #[arg(long, default_value = "now", value_parser = time::parse, allow_hyphen_values = true)]
    pub(crate) time: UnixTime,
    /// Authentication: the credential record as JSON
    #[arg(long, value_name = "FILE")]
    pub(crate) record: Option<PathBuf>,
    /// Authentication: the AppID, if the extension was requested
    #[arg(long)]
    pub(crate) app_id: Option<String>,
    /// Authentication: refuse a signature counter that did not grow
    #[arg(long)]
    pub(crate) refuse_counter: bool,
}

pub(crate) fn algorithm(text: &str) -> Result<Algorithm, String> {
    let mut all = Algorithm::ALL.iter().copied();
    let is_it =
        |one: &Algorithm| one.name().eq_ignore_ascii_case(text) || text.parse() == Ok(one.id());
    all.find(is_it).ok_or_else(|| {
        let names = Algorithm::ALL.iter().map(|one| one.name());
        let names: Vec<_> = names.collect();
        format!("is no algorithm that is known; {} are", names.join(", "))
    })
}

pub(crate) fn format(text: &str) -> Result<Format, String> {
    Format::from_identifier(text).ok_or_else(|| {
        let names = Format::ALL.iter().map(|one| one.identifier());
        let names: Vec<_> = names.collect();
        format!("is no format that is registered; {} are", names.join(", "))
    })
}

/// `userVerification` of the options.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Verification {
    Required,
    Preferred,
    Discouraged,
}
