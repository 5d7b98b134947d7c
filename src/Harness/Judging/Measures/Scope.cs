using Harness.Judging.Impacts;
using Harness.Judging.Reading;
using Harness.Metrics;
using Harness.Scenarios;

namespace Harness.Judging.Measures;

/// <summary>
/// The limits of one assertion. A fault limits to the clients it affected and, for what happens at an instant, to
/// [onset, removal + recovery bound] of it; a side to the clients of that side.
/// </summary>
public sealed class Scope(JudgeContext context, Assertion assertion)
{
    /// <summary>The scope of a metric limited to one fault, as reports show it beside that fault.</summary>
    public static Scope Of(JudgeContext context, Metric metric, int fault) => new(context, new Assertion { Expression = metric.Name, Metric = metric, Fault = fault });

    public JudgeContext Context => context;

    /// <summary>Clients that were started and are within the limits.</summary>
    public IEnumerable<ClientRecord> Clients => context.Clients.Where(client => client.HasStarted && Includes(client));

    /// <summary>Faults within the limits.</summary>
    public IEnumerable<FaultImpact> Faults => context.Faults.Where(fault => assertion.Fault is not { } only || only == fault.Index);

    /// <summary>Affected clients within the limits, with their fault.</summary>
    public IEnumerable<(FaultImpact Fault, AffectedClient Client)> Affected =>
        Faults.SelectMany(fault => fault.Affected.Where(client => Includes(client.Record)).Select(client => (fault, client)));

    public bool Includes(ClientRecord client) =>
        (assertion.Cohort is not { } side || side == context.SideOf(client))
        && (assertion.Population is null || assertion.Population == context.Scenario.Populations[client.Population].Name)
        && (assertion.Fault is null || OnlyFault?.Of(client.Client) is not null);

    /// <summary>Whether something that happened to a client at an instant is within the limits.</summary>
    public bool Includes(ClientRecord client, long at) => Includes(client) && (assertion.Fault is null || (WindowOf(client) is { } window && window.From <= at && at <= window.To));

    /// <summary>Whether something that happened to a client at an instant, and lasts, is within the limits: a fault has no end for it.</summary>
    public bool IncludesFrom(ClientRecord client, long at) => Includes(client) && (assertion.Fault is null || WindowOf(client) is { } window && window.From <= at);

    /// <summary>Whether figures of a slice of clients in the second that begins at an instant are within the limits.</summary>
    /// <param name="slice">Population · K + cohort; -1 stands for all.</param>
    /// <param name="second">µs.</param>
    public bool IncludesSecond(int slice, long second)
    {
        if (assertion.Cohort is null && assertion.Fault is null && assertion.Population is null)
        {
            return true;
        }

        int cohort = slice < 0 ? slice : slice % context.Scenario.Cohorts;
        if (assertion.Population is { } population && (slice < 0 || context.Scenario.Populations[slice / context.Scenario.Cohorts].Name != population))
        {
            return false;
        }

        bool side = assertion.Cohort is not { } only || (cohort >= 0 && only == (context.HitCohorts.Contains(cohort) ? CohortSide.Hit : CohortSide.Control));
        return side && (assertion.Fault is null
            || (OnlyFault?.Windows.GetValueOrDefault(cohort) is { } window && second + 1_000_000 > window.OnsetRequest && second <= (window.RemovalAck ?? long.MaxValue)));
    }

    /// <summary>How long a client was there within the limits, µs: what figures of slices are divided by. Limited to a fault, while that was on for its cohort.</summary>
    public long TimeOf(ClientRecord client)
    {
        if (!client.HasStarted
            || (assertion.Cohort is { } side && side != context.SideOf(client))
            || (assertion.Population is { } population && population != context.Scenario.Populations[client.Population].Name))
        {
            return 0;
        }

        (long from, long to) = (client.Judged[0].At, client.Until);
        if (assertion.Fault is not null)
        {
            if (OnlyFault?.Windows.GetValueOrDefault(client.Cohort) is not { } window)
            {
                return 0;
            }

            (from, to) = (Math.Max(from, window.OnsetRequest), Math.Min(to, window.RemovalAck ?? long.MaxValue));
        }

        return Math.Max(0, to - from);
    }

    private FaultImpact? OnlyFault => assertion.Fault is { } index && index < context.Faults.Length ? context.Faults[index] : null;

    private (long From, long To)? WindowOf(ClientRecord client)
    {
        if (OnlyFault?.Of(client.Client) is not { } affected)
        {
            return null;
        }

        return affected.Window.RemovalAck is { } removed
            ? (affected.Window.OnsetRequest, removed + (affected.Recovery?.Bound ?? client.Times.LatestSilence ?? 0))
            : (affected.Window.OnsetRequest, long.MaxValue);
    }
}
