"""Round trips from a worker's journal (docs/architecture.md, Journal), and statistics over the buckets of LogHistogram."""
import struct
from collections import Counter

FACT = struct.Struct("<qqqiiihh")  # at, C, D, subject, A, B, kind, role
HISTOGRAM_BUCKET, RTT, RTT_FROM_WRITE = 64, 1, 8
LINEAR, SUB_BITS = 64, 5


def round_trips(path, begin, end):
    """Buckets of the slices that lie within [begin, end) (µs): from the write, and from the due instant."""
    write, due = Counter(), Counter()
    with open(path, "rb") as file:
        assert file.read(8) == b"HARNESSJ"
        _, size, roles = struct.unpack("<iii", file.read(12))
        assert size == FACT.size
        for _ in range(roles):
            file.read(struct.unpack("<i", file.read(4))[0])
        facts = file.read()
    for at, count, _, _, series, bucket, kind, _ in FACT.iter_unpack(facts[:len(facts) // FACT.size * FACT.size]):
        if kind == HISTOGRAM_BUCKET and begin <= at < end - 1_000_000 and series in (RTT, RTT_FROM_WRITE):
            (due if series == RTT else write)[bucket] += count
    return write, due


def value_of(bucket):
    """The middle of a bucket, µs: LogHistogram.ValueOf."""
    if bucket < LINEAR:
        return bucket
    exponent = ((bucket - LINEAR) >> SUB_BITS) + SUB_BITS + 1
    low = (1 << exponent) + (((bucket - LINEAR) & ((1 << SUB_BITS) - 1)) << (exponent - SUB_BITS))
    return low + (1 << (exponent - SUB_BITS - 1))


def figures(buckets):
    """p50, p99 and max, µs."""
    total, passed, result = sum(buckets.values()), 0, {}
    for bucket in sorted(buckets):
        passed += buckets[bucket]
        for name, share in (("p50", 0.5), ("p99", 0.99), ("max", 1)):
            if name not in result and passed >= share * total:
                result[name] = value_of(bucket)
    return result
