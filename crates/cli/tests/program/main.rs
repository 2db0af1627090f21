//! The program, run as a shell runs it: what it writes and its exit code, for good input and bad.

mod common;
mod inspecting;
mod metadata;
mod readme;
mod vectors;
mod verifying;

use common::{run, run_with};

#[test]
fn help_has_examples_and_exit_codes() {
    let help = run(&["--help"]).ok();
    assert!(help.contains("Exit code 0 says yes") && help.contains("countersign mds verify"));
    for command in [
        &["mds", "verify", "--help"][..],
        &["mds", "show", "--help"],
        &["mds", "find", "--help"],
        &["inspect", "--help"],
        &["verify", "--help"],
        &["vectors", "list", "--help"],
        &["vectors", "show", "--help"],
        &["vectors", "replay", "--help"],
        &["completions", "--help"],
        &["man", "--help"],
    ] {
        let help = run(command).ok();
        assert!(help.contains("Example"), "{command:?}");
    }
}

#[test]
fn wrong_use_is_exit_code_2_and_said() {
    for (arguments, said) in [
        (&[][..], "Usage"),
        (&["mds"], "Usage"),
        (&["frobnicate"], "frobnicate"),
        (&["completions", "basic"], "basic"),
        (&["verify", "--rp-id", "example.org"], "--origin"),
        (&["mds", "verify", "/nonexistent/blob"], "/nonexistent/blob"),
        (
            &["mds", "verify", "blob", "--time", "soon"],
            "seconds since 1970",
        ),
        (&["mds", "show", "blob", "--certification", "L9"], "L3plus"),
        (&["inspect", "--kind", "soup", "AAAA"], "attestation-object"),
    ] {
        let answer = run(arguments);
        assert_eq!(answer.code, 2, "{arguments:?}");
        assert!(answer.err.contains(said), "{arguments:?}: {}", answer.err);
    }
}

#[test]
fn completions_are_written_for_each_shell() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = run(&["completions", shell]).ok();
        assert!(
            script.contains("inspect") && script.contains("replay"),
            "{shell}"
        );
    }
}

#[test]
fn man_has_a_page_for_each_command() {
    let pages = run(&["man"]).ok();
    for name in [
        "countersign",
        "countersign-inspect",
        "countersign-mds-find",
        "countersign-vectors-replay",
    ] {
        assert!(pages.contains(&format!(".TH {name} 1")), "{name}");
    }
}

#[test]
fn colours_are_for_terminals_only() {
    let plain = run_with(&["inspect", "--kind", "cbor", "a0"], &[], &[]);
    assert!(!plain.out.contains('\x1b'));
    let coloured = run_with(
        &["inspect", "--kind", "cbor", "a0"],
        &[],
        &[("CLICOLOR_FORCE", "1")],
    );
    assert!(coloured.out.contains('\x1b'));
    let forbidden = run_with(
        &["inspect", "--kind", "cbor", "a0"],
        &[],
        &[("NO_COLOR", "1")],
    );
    assert!(!forbidden.out.contains('\x1b'));
}
