//! Programs in C and Python that use the libraries as others would.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use countersign_authenticator::Client;
use countersign_json::{Verdict, Verifier};
use serde_json::json;

const CONFIGURATION: &str =
    r#"{ "rp": { "id": "example.org", "origins": ["https://example.org"] } }"#;
const USER: &str = r#"{ "user": { "name": "alice" } }"#;

/// The newest library whose name ends so, beside this test or one folder above.
fn library(ending: &str) -> PathBuf {
    let deps = env::current_exe().unwrap();
    let deps = deps.parent().unwrap();
    let is_ours = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("libcountersign_capi") && name.ends_with(ending)
    };
    let entries = [deps, deps.parent().unwrap()].map(|folder| fs::read_dir(folder).unwrap());
    let found = entries
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path());
    let newest = found
        .filter(is_ours)
        .max_by_key(|path| fs::metadata(path).unwrap().modified().unwrap());
    newest.expect("cargo made the library before its tests")
}

fn array(header: &mut String, name: &str, bytes: &[u8]) {
    writeln!(header, "static const unsigned char {name}[] = {{").unwrap();
    for byte in bytes {
        write!(header, "{byte},").unwrap();
    }
    header.push_str("};\n");
}

/// Responses of both ceremonies, as arrays in C.
fn responses() -> String {
    let verifier = Verifier::new(CONFIGURATION).unwrap();
    let mut client = Client::new("https://example.org");
    let begun = verifier.begin_registration(USER).unwrap();
    let made = client
        .create(&begun.options["publicKey"].to_string())
        .unwrap()
        .make();
    client.keep(&made.credential);
    let registration_call = json!({ "ceremony": begun.ceremony, "explain": true }).to_string();
    let registration = made.to_json().to_string();
    let verdict = verifier
        .finish_registration(&registration_call, &registration)
        .unwrap();
    let Verdict::Accept(accepted) = verdict else {
        panic!("{}", verdict.to_json());
    };
    let stored = accepted.record();
    let user_handle = begun.user_handle;
    let begun = verifier.begin_authentication("{}").unwrap();
    let made = client
        .get(&begun.options["publicKey"].to_string())
        .unwrap()
        .make();
    let authentication_call = json!({
        "ceremony": begun.ceremony, "record": accepted.record, "user_handle": user_handle,
    });
    let mut header = String::new();
    array(&mut header, "configuration", CONFIGURATION.as_bytes());
    array(&mut header, "user", USER.as_bytes());
    array(
        &mut header,
        "registration_call",
        registration_call.as_bytes(),
    );
    array(&mut header, "registration", registration.as_bytes());
    array(
        &mut header,
        "authentication_call",
        authentication_call.to_string().as_bytes(),
    );
    array(
        &mut header,
        "authentication",
        made.to_json().to_string().as_bytes(),
    );
    array(&mut header, "stored", stored.as_bytes());
    array(&mut header, "challenge", &made.challenge);
    array(
        &mut header,
        "user_handle",
        made.user_handle.as_ref().unwrap(),
    );
    array(&mut header, "credential_id", &made.credential.id);
    array(&mut header, "client_data_json", &made.client_data_json);
    array(&mut header, "authenticator_data", &made.authenticator_data);
    array(&mut header, "signature", &made.signature);
    header
}

/// Compiles boundary.c with these flags, and runs it.
fn run(name: &str, flags: &[&str], calls: &str) {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("responses.h"), responses()).unwrap();
    let program = folder.join("boundary");
    let compiled = Command::new("cc")
        .args(["-std=c11", "-Wall", "-Wextra", "-Werror", "-g"])
        .args(flags)
        .arg("-I")
        .arg(here.join("include"))
        .arg("-I")
        .arg(&folder)
        .arg(here.join("tests/boundary.c"))
        .arg(library(".a"))
        .args(["-o"])
        .arg(&program)
        .args(["-lpthread", "-ldl", "-lm"])
        .status()
        .unwrap();
    assert!(compiled.success());
    let ran = Command::new(&program)
        .arg(calls)
        .env("ASAN_OPTIONS", "detect_leaks=1")
        .output()
        .unwrap();
    let (out, err) = (
        String::from_utf8_lossy(&ran.stdout),
        String::from_utf8_lossy(&ran.stderr),
    );
    assert!(ran.status.success(), "{out}{err}");
    assert!(
        out.contains(&format!("{calls} calls from 8 threads")),
        "{out}"
    );
}

#[test]
fn null_short_huge_and_other_bytes_crash_no_function() {
    run("plain", &[], "80");
}

#[test]
fn address_sanitizer_finds_no_error_and_no_leak() {
    run(
        "sanitized",
        &["-fsanitize=address", "-fno-omit-frame-pointer"],
        "80",
    );
}

#[test]
fn eight_threads_share_a_verifier_for_a_hundred_thousand_calls() {
    run("threads", &["-O1"], "100000");
}

#[test]
fn every_vector_has_its_verdict_from_python() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let ran = Command::new("python3")
        .arg(here.join("tests/replay.py"))
        .arg(library(".so"))
        .arg(here.join("../../conformance/vectors"))
        .output();
    let Ok(ran) = ran else {
        println!("left out: python3 is not there");
        return;
    };
    let (out, err) = (
        String::from_utf8_lossy(&ran.stdout),
        String::from_utf8_lossy(&ran.stderr),
    );
    assert!(ran.status.success(), "{out}{err}");
}
