using Harness.Journal;
using Harness.Judging.Reading;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary><c>fetches.failed</c>: fetches and polls that ended without an answer. What an HTTP client repeated by itself, on another connection, did not fail.</summary>
public sealed class FetchesFailedSource() : FactCountSource(MetricNames.FetchesFailed)
{
    protected override bool HasPopulation(Scope scope) => scope.Clients.Any(client => client.Judged.Any(IsOutcome));

    protected override bool Counts(ClientRecord client, in Fact fact) => fact.Kind == FactKind.FetchFailed;

    protected override string Why(JudgeContext context, Sample sample) => "had a fetch or a poll without an answer";

    private static bool IsOutcome(Fact fact) => fact.Kind is FactKind.VersionHeld or FactKind.FetchAnswered or FactKind.FetchFailed;
}
