using Harness.Journal;
using Harness.Judging.Reading;

namespace Harness.Judging.Results;

/// <summary>What reports show of session code.</summary>
public static class SessionReader
{
    /// <summary>Null where there was none.</summary>
    public static SessionResult? Read(JudgeContext context)
    {
        int began = 0, returned = 0, cancelled = 0;
        List<(string What, int Client)> failures = [];
        foreach (ClientRecord client in context.Clients)
        {
            foreach (Fact fact in client.All)
            {
                switch (fact.Kind)
                {
                    case FactKind.SessionBegan:
                        began++;
                        break;
                    case FactKind.SessionEnded when fact.A == (int)SessionEnd.Returned:
                        returned++;
                        break;
                    case FactKind.SessionEnded when fact.A == (int)SessionEnd.Cancelled:
                        cancelled++;
                        break;
                    case FactKind.SessionFailed:
                        failures.Add((context.Session.TextOf(fact), client.Client));
                        break;
                }
            }
        }

        return began == 0 && failures.Count == 0 ? null : new SessionResult
        {
            Began = began,
            Returned = returned,
            Cancelled = cancelled,
            Failures =
            [
                .. failures.GroupBy(failure => failure.What).Select(same => new SessionFailure(same.Key, same.Count(), same.Min(failure => failure.Client)))
                    .OrderByDescending(failure => failure.Times).ThenBy(failure => failure.What, StringComparer.Ordinal),
            ],
            Metrics =
            [
                .. context.Session.Values.OrderBy(entry => entry.Key.Name, StringComparer.Ordinal).ThenBy(entry => entry.Key.Unit).Select(entry => new CustomMetricResult(
                    entry.Key.Name, entry.Key.Unit == SampleUnit.Seconds ? "seconds" : "number", Distributions.Of(entry.Value), Finite(entry.Value.Sum(sample => sample.Value)))),
            ],
        };
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
