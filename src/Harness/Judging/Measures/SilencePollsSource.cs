using Harness.Journal;
using Harness.Judging.Reading;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary><c>polls.silence</c>: polls caused by push silence, answered or not.</summary>
public sealed class SilencePollsSource() : FactCountSource(MetricNames.SilencePolls)
{
    protected override bool Counts(ClientRecord client, in Fact fact) =>
        fact.Kind is FactKind.VersionHeld or FactKind.FetchAnswered or FactKind.FetchFailed && fact.B == (int)FetchReason.PollSilence;

    protected override string Why(JudgeContext context, Sample sample) => "polled because no push had come";
}
