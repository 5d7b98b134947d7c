using Harness.Journal;
using Harness.Judging.Reading;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary><c>reconnects.failed</c>: attempts to connect that did not open.</summary>
public sealed class FailedAttemptsSource() : FactCountSource(MetricNames.FailedAttempts)
{
    protected override bool Counts(ClientRecord client, in Fact fact) => fact.Kind == FactKind.AttemptFailed;

    protected override string Why(JudgeContext context, Sample sample) => "had an attempt to connect that did not open";
}
