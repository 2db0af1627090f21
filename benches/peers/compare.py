#!/usr/bin/env python3
"""Countersign beside other WebAuthn verifiers, on the same responses, in one run.

Sets everything up in a scratch folder (Rust, Python and npm packages at the versions pinned here),
has each verifier prove that it accepts every response and refuses each twin that must be refused,
and then has all of them work in turns, so that a busy machine slows all alike. What is measured is
processor time; the unit is one bare P-256 verification by aws-lc-rs in the same round.

    python3 compare.py [--rounds N] [--scratch FOLDER] [--table FILE] [--plot FILE]
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path

from plot import plot

HERE = Path(__file__).resolve().parent
UNIT = "aws-lc-rs, the signature alone"
# How much processor time a verifier spends on one case in one round.
SHARE = 0.05


class Runner:
    """A verifier in its process; see ../runner/src/lib.rs for what is said to it."""

    def __init__(self, name, command):
        self.name = name
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)

    def ask(self, *fields):
        print(*fields, sep="\t", file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline().strip()
        if not answer:
            sys.exit(f"{self.name} ended at {fields}")
        return answer

    def seconds(self, case, count):
        return int(self.ask("time", case, count)) / 1e9 / count

    def count(self, case):
        """How many make up a share."""
        count = 1
        while (each := self.seconds(case, count)) * count < SHARE / 4:
            count *= 4
        return max(1, round(SHARE / each))


def run(*command, **options):
    print("+", *command, file=sys.stderr)
    subprocess.run([str(part) for part in command], check=True, stdout=sys.stderr, **options)


def cargo(scratch, folder, *arguments):
    """Builds, and gives the folder of the programs."""
    target = Path(os.environ.get("CARGO_TARGET_DIR", scratch / "target"))
    environment = os.environ | {"CARGO_TARGET_DIR": str(target)}
    run("cargo", "build", "--release", "--locked", *arguments, cwd=folder, env=environment)
    return target / "release"


def set_up(scratch):
    """The commands of all runners, by name; the unit first."""
    scratch.mkdir(parents=True, exist_ok=True)
    programs = cargo(scratch, HERE.parent, "--features", "aws-lc-rs", "--bin", "inputs", "--bin", "runner")
    inputs = scratch / "inputs.json"
    run(programs / "inputs", inputs)
    ours = programs / "runner"
    listed = subprocess.run([ours, "--list"], check=True, capture_output=True, text=True)

    peers = {}
    for backend in ("rustcrypto", "graviola", "aws-lc-rs"):
        feature = [] if backend == "rustcrypto" else ["--features", backend]
        built = cargo(scratch, HERE, *feature) / "countersign-peers"
        peers[backend] = shutil.copy(built, scratch / f"peers-{backend}")
    rust = peers["rustcrypto"]

    python = scratch / "venv" / "bin" / "python"
    if not python.exists():
        run(sys.executable, "-m", "venv", scratch / "venv")
    quiet = ["--quiet", "--disable-pip-version-check"]
    run(python, "-m", "pip", "install", *quiet, "-r", HERE / "requirements.txt")
    run(python, "-m", "pip", "install", *quiet, HERE.parents[1] / "bindings" / "python")
    for name in ("package.json", "package-lock.json", "runner.mjs"):
        shutil.copy(HERE / name, scratch)
    run("npm", "ci", "--silent", "--ignore-scripts", cwd=scratch)
    node = HERE.parents[1] / "bindings" / "node"
    run("npm", "run", "build", "--silent", cwd=node)
    package = scratch / "node_modules" / "@countersign" / "webauthn"
    package.mkdir(parents=True)
    for name in ("package.json", "index.js", "countersign.node"):
        shutil.copy(node / name, package)

    commands = {UNIT: [rust, "bare"]}
    for backend in listed.stdout.split():
        commands[f"Countersign, {backend}"] = [ours, "--backend", backend]
    for backend, program in peers.items():
        commands[f"passki 0.5.0, {backend}"] = [program, "passki"]
    commands |= {
        "Countersign in Python": [python, HERE / "runner.py", "countersign"],
        "Countersign in Node.js": ["node", scratch / "runner.mjs", "countersign"],
        "webauthn-rs-core 0.6.2": [rust, "webauthn-rs-core"],
        "webauthn_rp 0.3.0": [rust, "webauthn_rp"],
        "py_webauthn 3.0.1": [python, HERE / "runner.py", "py_webauthn"],
        "python-fido2 2.2.1": [python, HERE / "runner.py", "python-fido2"],
        "@simplewebauthn/server 14.0.3": ["node", scratch / "runner.mjs", "simplewebauthn"],
    }
    return {name: [*command, inputs] for name, command in commands.items()}, inputs


def measure(runners, cases, rounds):
    """For each verifier and case the cost of each round, or why there is none."""
    costs, counts = {}, {}
    for runner in runners:
        for case in cases:
            answer = runner.ask("check", case)
            if answer == "ok":
                costs[runner.name, case] = []
                counts[runner.name, case] = runner.count(case)
            else:
                costs[runner.name, case] = answer.removeprefix("no ")
    unit = runners[0]
    for number in range(rounds):
        print(f"round {number + 1} of {rounds}", file=sys.stderr)
        for case in cases:
            # Each round begins with another verifier.
            turn = number % len(runners)
            times = {}
            for runner in runners[turn:] + runners[:turn]:
                what = "ES256" if runner is unit else case
                if isinstance(costs[runner.name, what], list):
                    times[runner.name] = runner.seconds(what, counts[runner.name, what])
            for name, seconds in times.items():
                if name != UNIT:
                    costs[name, case].append(seconds / times[UNIT])
                elif case == "ES256":
                    costs[name, case].append(seconds)
    return costs


def quartiles(costs):
    return statistics.quantiles(costs, n=4)


def table(costs, names, cases):
    yield "| verifier | " + " | ".join(cases) + " |"
    yield "|---|" + "---:|" * len(cases)
    for name in names:
        cells = []
        for case in cases:
            cost = costs[name, case]
            if isinstance(cost, str):
                cells.append("-")
            else:
                low, middle, high = quartiles(cost)
                cells.append(f"{middle:.2f} ({low:.2f}-{high:.2f})")
        yield f"| {name} | " + " | ".join(cells) + " |"


def refusals(costs, names):
    for (name, case), why in costs.items():
        if name in names and isinstance(why, str):
            yield f"- {name}, {case}: {why[:160]}"


def machine():
    cpu = "processor unknown"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            cpu = line.split(":")[1].strip()
            break
    load = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    return f"{cpu}, {os.cpu_count()} cores, {platform.system()}; load {load}"


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--rounds", type=int, default=15)
    arguments.add_argument("--scratch", type=Path, default=HERE / "target")
    arguments.add_argument("--table", type=Path, help="where the table goes as well")
    arguments.add_argument("--plot", type=Path, help="where the plot goes")
    chosen = arguments.parse_args()

    commands, inputs = set_up(chosen.scratch.resolve())
    cases = [case["name"] for case in json.loads(inputs.read_text())["cases"]]
    runners = [Runner(name, command) for name, command in commands.items()]
    before = machine()
    costs = measure(runners, cases, chosen.rounds)
    names = [runner.name for runner in runners[1:]]
    low, unit, high = (1e6 * value for value in quartiles(costs[UNIT, "ES256"]))
    now = datetime.now(timezone.utc)
    lines = [
        f"{now:%Y-%m-%d}, {before} before, and after: {machine().split('; ')[1]}.",
        f"{chosen.rounds} rounds; the unit was {unit:.0f} µs ({low:.0f}-{high:.0f}).",
        "",
        *table(costs, names, cases),
        "",
        *refusals(costs, names),
    ]
    print("\n".join(lines))
    if chosen.table:
        chosen.table.write_text("\n".join(lines) + "\n")
    if chosen.plot:
        chosen.plot.write_text(plot(costs, names, cases, quartiles))


if __name__ == "__main__":
    main()
