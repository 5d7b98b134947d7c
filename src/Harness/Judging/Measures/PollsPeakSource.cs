using Harness.Journal;
using Harness.Judging.Reading;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary><c>polls.peak</c>: the most polls, answered or not, that began within one second.</summary>
public sealed class PollsPeakSource() : PeakSource(MetricNames.PollsPeak)
{
    protected override long? At(in Fact fact) => Attempts.IsPoll(fact) ? fact.D : null;

    protected override string Why(int count, double from) => $"polled as one of {count} in the second from {from:0.000} s on";
}
