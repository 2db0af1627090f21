//! Origins: compared whole, as text, with those that the relying party lists.

use countersign_authenticator::{Authentication, RelyingParty, base64url};
use countersign_spec::ReasonKind::{Malformed, Mismatch, Missing};
use countersign_spec::Step;
use serde_json::json;

use crate::standard::{authentication, registration, registration_at, rp};
use crate::{Draft, Group, Twin};

pub(super) fn cases(group: &mut Group) {
    let twin = group.twin("authentication", authentication);
    others(group, &twin);
    spellings(group, &twin);
    missing(group, &twin);
    scripts(group, &twin);
    addresses(group);
    applications(group, &twin);
    related(group, &twin);
    configuration(group);
}

/// Begins an authentication at another origin.
fn at<'g>(
    group: &'g mut Group,
    id: &str,
    twin: &Twin<Authentication<'static>>,
    origin: &str,
) -> Draft<'g> {
    let mutation = format!("the origin is {}", origin.escape_debug());
    let origin = origin.to_owned();
    group.case(id, &mutation, twin, |made| {
        made.client_data(move |c| c.set_text("origin", &origin))
    })
}

fn others(group: &mut Group, twin: &Twin<Authentication<'static>>) {
    let create = group.twin("registration", registration);
    group
        .case(
            "ORG-001/registration",
            "the origin is https://evil.example",
            &create,
            |made| made.client_data(|c| c.set_text("origin", "https://evil.example")),
        )
        .refuse(Step::RegistrationOrigin, Mismatch);
    for (id, origin) in [
        ("ORG-001/authentication", "https://evil.example"),
        ("ORG-002", "https://example.org:8443"),
        ("ORG-004", "http://example.org"),
        ("ORG-006", "https://a.example.org"),
        ("ORG-007", "https://evilexample.org"),
        ("ORG-008", "https://example.org.evil.test"),
        ("ORG-009", "https://evil.test/?https://example.org"),
        ("ORG-010", "https://example.org@evil.test"),
        ("ORG-011/in-path", r"https://evil.test\example.org"),
        ("ORG-011/in-user", r"https://example.org\@evil.test"),
        ("ORG-022", "http://localhost:3000"),
        ("ORG-023", "null"),
        ("ORG-030/ios", "ios:bundle-id:org.example"),
        (
            "ORG-030/extension",
            "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
        ),
    ] {
        at(group, id, twin, origin).refuse(Step::AuthenticationOrigin, Mismatch);
    }
    group.test("ORG-007", "countersign::subdomains_end_at_a_dot");
}

fn spellings(group: &mut Group, twin: &Twin<Authentication<'static>>) {
    const EXACT: &str = "browsers serialise an origin in one way, and that text is compared";
    at(group, "ORG-003", twin, "https://example.org:443")
        .why(EXACT)
        .refuse(Step::AuthenticationOrigin, Mismatch);
    at(group, "ORG-013", twin, "https://EXAMPLE.org")
        .why(EXACT)
        .refuse(Step::AuthenticationOrigin, Mismatch);
    for (id, origin) in [
        ("ORG-012", "https://example.org."),
        ("ORG-014/slash", "https://example.org/"),
        ("ORG-014/path", "https://example.org/login"),
        ("ORG-014/query", "https://example.org?x"),
        ("ORG-014/fragment", "https://example.org#x"),
        ("ORG-015/leading-space", " https://example.org"),
        ("ORG-015/line-break", "https://example.org\n"),
        ("ORG-015/tab", "https://exam\tple.org"),
        ("ORG-016", "https://example.org\0.evil.test"),
    ] {
        at(group, id, twin, origin).refuse(Step::AuthenticationOrigin, Mismatch);
    }
}

fn missing(group: &mut Group, twin: &Twin<Authentication<'static>>) {
    group
        .case("ORG-024/missing", "no origin", twin, |made| {
            made.client_data(|c| c.remove("origin"))
        })
        .refuse(Step::AuthenticationClientDataJson, Missing);
    group
        .case("ORG-024/empty", "the origin is empty", twin, |made| {
            made.client_data(|c| c.set_text("origin", ""))
        })
        .refuse(Step::AuthenticationOrigin, Mismatch);
    group
        .case(
            "ORG-025",
            "the origin is an array of the right one",
            twin,
            |made| made.client_data(|c| c.set("origin", r#"["https://example.org"]"#)),
        )
        .refuse(Step::AuthenticationClientDataJson, Malformed);
}

/// Hosts that look like another.
fn scripts(group: &mut Group, twin: &Twin<Authentication<'static>>) {
    for (id, origin) in [
        ("ORG-017", "https://ex\u{430}mple.org"),
        ("ORG-019", "https://xn--example-.org"),
        ("ORG-020/ideographic", "https://example\u{3002}org"),
        ("ORG-020/full-width", "https://example\u{ff0e}org"),
    ] {
        at(group, id, twin, origin).refuse(Step::AuthenticationOrigin, Mismatch);
    }
    let punycode = group.twin("punycode", || {
        let rp = RelyingParty::new("xn--bcher-kva.example");
        registration_at(&rp).make().credential.authenticate()
    });
    at(group, "ORG-018", &punycode, "https://b\u{fc}cher.example")
        .why("browsers send Punycode; an origin in another script can't be configured either")
        .refuse(Step::AuthenticationOrigin, Mismatch);
    group.test(
        "ORG-018",
        "countersign::an_origin_is_written_as_browsers_send_it",
    );
}

fn addresses(group: &mut Group) {
    let localhost = group.twin("localhost", || {
        let rp = RelyingParty::new("localhost").at("http://localhost");
        registration_at(&rp).make().credential.authenticate()
    });
    for (name, host) in [
        ("hexadecimal", "0x7f.1"),
        ("short", "127.1"),
        ("dotted", "127.0.0.1"),
        ("decimal", "2130706433"),
        ("ipv6", "[::1]"),
    ] {
        at(
            group,
            &format!("ORG-021/{name}"),
            &localhost,
            &format!("http://{host}"),
        )
        .refuse(Step::AuthenticationOrigin, Mismatch);
    }
}

const HASH: [u8; 32] = [0xfb; 32];

fn app(hash: &str) -> String {
    format!("android:apk-key-hash:{hash}")
}

fn applications(group: &mut Group, twin: &Twin<Authentication<'static>>) {
    let right = app(&base64url(&HASH));
    let also_app = group.twin_asking("authentication-or-app", authentication, |draft| {
        draft.rp(
            "origins",
            json!(["https://example.org", app(&base64url(&HASH))]),
        )
    });
    at(group, "ORG-026", &also_app, &right).accept();
    let app_alone = group.twin("app", || {
        let rp = rp().at(&app(&base64url(&HASH)));
        registration_at(&rp).make().credential.authenticate()
    });
    let standard = base64url(&HASH).replace('-', "+").replace('_', "/");
    for (id, origin) in [
        ("ORG-027", app(&base64url(&[0xfc; 32]))),
        ("ORG-028/alphabet", app(&standard)),
        ("ORG-028/padding", right.clone() + "="),
        ("ORG-029", "https://example.org".to_owned()),
    ] {
        at(group, id, &app_alone, &origin).refuse(Step::AuthenticationOrigin, Mismatch);
    }
    at(group, "ORG-030/android", twin, &right).refuse(Step::AuthenticationOrigin, Mismatch);
}

fn related(group: &mut Group, twin: &Twin<Authentication<'static>>) {
    at(group, "ORG-031", twin, "https://example.co.uk")
        .refuse(Step::AuthenticationOrigin, Mismatch);
    let listed = group.twin_asking("authentication-or-related", authentication, |draft| {
        draft.rp(
            "origins",
            json!(["https://example.org", "https://example.co.uk"]),
        )
    });
    at(group, "ORG-032", &listed, "https://example.co.uk").accept();
}

/// What no response shows.
fn configuration(group: &mut Group) {
    group.test(
        "ORG-005",
        "countersign::an_origin_is_written_as_browsers_send_it",
    );
    group.not_applicable(
        "ORG-033",
        "which domains are public suffixes is a list that changes, and the engine has none; \
         browsers refuse such an RP ID, and the engine one of a single label",
    );
    group.test("ORG-034", "countersign::an_rp_id_is_a_domain");
    group.test("ORG-035", "countersign::subdomains_end_at_a_dot");
    group.not_applicable(
        "ORG-036",
        "nothing in the engine leaves the origin out, and it sees no request headers",
    );
}
