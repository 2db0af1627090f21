//! `countersign mds`.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use countersign_authenticator::certificate::{Extension, pem};
use countersign_authenticator::{
    Format, Jws, Pki, PrivateKey, Registration, RelyingParty, RevocationList, Seed,
};
use countersign_cose::Algorithm;
use serde_json::{Value, json};

use crate::common::{Answer, Folder, base64url, run, run_with, shared};

const AAGUID: &str = "00010203-0405-0607-0809-0a0b0c0d0e0f";
const OTHER: &str = "f0f1f2f3-f4f5-f6f7-f8f9-fafbfcfdfeff";
const KEY: &str = "0102030405060708090a0b0c0d0e0f1011121314";

/// A BLOB of three models, one of which cannot be read, with its root and lists.
struct Service {
    folder: Folder,
    blob: String,
    root: String,
    lists: [String; 2],
    revoking: String,
}

fn entry(aaguid: &str, name: &str, status: &str) -> Value {
    let root = Pki::default().root("packed").certificate;
    json!({
        "aaguid": aaguid,
        "metadataStatement": {
            "description": name, "aaguid": aaguid, "authenticatorVersion": 2,
            "protocolFamily": "fido2", "schema": 3, "attestationTypes": ["basic_full"],
            "attestationRootCertificates": [BASE64_STANDARD.encode(&root)],
        },
        "statusReports": [{ "status": status, "effectiveDate": "2025-01-01" }],
    })
}

impl Service {
    fn new() -> Self {
        let seed = Seed::new("command line");
        let pki = Pki::default();
        let root = pki.root("metadata");
        let intermediate = pki.intermediate_with("metadata", 1, &root, |_| ());
        let key = PrivateKey::derive(Algorithm::Es256, &seed, "signer");
        let signer = Pki::leaf_with(&seed, "metadata", &intermediate, &key.public(), |leaf| {
            leaf.serial = vec![0x51];
            leaf.extensions
                .push(Extension::dns_name("mds.fidoalliance.org"));
        });
        let chain = [signer, intermediate.certificate.clone()];
        let mut jws = Jws::safetynet(Algorithm::Es256, &chain, &[], 0);
        let u2f = json!({
            "attestationCertificateKeyIdentifiers": [KEY],
            "metadataStatement": {
                "attestationCertificateKeyIdentifiers": [KEY],
                "description": "Old key\u{1b}[31m", "authenticatorVersion": 1,
                "protocolFamily": "u2f", "schema": 3,
            },
            "statusReports": [{ "status": "REVOKED", "effectiveDate": "2024-01-01" }],
        });
        jws.payload = json!({
            "legalHeader": "terms", "no": 7, "nextUpdate": "2026-07-01",
            "entries": [entry(AAGUID, "Example key", "FIDO_CERTIFIED_L2"), u2f, { "aaguid": OTHER, "statusReports": 1 }],
        });
        let folder = Folder::new();
        let list = |of: &countersign_authenticator::Authority, revoked: &[&[u8]]| {
            RevocationList::new(of, revoked).sign(&of.key)
        };
        Self {
            blob: folder.file("blob.jwt", jws.sign(&key, Algorithm::Es256.scheme()) + "\n"),
            root: folder.file("root.pem", pem(&root.certificate)),
            lists: [
                folder.file("root.crl", list(&root, &[])),
                folder.file("intermediate.crl", list(&intermediate, &[])),
            ],
            revoking: folder.file("revoking.crl", list(&intermediate, &[&[0x51]])),
            folder,
        }
    }

    fn mds(&self, command: &str, more: &[&str]) -> Answer {
        let start = ["mds", command, &self.blob];
        run(&[&start, more].concat())
    }

    fn verify(&self, more: &[&str]) -> Answer {
        let given = ["--root", &self.root, "--time", "2026-06-01"];
        self.mds("verify", &[&given, more].concat())
    }
}

#[track_caller]
fn refused(answer: &Answer, step: &str, reason: &str) {
    let json = answer.json(1);
    assert_eq!(json["verdict"], "refused");
    assert_eq!(json["refused"]["step"], step, "{json}");
    assert_eq!(json["refused"]["reason"], reason, "{json}");
    assert!(
        json["refused"]["url"]
            .as_str()
            .unwrap()
            .starts_with("https://")
    );
}

#[test]
fn a_blob_is_verified() {
    let service = Service::new();
    let said = service.verify(&[]).ok();
    assert!(
        said.starts_with("verified\n") && said.contains("no: 7"),
        "{said}"
    );
    assert!(said.contains(&format!("entry 2 ({OTHER})")), "{said}");
    let json = service.verify(&["--json"]).json(0);
    assert_eq!((&json["no"], &json["entries"]), (&json!(7), &json!(2)));
    assert_eq!(json["leftOut"][0]["refused"]["step"], "MdsEntry");
    assert_eq!(json["overdue"], false);
}

#[test]
fn a_blob_is_refused_at_its_step() {
    let service = Service::new();
    let refuse = |more: &[&str], step, reason| {
        refused(&service.verify(&[more, &["--json"]].concat()), step, reason);
    };
    refuse(&["--minimum-no", "8"], "MdsNumber", "Mismatch");
    refuse(&["--host", "example.org"], "MdsChain", "NotAllowed");
    let at = |time: &str, more: &[&str]| {
        let given = ["--root", &service.root, "--json", "--time", time];
        service.mds("verify", &[&given, more].concat())
    };
    refused(&at("2000-01-01", &[]), "PathValidity", "Expired");
    let late = at("2026-07-02", &[]);
    assert_eq!(late.json(0)["overdue"], true);
    refused(&at("2026-07-02", &["--fresh"]), "MdsNextUpdate", "Expired");
    let fido = service.mds("verify", &["--json", "--time", "2026-06-01"]);
    refused(&fido, "PathAnchor", "Missing");
    let mut blob = std::fs::read_to_string(&service.blob).unwrap();
    blob.insert(blob.len() - 4, 'A');
    let path = service.folder.file("changed.jwt", blob);
    let changed = [
        "mds",
        "verify",
        &path,
        "--root",
        &service.root,
        "--time",
        "2026-06-01",
    ];
    assert_eq!(run(&changed).code, 1);
    assert!(run(&changed).out.starts_with("refused at Mds"));
}

#[test]
fn revocation_lists_are_asked() {
    let service = Service::new();
    let [root, intermediate] = &service.lists;
    let both = ["--crl", root, "--crl", intermediate, "--json"];
    assert_eq!(service.verify(&both).json(0)["verdict"], "verified");
    let one = service.verify(&["--crl", root, "--json"]);
    refused(&one, "PathRevocation", "Missing");
    let revoked = service.verify(&["--crl", root, "--crl", &service.revoking, "--json"]);
    refused(&revoked, "PathRevocation", "Mismatch");
    let none = service.verify(&["--crl", &service.root]);
    assert_eq!(none.code, 2);
    assert!(none.err.contains("X509 CRL"), "{}", none.err);
}

#[test]
fn entries_are_listed_and_filtered() {
    let service = Service::new();
    let all = service.mds("show", &[]);
    assert!(all.err.contains("not verified"));
    let all = all.ok();
    assert!(all.contains(AAGUID) && all.contains(KEY), "{all}");
    assert!(
        all.contains("2 of 2 entries, and 1 that could not be read"),
        "{all}"
    );
    // A name does not reach the terminal's controls.
    assert!(!all.contains('\x1b'));
    let rows = |filter: &[&str]| {
        let answer = service.mds("show", &[filter, &["--json"]].concat()).json(0);
        answer["entries"].as_array().unwrap().len()
    };
    for (filter, count) in [
        (&["--protocol", "FIDO2"][..], 1),
        (&["--protocol", "uaf"], 0),
        (&["--status", "revoked"], 1),
        (&["--certification", "L1+"], 1),
        (&["--certification", "FIDO_CERTIFIED_L3"], 0),
        (&["--text", "EXAMPLE"], 1),
        (&["--text", "0a0b0c"], 2),
        (&["--text", "0a0b0c", "--status", "REVOKED"], 1),
    ] {
        assert_eq!(rows(filter), count, "{filter:?}");
    }
    let verified = service.mds("show", &["--root", &service.root, "--time", "2026-06-01"]);
    assert_eq!((verified.code, verified.err.as_str()), (0, ""));
    let late = service.mds("show", &["--root", &service.root, "--time", "2200-01-01"]);
    assert_eq!(late.code, 1);
    let half = service.mds("show", &["--minimum-no", "3"]);
    assert!(half.code == 2 && half.err.contains("--root"));
}

#[test]
fn models_are_found() {
    let service = Service::new();
    let find = |wanted: &str| service.mds("find", &[wanted]);
    let entry = find(&AAGUID.to_uppercase()).ok();
    assert!(
        entry.contains("Example key") && entry.contains("FIDO_CERTIFIED_L2"),
        "{entry}"
    );
    assert!(entry.contains("anchor: C=AA, O=Countersign"), "{entry}");
    assert!(find(KEY).ok().contains("REVOKED"));
    assert!(find("example").ok().contains(AAGUID));
    let none = find("nobody");
    assert!(none.code == 1 && none.out.contains("no entry for «nobody»"));
    assert_eq!(find("00000000-0000-0000-0000-000000000000").code, 1);
    let left_out = find(OTHER);
    assert!(left_out.code == 1 && left_out.out.contains("refused at MdsEntry"));
}

#[test]
fn what_is_no_blob_is_refused() {
    let folder = Folder::new();
    let path = folder.file("text", "no BLOB");
    for command in ["verify", "show"] {
        let answer = run(&["mds", command, &path, "--json"]);
        refused(&answer, "MdsBlob", "Malformed");
    }
}

#[test]
fn the_real_blob_is_verified_shown_and_found() {
    let Some(blob) = shared("vectors/mds/blob-31.jwt") else {
        return;
    };
    let verified = run(&[
        "mds",
        "verify",
        &blob,
        "--time",
        "2023-09-20",
        "--minimum-no",
        "31",
        "--json",
    ]);
    assert_eq!(verified.json(0)["entries"], 174);
    let shown = run(&["mds", "show", &blob, "--certification", "L2", "--json"]).json(0);
    assert!(shown["entries"].as_array().unwrap().len() > 5);
    let found = run(&["mds", "find", &blob, "c1f9a0bc-1dd2-404a-b27f-8e29047a43fd"]).ok();
    assert!(found.contains("YubiKey 5 FIPS Series with NFC"), "{found}");
}

#[test]
fn a_registration_is_held_against_metadata() {
    let service = Service::new();
    let challenge = [7; 32];
    let made = |aaguid: &str| {
        let digits = aaguid.replace('-', "");
        let aaguid = u128::from_str_radix(&digits, 16).unwrap().to_be_bytes();
        Registration::new(&RelyingParty::new("example.org"))
            .challenge(&challenge)
            .format(Format::Packed)
            .aaguid(aaguid)
            .make()
    };
    let verify = |aaguid: &str, more: &[&str]| {
        let challenge = base64url(&challenge);
        let given = [
            "verify",
            "-",
            "--rp-id",
            "example.org",
            "--challenge",
            &challenge,
        ];
        let blob = [
            "--origin",
            "https://example.org",
            "--json",
            "--mds",
            &service.blob,
        ];
        let arguments = [&given[..], &blob, more].concat();
        run_with(
            &arguments,
            made(aaguid).to_json().to_string().as_bytes(),
            &[],
        )
    };
    let trusted = ["--mds-root", &service.root, "--time", "2026-06-01"];
    let answer = verify(AAGUID, &trusted).json(0);
    assert_eq!(answer["trust"], json!(["trusted, 2 certificates"]));
    refused(&verify(OTHER, &trusted), "MdsEntry", "Malformed");
    let stranger = verify(AAGUID, &[]);
    assert_eq!(stranger.code, 2, "{}", stranger.out);
    assert!(
        stranger.err.contains("the BLOB is refused"),
        "{}",
        stranger.err
    );
}
