//! The examples of the README: each `$ countersign …` in a block of `console` writes the lines below
//! it. A line of `…` stands for any lines.

use std::process::Command;

#[test]
fn the_readme_says_what_the_program_says() {
    let readme = include_str!("../../README.md");
    let mut ran = 0;
    for block in readme.split("```console\n").skip(1) {
        let block = block.split("```").next().unwrap_or_default();
        for example in block.split("$ countersign ").skip(1) {
            let (command, written) = example.split_once('\n').unwrap();
            let arguments: Vec<_> = command.split_whitespace().collect();
            let answer = Command::new(env!("CARGO_BIN_EXE_countersign"))
                .args(&arguments)
                .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
                .output()
                .unwrap();
            assert!(answer.status.success(), "{command}");
            let out = String::from_utf8(answer.stdout).unwrap();
            assert_written(command, written.trim_end(), &out);
            ran += 1;
        }
    }
    assert!(ran >= 4, "{ran} examples");
}

#[track_caller]
fn assert_written(command: &str, wanted: &str, found: &str) {
    let mut rest = found.trim_end();
    let parts: Vec<_> = wanted.split("…\n").collect();
    for (place, part) in parts.iter().enumerate() {
        let part = part.trim_end_matches(['…', '\n']).trim_end();
        let at = rest.find(part);
        let at = at.unwrap_or_else(|| panic!("{command}: no «{part}» in {rest}"));
        assert!(place > 0 || at == 0, "{command}: {found}");
        rest = &rest[at + part.len()..];
    }
    assert!(
        wanted.ends_with('…') || rest.is_empty(),
        "{command}: {rest}"
    );
}
