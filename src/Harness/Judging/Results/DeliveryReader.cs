using Harness.Judging.Impacts;
using Harness.Judging.Measures;
using Harness.Metrics;

namespace Harness.Judging.Results;

/// <summary>The ledger of one fault; the figures are those of the metrics, limited to it.</summary>
public static class DeliveryReader
{
    public static DeliveryResult? Read(JudgeContext context, FaultImpact impact)
    {
        Scope scope = Scope.Of(context, MetricNames.UpdatesLost, impact.Index);
        return new UpdatesLostSource().CountIn(scope) is not { } lost
            ? null
            : new DeliveryResult
            {
                Lost = (int)lost,
                Skipped = Count(new UpdatesSkippedSource(), scope),
                Duplicate = Count(new UpdatesDuplicateSource(), scope),
                OutOfOrder = Count(new UpdatesOutOfOrderSource(), scope),
                PushesLost = Count(new PushesLostSource(), scope),
                WorstStaleness = new StalenessSource().StatIn(scope, Stat.Max),
            };
    }

    private static int Count(CountSource source, Scope scope) => (int)(source.CountIn(scope) ?? 0);
}
