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

    /// <summary>When each client connects and when its user closes it, µs from the start of the load: those of the first population, then those of the next.</summary>
    public required ImmutableArray<PlannedSession> Sessions { get; init; }

    /// <summary>The number of the first client of each population.</summary>
    public required ImmutableArray<int> FirstClients { get; init; }

    /// <summary>The most clients of each population that are there at the same time.</summary>
    public required ImmutableArray<int> Peaks { get; init; }

    /// <summary>The first jitter draw of each client: equal first draws come from equal generators.</summary>
    public required ImmutableArray<double> JitterDraws { get; init; }

    /// <summary>The cohorts that each fault hits, ascending.</summary>
    public required ImmutableArray<ImmutableArray<int>> FaultCohorts { get; init; }

    /// <summary>SHA-256 over all of it, hexadecimal: two runs with equal digests had equal plans.</summary>
    public required string Digest { get; init; }

    /// <summary>Makes the plan.</summary>
    /// <exception cref="UsageException">It has more sessions than a run can hold.</exception>
    public static RunPlan Create(Scenario scenario, ulong seed)
    {
        // Streams of their own, so that a fault more does not move a connect, nor a population more the clients of those before it.
        ImmutableArray<ImmutableArray<PlannedSession>> populations = PlanLoad(scenario, seed);
        ImmutableArray<PlannedSession> sessions = [.. populations.SelectMany(each => each)];
        ImmutableArray<int> firsts = [.. populations.Select((_, i) => populations.Take(i).Sum(each => each.Length))];
        double[] jitter = [.. Enumerable.Range(0, sessions.Length).Select(client => new SplitMix64(ClientSeed.Of(seed, client)).NextDouble())];
        ImmutableArray<ImmutableArray<int>> cohorts = DrawCohorts(scenario, seed ^ 0xFA17);
        return new RunPlan
        {
            Seed = seed,
            Sessions = sessions,
            FirstClients = firsts,
            Peaks = [.. populations.Select(LoadPlanner.Peak)],
            JitterDraws = [.. jitter],
            FaultCohorts = cohorts,
            Digest = Hash(sessions, firsts, jitter, cohorts),
        };
    }

    private static ImmutableArray<ImmutableArray<PlannedSession>> PlanLoad(Scenario scenario, ulong seed)
    {
        var populations = ImmutableArray.CreateBuilder<ImmutableArray<PlannedSession>>();
        int room = LoadSize.MostSessions;
        try
        {
            foreach ((Population population, int i) in scenario.Populations.Select((population, i) => (population, i)))
            {
                populations.Add(LoadPlanner.Plan(scenario.Settle(population), LoadSeed(seed, i), scenario.Duration, room));
                room -= populations[^1].Length;
            }
        }
        catch (LoadTooLargeException)
        {
            throw new UsageException(
                $"{scenario.Name}: under --seed {seed} the load starts more than {LoadSize.MostSessions} sessions, those that take a place over included, and a run has at most as many: "
                + "make numbers, rates or times smaller, or lifetimes longer.");
        }

        return populations.ToImmutable();
    }

    /// <summary>Where the draws of a population's load come from.</summary>
    internal static ulong LoadSeed(ulong seed, int population) => seed ^ 0x10AD ^ ((ulong)population * 0x9E3779B97F4A7C15);

    /// <summary>The clients of one population.</summary>
    public IEnumerable<int> ClientsOf(int population) =>
        Enumerable.Range(FirstClients[population], (population + 1 < FirstClients.Length ? FirstClients[population + 1] : Sessions.Length) - FirstClients[population]);

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

    private static string Hash(ImmutableArray<PlannedSession> sessions, ImmutableArray<int> firsts, double[] jitter, ImmutableArray<ImmutableArray<int>> cohorts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[8];
        IEnumerable<long> values =
        [
            .. sessions.Select(session => session.Start), .. sessions.Where(session => session.End < long.MaxValue).Select(session => session.End), .. firsts.Skip(1).Select(first => (long)first),
            .. jitter.Select(BitConverter.DoubleToInt64Bits), .. cohorts.SelectMany(fault => fault.Select(c => (long)c).Prepend(-1)),
        ];
        foreach (long value in values)
        {
            BinaryPrimitives.WriteInt64LittleEndian(number, value);
            hash.AppendData(number);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
