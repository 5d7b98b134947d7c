#!/usr/bin/env bash
# What a client costs, and what it sees: our worker beside the smallest C epoll client (cclient.c) and the obvious C# client
# (obvious-client/), which take turns against one `harness target`. Prints a page of Markdown; ours to keep with
#
#   benchmarks/clients.sh > benchmarks/clients.md                    three rounds, about ten minutes
#   ROUNDS=1 WINDOW=10 benchmarks/clients.sh                         a quick look
#
# Needs a descriptor limit of 20,000, a C compiler and python3, and a machine on which nothing else runs.
set -eu
cd "$(dirname "$0")"
ulimit -n "$(ulimit -Hn)"
dotnet build -c Release --nologo -v quiet ../src/Harness >&2
dotnet build -c Release --nologo -v quiet obvious-client >&2
mkdir -p bin
"${CC:-cc}" -O2 -w -o bin/cclient cclient.c
PYTHONDONTWRITEBYTECODE=1 exec python3 clients/main.py
