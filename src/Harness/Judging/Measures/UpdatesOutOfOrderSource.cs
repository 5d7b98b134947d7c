using Harness.Judging.Reading;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary><c>updates.out_of_order</c>: pushes with a version lower than the highest announced to the same client before, and not announced before.</summary>
public sealed class UpdatesOutOfOrderSource() : PushOrderSource(MetricNames.UpdatesOutOfOrder, PushOrder.OutOfOrder)
{
    protected override string Why(int topic, in Push push, long highestBefore) =>
        $"was told of version {push.Version} of t{topic} after version {highestBefore}";
}
