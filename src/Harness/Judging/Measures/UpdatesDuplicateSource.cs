using Harness.Judging.Reading;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary><c>updates.duplicate</c>: pushes that announced a version which a push had announced to the same client before.</summary>
public sealed class UpdatesDuplicateSource() : PushOrderSource(MetricNames.UpdatesDuplicate, PushOrder.Duplicate)
{
    protected override string Why(int topic, in Push push, long highestBefore) =>
        $"was told again, on connection {push.Connection}, that t{topic} is at version {push.Version}";
}
