using System.Numerics;

namespace Harness.Metrics;

/// <summary>
/// Buckets of a log-linear histogram over microseconds: exact below 64, then 32 buckets per power of two, so a bucket's
/// middle is within 1.6 % of every value in it. Bucket numbers are part of the journal's format.
/// </summary>
public static class LogHistogram
{
    private const int SubBits = 5;
    private const int Linear = 1 << (SubBits + 1);

    /// <summary>Number of buckets: values up to 2^42 µs (51 days); larger ones go into the last.</summary>
    public const int Buckets = Linear + ((42 - SubBits - 1) << SubBits);

    /// <summary>The bucket of a value in microseconds; negative values count as 0.</summary>
    public static int BucketOf(long microseconds)
    {
        if (microseconds < Linear)
        {
            return (int)Math.Max(0, microseconds);
        }

        int exponent = BitOperations.Log2((ulong)microseconds);
        int bucket = Linear + ((exponent - SubBits - 1) << SubBits) + (int)((microseconds >> (exponent - SubBits)) & ((1 << SubBits) - 1));
        return Math.Min(bucket, Buckets - 1);
    }

    /// <summary>The value in the middle of a bucket, in microseconds.</summary>
    public static long ValueOf(int bucket)
    {
        if (bucket < Linear)
        {
            return bucket;
        }

        int exponent = ((bucket - Linear) >> SubBits) + SubBits + 1;
        long low = (1L << exponent) + ((long)((bucket - Linear) & ((1 << SubBits) - 1)) << (exponent - SubBits));
        return low + (1L << (exponent - SubBits - 1));
    }
}
