#!/bin/sh
# Detection times in the journal against the packets of the loopback device: 400 clients, a silent drop that all have to notice.
# Needs root or CAP_NET_RAW. Fails where the 95th percentile is over 5 ms; writes benchmarks/wire-times.md otherwise.
set -eu
cd "$(dirname "$0")/.."
dotnet build tests/Harness.Tests -c Release -v quiet
HARNESS_WIRE_TIMES="$PWD/benchmarks/wire-times.md" dotnet test tests/Harness.Tests -c Release --no-build --filter FullyQualifiedName~OnTheWire
cat benchmarks/wire-times.md
