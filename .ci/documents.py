#!/usr/bin/env python3
"""Checks what the documents say: the check `documents` of `.ci/run`.

In every *.md file of the repository:

- relative links lead to a file of the repository, and their anchors to a heading; others are URLs;
- a fenced `rust` block is compiled by a doctest (a crate's source includes the file), or is part of
  the program named above it, in `<!-- from PATH -->`, which the tests run;
- a line of a fenced `sh` or `console` block is a command of `.ci/run`, or `.ci/commands.txt` has it:
  as one to run here, or with the reason why it is not run;
- vectors, cases, steps, files and tests that are named in `code` are there.

And the tables between `<!-- generated -->` and `<!-- end -->` in docs/threats.md are what the
vectors make of them; `--write` writes them. `--self-test` shows each rule a document that breaks it.
"""

import argparse
import fnmatch
import json
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
THREATS = ROOT / "docs" / "threats.md"
# Made by programs whose tests hold them against what they are made from; only links are checked.
GENERATED = {"docs/cases.md", "docs/conformance.md", "docs/deviations.md"}
SUITES = ("attacks", "chromium", "fido-server", "fido-tool", "w3c")
ENGINE = r"crates/(cose|authdata|x509|signature|attestation|trust|metadata|countersign)/src/"
INCLUDED = re.compile(r'include_str!\(\s*"([^"]+\.md)"')
FENCE = re.compile(r"^( *)(```+|~~~+)\s*([^`]*)$")
LINK = re.compile(r"!?\[(?:[^\[\]]|\[[^\]]*\])*\]\(([^()\s]*(?:\([^()]*\)[^()\s]*)*)(?:\s+\"[^\"]*\")?\)")
REFERENCE = re.compile(r"^ {0,3}\[[^\]]+\]:\s*(\S+)", re.M)
CODE = re.compile(r"(`+)(.+?)\1", re.S)


def git(*arguments):
    """Lines that git prints."""
    command = ["git", "-c", "core.quotePath=false", *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()


@cache
def files():
    """Every file of the repository, committed or about to be."""
    return frozenset(git("ls-files", "--cached", "--others", "--exclude-standard"))


@cache
def folders():
    return frozenset(str(parent) for file in files() for parent in Path(file).parents)


@cache
def text(path):
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def rust():
    """All Rust sources, by path."""
    return {file: text(file) for file in sorted(files()) if file.endswith(".rs")}


@cache
def doctested():
    """The documents whose examples are doctests of some crate."""
    found = set()
    for file, source in rust().items():
        for path in INCLUDED.findall(source):
            found.add(str((ROOT / file).parent.joinpath(path).resolve().relative_to(ROOT)))
    return found


@cache
def vectors():
    """All vectors that ship, by id."""
    found = {}
    for file in sorted(files()):
        if file.startswith("conformance/vectors/") and file.endswith(".json"):
            found |= {vector["id"]: vector | {"file": file} for vector in json.loads(text(file))["vectors"]}
    return found


@cache
def steps():
    """The names of the steps, from their table."""
    return frozenset(re.findall(r'^        ([A-Z]\w+), "', text("crates/spec/src/step.rs"), re.M))


@cache
def cases():
    """What accounts for each case of the list of attacks: area, then (case, account)."""
    found, area = {}, None
    for line in text("docs/cases.md").split("## FIDO server cases")[0].splitlines():
        if line.startswith("### "):
            area = line[4:]
        elif area and (row := re.match(r"\| ([A-Z0-9]{3}-\d{3}) \| (.*) \|$", line)):
            found.setdefault(area, []).append(row.groups())
    return found


@cache
def gate():
    """The text of .ci/run with each command in one line, as `plain` has it."""
    return "\n".join(plain(line) for line in text(".ci/run").replace("\\\n", " ").splitlines())


@cache
def listed():
    """(pattern, reason) of .ci/commands.txt; the reason `run` means that the command runs here."""
    lines = [line for line in text(".ci/commands.txt").splitlines() if line and not line.startswith("#")]
    return [tuple(part.strip() for part in line.split(" = ", 1)) for line in lines]


def plain(command):
    """Without what makes no difference here."""
    words = [word for word in command.split() if word not in ("--locked", "--quiet")]
    return " ".join(words)


class Document:
    """A Markdown file, taken apart."""

    def __init__(self, path, source):
        self.path, self.source = path, source
        self.blocks = []  # (line, language, text, the line before)
        prose, fence, before = [], None, ""
        for number, line in enumerate(source.splitlines(), 1):
            if fence:
                if line.strip() == fence[2]:
                    self.blocks.append((fence[0], fence[1], "\n".join(fence[3]), fence[4]))
                    fence = None
                else:
                    fence[3].append(line)
                prose.append("")
            elif match := FENCE.match(line):
                fence = (number, match[3].strip(), match[2], [], before)
                prose.append("")
            else:
                prose.append(line)
                before = line if line.strip() else before
        self.unclosed = fence and fence[0]
        self.prose = "\n".join(prose)
        self.without_code = CODE.sub(lambda code: " " * len(code[0]), self.prose)
        self.code = [(self.line(code.start()), " ".join(code[2].split())) for code in CODE.finditer(self.prose)]

    def line(self, offset):
        return self.prose.count("\n", 0, offset) + 1

    def anchors(self):
        """The anchors of its headings, as GitHub makes them."""
        seen, found = Counter(), set()
        for heading in re.findall(r"^#{1,6} +(.*?) *#*$", self.prose, re.M):
            shown = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
            slug = re.sub(r"[^\w\- ]", "", shown.lower()).replace(" ", "-")
            found.add(slug if not seen[slug] else f"{slug}-{seen[slug]}")
            seen[slug] += 1
        return found | set(re.findall(r'<a (?:id|name)="([^"]+)"', self.prose))


@cache
def document(path):
    return Document(path, text(path))


def resolved(doc, target):
    """The path in the repository that a relative link leads to, or None outside it."""
    try:
        return str((ROOT / doc.path).parent.joinpath(target).resolve().relative_to(ROOT))
    except ValueError:
        return None


def links(doc):
    """Links that lead nowhere."""
    for pattern, source in ((LINK, doc.without_code), (REFERENCE, doc.without_code)):
        for match in pattern.finditer(source):
            target, line = match[1], doc.line(match.start())
            if re.match(r"[a-z][a-z0-9+.-]*:", target):
                parts = urlsplit(target)
                if parts.scheme not in ("https", "http", "mailto") or not (parts.netloc or parts.path):
                    yield line, f"{target} is no URL"
                continue
            path, _, anchor = target.partition("#")
            path = resolved(doc, path) if path else doc.path
            if path != doc.path and path not in files() and path not in folders():
                yield line, f"{target} leads to no file of the repository"
            elif anchor and path.endswith(".md") and anchor not in document_or(doc, path).anchors():
                yield line, f"{target}: no such heading"


def document_or(doc, path):
    return doc if path == doc.path else document(path)


def examples(doc):
    """Rust that nobody compiles."""
    for line, language, block, before in doc.blocks:
        words = re.split(r"[,\s]+", language)
        if words[0] != "rust":
            continue
        quoted = re.fullmatch(r"<!-- from (\S+) -->", before.strip())
        if quoted:
            yield from quotation(line, block, quoted[1])
        elif doc.path not in doctested():
            yield line, "no doctest compiles this, and no `<!-- from PATH -->` names the program it is in"
        elif {"ignore", "text"} & set(words):
            yield line, "a doctest that is ignored"


def quotation(line, block, path):
    """A quotation must be in its program, whatever its indentation; the tests must run that."""
    if path not in files():
        yield line, f"{path} is no file of the repository"
        return
    program = [line.strip() for line in text(path).splitlines()]
    wanted = [line.strip() for line in block.splitlines()]
    if not any(program[at : at + len(wanted)] == wanted for at in range(len(program))):
        yield line, f"not what stands in {path}"
    if "/examples/" in path and not any(path.split("/")[-1] in source for file, source in rust().items() if file.endswith("tests/examples.rs")):
        yield line, f"no test runs {path}"


def commands(doc):
    """The commands of `sh` and `console` blocks: (line, command)."""
    for line, language, block, _ in doc.blocks:
        if language not in ("sh", "bash", "console"):
            continue
        for command in block.replace("\\\n", " ").splitlines():
            command = re.sub(r"(^|\s)#.*", "", command).strip()
            if language == "console":
                if not command.startswith("$ "):
                    continue
                command = command[2:]
            if command:
                yield line, command


def is_in_gate(command):
    bare = plain(command)
    return bare == ".ci/run" or any(line == bare or line.startswith(bare + " --") for line in gate().splitlines())


def account(command):
    """What accounts for a command: `gate`, `run`, a reason, or None."""
    if is_in_gate(command):
        return "gate"
    if match := re.fullmatch(r"cargo run -p (\S+)(?: --features \S+)? --example (\w+)", plain(command)):
        folder = match[1].removeprefix("countersign-")
        tests = f"crates/{folder}/tests/examples.rs"
        return "gate" if tests in files() and f"/{match[2]}.rs" in text(tests) else None
    for pattern, reason in listed():
        if fnmatch.fnmatchcase(plain(command), plain(pattern)):
            return reason
    return None


def unaccounted(doc):
    """Commands that nobody runs, without a reason."""
    recipes = set(re.findall(r"^([a-z][a-z-]*)(?: .*)?:$", text("justfile"), re.M))
    for line, command in commands(doc):
        words = command.split()
        if words[0] == "just" and len(words) > 1 and words[1] not in recipes:
            yield line, f"`{command}`: no such recipe in the justfile"
        elif account(command) is None:
            yield line, f"`{command}` is neither in .ci/run nor in .ci/commands.txt"
    for line, code in doc.code:
        words = code.split()
        if words[:1] == ["just"] and len(words) > 1 and re.fullmatch(r"[a-z-]+", words[1]) and words[1] not in recipes:
            yield line, f"`{code}`: no such recipe in the justfile"
        elif words[:1] == [".ci/run"] and not all(re.search(rf"^{word}\(\)", text(".ci/run"), re.M) for word in words[1:]):
            yield line, f"`{code}`: no such check"
    for match in re.finditer(r"^(?: {4}|\t)(?:cargo|just|\.ci/run)\b.*", doc.prose, re.M):
        yield doc.line(match.start()), "a command belongs in a fenced block"
    if doc.unclosed:
        yield doc.unclosed, "a fence that is not closed"


def is_vector_id(code):
    """A vector, or several that begin so."""
    return code in vectors() or any(one.startswith(f"{code}/") for one in vectors())


def names(doc):
    """Vectors, cases, steps, files and tests that are not there."""
    for line, code in doc.code:
        suite = code.split("/")[0]
        is_vector = suite in SUITES and "/" in code and " " not in code and not code.endswith((".json", "/"))
        if is_vector and "…" not in code and "*" not in code and not is_vector_id(code):
            yield line, f"no vector {code}"
        elif match := re.fullmatch(r"Step::([A-Z]\w+)", code):
            if match[1] not in steps():
                yield line, f"no step {match[1]}"
        elif match := re.fullmatch(r"([\w./-]+\.rs)::(\w+)", code):
            path = next((path for path in (match[1], resolved(doc, match[1])) if path in files()), None)
            if path is None or not re.search(rf"\bfn {match[2]}\b", text(path)):
                yield line, f"no test {code}"
        elif re.fullmatch(r"(crates|conformance|docs|fuzz|benches|\.ci)(/[\w.-]+)+\.(rs|md|json|py|toml|sh|txt)", code):
            if code not in files() and resolved(doc, code) not in files():
                yield line, f"no file {code}"
    known = {case for rows in cases().values() for case, _ in rows}
    for match in re.finditer(r"\b([A-Z][A-Z0-9]{2}-\d{3})\b(?![-\d])", doc.prose):
        if match[1] not in known and not match[1].startswith(("SHA", "MUM", "RFC")):
            yield doc.line(match.start()), f"no case {match[1]} in docs/cases.md"


RULES = (links, examples, unaccounted, names)


def problems(doc):
    for rule in RULES[:1] if doc.path in GENERATED else RULES:
        for line, what in rule(doc):
            yield f"{doc.path}:{line}: {what}"


# Public functions and types of a crate that no example reaches, at most: what is missing does not
# grow. The libraries for Rust; programs and other languages have examples of their own kind.
LIBRARIES = frozenset("attestation authdata authenticator cose countersign metadata signature spec trust x509".split())
UNREACHED = {
    "attestation": 1,
    "authenticator": 80,
    "countersign": 3,
    "x509": 1,
}


@cache
def example_words():
    """Every word in code that runs as an example: doctests, examples, the documents' Rust."""
    words = set()
    for file, source in rust().items():
        if "/examples/" in file:
            words |= set(re.findall(r"\w+", source))
        elif file.startswith("crates/"):
            comments = "\n".join(re.findall(r"^\s*//[/!] ?(.*)$", source, re.M))
            for block in re.findall(r"```(?!text|json|js|toml|sh)[^\n]*\n(.*?)```", comments, re.S):
                words |= set(re.findall(r"\w+", block))
    for path in files():
        if path.endswith(".md"):
            for _, language, block, _ in document(path).blocks:
                if language.startswith("rust"):
                    words |= set(re.findall(r"\w+", block))
    return words


@cache
def public_names():
    """What the sources of each crate make public: name, and the text of its signature or definition."""
    found = {}
    for file, source in rust().items():
        match = re.match(r"crates/(\w+)/src/", file)
        if match and match[1] in LIBRARIES:
            source = re.sub(r"^\s*//.*$", "", source.split("#[cfg(test)]\nmod tests")[0], flags=re.M)
            names = found.setdefault(match[1], {})
            for item in re.finditer(r"^\s*pub (?:const |async )*(fn|struct|enum|trait|type) (\w+)([^{;]*)(\{[^}]*\})?", source, re.M):
                kind, name, signature, body = item.groups()
                text = signature + (body or "" if kind != "fn" else "")
                before = names.get(name, ("fn", ""))
                names[name] = ("type" if kind != "fn" else before[0], before[1] + text)
    return found


@cache
def unreached():
    """Public functions and types that no example reaches, by crate. A function is reached where an
    example names it; a type also where it stands in the signature or definition of something that
    is reached. By name: `new` of one type counts for all."""
    items = {}
    for names in public_names().values():
        for name, (kind, definition) in names.items():
            before = items.get(name, (kind, ""))
            items[name] = ("type" if "type" in (kind, before[0]) else "fn", before[1] + definition)
    reached = {name for name in items if name in example_words()}
    ahead = list(reached)
    while ahead:
        for name in set(re.findall(r"\w+", items[ahead.pop()][1])) & set(items):
            if items[name][0] == "type" and name not in reached:
                reached.add(name)
                ahead.append(name)
    return {crate: sorted(set(names) - reached) for crate, names in sorted(public_names().items())}


def slug(area):
    return re.sub(r"[^a-z0-9]+", "-", area.lower()).strip("-")


def summary():
    """The table of all areas."""
    rows = ["| area | cases | vectors refused | vectors accepted | cases by tests alone | waiting | not applicable |", "|---|---:|---:|---:|---:|---:|---:|"]
    totals = [0] * 6
    for area, accounts in cases().items():
        verdicts = Counter(vector["expect"]["verdict"] for vector in of_area(area))
        kinds = Counter(kind(found) for _, found in accounts)
        row = [len(accounts), verdicts["reject"], verdicts["accept"], kinds["test"], kinds["waiting"], kinds["not applicable"]]
        totals = [total + one for total, one in zip(totals, row)]
        rows.append(f"| [{area}](#{slug_of_heading(area)}) | " + " | ".join(map(str, row)) + " |")
    rows.append("| all | " + " | ".join(map(str, totals)) + " |")
    return "\n".join(rows)


def slug_of_heading(area):
    return re.sub(r"[^\w\- ]", "", area.lower()).replace(" ", "-")


def kind(found):
    for word in ("waiting", "not applicable", "test"):
        if found.startswith(word):
            return word
    return "vector"


def of_area(area):
    file = f"conformance/vectors/attacks/{slug(area)}.json"
    return [vector for vector in vectors().values() if vector["file"] == file]


def area(name):
    """Where the vectors of an area are refused, and which sources name those steps."""
    refused = Counter(vector["expect"]["step"] for vector in of_area(name) if vector["expect"]["verdict"] == "reject")
    if not refused:
        tests = sorted({test for _, found in cases()[name] for test in re.findall(r"test `([^`]+)`", found)})
        return "Tests: " + ", ".join(f"`{test}`" for test in tests) + "."
    shown = ", ".join(f"`Step::{step}` {count}" for step, count in sorted(refused.items(), key=lambda one: (-one[1], one[0])))
    return f"Refused at: {shown}. In: {', '.join(sources(refused))}."


def sources(wanted):
    """Links to the engine's files that refuse at these steps, the busiest first."""
    found = Counter()
    for file, source in rust().items():
        # What explains a verdict afterwards names the same steps, and refuses nothing.
        if re.match(ENGINE, file) and "explanation" not in file:
            source = re.sub(r"^\s*//.*$", "", source.split("#[cfg(test)]\nmod tests")[0], flags=re.M)
            named = set(re.findall(r"Step::(\w+)", source)) & set(wanted)
            if named:
                found[file] = sum(wanted[step] for step in named)
    return [f"[{file.removeprefix('crates/').replace('/src/', '/')}](../{file})" for file, _ in sorted(found.items(), key=lambda one: (-one[1], one[0]))]


def generated(source):
    """docs/threats.md with its tables made anew."""

    def fill(match):
        what = match[1].strip()
        if what and what not in cases():
            sys.exit(f"docs/threats.md: no area «{what}» in docs/cases.md")
        return f"<!-- generated{match[1]}-->\n{area(what) if what else summary()}\n<!-- end -->"

    return re.sub(r"<!-- generated([^>]*?)-->\n.*?<!-- end -->", fill, source, flags=re.S)


def self_test():
    """Each rule finds what breaks it, and nothing else, in a small document."""
    step = "`Step::RegistrationOrigin`"
    fine = f"# A b\n\n[a](#a-b) [b](architecture.md#the-house) {step} `w3c/none-es256/registration`\n"
    broken = {
        "leads to no file": "[a](no-such-file.md)\n",
        "no such heading": "[a](architecture.md#no-such-heading)\n",
        "is no URL": "[a](https:)\n",
        "no doctest compiles": "```rust\nlet a = 1;\n```\n",
        "not what stands in": "<!-- from crates/countersign/examples/whole_flow.rs -->\n```rust\nlet a = 1;\n```\n",
        "neither in .ci/run": "```sh\nrm -rf everything\n```\n",
        "no such recipe": "```console\n$ just no-such-recipe\n```\n",
        "no such check": "`.ci/run no-such-check`\n",
        "belongs in a fenced block": "Text:\n\n    cargo test\n",
        "not closed": "```sh\n.ci/run\n",
        "no vector": "`attacks/no-such-vector`\n",
        "no step": "`Step::NoSuchStep`\n",
        "no file": "`crates/spec/src/nothing.rs`\n",
        "no test": "`conformance/tests/edges.rs::no_such_test`\n",
        "no case": "CDJ-999\n",
    }
    found = list(problems(Document("docs/self-test.md", fine)))
    failed = [f"a document without fault: {one}" for one in found]
    for words, source in broken.items():
        found = list(problems(Document("docs/self-test.md", source)))
        if len(found) != 1 or words not in found[0]:
            failed.append(f"wanted «{words}», found {found}")
    changed = re.sub(r"\| \d+ \|", "| 0 |", text("docs/threats.md"), count=1)
    if generated(changed) == changed:
        failed.append("a number changed in docs/threats.md is not noticed")
    if failed:
        sys.exit("documents: the rules are broken\n" + "\n".join(failed))
    print(f"self-test: {len(broken) + 1} faults found, each by its rule")


def run_listed():
    """Runs the commands that .ci/commands.txt says to run, if a document has them."""
    wanted = {command for path in files() if path.endswith(".md") for _, command in commands(document(path)) if account(command) == "run"}
    for command in sorted(wanted):
        print(f"$ {command}", flush=True)
        done = subprocess.run(["bash", "-c", command], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode != 0:
            sys.exit(f"{done.stdout}\ndocuments: `{command}` ended with {done.returncode}")
    return len(wanted)


def main():
    parser = argparse.ArgumentParser(description="Checks the documents.")
    parser.add_argument("--write", action="store_true", help="write the tables of docs/threats.md")
    parser.add_argument("--self-test", action="store_true", help="show that each rule can fail")
    parser.add_argument("--examples", action="store_true", help="list public functions and types that no example reaches")
    parser.add_argument("--no-commands", action="store_true", help="run no command")
    arguments = parser.parse_args()
    if arguments.write:
        THREATS.write_text(generated(text("docs/threats.md")), encoding="utf-8")
        return
    if arguments.self_test:
        self_test()
        return
    if arguments.examples:
        for crate, names in unreached().items():
            print(f"{crate}: {len(names)} of {len(public_names()[crate])}: {' '.join(names)}")
        return
    found = [problem for path in sorted(files()) if path.endswith(".md") for problem in problems(document(path))]
    if generated(text("docs/threats.md")) != text("docs/threats.md"):
        found.append("docs/threats.md: the generated tables are old; `.ci/documents.py --write`")
    for crate, names in unreached().items():
        if len(names) > UNREACHED.get(crate, 0):
            found.append(f"crates/{crate}: no example reaches {len(names)} public functions and types, {UNREACHED.get(crate, 0)} are let pass: {' '.join(names)}")
    used = [command for path in files() if path.endswith(".md") for _, command in commands(document(path))]
    for pattern, _ in listed():
        if not any(fnmatch.fnmatchcase(plain(command), plain(pattern)) for command in used):
            found.append(f".ci/commands.txt: no document has `{pattern}`")
    if found:
        sys.exit("\n".join(found))
    ran = 0 if arguments.no_commands else run_listed()
    documents = [path for path in files() if path.endswith(".md")]
    print(f"{len(documents)} documents, {len(used)} commands, {ran} of them run here: nothing found")


if __name__ == "__main__":
    main()
