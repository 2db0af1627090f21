"""Takes the checks of the engine out, one at a time, and sees whether a test notices.

    pip install tree-sitter==0.26.1 tree-sitter-rust==0.24.2
    python3 .ci/removed-checks.py [--vectors] crates/countersign crates/authdata/src/flags.rs

`cargo mutants` turns conditions round and empties functions; it takes no statement away, and no
operand of `&&` and `||`. This puts a switch at each such place in a copy of the sources, builds the
tests once, and runs them once a switch, which COUNTERSIGN_REMOVED names. With --vectors only the
vectors that ship are run. Prints a line a check, and how many were missed at the end.

A check is: a statement that ends in `?;`, the condition before a refusal, what `require` asks for
in a function's last line, an operand of `&&` (taken as true) or of `||` (taken as false). Tests,
macros and `const fn` are passed over.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import tree_sitter_rust
from tree_sitter import Language, Parser

ROOT = Path(__file__).resolve().parent.parent
CRATES = ["countersign", "authdata", "attestation", "cose", "x509", "trust"]
# Tests of other programs than the engine, or slow ones that say nothing about a check.
LEFT_OUT = {"mangled", "program", "deviations", "loading", "edges"}
PARSER = Parser(Language(tree_sitter_rust.language()))
SWITCH = """
/// Whether this check is taken out.
#[must_use]
pub fn removed(check: &str) -> bool {
    extern crate std;
    static REMOVED: std::sync::OnceLock<Option<std::string::String>> = std::sync::OnceLock::new();
    let removed = REMOVED.get_or_init(|| std::env::var("COUNTERSIGN_REMOVED").ok());
    removed.as_deref() == Some(check)
}
"""


def main(arguments):
    files = [argument for argument in arguments if argument != "--vectors"]
    scratch = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve() / "removed-checks"
    copy_sources(scratch)
    checks = instrument(scratch)
    tests = build(scratch, vectors_only="--vectors" in arguments)
    missed = 0
    for check, kind, source in checks:
        if not any(check.startswith(file) for file in files):
            continue
        noticed = first_failure(tests, check)
        missed += noticed is None
        print("MISSED" if noticed is None else "caught", check, kind, source, noticed or "", sep="\t", flush=True)
    print(f"{missed} missed")


def copy_sources(scratch):
    shutil.rmtree(scratch, ignore_errors=True)
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    for name in filter(None, listed.stdout.split("\0")):
        (scratch / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, scratch / name)


def instrument(scratch):
    """Puts the switches into the copy; the checks, as (name, kind, source)."""
    checks = []
    for path in sorted(path for crate in CRATES for path in (scratch / "crates" / crate / "src").rglob("*.rs")):
        source = path.read_bytes()
        found = []
        find(PARSER.parse(source).root_node, found)
        edits = []
        for node, kind in found:
            row, column = node.start_point
            name = f"{path.relative_to(scratch)}:{row + 1}:{column + 1}:{kind.replace(' ', '-')}"
            before, after = switch(node, kind, f'countersign_spec::removed("{name}")')
            edits.append((node.start_byte, 1, node.end_byte, before))
            edits.append((node.end_byte, 0, node.start_byte, after))
            checks.append((name, kind, " ".join(text(node).split())[:160]))
        path.write_bytes(edited(source, edits))
    spec = scratch / "crates/spec/src/lib.rs"
    spec.write_text(spec.read_text() + SWITCH)
    for crate in [*CRATES, "spec"]:
        lib = scratch / "crates" / crate / "src/lib.rs"
        lib.write_text("#![allow(warnings)]\n" + lib.read_text())
    return checks


def find(node, found):
    """Collects the checks below a node, outer ones first."""
    if node.type in ("const_item", "static_item", "macro_invocation") or is_passed_over(node):
        return
    if node.type == "expression_statement" and node.named_children[0].type == "try_expression":
        found.append((node, "statement"))
    if node.type == "if_expression":
        condition = node.child_by_field_name("condition")
        otherwise = node.child_by_field_name("alternative")
        if refuses(node.child_by_field_name("consequence")):
            found.append((condition, "never"))
        elif otherwise is not None and refuses(otherwise.named_children[0]) and not has_let(condition):
            found.append((condition, "always"))
    if is_last_require(node):
        found.append((node.child_by_field_name("arguments").named_children[0], "always"))
    if operator(node) in ("&&", "||"):
        kind = "always operand" if operator(node) == "&&" else "never operand"
        for operand in (node.child_by_field_name("left"), node.child_by_field_name("right")):
            if operator(operand) != operator(node) and not has_let(operand):
                found.append((operand, kind))
    for child in node.children:
        find(child, found)


def switch(node, kind, removed):
    """What to write before and after a check, so that it can be taken out."""
    if kind == "statement":
        return f"if !{removed} {{ ", " }"
    if kind.startswith("always"):
        return f"({removed} || (", "))"
    return (f"!{removed} && ", "") if has_let(node) else (f"(!{removed} && (", "))")


def edited(source, edits):
    """The source with all insertions; at one place ends come before starts, and outer starts first."""
    out, at = bytearray(), 0
    for position, _, _, inserted in sorted(edits, key=lambda edit: (edit[0], edit[1], -edit[2])):
        out += source[at:position] + inserted.encode()
        at = position
    return bytes(out + source[at:])


def text(node):
    return node.text.decode()


def operator(node):
    return text(node.child_by_field_name("operator")) if node.type == "binary_expression" else None


def has_let(node):
    inner = ("let_condition", "let_chain", "binary_expression", "parenthesized_expression")
    return node.type in inner[:2] or any(has_let(child) for child in node.children if child.type in inner)


def refuses(block):
    statements = [child for child in block.named_children if child.type != "line_comment"]
    return bool(statements) and re.match(r"(return )?Err\(", text(statements[-1])) is not None


def is_last_require(node):
    function = node.child_by_field_name("function")
    if node.type != "call_expression" or function.type != "field_expression":
        return False
    is_statement = node.parent.type == "try_expression" and node.parent.parent.type == "expression_statement"
    return text(function.child_by_field_name("field")) == "require" and not is_statement


def is_passed_over(node):
    """Whether it is for tests, or a `const fn`, which can't ask for the environment."""
    if node.type not in ("mod_item", "function_item"):
        return False
    if any(child.type == "function_modifiers" and "const" in text(child) for child in node.children):
        return True
    before = node.prev_named_sibling
    while before is not None and before.type in ("attribute_item", "line_comment"):
        if "cfg(test)" in text(before):
            return True
        before = before.prev_named_sibling
    return False


def build(scratch, vectors_only):
    """Builds the tests; each as (name, folder of its crate, program)."""
    command = ["cargo", "test", "--no-run", "--quiet", "--profile", "mutants", "--message-format", "json"]
    command += ["--package", "countersign-conformance"]
    if vectors_only:
        command += ["--test", "vectors"]
    else:
        names = ["countersign" if crate == "countersign" else f"countersign-{crate}" for crate in CRATES]
        command += [argument for name in names for argument in ("--package", name)]
    built = subprocess.run(command, cwd=scratch, stdout=subprocess.PIPE, text=True, check=True)
    tests = []
    for message in map(json.loads, built.stdout.splitlines()):
        if not message.get("executable") or not message["profile"]["test"]:
            continue
        name, folder = message["target"]["name"], Path(message["manifest_path"]).parent
        if name not in LEFT_OUT:
            tests.append((name, folder, message["executable"]))
    failing = [test[0] for test in tests if failure(test, "")]
    if failing:
        sys.exit(f"fail with every check in: {failing}")
    return tests


def first_failure(tests, check):
    """The first test that fails without a check; those of the check's own crate go first."""
    crate = check.split("/src/")[0]
    ordered = sorted(tests, key=lambda test: (not str(test[1]).endswith(crate), test[1].name == "conformance"))
    return next(filter(None, (failure(test, check) for test in ordered)), None)


def failure(test, check):
    name, folder, program = test
    environment = {**os.environ, "COUNTERSIGN_REMOVED": check}
    try:
        run = subprocess.run([program, "-q"], cwd=folder, env=environment, capture_output=True, timeout=180)
    except subprocess.TimeoutExpired:
        return f"{name}: no end"
    failed = re.search(rb"^    (\S+)$", run.stdout, re.MULTILINE)
    return None if run.returncode == 0 else f"{name}: {failed[1].decode() if failed else run.returncode}"


main(sys.argv[1:])
