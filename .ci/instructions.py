#!/usr/bin/env python3
"""Counts the instructions of each parser, and of each ceremony without its signature checks, and
compares them with benches/instructions.json: more than 5 % above it fails, and so does what could
take longer than 50 ms, the inputs that cost parsers most included.

    .ci/instructions.py            compare
    .ci/instructions.py --accept   write the counts down as the new baseline

Callgrind counts what the program executes, so a busy machine changes nothing. It runs the program
on a processor of its own making, which is the same on every x86-64 machine with AVX2, and the
signatures, verified by RustCrypto, are subtracted. What is left depends on the compiler: the
baseline says which one counted it, and a new one may have to accept its own.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BASELINE = ROOT / "benches" / "instructions.json"
LIMIT = 1.05
# A ceremony's count is a difference; this much of it is where memory happens to lie.
SLACK = 200
# 50 ms at one instruction a nanosecond, which is slow for any server: the most that anything may
# take besides its signatures, the worst input included.
MOST = 50_000_000


def build(target):
    manifest = ROOT / "benches" / "Cargo.toml"
    command = ["cargo", "build", "--release", "--locked", "--bin", "instructions"]
    environment = os.environ | {"CARGO_TARGET_DIR": str(target)}
    subprocess.run([*command, "--manifest-path", manifest], check=True, env=environment)
    return target / "release" / "instructions"


def totals(scratch, program):
    """The names and counts, in order."""
    for old in scratch.glob("callgrind.*"):
        old.unlink()
    valgrind = ["valgrind", "--quiet", "--tool=callgrind", f"--callgrind-out-file={scratch}/callgrind"]
    counted = ["--toggle-collect=instructions::counted", "--dump-after=instructions::counted"]
    run = subprocess.run([*valgrind, *counted, program], check=True, capture_output=True, text=True)
    names = run.stdout.splitlines()
    for number, name in enumerate(names, start=1):
        dump = (scratch / f"callgrind.{number}").read_text()
        line = next(line for line in dump.splitlines() if line.startswith("totals:"))
        yield name, int(line.split()[1])


def count(scratch):
    counts, last = {}, None
    for name, total in totals(scratch, build(scratch)):
        if name == "bare":
            counts[last] -= total
        else:
            counts[name] = total
            last = name
    return counts


def compiler():
    return subprocess.run(["rustc", "--version"], check=True, capture_output=True, text=True).stdout.strip()


def compare(baseline, counts):
    """What is wrong, a line each."""
    for name in baseline.keys() - counts.keys():
        yield f"{name}: in the baseline, and not counted"
    for name, found in counts.items():
        was = baseline.get(name)
        share = "new" if was is None else f"{100 * (found / was - 1):+.1f} %"
        print(f"{found:>10}  {share:>8}  {name}")
        if found > MOST:
            yield f"{name}: {found} instructions, {MOST} are allowed"
        if was is None:
            yield f"{name}: not in the baseline"
        elif found > was * LIMIT + SLACK:
            yield f"{name}: {found} instructions, {was} before"


def main():
    scratch = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve() / "instructions"
    scratch.mkdir(parents=True, exist_ok=True)
    counts = count(scratch)
    if sys.argv[1:] == ["--accept"]:
        BASELINE.write_text(json.dumps({"compiler": compiler(), "counts": counts}, indent=2) + "\n")
        print(f"{len(counts)} counts are in {BASELINE.relative_to(ROOT)}")
        return
    baseline = json.loads(BASELINE.read_text())
    wrong = list(compare(baseline["counts"], counts))
    if baseline["compiler"] != compiler():
        print(f"The baseline was counted with {baseline['compiler']}, this with {compiler()}.")
    if wrong:
        print(*wrong, "If that is meant: just instructions-accept", sep="\n")
        sys.exit(1)


main()
