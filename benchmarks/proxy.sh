#!/usr/bin/env bash
# The fault proxy's hot paths, each beside the direct connection and the least a proxy can do (proxy/relay.c) in the same run.
# Prints a page of Markdown. Needs a descriptor limit of 20,000, a C compiler and python3; about ten minutes in all.
#
#   benchmarks/proxy.sh [round-trip | bulk | cpu | memory | latency | changes ...]        all of them, unless some are named
#   STOCK=/path/to/toxiproxy-server benchmarks/proxy.sh                                   the stock server in the same tables
#
# Results with machine and date: proxy.md beside this file.
set -eu
cd "$(dirname "$0")"
ulimit -n "$(ulimit -Hn)"
dotnet build -c Release --nologo -v quiet ../src/Harness >&2
mkdir -p bin
for source in cclient proxy/peer proxy/relay proxy/hold proxy/bulk; do
  "${CC:-cc}" -O2 -w -pthread -o "bin/$(basename $source)" $source.c
done
PYTHONDONTWRITEBYTECODE=1 exec python3 proxy/main.py "$@"
