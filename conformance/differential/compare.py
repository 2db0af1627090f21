#!/usr/bin/env python3
"""Countersign beside other WebAuthn verifiers, on responses that are changed in one place.

Sets the others up in a scratch folder (Python and npm packages, pinned in benches/peers), has
`countersign-differential` make cases with Countersign's verdict, has each other verifier judge them,
and counts the disagreements by what was changed, our step and reason, and their error. A verifier is
asked only about bases (format and algorithm) that it accepts unchanged. Each group of disagreements
must have an explanation in explained.json; those without one are listed, and the run fails.

    python3 compare.py [--seed N] [--cases N] [--scratch FOLDER] [--groups FILE] [--page FILE]

What is done is kept in the scratch folder after each batch; the same command goes on with it.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PEERS = ROOT / "benches" / "peers"
BATCH = 2000
MARKER = "<!-- What follows is written by compare.py. -->"


def run(*command, **options):
    print("+", *command, file=sys.stderr)
    subprocess.run([str(part) for part in command], check=True, stdout=sys.stderr, **options)


def set_up(scratch):
    """The program that makes cases, and the commands of the others by name."""
    scratch.mkdir(parents=True, exist_ok=True)
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    run("cargo", "build", "--release", "--locked", "-p", "countersign-differential", cwd=ROOT)
    python = scratch / "venv" / "bin" / "python"
    if not python.exists():
        run(sys.executable, "-m", "venv", scratch / "venv")
    quiet = ["--quiet", "--disable-pip-version-check"]
    run(python, "-m", "pip", "install", *quiet, "-r", PEERS / "requirements.txt")
    for source in (PEERS / "package.json", PEERS / "package-lock.json", HERE / "runner.mjs"):
        shutil.copy(source, scratch)
    run("npm", "ci", "--silent", "--ignore-scripts", cwd=scratch)
    return target / "release" / "countersign-differential", {
        "py_webauthn": [python, HERE / "runner.py", "py_webauthn"],
        "python-fido2": [python, HERE / "runner.py", "python-fido2"],
        "SimpleWebAuthn": ["node", scratch / "runner.mjs"],
    }


class Peer:
    """A verifier in its process, which is told the setting and then one case a line."""

    def __init__(self, name, command, setting):
        self.name, self.command, self.setting = name, command, setting
        self.start()

    def start(self):
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(self.command, stdin=pipe, stdout=pipe, text=True)
        self.process.stdin.write(self.setting)

    def judge(self, line):
        self.process.stdin.write(line)
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            # A verifier that a response ends is started anew.
            code = self.process.wait()
            self.start()
            return f"the process ended: {code}"
        return json.loads(answer)

    def judge_all(self, lines):
        return [self.judge(line) for line in lines]


class Counts:
    """What is known so far."""

    def __init__(self, path, seed):
        self.path = path
        self.known = {"seed": seed, "done": 0, "bases": {}, "verdicts": {}, "groups": {}}
        if path.exists():
            kept = json.loads(path.read_text())
            if kept["seed"] == seed:
                self.known = kept

    def add(self, case, peer, theirs):
        ours, base = case["ours"], case["base"]
        bases = self.known["bases"].setdefault(peer, {})
        if case["place"] == "nothing":
            bases[base] = theirs
            if ours is not None:
                sys.exit(f"{base} is refused unchanged: {ours['text']}")
            return
        if bases[base] is not None:
            return
        verdict = f"{'refused' if ours else 'accepted'}, {'refused' if theirs else 'accepted'}"
        verdicts = self.known["verdicts"].setdefault(peer, {})
        verdicts[verdict] = verdicts.get(verdict, 0) + 1
        if (ours is None) == (theirs is None):
            return
        step = f"{ours['step']} {ours['reason']}: {plain(ours['text'])}" if ours else "accepted"
        key = json.dumps([peer, case["place"], plain(case["how"]), step, plain(theirs or "accepted")])
        group = self.known["groups"].setdefault(key, {"count": 0, "bases": [], "first": case["number"]})
        group["count"] += 1
        if base not in group["bases"]:
            group["bases"].append(base)

    def save(self, done):
        self.known["done"] = done
        part = self.path.with_suffix(".part")
        part.write_text(json.dumps(self.known, indent=1))
        part.replace(self.path)


def plain(text):
    """The text without what differs from case to case."""
    text = re.sub(r"-----BEGIN.*?-----END CERTIFICATE-----", "…", text, flags=re.S)
    text = re.sub(r"'(\\.|[^'\\]){24,}'|\"[^\"]{60,}\"", "…", text)
    text = re.sub(r"\b[0-9a-f]{8}…( \(\d+ bytes\))?", "…", text)
    text = re.sub(r"[A-Za-z0-9_+/=-]{24,}(?=[^A-Za-z0-9_]|$)(?<![a-z]{24})", "…", text)
    text = re.sub(r"(at byte|offset|position|char|column|line|index|length|size) \d+", r"\1 …", text)
    text = re.sub(r"\b(0x)?[0-9a-f]*[0-9][0-9a-f]{2,}\b", "…", text)
    return text.replace("\n", " ")[:300]


def read(stream, count):
    lines = [stream.readline() for _ in range(count)]
    if not all(lines):
        sys.exit("countersign-differential ended")
    return lines


def compare(scratch, seed, count):
    program, commands = set_up(scratch)
    counts = Counts(scratch / f"counts-{seed}.json", seed)
    done = counts.known["done"]
    command = [program, str(seed), str(done), str(max(0, count - done))]
    cases = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    setting = cases.stdout.readline()
    peers = [Peer(name, command, setting) for name, command in commands.items()]
    with ThreadPoolExecutor(len(peers) + 1) as threads:
        # The next batch is made while this one is judged.
        following = threads.submit(read, cases.stdout, min(BATCH, count - done))
        while done < count:
            lines = following.result()
            left = count - done - len(lines)
            following = threads.submit(read, cases.stdout, min(BATCH, left))
            answers = list(threads.map(lambda peer: peer.judge_all(lines), peers))
            for number, line in enumerate(lines):
                case = json.loads(line)
                for peer, answer in zip(peers, answers):
                    counts.add(case, peer.name, answer[number])
            done += len(lines)
            counts.save(done)
            print(f"{done} of {count}", file=sys.stderr)
    for peer in peers:
        peer.process.stdin.close()
    return counts.known


def explain(known):
    """The groups under each explanation, and those under none."""
    rules = json.loads((HERE / "explained.json").read_text())
    explained, unexplained = [Counter() for _ in rules], []
    for key, group in known["groups"].items():
        values = dict(zip(("peer", "place", "how", "ours", "theirs"), json.loads(key)))
        for number, rule in enumerate(rules):
            if all(re.search(rule[name], values[name]) for name in values if name in rule):
                explained[number][values["peer"]] += group["count"]
                break
        else:
            unexplained.append((group["count"], values, group))
    unexplained.sort(key=lambda one: -one[0])
    return rules, explained, unexplained


def table(known, rules, explained):
    """Whose each kind of disagreement is, as a page has it."""
    peers = list(known["verdicts"])
    yield f"Of {date.today()}: seed {known['seed']}, {known['done']:,} responses."
    yield ""
    yield "| verifier | both refuse | both accept | we refuse | it refuses | not asked about |"
    yield "|---|---:|---:|---:|---:|---|"
    for peer, verdicts in known["verdicts"].items():
        counts = [
            f"{verdicts.get(name, 0):,}"
            for name in ("refused, refused", "accepted, accepted", "refused, accepted", "accepted, refused")
        ]
        left = sorted(base for base, why in known["bases"][peer].items() if why)
        yield f"| {peer} | {' | '.join(counts)} | {', '.join(left)} |"
    for title, wanted in (("We accept", True), ("We refuse", False)):
        yield from ["", f"### {title}", ""]
        yield f"| whose | {' | '.join(peers)} | what |"
        yield f"|---|{'---:|' * len(peers)}---|"
        rows = [(rule, counts) for rule, counts in zip(rules, explained) if counts]
        rows = [row for row in rows if (row[0].get("ours") == "^accepted$") == wanted]
        for rule, counts in sorted(rows, key=lambda row: -sum(row[1].values())):
            cells = " | ".join(f"{counts[peer]:,}" if counts[peer] else "" for peer in peers)
            yield f"| {rule['fault']} | {cells} | {rule['why']} |"


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--cases", type=int, default=3000)
    arguments.add_argument("--scratch", type=Path, default=PEERS / "target" / "differential")
    arguments.add_argument("--groups", type=Path, help="where all groups go, as JSON")
    arguments.add_argument("--page", type=Path, help="where the tables go, after the marker")
    chosen = arguments.parse_args()

    known = compare(chosen.scratch.resolve(), chosen.seed, chosen.cases)
    if chosen.groups:
        groups = [json.loads(key) + [group] for key, group in known["groups"].items()]
        groups.sort(key=lambda group: -group[-1]["count"])
        chosen.groups.write_text(json.dumps(groups, indent=1, ensure_ascii=False))
    rules, explained, unexplained = explain(known)
    lines = list(table(known, rules, explained))
    print("\n".join(lines))
    if chosen.page:
        head, _, _ = chosen.page.read_text().partition(MARKER)
        chosen.page.write_text("\n".join([head + MARKER, "", *lines]) + "\n")
    for count, values, group in unexplained[:50]:
        print(f"NOT EXPLAINED {count} {values} {group['bases'][:3]} first {group['first']}")
    sys.exit(1 if unexplained else 0)


if __name__ == "__main__":
    main()
