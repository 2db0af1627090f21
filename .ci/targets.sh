#!/usr/bin/env bash
# Builds the engine for processors other than this machine's: `targets.sh SCRATCH`. Without `std` for
# three targets that have none, which shows that nothing of the engine or below it uses it; and the
# conformance runner for 32-bit i686, which then replays the vectors.
#
# The standard library for them is built from its sources. rustup may be out of reach, so compiler
# and sources are Debian's (rustc-web, which follows the releases), unpacked into SCRATCH and not
# installed; cargo is the toolchain's own. gcc-multilib, which links for i686, is installed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scratch=$1/targets
bare=(x86_64-unknown-none thumbv7em-none-eabi wasm32-unknown-unknown)

# The package of that pattern that a package depends on.
needed_by() {
  apt-cache depends "$1" | sed -n "s/.*Depends: \($2\)\$/\1/p"
}

unpack() {
  if [[ ! -e $scratch/unpacked ]]; then
    mkdir -p "$scratch/packages"
    apt-get update -qq
    # The library that the compiler is linked with, and the LLVM that that is linked with, have
    # their releases in their names.
    local library llvm
    library=$(needed_by libstd-rust-web-dev 'libstd-rust-web-[0-9.]*')
    llvm=$(needed_by "$library" 'libllvm[0-9]*')
    (cd "$scratch/packages" && apt-get download -qq \
      rustc-web libstd-rust-web-dev rust-web-src "$library" "$llvm")
    for package in "$scratch"/packages/*.deb; do
      dpkg -x "$package" "$scratch/root"
    done
    rm -r "$scratch/packages"
    touch "$scratch/unpacked"
  fi
  export LD_LIBRARY_PATH=$scratch/root/usr/lib/x86_64-linux-gnu
  export RUSTC=$scratch/root/usr/bin/rustc
  # Building the standard library is no stable feature.
  export RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR=$scratch/target
  "$RUSTC" --version
}

unpack

echo "targets: no std: ${bare[*]}"
# With the release profile, so that what runs on this machine (derive macros) is built once for both.
cargo check --release -Zbuild-std=core,alloc --locked --package countersign --no-default-features \
  "${bare[@]/#/--target=}"

echo 'targets: i686, the vectors'
if ! echo 'int main(void) { return 0; }' | gcc -m32 -x c - -o "$scratch/links" 2> /dev/null; then
  apt-get install -qq --yes gcc-multilib > /dev/null
fi
export CARGO_TARGET_I686_UNKNOWN_LINUX_GNU_LINKER=gcc
export CARGO_TARGET_I686_UNKNOWN_LINUX_GNU_RUSTFLAGS=-Clink-arg=-m32
# As the release profile, overflow checks included, but not optimized across crates: it runs once.
CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
  cargo build --release -Zbuild-std --locked --package countersign-conformance \
  --target i686-unknown-linux-gnu
"$scratch/target/i686-unknown-linux-gnu/release/countersign-conformance" --backend rustcrypto
