using System.Collections.Immutable;
using Harness.Clients;
using Harness.Clients.Chat;
using Harness.Clients.Presets;
using Harness.Clients.Protocol;
using Harness.Faults.Kinds;
using Harness.Journal;
using Harness.Judging;
using Harness.Metrics;
using Harness.Scenarios;

namespace Harness.Tests.Judging;

/// <summary>
/// A hand-made run of ten clients in ten cohorts: client i is in cohort i and follows topic i. Heartbeats every second, dead after three;
/// the load lasts 40 s, the drain 2 s. Times are seconds since the load began.
/// </summary>
internal sealed class RunBuilder
{
    public const double End = 42;

    private const long Zero = 7_000_000_000;

    private readonly List<Fact> _facts = [];
    private readonly List<Fault> _faults = [];
    private readonly List<ImmutableArray<int>> _cohorts = [];
    private readonly List<Assertion> _assertions = [];
    private readonly List<string> _roles = ["run", "worker-0"];
    private bool _ends = true;
    private int _topicsPerClient = 1;
    private ImmutableArray<string> _expect = [];
    private ProtocolSettings? _protocol;

    public ClientPolicy Policy { get; set; } = HeartbeatRounds.Preset.Policy with
    {
        Heartbeat = HeartbeatRounds.Preset.Policy.Heartbeat! with { Interval = TimeSpan.FromSeconds(1), Misses = 3 },
        Reconnect = new ReconnectPolicy
        {
            Delay = TimeSpan.FromSeconds(1),
            MaxDelay = TimeSpan.FromSeconds(1),
            AttemptTimeout = TimeSpan.FromSeconds(2),
            Locked = true,
        },
        Fallback = new FallbackPolicy
        {
            OnPushSilence = TimeSpan.FromSeconds(10),
            OnLoss = TimeSpan.Zero,
            Every = TimeSpan.FromSeconds(1),
            Timeout = TimeSpan.FromSeconds(1),
        },
    };

    public int Clients { get; set; } = 10;

    /// <summary>The chat room; null: none.</summary>
    public ChatSettings? Chat { get; set; }

    public static long At(double seconds) => Zero + (long)Math.Round(seconds * 1e6);

    public RunBuilder With(ClientPolicy policy)
    {
        Policy = policy;
        return this;
    }

    public RunBuilder Add(params Fact[] facts)
    {
        _facts.AddRange(facts);
        return this;
    }

    public RunBuilder Expects(params ImmutableArray<string> names)
    {
        _expect = names;
        return this;
    }

    public RunBuilder Interrupted()
    {
        _ends = false;
        return this;
    }

    public RunBuilder WithoutTopics()
    {
        _topicsPerClient = 0;
        return this;
    }

    /// <summary>On somebody else's server, which does not tell what it publishes.</summary>
    public RunBuilder Speaks(ProtocolSettings protocol)
    {
        _protocol = protocol;
        return this;
    }

    public RunBuilder Client(int client, Action<ClientScript> script)
    {
        script(new ClientScript(client, _facts));
        return this;
    }

    /// <summary>Clients that connect at the beginning and are never disturbed.</summary>
    public RunBuilder Undisturbed(params int[] clients) => clients.Aggregate(this, (run, client) => run.Client(client, script => script.Opens(0.5)));

    public RunBuilder Publishes(int topic, long version, double at) => Add(Facts.Published(At(at), topic, version));

    /// <summary>A silent drop; its edges take 10 ms to be acknowledged.</summary>
    public RunBuilder SilentDrop(double at = 12, double lasts = 12, FaultPath path = FaultPath.WebSocket, params int[] cohorts) => Fault(
        new SilentDropFault { At = TimeSpan.FromSeconds(at), For = TimeSpan.FromSeconds(lasts), Share = 0.1, Path = path }, cohorts);

    public RunBuilder Latency(double at = 12, double lasts = 12, params int[] cohorts) => Fault(
        new LatencyFault { At = TimeSpan.FromSeconds(at), For = TimeSpan.FromSeconds(lasts), Share = 0.1, Latency = TimeSpan.FromMilliseconds(200) }, cohorts);

    public RunBuilder HalfOpen(double at = 12, GoneSide gone = GoneSide.Server, params int[] cohorts) => Fault(
        new HalfOpenFault { At = TimeSpan.FromSeconds(at), Share = 0.1, Gone = gone }, cohorts);

    /// <summary>A fault with its edges. Without cohorts it hits cohort 0.</summary>
    public RunBuilder Fault(Fault fault, int[] cohorts, bool onset = true, bool removal = true)
    {
        cohorts = cohorts.Length == 0 ? [0] : cohorts;
        double at = fault.At.TotalSeconds;
        foreach (int cohort in cohorts)
        {
            if (onset)
            {
                _facts.Add(Facts.Edge(At(at), At(at + 0.01), cohort, _faults.Count, FaultEdge.Onset));
            }

            if (removal && fault.For is { } lasts)
            {
                _facts.Add(Facts.Edge(At(at + lasts.TotalSeconds), At(at + lasts.TotalSeconds + 0.01), cohort, _faults.Count, FaultEdge.Removal));
            }
        }

        _faults.Add(fault);
        _cohorts.Add([.. cohorts]);
        return this;
    }

    public RunBuilder Stall(double from, double to, short role = 1) => Add(Facts.Stall(At(from), At(to)) with { Role = role });

    public RunBuilder Asserts(Metric metric, Comparison comparison = Comparison.Equal, double limit = 1, Stat? stat = null, int? fault = null, CohortSide? cohort = null)
    {
        _assertions.Add(new Assertion
        {
            Expression = stat is { } s ? $"{metric.Name}.{s.ToString().ToLowerInvariant()}" : metric.Name,
            Metric = metric,
            Stat = stat ?? (metric.IsDistribution ? Stat.Max : null),
            Comparison = comparison,
            Limit = limit,
            Fault = fault,
            Cohort = cohort,
        });
        return this;
    }

    public JudgedRun Build()
    {
        List<Fact> facts = [Facts.PhaseBegan(At(0), RunPhase.Load), .. _facts];
        if (_ends)
        {
            facts.AddRange([Facts.PhaseBegan(At(40), RunPhase.Drain), Facts.PhaseBegan(At(End), RunPhase.Closing), Facts.PhaseBegan(At(43), RunPhase.Ended)]);
        }

        return new JudgedRun
        {
            Scenario = new Scenario
            {
                Name = "by-hand",
                Clients = new ClientSettings { Policy = Policy, Played = Policy, Count = Clients },
                Topics = new TopicSettings { Count = 10, PerClient = _topicsPerClient },
                Chat = Chat,
                Load = [new HoldStage { For = TimeSpan.FromSeconds(40) }],
                Faults = [.. _faults],
                Assertions = [.. _assertions],
                Expect = _expect,
                Protocol = _protocol,
            },
            FaultCohorts = [.. _cohorts],
            Journal = new RunJournal([.. _roles], [.. facts.OrderBy(fact => fact.At)]),
        };
    }

    public ScenarioResult Judge() => global::Harness.Judging.Judge.Run(Build());

    /// <summary>Judges one assertion.</summary>
    public AssertionResult Find(Metric metric, Comparison comparison = Comparison.Equal, double limit = 1, Stat? stat = null, int? fault = null, CohortSide? cohort = null)
    {
        _assertions.Clear();
        return Asserts(metric, comparison, limit, stat, fault, cohort).Judge().Assertions[0];
    }
}
