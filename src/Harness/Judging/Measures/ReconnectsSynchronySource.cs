using Harness.Judging.Reading;
using Harness.Metrics;
using Harness.Scenarios;

namespace Harness.Judging.Measures;

/// <summary>
/// <c>reconnects.synchrony</c>: of the clients that tried to reconnect, the largest share of the others that tried within the same 100 ms.
/// <code>
///   │▌▌ ▌ ▌   ▌▌  ▌  ▌ ▌│  spread: near 0          │          █          │  all at once: 1
/// </code>
/// A client counts once in a window, and once in the whole: attempts that fail and are repeated in step neither add to it nor thin it out.
/// </summary>
public sealed class ReconnectsSynchronySource : IMetricSource
{
    /// <summary>Width of the window, µs.</summary>
    public const long Width = 100_000;

    private static readonly ReconnectsPeakSource _attempts = new();

    public Metric Metric => MetricNames.ReconnectsSynchrony;

    /// <summary>The value with its window; null: nobody tried to reconnect.</summary>
    public static (double Value, Busiest Window)? Of(IReadOnlyList<(long At, int Client)> instants)
    {
        int clients = instants.Select(instant => instant.Client).Distinct().Count();
        if (clients == 0)
        {
            return null;
        }

        Busiest window = Attempts.BusiestWindow(instants, Width, distinct: true);
        return (clients == 1 ? 0 : (window.Count - 1) / (double)(clients - 1), window);
    }

    public MetricValue Evaluate(JudgeContext context, Assertion assertion)
    {
        List<(long At, int Client)> instants = _attempts.Instants(new Scope(context, assertion));
        if (Of(instants) is not var (value, window))
        {
            return MetricValue.NoData;
        }

        return new MetricValue
        {
            Value = value,
            Against = assertion.IsKeptBy(value) || assertion.WantsMore()
                ? []
                : [.. instants.Where(instant => instant.At >= window.From && instant.At <= window.To).Select(instant => new Sample(instant.Client, 1, instant.At))],
            Why = _ => $"tried to reconnect as one of {window.Count} clients in the 100 ms from {context.Time.Seconds(window.From):0.000} s on",
        };
    }
}
