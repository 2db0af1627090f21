//! Metadata and revocation lists: files that are read again when they change.

use std::fs;
use std::path::Path;
use std::time::Duration;

use countersign_authenticator::{Format, MetadataService, Registration, metadata_entry};
use serde_json::{Value, json};

use crate::browser::{Answer, Browser, finish};
use crate::site::{Site, unique};

const MODEL: [u8; 16] = *b"a known model...";

/// Registers a security key of that model, with attestation.
async fn register(browser: &mut Browser) -> Answer {
    let wishes = json!({ "attestation": "direct" });
    let begun = browser.post("/api/passkeys/options", &wishes).await.ok();
    let options = begun["options"].to_string();
    let made = browser.client.create(&options).unwrap();
    let made = made.format(Format::Packed).aaguid(MODEL).make();
    let body = finish(&begun, &made.to_json());
    browser.post("/api/passkeys/finish", &body).await
}

/// Registers until the answer has this status: a server that looks once a second soon does.
async fn register_until(browser: &mut Browser, status: u16) -> Answer {
    for _ in 0..100 {
        let answer = register(browser).await;
        if answer.status == status {
            return answer;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("never {status}");
}

fn roots() -> Vec<Vec<u8>> {
    let rp = countersign_authenticator::RelyingParty::new("localhost");
    Registration::new(&rp).format(Format::Packed).make().anchors
}

fn write(file: &Path, service: &MetadataService) {
    fs::write(file, service.blob()).unwrap();
}

fn service(entries: &[Value], number: u64) -> MetadataService {
    let mut service = MetadataService::new(entries);
    service.jws.payload["no"] = number.into();
    service
}

async fn site(folder: &Path) -> Site {
    Site::with(|options| {
        options.attestation = serde_json::from_value(json!("require")).unwrap();
        options.mds_blobs = Some(vec![folder.join("blob.jwt")]);
        options.mds_anchors = Some(vec![folder.join("root.der")]);
        options.reload_seconds = Some(1);
    })
    .await
}

#[tokio::test]
async fn a_model_is_known_once_the_blob_has_it_and_until_it_is_revoked() {
    let folder = tempfile::tempdir().unwrap();
    let (folder, blob) = (folder.path(), folder.path().join("blob.jwt"));
    let mut entry = metadata_entry(MODEL, &roots());
    write(&blob, &service(&[], 7));
    fs::write(folder.join("root.der"), &service(&[], 7).root.certificate).unwrap();
    let site = site(folder).await;
    let mut browser = site.browser();
    browser.sign_up_with_password(&unique("alex")).await;
    let refused = register(&mut browser).await;
    assert_eq!(
        refused.refusal(),
        (422, "authenticator_not_trusted".to_owned())
    );
    write(&blob, &service(&[entry.clone()], 8));
    let accepted = register_until(&mut browser, 200).await.json();
    let attestation = &accepted["passkey"]["attestation"];
    assert_eq!(
        (&attestation["trusted"], &attestation["model"]),
        (&json!(true), &json!("Example key"))
    );
    let revoked = json!({ "status": "REVOKED", "effectiveDate": "2025-02-01" });
    entry["statusReports"].as_array_mut().unwrap().push(revoked);
    write(&blob, &service(&[entry], 9));
    let refused = register_until(&mut browser, 422).await;
    assert_eq!(refused.refusal().1, "authenticator_not_trusted");
}

#[tokio::test]
async fn a_blob_that_is_older_or_of_nobodys_leaves_the_one_before() {
    let folder = tempfile::tempdir().unwrap();
    let (folder, blob) = (folder.path(), folder.path().join("blob.jwt"));
    let known = service(&[metadata_entry(MODEL, &roots())], 8);
    write(&blob, &known);
    fs::write(folder.join("root.der"), &known.root.certificate).unwrap();
    let site = site(folder).await;
    let mut browser = site.browser();
    browser.sign_up_with_password(&unique("alex")).await;
    register_until(&mut browser, 200).await;
    for bad in [service(&[], 7).blob(), "nonsense".to_owned()] {
        fs::write(&blob, bad).unwrap();
        tokio::time::sleep(Duration::from_millis(2_500)).await;
        assert_eq!(register(&mut browser).await.status, 200);
    }
    // A later one is taken again.
    write(&blob, &service(&[], 9));
    register_until(&mut browser, 422).await;
}

#[tokio::test]
async fn what_can_not_be_read_at_the_start_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("list.crl");
    fs::write(&file, "no list").unwrap();
    let mut options = countersign_server::Options::default();
    options.listen = Some("127.0.0.1:0".to_owned());
    options.database = Some(crate::site::database(&folder));
    options.revocation_lists = Some(folder.path().to_owned());
    let config = countersign_server::Config::load(&options).unwrap();
    let error = countersign_server::Server::bind(config).await.unwrap_err();
    assert!(error.to_string().contains("revocation_lists"), "{error}");
}
