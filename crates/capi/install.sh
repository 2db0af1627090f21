#!/usr/bin/env bash
# Builds the libraries and installs them with header and pkg-config file: `install.sh PREFIX`.
set -euo pipefail

if [[ $# -ne 1 || $1 != /* ]]; then
  echo 'usage: install.sh PREFIX, where PREFIX is an absolute path' >&2
  exit 2
fi
prefix=$1
cd "$(dirname "${BASH_SOURCE[0]}")"

cargo build --release --locked --package countersign-capi
built=${CARGO_TARGET_DIR:-../../target}/release
install -d "$prefix/include" "$prefix/lib/pkgconfig"
install -m 644 include/countersign.h "$prefix/include"
install -m 644 "$built/libcountersign_capi.a" "$prefix/lib"
if [[ -e $built/libcountersign_capi.so ]]; then
  install -m 755 "$built/libcountersign_capi.so" "$prefix/lib/libcountersign_capi.so.1"
  ln -sf libcountersign_capi.so.1 "$prefix/lib/libcountersign_capi.so"
else
  install -m 755 "$built"/libcountersign_capi.dylib "$prefix/lib"
fi
sed "s|@prefix@|$prefix|" countersign.pc.in > "$prefix/lib/pkgconfig/countersign.pc"
echo "installed in $prefix"
