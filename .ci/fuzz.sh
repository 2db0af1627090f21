#!/usr/bin/env bash
# Fuzzes each target for some seconds, from its seeds and what was found before: `fuzz.sh SCRATCH`.
# Built with the stable compiler, which has no sanitizers; debug assertions and overflow checks are on,
# and unsafe code is forbidden in the engine.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../fuzz"

export programs=$1/fuzz/x86_64-unknown-linux-gnu/release found=$1/fuzz-found seconds=5

# Runs a target; what libFuzzer says is shown only of one that fails.
run() {
  if "$programs/$1" "$found/$1" "corpus/$1" -max_total_time="$seconds" -timeout=20 \
    -artifact_prefix="$found/$1-" > "$found/$1.log" 2>&1; then
    printf '%-28s %s\n' "$1" "$(grep --text '^Done' "$found/$1.log")"
  else
    tail -30 "$found/$1.log"
    printf '%s: a law is broken; the input is in %s\n' "$1" "$found"
    return 1
  fi
}
export -f run

rm -rf "$found"
./minimise.py --unpack "$found"
cargo fuzz build --sanitizer none --target-dir "$1/fuzz"
targets=$(cargo fuzz list)
if [[ $targets != "$(ls corpus)" ]]; then
  echo 'fuzz: the targets are not those that have a corpus'
  exit 1
fi
xargs -P 2 -I TARGET bash -c 'run TARGET' <<< "$targets"
