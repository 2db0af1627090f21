//! Names and pictures of passkey providers: a service that signs them, and the community's list.

use countersign_authdata::Aaguid;
use countersign_metadata::{
    BlobRules, CommunityList, ConvenienceMetadata, Ground, LeftOutProvider, MediaType, Number,
    Provider, ProviderDirectory, ProviderSource,
};
use countersign_spec::{ReasonKind, Rejection, Step};
use serde_json::{Value, json};

use crate::scenario::{AAGUID, NOW, Service, anchor, base64, expired, some_root};

const OTHER: &str = "f0f1f2f3-f4f5-f6f7-f8f9-fafbfcfdfeff";

fn aaguid(text: &str) -> Aaguid {
    text.parse().unwrap()
}

fn picture(head: &str, bytes: &[u8]) -> String {
    format!("data:{head};base64,{}", base64(bytes))
}

fn details() -> Value {
    json!({
        "friendlyNames": { "en-US": "Example passkeys", "de-DE": "Beispiel-Passkeys" },
        "icon": svg("icon"),
        "providerLogoDark": svg("dark logo"),
    })
}

fn svg(text: &str) -> String {
    picture("image/svg+xml", format!("<svg>{text}</svg>").as_bytes())
}

/// A service of names and pictures.
fn service() -> Service {
    let mut service = Service::new();
    service.jws.payload = json!({ "no": 7, AAGUID: details() });
    service
}

fn load(service: &Service) -> Result<ConvenienceMetadata, Rejection> {
    load_with(service, |rules| rules)
}

fn load_with(
    service: &Service,
    bend: impl FnOnce(BlobRules<'_>) -> BlobRules<'_>,
) -> Result<ConvenienceMetadata, Rejection> {
    let anchors = [anchor(&service.root.certificate)];
    bend(BlobRules::new(&anchors, NOW)).verify_convenience(service.blob().as_bytes())
}

#[track_caller]
fn refused(verdict: Result<ConvenienceMetadata, Rejection>, step: Step, kind: ReasonKind) {
    let refused = verdict.expect_err("a refusal");
    assert_eq!(
        (refused.step(), refused.reason().kind()),
        (step, kind),
        "{refused}"
    );
}

#[test]
fn what_the_service_signed_is_shown() {
    let metadata = load(&service()).unwrap();
    assert_eq!(metadata.number, Some(7));
    assert_eq!(metadata.left_out(), []);
    assert_eq!(metadata.iter().count(), 1);
    let directory = ProviderDirectory::new(metadata, CommunityList::default());
    let provider = directory.provider(aaguid(AAGUID), &["de-AT", "en"]);
    assert_eq!(
        (provider.name, provider.language, provider.source),
        ("Beispiel-Passkeys", "de-DE", ProviderSource::Service)
    );
    let light = provider.icon(Ground::Light).unwrap();
    assert_eq!(
        (light.media_type(), light.bytes()),
        (MediaType::Svg, &b"<svg>icon</svg>"[..])
    );
    let dark = provider.icon(Ground::Dark).unwrap();
    assert_eq!(dark.bytes(), b"<svg>dark logo</svg>");
}

#[test]
fn it_is_verified_like_the_other_blob() {
    let of = |bend: fn(&mut Service)| {
        let mut service = service();
        bend(&mut service);
        load(&service)
    };
    refused(
        of(|service| service.jws.header["alg"] = json!("none")),
        Step::MdsHeader,
        ReasonKind::Unsupported,
    );
    refused(
        of(|service| service.root.certificate = some_root()),
        Step::PathAnchor,
        ReasonKind::Missing,
    );
    refused(
        of(|service| {
            service.key = Service::with(service.algorithm, |_| ())
                .intermediate
                .key
                .clone();
        }),
        Step::MdsSignature,
        ReasonKind::BadSignature,
    );
    let mut late = Service::with(service().algorithm, expired);
    late.jws.payload = service().jws.payload.clone();
    refused(load(&late), Step::PathValidity, ReasonKind::Expired);
    let newer = |last| load_with(&service(), |rules| rules.number(Number::NewerThan(last)));
    assert!(newer(6).is_ok());
    refused(newer(7), Step::MdsNumber, ReasonKind::Mismatch);
    let host = |host| load_with(&service(), |rules| rules.host(host));
    refused(
        host(Some("c-mds.example")),
        Step::MdsChain,
        ReasonKind::NotAllowed,
    );
    assert!(host(None).is_ok());
}

#[test]
fn one_service_does_not_speak_for_the_other() {
    let service = service();
    let anchors = [anchor(&service.root.certificate)];
    let rules = BlobRules::new(&anchors, NOW);
    let entries = rules.verify(service.blob().as_bytes()).unwrap_err();
    assert_eq!(entries.step(), Step::MdsPayload);
    // The other way there are no providers: "entries" is no AAGUID.
    let other = load(&Service::new()).unwrap();
    assert_eq!(other.iter().count(), 0);
    assert!(other.unknown.contains_key("entries"));
}

#[test]
fn the_payload_is_an_object_with_a_number() {
    for payload in [
        json!([]),
        json!({ AAGUID: details() }),
        json!({ "no": "7" }),
        json!({ "no": -1 }),
    ] {
        let refused = ConvenienceMetadata::parse(payload.to_string().as_bytes()).unwrap_err();
        assert_eq!(refused.step(), Step::ConveniencePayload, "{payload}");
    }
    let twice = format!("{{\"no\":1,\"{AAGUID}\":1,\"{AAGUID}\":2}}");
    let refused = ConvenienceMetadata::parse(twice.as_bytes()).unwrap_err();
    assert_eq!(refused.reason().kind(), ReasonKind::Malformed);
}

fn with(change: impl FnOnce(&mut Value)) -> ConvenienceMetadata {
    let mut payload = json!({ "no": 1, AAGUID: details(), OTHER: details() });
    change(&mut payload[AAGUID]);
    ConvenienceMetadata::parse(payload.to_string().as_bytes()).unwrap()
}

#[test]
fn a_malformed_entry_is_left_out_and_the_others_stay() {
    let long = "x".repeat(201);
    for (names, kind) in [
        (json!({ "de-DE": "Beispiel" }), ReasonKind::Missing),
        (json!({ "en-US": "" }), ReasonKind::Missing),
        (json!({ "en-US": " " }), ReasonKind::Missing),
        (json!({ "en-US": long }), ReasonKind::TooLarge),
        (json!({ "en-US": "a\u{1b}[2Jb" }), ReasonKind::Malformed),
        (json!({ "en-US": 1 }), ReasonKind::Malformed),
        (json!("Example"), ReasonKind::Malformed),
    ] {
        let metadata = with(|details| details["friendlyNames"] = names.clone());
        let [
            LeftOutProvider {
                member: None,
                reason,
                aaguid: of,
                ..
            },
        ] = metadata.left_out()
        else {
            panic!("{names}: {:?}", metadata.left_out());
        };
        assert_eq!((*of, reason.kind()), (aaguid(AAGUID), kind), "{names}");
        assert_eq!(metadata.details(*of), None);
        assert!(metadata.details(aaguid(OTHER)).is_some());
    }
    let metadata = with(|details| *details = json!(1));
    assert_eq!(metadata.left_out().len(), 1);
    // Letter case of the language does not matter.
    let metadata = with(|details| details["friendlyNames"] = json!({ "en-us": "Example" }));
    assert_eq!(metadata.left_out(), []);
}

#[test]
fn a_bad_picture_is_left_out_and_the_name_stays() {
    let html = picture("text/html", b"<script>");
    for (icon, kind) in [
        ("https://example.org/icon.png", ReasonKind::Malformed),
        (&html, ReasonKind::Unsupported),
        ("data:image/png;base64,AAAA", ReasonKind::Malformed),
    ] {
        let metadata = with(|details| details["icon"] = json!(icon));
        let [
            LeftOutProvider {
                member: Some("icon"),
                reason,
                ..
            },
        ] = metadata.left_out()
        else {
            panic!("{icon}: {:?}", metadata.left_out());
        };
        assert_eq!(reason.kind(), kind, "{icon}");
        let details = metadata.details(aaguid(AAGUID)).unwrap();
        assert_eq!(details.icons.icon, None);
        assert!(details.icons.provider_logo_dark.is_some());
    }
}

#[test]
fn unknown_members_are_kept() {
    let metadata = with(|details| details["motto"] = json!(["a"]));
    let details = metadata.details(aaguid(AAGUID)).unwrap();
    assert_eq!(details.unknown["motto"], "[\"a\"]");
    assert_eq!(metadata.left_out(), []);
}

#[test]
fn the_community_comes_second_and_a_neutral_name_last() {
    let list = json!({
        "$schema": "./aaguid.json.schema",
        AAGUID: { "name": "of the community" },
        OTHER: { "name": "Example keyring", "icon_light": svg("light"), "icon_dark": "no picture" },
        "00000000-0000-0000-0000-000000000000": { "name": "of zeros" },
        "ffffffff-ffff-ffff-ffff-ffffffffffff": { "icon_light": svg("nameless") },
    });
    let list = CommunityList::parse(list.to_string().as_bytes()).unwrap();
    assert_eq!(list.len(), 3);
    let left_out: Vec<_> = list.left_out().iter().map(|one| one.member).collect();
    assert_eq!(left_out, [Some("icon_dark"), None]);
    let directory = ProviderDirectory::new(load(&service()).unwrap(), list);
    let source = |text: &str| directory.provider(aaguid(text), &[]).source;
    assert_eq!(source(AAGUID), ProviderSource::Service);
    assert_eq!(source(OTHER), ProviderSource::Community);
    let provider = directory.provider(aaguid(OTHER), &["de"]);
    assert_eq!(provider.name, "Example keyring");
    assert_eq!(
        provider.icon(Ground::Dark).unwrap().bytes(),
        b"<svg>light</svg>"
    );
    for nobody in [Aaguid::ZERO, aaguid("ffffffff-ffff-ffff-ffff-ffffffffffff")] {
        let provider = directory.provider(nobody, &[]);
        assert_eq!(
            (provider.name, provider.source),
            (Provider::NEUTRAL, ProviderSource::Nobody)
        );
        assert_eq!(provider.icon(Ground::Light), None);
    }
}

#[test]
fn a_list_that_is_no_object_is_refused() {
    for list in [&b"[]"[..], b"", b"{\"a\":1,\"a\":1}", b"{}x", b"\xff"] {
        let refused = CommunityList::parse(list).unwrap_err();
        assert_eq!(refused.kind(), ReasonKind::Malformed);
    }
}

#[test]
fn a_model_has_one_entry() {
    let capitals = OTHER.to_uppercase();
    let first = json!({ "name": "first", "friendlyNames": { "en-US": "first" } });
    let second = json!({ "name": "second", "friendlyNames": { "en-US": "second" } });
    // Capitals come first, as members are read in the order of their bytes.
    let list = json!({ "no": 1, capitals: first, OTHER: second }).to_string();
    let not_allowed = |left_out: &[LeftOutProvider]| {
        let kinds: Vec<_> = left_out.iter().map(|one| one.reason.kind()).collect();
        assert_eq!(kinds, [ReasonKind::NotAllowed]);
    };
    let community = CommunityList::parse(list.as_bytes()).unwrap();
    not_allowed(community.left_out());
    assert_eq!(community.entry(aaguid(OTHER)).unwrap().name, "first");
    let service = ConvenienceMetadata::parse(list.as_bytes()).unwrap();
    not_allowed(service.left_out());
    let names = &service.details(aaguid(OTHER)).unwrap().friendly_names;
    assert_eq!(names["en-US"], "first");
}

#[test]
fn a_list_may_be_empty() {
    let list = CommunityList::parse(b"{}").unwrap();
    assert!(list.is_empty());
    let list = json!({ OTHER: { "name": "Example keyring" } }).to_string();
    assert!(!CommunityList::parse(list.as_bytes()).unwrap().is_empty());
}

#[test]
fn a_name_has_200_characters_at_most() {
    for (length, left_out) in [(200, 0), (201, 1)] {
        let name = "\u{e9}".repeat(length);
        let metadata = with(|details| details["friendlyNames"] = json!({ "en-US": name }));
        assert_eq!(metadata.left_out().len(), left_out, "{length}");
    }
}
