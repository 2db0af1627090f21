#!/usr/bin/env python3
"""Keeps what the fuzzer found, small: fuzz/minimised/TARGET.txt, an input a line in base64.

    fuzz/minimise.py PROGRAMS FOUND   minimise the folders FOUND/TARGET, with the targets' programs
    fuzz/minimise.py --unpack FOLDER  write what is kept as files, into FOLDER/TARGET

Of the inputs that reach an edge of the program which the seeds and shorter inputs do not reach, the
shortest are kept, up to LIMIT bytes a target.
"""

import base64
import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
KEPT = HERE / "minimised"
LIMIT = 25_000


def minimised(program, seeds, found):
    """The inputs of a folder that reach edges which no other reaches, the shortest first."""
    with tempfile.TemporaryDirectory() as folder:
        # With the seeds merged first, only what they do not reach is written beside them.
        flags = ["-merge=1", "-use_counters=0", "-max_len=2048"]
        for source in [seeds, found]:
            subprocess.run([program, *flags, folder, source], check=True, capture_output=True)
        files = [path.read_bytes() for path in Path(folder).iterdir()]
    of_seeds = {path.read_bytes() for path in seeds.iterdir()}
    return sorted((file for file in files if file not in of_seeds), key=lambda file: (len(file), file))


def keep(programs, found):
    for target in sorted(path.name for path in (HERE / "corpus").iterdir()):
        inputs = minimised(programs / target, HERE / "corpus" / target, found / target)
        lines, left = [], LIMIT
        for data in inputs:
            left -= len(data)
            if left < 0:
                break
            lines.append(base64.b64encode(data).decode())
        (KEPT / f"{target}.txt").write_text("".join(f"{line}\n" for line in lines))
        print(f"{target}: {len(lines)} of {len(inputs)} inputs, {sum(map(len, inputs))} bytes")


def unpack(folder):
    for kept in sorted(KEPT.glob("*.txt")):
        into = folder / kept.stem
        into.mkdir(parents=True, exist_ok=True)
        for line in kept.read_text().splitlines():
            data = base64.b64decode(line, validate=True)
            (into / hashlib.sha1(data).hexdigest()).write_bytes(data)


if sys.argv[1] == "--unpack":
    unpack(Path(sys.argv[2]))
else:
    KEPT.mkdir(exist_ok=True)
    keep(*map(Path, sys.argv[1:3]))
