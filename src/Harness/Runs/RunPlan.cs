using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Harness.Load;
using Harness.Scenarios;
using Harness.Seeding;

namespace Harness.Runs;

/// <summary>
/// Everything that the seed decides, laid down before anything runs: when each client connects, what it draws its jitter from,
/// and which cohorts each fault hits. Equal scenarios and seeds give equal plans.
/// </summary>
public sealed record RunPlan
{
    /// <summary>The seed it was made from.</summary>
    public required ulong Seed { get; init; }

    /// <summary>When each client connects, µs from the start of the load.</summary>
    public required ImmutableArray<long> Starts { get; init; }

    /// <summary>The first jitter draw of each client: equal first draws come from equal generators.</summary>
    public required ImmutableArray<double> JitterDraws { get; init; }

    /// <summary>The cohorts that each fault hits, ascending.</summary>
    public required ImmutableArray<ImmutableArray<int>> FaultCohorts { get; init; }

    /// <summary>SHA-256 over all of it, hexadecimal: two runs with equal digests had equal plans.</summary>
    public required string Digest { get; init; }

    /// <summary>Makes the plan.</summary>
    public static RunPlan Create(Scenario scenario, ulong seed)
    {
        // Streams of their own, so that a fault more does not move a connect.
        long[] starts = LoadProfile.Starts(scenario.Load, scenario.Clients.Count, seed ^ 0x10AD);
        double[] jitter = [.. Enumerable.Range(0, starts.Length).Select(client => new SplitMix64(ClientSeed.Of(seed, client)).NextDouble())];
        ImmutableArray<ImmutableArray<int>> cohorts = DrawCohorts(scenario, seed ^ 0xFA17);
        return new RunPlan
        {
            Seed = seed,
            Starts = [.. starts],
            JitterDraws = [.. jitter],
            FaultCohorts = cohorts,
            Digest = Hash(starts, jitter, cohorts),
        };
    }

    /// <summary>Faults take cohorts that no other fault has as long as there are enough: a client hit by one fault says more than a client hit by two.</summary>
    private static ImmutableArray<ImmutableArray<int>> DrawCohorts(Scenario scenario, ulong seed)
    {
        var random = new SplitMix64(seed);
        var order = new List<int>();
        var result = ImmutableArray.CreateBuilder<ImmutableArray<int>>();
        foreach (Fault fault in scenario.Faults)
        {
            int wanted = Math.Clamp((int)Math.Round(fault.Share * scenario.Cohorts), 1, scenario.Cohorts);
            var taken = new SortedSet<int>();
            while (taken.Count < wanted)
            {
                if (order.Count == 0)
                {
                    order = Shuffle(scenario.Cohorts, ref random);
                    order.RemoveAll(taken.Contains);
                }

                taken.Add(order[^1]);
                order.RemoveAt(order.Count - 1);
            }

            result.Add([.. taken]);
        }

        return result.ToImmutable();
    }

    private static List<int> Shuffle(int count, ref SplitMix64 random)
    {
        var list = Enumerable.Range(0, count).ToList();
        for (int i = count - 1; i > 0; i--)
        {
            int j = random.NextInt(i + 1);
            (list[i], list[j]) = (list[j], list[i]);
        }

        return list;
    }

    private static string Hash(long[] starts, double[] jitter, ImmutableArray<ImmutableArray<int>> cohorts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[8];
        foreach (long value in starts.Concat(jitter.Select(BitConverter.DoubleToInt64Bits)).Concat(cohorts.SelectMany(fault => fault.Select(c => (long)c).Prepend(-1))))
        {
            BinaryPrimitives.WriteInt64LittleEndian(number, value);
            hash.AppendData(number);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
