using System.Collections.Immutable;
using Harness.Clients;
using Harness.Clients.Chat;
using Harness.Clients.Code;
using Harness.Clients.UnderTest;
using Harness.Clients.Protocol;
using Harness.Data;
using Harness.Scenarios.Stages;

namespace Harness.Scenarios;

/// <summary>
/// One run's worth of intent: who connects, how many, what breaks when, and what must hold. Immutable and validated;
/// made from a YAML file by the loader in Files, or built in C#.
/// </summary>
public sealed record Scenario
{
    /// <summary>Unique among the scenarios of one run; letters, digits, '-' and '_'.</summary>
    public required string Name { get; init; }

    public string Description { get; init; } = "";

    /// <summary>
    /// Who connects, and when they come and go: at least one. Clients are numbered through them, in the order of this list, and within one by when they connect.
    /// </summary>
    public ImmutableArray<Population> Populations { get; init; } = [];

    /// <summary>The clients of the first population: all there are where a scenario has only one, which this then stands for.</summary>
    public ClientSettings Clients
    {
        get => Populations[0].Clients;
        init => Populations = [Populations.IsEmpty ? new Population { Clients = value } : Populations[0] with { Clients = value }, .. Populations.Skip(1)];
    }

    public TopicSettings Topics { get; init; } = new();

    /// <summary>The chat room that all clients are in; null: none.</summary>
    public ChatSettings? Chat { get; init; }

    /// <summary>Stages in a row, for the populations that have none of their own: each takes the share that its count has in theirs together.</summary>
    public ImmutableArray<LoadStage> Load { get; init; } = [];

    public ImmutableArray<Fault> Faults { get; init; } = [];

    public ImmutableArray<Assertion> Assertions { get; init; } = [];

    /// <summary>Assertions in code: functions of what the run came to. Only in C#.</summary>
    public ImmutableArray<ICodeAssertion> Checks { get; init; } = [];

    /// <summary>What stands before the name of an invariant in <see cref="Expect"/>.</summary>
    public const string InvariantPrefix = "invariant ";

    /// <summary>
    /// What has to be broken, for a scenario that shows a defect: names of metrics that it asserts, and <c>invariant NAME</c>. It passes if each of
    /// them is broken and nothing else is. Empty: everything has to hold.
    /// </summary>
    public ImmutableArray<string> Expect { get; init; } = [];

    /// <summary>
    /// K: the clients are spread over this many proxies per path, so a fault on a share of them hits known clients. Client i is in cohort i mod K.
    /// From 1 to 100.
    /// </summary>
    public int Cohorts { get; init; } = 10;

    /// <summary>After the load ends, publications stop and clients get this long to catch up before they are closed.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Settings of a target with the control API; somebody else's server keeps its own.</summary>
    public TargetSettings Target { get; init; } = new();

    /// <summary>What somebody else's server speaks; null: the reference back end's messages.</summary>
    public ProtocolSettings? Protocol { get; init; }

    /// <summary>What the texts of clients are filled from.</summary>
    public DataSettings Data { get; init; } = new();

    /// <summary>Whether its clients bring code along: they live in the process that wrote it then.</summary>
    public bool HasCode => Populations.Any(population => population.Clients.Code is not null);

    /// <summary>From the first connect to the end of the last population's load, without the drain.</summary>
    public TimeSpan Duration => Populations.Max(population => Settle(population).End);

    /// <summary>How many clients there are when every population's load is full.</summary>
    public int Count => (int)Math.Clamp(Populations.Sum(population => (long)population.Clients.Count), int.MinValue, int.MaxValue);

    /// <summary>The cohort of a client.</summary>
    public int CohortOf(int client) => client % Cohorts;

    /// <summary>The topics of client <paramref name="client"/>: its first is i mod count, the others follow it.</summary>
    public int TopicOf(int client, int index) => (client + index) % Topics.Count;

    /// <summary>
    /// The same scenario in shrunken or stretched time: every duration multiplied, every rate divided by <paramref name="factor"/>.
    /// </summary>
    public Scenario Scale(double factor) => this with
    {
        Populations = [.. Populations.Select(population => population.Scale(factor))],
        Chat = Chat?.Scale(factor),
        Load = [.. Load.Select(stage => stage.Scale(factor))],
        Topics = Topics with { UpdatesPerSecond = Topics.UpdatesPerSecond / factor },
        Faults = [.. Faults.Select(fault => fault.Scale(factor))],
        Assertions = [.. Assertions.Select(assertion => assertion.Scale(factor))],
        Drain = Drain * factor,
        Target = Target.Scale(factor),
    };

    /// <summary>
    /// The same scenario with another number of clients in all, each population with its share; absolute numbers of the load and rates of arrival are multiplied by the same ratio.
    /// </summary>
    public Scenario WithClients(int count) => this with
    {
        Populations = [.. Populations.Zip(Shares.Of(count, [.. Populations.Select(population => (double)population.Clients.Count)]), (population, share) => population.WithClients(share))],
        Load = [.. Load.Select(stage => stage.WithClients((double)count / Count))],
        Chat = Chat?.WithClients((double)count / Count),
    };

    /// <summary>A population with the load that it plays: its own, or its share of the scenario's.</summary>
    public Population Settle(Population population)
    {
        if (!population.Load.IsEmpty)
        {
            return population;
        }

        // One part begins where the one before it ends, to the last bit: what cannot be divided, such as a line of a replay, is in exactly one of them.
        ImmutableArray<Population> sharing = [.. Populations.Where(other => other.Load.IsEmpty)];
        double all = sharing.Sum(other => (long)other.Clients.Count);
        long before = sharing.TakeWhile(other => other.Name != population.Name).Sum(other => (long)other.Clients.Count);
        (double from, double to) = (before / all, (before + population.Clients.Count) / all);
        return population with { Load = to - from == 1 ? Load : [.. Load.Select(stage => stage.Part(from, to))] };
    }

    /// <summary>One population of it alone, with all that is common to them.</summary>
    public Scenario Only(Population population) => this with { Populations = [population with { Load = [] }], Load = Settle(population).Load };
}

/// <summary>Who connects.</summary>
public sealed record ClientSettings
{
    /// <summary>The policy that clients are judged by.</summary>
    public required ClientPolicy Policy { get; init; }

    /// <summary>The policy that clients play. The same as <see cref="Policy"/>, unless <see cref="Flaws"/> make it differ.</summary>
    public ClientPolicy Played { get => field ?? Policy; init; }

    /// <summary>Names of the flaws that were put into <see cref="Played"/>; empty for an honest client.</summary>
    public ImmutableArray<string> Flaws { get; init; } = [];

    /// <summary>What they ask for when they open their sockets.</summary>
    public HandshakeSettings Handshake { get; init; } = new();

    /// <summary>How they speak TLS to a target of <c>wss://</c> or <c>https://</c>; null: nothing is said about it.</summary>
    public TlsSettings? Tls { get; init; }

    /// <summary>How many clients there are when the load is full. From 1 to 1,000,000.</summary>
    public required int Count { get; init; }

    /// <summary>What the user of each of them does, in code; null: nothing beside what the policy says. Only in C#, with workers in this process.</summary>
    public SessionCode? Session { get; init; }

    /// <summary>Makes the clients that are tested instead of the harness's own, which are judged by <see cref="Policy"/>; null: the harness plays the policy. Only in C#.</summary>
    public ClientUnderTestFactory? UnderTest { get; init; }

    /// <summary>The factor of the time scale that they were scaled by: 1 in real time.</summary>
    public double TimeScale { get; init; } = 1;

    /// <summary>What of them is code; null: nothing.</summary>
    public ClientCode? Code => Session is null && UnderTest is null ? null : new ClientCode { Session = Session, UnderTest = UnderTest, TimeScale = TimeScale };
}

/// <summary>The data that clients follow: topics with versions that only grow.</summary>
public sealed record TopicSettings
{
    /// <summary>Number of topics, named t0, t1, … At least 1.</summary>
    public int Count { get; init; } = 20;

    /// <summary>Publications per second over all topics together, round-robin. 0: nothing is published.</summary>
    public double UpdatesPerSecond { get; init; } = 5;

    /// <summary>Topics that each client subscribes to. From 0 to <see cref="Count"/>.</summary>
    public int PerClient { get; init; } = 1;

    /// <summary>
    /// How the pushes of one client lie in time: its topics follow each other, so they come in a bunch, and then nothing comes for a while.
    /// Null: it gets none.
    /// </summary>
    public (TimeSpan Bunch, TimeSpan Quiet)? Pushes => UpdatesPerSecond > 0 && PerClient > 0 ? (Take(PerClient - 1), Take(Count - PerClient + 1)) : null;

    /// <summary>How long so many publications take; never more than 30 years.</summary>
    private TimeSpan Take(int publications) => TimeSpan.FromSeconds(Math.Clamp(publications / UpdatesPerSecond, 0, 1e9));
}
