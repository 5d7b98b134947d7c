using System.Collections.Immutable;
using Harness.Judging;
using Harness.Judging.Evidence;
using Harness.Metrics;

namespace Harness.Comparing;

/// <summary>
/// Compares two runs. What a run has many values of is tested: per-second figures of quiet times by <see cref="NoiseTest.MannWhitney"/> on medians of blocks, and per-client
/// figures of faults by <see cref="NoiseTest.KolmogorovSmirnov"/>; what it has one value of is only shown. A difference counts where it is beyond chance
/// <em>and</em> large enough to matter. That is noise within the runs: how much runs of one thing differ from each other on a machine, only a history can say.
/// </summary>
public static class RunComparison
{
    /// <summary>The probability below which a difference is not called noise.</summary>
    public const double Level = 0.01;

    /// <summary>The least change of a median that is worth telling.</summary>
    public const double LeastChange = 0.05;

    public static ComparisonResult Of((string Folder, RunResult Run) a, (string Folder, RunResult Run) b, string command, DateTimeOffset now)
    {
        string[] names = [.. a.Run.Scenarios.Concat(b.Run.Scenarios).Select(scenario => scenario.Name).Distinct(StringComparer.Ordinal)];
        return new ComparisonResult
        {
            Command = command,
            StartedAt = now,
            A = Described(a.Folder, a.Run),
            B = Described(b.Folder, b.Run),
            Circumstances = [.. CircumstancesOf(a.Run, b.Run)],
            Scenarios = [.. names.Select(name => Scenario(name, Find(a.Run, name), Find(b.Run, name)))],
        };

        static ScenarioResult? Find(RunResult run, string name) => run.Scenarios.FirstOrDefault(scenario => scenario.Name == name);
    }

    private static ComparedRun Described(string folder, RunResult run) =>
        new(folder, run.Verdict, run.StartedAt, run.DurationSeconds, run.Seed, run.Command, run.Environment.HarnessVersion);

    private static ScenarioComparison Scenario(string name, ScenarioResult? a, ScenarioResult? b)
    {
        if (a is null || b is null)
        {
            return new ScenarioComparison { Name = name, A = a?.Verdict, B = b?.Verdict, Circumstances = [$"Only {(a is null ? "B" : "A")} has this scenario."] };
        }

        return new ScenarioComparison
        {
            Name = name,
            A = a.Verdict,
            B = b.Verdict,
            Circumstances = [.. CircumstancesOf(a, b)],
            Figures = Judged([.. Assertions(a, b), .. Latencies(a, b), .. Faults(a, b), .. Counts(a, b), .. Roles(a, b)], IsProof(a) && IsProof(b)),
            Series =
            [
                new("Heartbeat round trip, p99", MetricUnit.Seconds, a.Series.RttP99, b.Series.RttP99),
                new("Clients open", MetricUnit.Count, Open(a), Open(b)),
                new("Missed heartbeats per second", MetricUnit.Count, Counted(a.Series.HeartbeatsMissed), Counted(b.Series.HeartbeatsMissed)),
                new("Polls per second", MetricUnit.Count, Counted(a.Series.Polls), Counted(b.Series.Polls)),
            ],
        };

        static ImmutableArray<double?> Open(ScenarioResult scenario) => Counted(scenario.Series.Clients.GetValueOrDefault("open", []));
        static ImmutableArray<double?> Counted(ImmutableArray<int> values) => [.. values.Select(value => (double?)value)];
    }

    private static IEnumerable<string> CircumstancesOf(RunResult a, RunResult b)
    {
        foreach ((string what, string from, string to) in new[]
        {
            ("machine", a.Environment.Machine, b.Environment.Machine),
            ("number of cores", $"{a.Environment.Cores}", $"{b.Environment.Cores}"),
            ("operating system", a.Environment.OperatingSystem, b.Environment.OperatingSystem),
            ("runtime", a.Environment.Runtime, b.Environment.Runtime),
            ("version of harness", a.Environment.HarnessVersion, b.Environment.HarnessVersion),
            ("target", a.Environment.Target, b.Environment.Target),
            ("fault proxy", a.Environment.Toxiproxy, b.Environment.Toxiproxy),
            ("kind of workers", a.Environment.Workers, b.Environment.Workers),
            ("time scale", $"{a.TimeScale}", $"{b.TimeScale}"),
            ("seed", $"{a.Seed}", $"{b.Seed}"),
        })
        {
            if (from != to)
            {
                yield return $"The {what} is {(to.Length == 0 ? "unknown" : to)}, not {(from.Length == 0 ? "unknown" : from)}.";
            }
        }
    }

    private static IEnumerable<string> CircumstancesOf(ScenarioResult a, ScenarioResult b)
    {
        foreach ((string run, ScenarioResult scenario) in new[] { ("A", a), ("B", b) })
        {
            if (scenario.Verdict is Verdict.Invalid or Verdict.Incomplete)
            {
                yield return $"{run} is {(scenario.Verdict == Verdict.Invalid ? "invalid" : "incomplete")}: its figures prove nothing.";
            }
        }

        if (a.Clients != b.Clients)
        {
            yield return $"B has {b.Clients} clients, not {a.Clients}.";
        }

        if (a.Source != b.Source)
        {
            yield return "The text of the scenario is not the same.";
        }
    }

    private static bool IsProof(ScenarioResult scenario) => scenario.Verdict is Verdict.Passed or Verdict.Failed;

    private static IEnumerable<Candidate> Assertions(ScenarioResult a, ScenarioResult b)
    {
        foreach (AssertionResult before in a.Assertions)
        {
            if (b.Assertions.FirstOrDefault(each => each.Expression == before.Expression) is { } after)
            {
                string Word(AssertionResult assertion) => $"{assertion.Actual} ({(assertion.Passed ? "passed" : assertion.AsExpected ? "failed as expected" : "failed")})";
                yield return new Candidate("assertions", before.Expression, MetricUnit.Count, before.ActualValue, after.ActualValue)
                {
                    Words = (Word(before), Word(after)),
                    Known = before.Passed == after.Passed ? null : after.Passed ? ComparisonOutcome.Better : ComparisonOutcome.Worse,
                };
            }
        }
    }

    private static IEnumerable<Candidate> Latencies(ScenarioResult a, ScenarioResult b)
    {
        double[] p50A = QuietSeconds.Medians(a, a.Series.RttP50), p50B = QuietSeconds.Medians(b, b.Series.RttP50);
        double[] p99A = QuietSeconds.Medians(a, a.Series.RttP99), p99B = QuietSeconds.Medians(b, b.Series.RttP99);
        yield return BySeconds("heartbeat.rtt p50, quiet seconds", p50A, p50B);
        yield return BySeconds("heartbeat.rtt p99, quiet seconds", p99A, p99B);
        foreach (LatencyResult before in a.Latencies)
        {
            if (b.Latencies.FirstOrDefault(each => each.Name == before.Name) is { } after)
            {
                yield return new Candidate("latencies", $"{before.Name} p50", MetricUnit.Seconds, before.P50, after.P50);
                yield return new Candidate("latencies", $"{before.Name} p99", MetricUnit.Seconds, before.P99, after.P99);
                yield return new Candidate("latencies", $"{before.Name} max", MetricUnit.Seconds, before.Max, after.Max);
            }
        }

        static Candidate BySeconds(string name, double[] a, double[] b) => new("latencies", name, MetricUnit.Seconds, Median(a), Median(b))
        {
            RawP = a.Length >= 4 && b.Length >= 4 ? NoiseTest.MannWhitney(a, b) : null,
            Test = $"Mann–Whitney, {a.Length} and {b.Length} blocks of 3 s",
        };
    }

    private static IEnumerable<Candidate> Faults(ScenarioResult a, ScenarioResult b)
    {
        foreach (FaultResult before in a.Faults)
        {
            if (b.Faults.FirstOrDefault(each => each.Index == before.Index && each.Kind == before.Kind) is not { } after)
            {
                continue;
            }

            string group = $"fault {before.Index}: {before.Kind}";
            yield return new Candidate(group, "affected", MetricUnit.Count, before.Affected, after.Affected);
            yield return new Candidate(group, "undetected", MetricUnit.Count, before.Undetected, after.Undetected);
            yield return new Candidate(group, "unrecovered", MetricUnit.Count, before.Unrecovered, after.Unrecovered);
            yield return new Candidate(group, "updates lost", MetricUnit.Count, before.Delivery?.Lost, after.Delivery?.Lost);
            yield return ByClients(group, "missed heartbeats at detection", MetricUnit.Count, before.Detection?.MissedHeartbeats, after.Detection?.MissedHeartbeats);
            yield return ByClients(group, "onset to declared dead", MetricUnit.Seconds, before.Detection?.Seconds, after.Detection?.Seconds);
            yield return ByClients(group, "detection to first poll", MetricUnit.Seconds, before.Fallback, after.Fallback);
            yield return ByClients(group, "removal to recovered", MetricUnit.Seconds, before.Recovery, after.Recovery);
        }
    }

    private static Candidate ByClients(string group, string name, MetricUnit unit, Distribution? a, Distribution? b) => new(group, $"{name}, p50", unit, a?.P50, b?.P50)
    {
        RawP = a is { Quantiles.IsEmpty: false } && b is { Quantiles.IsEmpty: false }
            ? NoiseTest.KolmogorovSmirnov(Finite(a), a.Count, Finite(b), b.Count)
            : null,
        Test = $"Kolmogorov–Smirnov, {a?.Count ?? 0} and {b?.Count ?? 0} losses",
        IsThere = a is not null || b is not null,
    };

    private static IEnumerable<Candidate> Counts(ScenarioResult a, ScenarioResult b) =>
    [
        new("counts", "false alarms", MetricUnit.Count, a.FalseAlarms, b.FalseAlarms),
        new("counts", "reconnects at peak, per second", MetricUnit.Count, a.Storm?.Reconnects?.PerSecond, b.Storm?.Reconnects?.PerSecond),
        new("counts", "polls at peak, per second", MetricUnit.Count, a.Storm?.Polls?.PerSecond, b.Storm?.Polls?.PerSecond),
        new("counts", "heartbeats missed outside faults", MetricUnit.Count, a.Generator.MissesOutsideFaults, b.Generator.MissesOutsideFaults),
    ];

    private static IEnumerable<Candidate> Roles(ScenarioResult a, ScenarioResult b)
    {
        foreach (RoleResult before in a.Roles)
        {
            if (b.Roles.FirstOrDefault(each => each.Name == before.Name) is { } after)
            {
                yield return new Candidate("roles", $"{before.Name}: CPU", MetricUnit.Seconds, before.CpuSeconds, after.CpuSeconds);
                yield return new Candidate("roles", $"{before.Name}: peak memory, MB", MetricUnit.Count, Math.Round(before.PeakRssBytes / 1e6), Math.Round(after.PeakRssBytes / 1e6));
            }
        }
    }

    /// <summary>Corrects the tests for their number, and says what each difference comes to.</summary>
    private static ImmutableArray<ComparedFigure> Judged(ImmutableArray<Candidate> candidates, bool areProof)
    {
        Candidate[] there = [.. candidates.Where(candidate => candidate.IsThere && (candidate.A is not null || candidate.B is not null || candidate.Words is not null))];
        Candidate[] tested = [.. there.Where(candidate => candidate.RawP is not null)];
        double[] corrected = NoiseTest.Holm([.. tested.Select(candidate => candidate.RawP!.Value)]);
        return
        [
            .. there.Select(candidate =>
            {
                double? p = Array.IndexOf(tested, candidate) is >= 0 and int place ? corrected[place] : null;
                return new ComparedFigure
                {
                    Group = candidate.Group,
                    Name = candidate.Name,
                    Unit = candidate.Unit,
                    A = candidate.A,
                    B = candidate.B,
                    WordsA = candidate.Words?.A ?? Value(candidate, candidate.A),
                    WordsB = candidate.Words?.B ?? Value(candidate, candidate.B),
                    Change = candidate.Change,
                    Outcome = OutcomeOf(candidate, p) is var outcome && outcome != ComparisonOutcome.Same && !areProof ? ComparisonOutcome.Untested : outcome,
                    Test = p is null ? "" : candidate.Test,
                    P = p,
                };
            }),
        ];
    }

    private static string Value(Candidate candidate, double? value) => value is { } number
        ? Words.Value(candidate.Unit, number)
        : candidate.RawP is not null ? "never" : "–";

    private static ComparisonOutcome OutcomeOf(Candidate candidate, double? p)
    {
        if (candidate.Known is { } known)
        {
            return known;
        }

        if (p is null)
        {
            return Equals(candidate.A, candidate.B) ? ComparisonOutcome.Same : ComparisonOutcome.Untested;
        }

        // A null beside a number is ∞: what happened no more.
        bool isLarge = candidate.A is null != candidate.B is null || Math.Abs(candidate.Change ?? 0) >= LeastChange;
        return p >= Level || !isLarge ? (Equals(candidate.A, candidate.B) ? ComparisonOutcome.Same : ComparisonOutcome.Noise)
            : (candidate.B ?? double.PositiveInfinity) > (candidate.A ?? double.PositiveInfinity) ? ComparisonOutcome.Worse
            : ComparisonOutcome.Better;
    }

    private static double? Median(double[] values) => values.Length == 0 ? null : values.Order().ElementAt((values.Length - 1) / 2);

    private static double[] Finite(Distribution distribution) => [.. distribution.Quantiles.Select(value => value ?? double.PositiveInfinity)];

    private sealed record Candidate(string Group, string Name, MetricUnit Unit, double? A, double? B)
    {
        public (string A, string B)? Words { get; init; }
        public ComparisonOutcome? Known { get; init; }
        public double? RawP { get; init; }
        public string Test { get; init; } = "";
        public bool IsThere { get; init; } = true;

        public double? Change => A is { } a && B is { } b && a > 0 ? (b - a) / a : null;
    }
}
