# `just` lists the recipes. Each check is written down once, in .ci/run.

_list:
    @just --list --unsorted

# Run the tests of all crates
test *ARGS:
    cargo test --workspace --locked {{ ARGS }}

# Format, spelling, manifests and clippy, as the gate checks them
lint:
    .ci/run format spelling manifests lint

# Build the documentation, warnings are errors
doc:
    .ci/run doc

# Replay the vectors; takes the options of the runner, as in `just conformance --filter tpm`
conformance *ARGS:
    cargo run --release --locked -p countersign-conformance -- {{ ARGS }}

# Make the vectors of both lists of cases anew, and docs/cases.md; `just vectors --check` only compares
vectors *ARGS:
    cargo run --locked -p countersign-vectors -- {{ ARGS }}

# Write docs/conformance.md: each step, and the vectors refused there
report:
    cargo run --release --locked -p countersign-conformance -- --report docs/conformance.md

# List the ids of the vectors that ship
vector-ids:
    cargo run --locked -p countersign-conformance -- --list

# Mutate a crate and see whether its tests notice: `just mutants countersign-authdata --file '**/flags.rs'`
mutants CRATE *ARGS:
    cargo mutants --package {{ CRATE }} --test-package {{ CRATE }} --profile mutants --timeout 120 {{ ARGS }}

# Take the engine's checks out, one at a time; see the head of the program, and docs/mutants.md
removed-checks *ARGS:
    python3 .ci/removed-checks.py {{ ARGS }}

# Lines and branches that the tests of the engine's crates and the vectors reach; docs/coverage.md says what it needs
coverage:
    cargo +nightly llvm-cov --branch --no-fail-fast \
        --package countersign --package countersign-spec --package countersign-cose --package countersign-x509 \
        --package countersign-authdata --package countersign-attestation --package countersign-signature \
        --package countersign-trust --package countersign-metadata --package countersign-json \
        --package countersign-conformance

# Write docs/deviations.md from the STRICTER and LAXER comments
deviations:
    cargo run --locked -p countersign-conformance --bin deviations

# Benchmarks of everything; `just bench parsers` of one kind. Then how much of each ceremony is its signatures, and threads
[working-directory: 'benches']
bench KIND='*':
    cargo bench --locked --features aws-lc-rs --bench '{{ KIND }}'
    cargo run --release --locked --features aws-lc-rs --bin ratios
    cargo run --release --locked --features aws-lc-rs --bin threads

# Countersign beside other verifiers: sets all up in benches/peers/target, prints the table, draws the plot
peers *ARGS:
    python3 benches/peers/compare.py --plot docs/peers.svg {{ ARGS }}

# Changed responses beside other verifiers: sets them up in benches/peers/target; see docs/differential.md
differential *ARGS:
    python3 conformance/differential/compare.py {{ ARGS }}

# Count the instructions of parsers and ceremonies, and write them down as the baseline
instructions-accept:
    .ci/instructions.py --accept

# Licences, bans, sources and advisories of the dependencies
deny:
    .ci/run dependencies advisories

# Everything the gate checks, or the checks named
ci *CHECKS:
    .ci/run {{ CHECKS }}
