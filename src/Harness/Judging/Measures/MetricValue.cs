namespace Harness.Judging.Measures;

/// <summary>One thing that a metric counted or measured, at one client.</summary>
/// <param name="Client">Its number.</param>
/// <param name="Value">The value in the metric's unit; ∞ for what never happened.</param>
/// <param name="At">The instant that evidence is to show, microseconds of the monotonic clock.</param>
/// <param name="Fault">The fault that it belongs to, or -1.</param>
public readonly record struct Sample(int Client, double Value, long At, int Fault = -1)
{
    /// <summary>When what led to it began, µs; null: evidence reaches as far back as usual.</summary>
    public long? Since { get; init; }
}

/// <summary>What a metric found.</summary>
public sealed record MetricValue
{
    public static readonly MetricValue NoData = new();

    /// <summary>The value in the metric's unit, ∞ for never, 1 or 0 for what holds or does not; null: there is nothing to judge.</summary>
    public double? Value { get; init; }

    /// <summary>The samples that stand against the assertion, worst first.</summary>
    public IReadOnlyList<Sample> Against { get; init; } = [];

    /// <summary>One sentence on a sample of <see cref="Against"/>: what the client did that it should not have.</summary>
    public Func<Sample, string> Why { get; init; } = _ => "";
}
