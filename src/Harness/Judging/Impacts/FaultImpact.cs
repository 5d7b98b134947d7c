using System.Collections.Immutable;
using Harness.Journal;
using Harness.Judging.Reading;
using Harness.Scenarios;

namespace Harness.Judging.Impacts;

/// <summary>What one fault did to the clients of its cohorts.</summary>
public sealed class FaultImpact
{
    private readonly Dictionary<int, AffectedClient> _byClient;

    public FaultImpact(int index, Fault fault, ImmutableArray<int> cohorts, ImmutableDictionary<int, FaultWindow> windows, ImmutableArray<AffectedClient> affected)
    {
        Index = index;
        Fault = fault;
        Cohorts = cohorts;
        Windows = windows;
        Affected = affected;
        _byClient = affected.ToDictionary(client => client.Record.Client);
    }

    /// <summary>Its number in the scenario.</summary>
    public int Index { get; }

    public Fault Fault { get; }

    /// <summary>What made it; null: the journal does not say.</summary>
    public FaultBackend? Backend { get; init; }

    /// <summary>The cohorts that it was planned to hit.</summary>
    public ImmutableArray<int> Cohorts { get; }

    /// <summary>When it was on, by cohort.</summary>
    public ImmutableDictionary<int, FaultWindow> Windows { get; }

    public ImmutableArray<AffectedClient> Affected { get; }

    /// <summary>Whether sockets are meant to notice it. A fault on the HTTP path alone never is: heartbeats do not travel there.</summary>
    public bool IsNoticeable => Notices(Fault);

    /// <summary>Whether recovery from it is judged.</summary>
    public bool IsRecoverable => Recovers(Fault);

    public AffectedClient? Of(int client) => _byClient.GetValueOrDefault(client);

    public static bool Notices(Fault fault) => fault.Traits.MeantToBeNoticed && fault.Path != FaultPath.Http;

    public static bool Recovers(Fault fault) => fault.Traits.MeantToBeNoticed && !fault.Traits.ClientLeaves;
}
