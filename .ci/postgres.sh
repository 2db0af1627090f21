#!/bin/bash
# Runs a command with COUNTERSIGN_POSTGRES: the URL of a new, empty PostgreSQL that ends with it.
#
#     .ci/postgres.sh cargo test -p countersign-server
set -euo pipefail

programs=$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -1)
folder=$(mktemp -d)
port=$((20000 + RANDOM % 20000))

# It refuses to be run by root.
as_other() {
  if [[ $EUID -eq 0 ]]; then
    runuser -u postgres -- "$@"
  else
    "$@"
  fi
}

end() {
  as_other "$programs/pg_ctl" --pgdata "$folder/data" --mode immediate stop > /dev/null || true
  rm -rf "$folder"
}

if [[ $EUID -eq 0 ]]; then
  chown postgres "$folder"
fi
trap end EXIT
cd "$folder"
as_other "$programs/initdb" --pgdata data --username countersign --auth trust > initdb.log 2>&1 || {
  cat initdb.log >&2
  exit 1
}
as_other "$programs/pg_ctl" --pgdata data --wait --log "$folder/data/server.log" \
  --options "-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories='$folder'" \
  start > /dev/null
cd "$OLDPWD"
export COUNTERSIGN_POSTGRES=postgres://countersign@127.0.0.1:$port/postgres
"$@"
