using System.Collections.Immutable;
using Harness.Journal;
using Harness.Judging.Reading;
using Harness.Scenarios;
using Harness.Timing;

namespace Harness.Judging.Impacts;

/// <summary>What one fault did to the clients of its cohorts.</summary>
public sealed class FaultImpact
{
    /// <summary>How much longer than planned one silence of several may last: the two directions are switched one after the other, by a proxy that may be late.</summary>
    private static readonly TimeSpan _flapSlack = TimeSpan.FromMilliseconds(100);

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

    public static bool Recovers(Fault fault) => fault.Traits is { ClientLeaves: false, IsForGood: false }
        && (fault.Traits.MeantToBeNoticed || (fault.Traits.EndsConnections && fault.Path != FaultPath.Http));

    /// <summary>The longest time that a fault can keep anything from a client at a stretch, µs; <see cref="long.MaxValue"/>: for as long as it is on.</summary>
    public static long LongestSilence(Fault fault) => fault.Traits.LongestSilence is { } silence ? (silence + _flapSlack).Microseconds() : long.MaxValue;
}
