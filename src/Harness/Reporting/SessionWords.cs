using Harness.Judging;

namespace Harness.Reporting;

/// <summary>What session code did, as reports say it.</summary>
public static class SessionWords
{
    /// <summary><c>began on 100 clients, was done on 20, ended with its client on 80, failed 0 times</c>.</summary>
    public static string Of(SessionResult session) =>
        $"began on {Format.Plural(session.Began, "client")}, was done on {Format.Count(session.Returned)}, ended with its client on {Format.Count(session.Cancelled)}, "
        + $"failed {Format.Plural(session.Failures.Sum(failure => failure.Times), "time")}";

    /// <summary>min, p50, p90, p99 and max of a metric, in its unit.</summary>
    public static IEnumerable<string> Statistics(CustomMetricResult metric)
    {
        Func<double?, string> write = metric.Unit == "seconds" ? Format.Seconds : Format.Number;
        return new[] { metric.Values.Min, metric.Values.P50, metric.Values.P90, metric.Values.P99, metric.Values.Max }.Select(write);
    }
}
