using System.Collections.Immutable;
using Harness.Judging.Chat;
using Harness.Judging.Impacts;
using Harness.Judging.Reading;
using Harness.Scenarios;

namespace Harness.Judging;

/// <summary>
/// A run with everything worked out once that more than one metric, invariant or figure reads. Each step passes over the facts
/// a fixed number of times, so the whole is linear in the journal.
/// </summary>
public sealed class JudgeContext
{
    private readonly ImmutableArray<Ledger>[] _ledgers;

    public JudgeContext(JudgedRun run)
    {
        Run = run;
        Scenario = run.Scenario;
        Time = JudgedTime.Of(run.Journal);
        Stalls = new StallTimes(run.Journal, Time);
        PerSecond = new PerSecond(run.Journal, Time);
        Publications = new Publications(run.Journal, Time, bySeen: Scenario.Protocol is { HoldsVersions: true });
        Clients = ClientReader.Read(run, Time);
        Faults = new ImpactReader(Scenario, Time, Clients, Publications, FaultBackends.Read(run.Journal))
            .Read([.. Scenario.Faults.Select((_, index) => FaultWindow.Of(run.Journal, index))], run.FaultCohorts);
        FalseAlarms = FalseAlarm.Find(Clients, Faults);
        MissedOutsideFaults = MissedRun.Find(Clients, Faults, Stalls);
        Chat = ChatLedger.Of(Scenario, Clients, Time);
        GroupLists = Chat is null ? null : new GroupLists(Chat, Clients, Faults, Time);
        _ledgers = new ImmutableArray<Ledger>[Clients.Length];
        HitCohorts = [.. run.FaultCohorts.SelectMany(cohorts => cohorts)];
    }

    public JudgedRun Run { get; }

    /// <summary>What session code recorded; read when it is asked for.</summary>
    public SessionFacts Session => field ??= SessionFacts.Read(this);

    public Scenario Scenario { get; }

    public JudgedTime Time { get; }
    public StallTimes Stalls { get; }
    public PerSecond PerSecond { get; }
    public Publications Publications { get; }

    /// <summary>By number, those that were never started included.</summary>
    public ImmutableArray<ClientRecord> Clients { get; }

    /// <summary>In the order of the scenario.</summary>
    public ImmutableArray<FaultImpact> Faults { get; }

    public ImmutableArray<FalseAlarm> FalseAlarms { get; }
    public ImmutableArray<MissedRun> MissedOutsideFaults { get; }

    /// <summary>What was said in the chat room; null where there is none.</summary>
    public ChatLedger? Chat { get; }

    /// <summary>What its members were told of each other.</summary>
    public GroupLists? GroupLists { get; }

    /// <summary>Cohorts that at least one fault hits, by the plan.</summary>
    public ImmutableHashSet<int> HitCohorts { get; }

    /// <summary>The ledgers of a client, one for each of its topics; put together when they are first asked for.</summary>
    public ImmutableArray<Ledger> LedgersOf(ClientRecord client) =>
        _ledgers[client.Client] is { IsDefault: false } known ? known : _ledgers[client.Client] = Ledger.Of(Scenario, client);

    /// <summary>The clients of one population that the load profile started.</summary>
    public IEnumerable<ClientRecord> StartedOf(int population) => Clients.Where(client => client.Population == population && client.HasStarted);

    public CohortSide SideOf(ClientRecord client) => HitCohorts.Contains(client.Cohort) ? CohortSide.Hit : CohortSide.Control;
}
