using Harness.Journal;
using Harness.Judging.Reading;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary><c>reconnects.peak</c>: the most attempts to reconnect, failed ones included, that began within one second.</summary>
public sealed class ReconnectsPeakSource() : PeakSource(MetricNames.ReconnectsPeak)
{
    protected override long? At(in Fact fact) => Attempts.IsReconnect(fact) ? fact.At : null;

    protected override string Why(int count, double from) => $"tried to reconnect as one of {count} attempts in the second from {from:0.000} s on";
}
