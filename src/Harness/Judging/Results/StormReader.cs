using System.Collections.Immutable;
using System.Text.Json;
using Harness.Journal;
using Harness.Judging.Measures;
using Harness.Judging.Reading;
using Harness.Metrics;
using Harness.Scenarios;

namespace Harness.Judging.Results;

/// <summary>What reports show of storms; the figures are those of the metrics, over the whole run.</summary>
public static class StormReader
{
    public static StormResult Read(JudgeContext context)
    {
        var scope = new Scope(context, new Assertion { Expression = "", Metric = MetricNames.ReconnectsPeak });
        List<(long At, int Client)> reconnects = new ReconnectsPeakSource().Instants(scope);
        return new StormResult
        {
            ReconnectAttempts = reconnects.Count,
            Reconnects = PeakOf(context, reconnects),
            Synchrony = ReconnectsSynchronySource.Of(reconnects)?.Value,
            Polls = PeakOf(context, new PollsPeakSource().Instants(scope)),
            FailedPerClient = Distributions.Of(FailedPerClientSource.Of(scope)),
            FailedAttempts = Outcomes(context),
        };
    }

    private static Peak? PeakOf(JudgeContext context, List<(long At, int Client)> instants) =>
        Attempts.BusiestWindow(instants, PeakSource.Width) is { Count: > 0 } peak ? new Peak(peak.Count, context.Time.Seconds(peak.From)) : null;

    private static ImmutableArray<AttemptOutcome> Outcomes(JudgeContext context) =>
    [
        .. context.Clients
            .SelectMany(client => client.Judged)
            .Where(fact => fact.Kind == FactKind.AttemptFailed)
            .GroupBy(fact => ((CloseCause)fact.B, C: (CloseCause)fact.B is CloseCause.HandshakeRefused or CloseCause.Redirected ? fact.C : 0))
            .Select(group => new AttemptOutcome(
                JsonNamingPolicy.CamelCase.ConvertName(group.Key.Item1.ToString()),
                group.Key.C == 0 ? null : (int)group.Key.C,
                group.Count(),
                group.Select(fact => fact.Subject).Distinct().Count()))
            .OrderByDescending(outcome => outcome.Attempts)
            .ThenBy(outcome => outcome.Outcome, StringComparer.Ordinal)
            .ThenBy(outcome => outcome.Status),
    ];
}
