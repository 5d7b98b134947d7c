using Harness.Journal;

namespace Harness.Judging.Measures;

/// <summary>What the counters of slices of clients say within the limits of an assertion.</summary>
internal static class SliceCounters
{
    public static long Sum(Scope scope, Series series) =>
        scope.Context.PerSecond.Rows(series).Where(row => scope.IncludesSecond(row.Subject, row.At)).Sum(row => row.C);

    /// <summary>How long the clients were there, added up, seconds.</summary>
    public static double ClientSeconds(Scope scope) => scope.Context.Clients.Sum(scope.TimeOf) / 1e6;
}
