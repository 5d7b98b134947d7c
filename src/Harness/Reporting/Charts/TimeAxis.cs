using System.Collections.Immutable;
using Harness.Judging;

namespace Harness.Reporting.Charts;

/// <summary>The time of a scenario, one axis for all of its charts: seconds since the load began.</summary>
/// <param name="End">The last second that is shown.</param>
/// <param name="Faults">What is shaded.</param>
public sealed record TimeAxis(double End, ImmutableArray<FaultSpan> Faults)
{
    public static TimeAxis Of(ScenarioResult scenario)
    {
        ImmutableArray<FaultSpan> faults =
        [
            .. scenario.Faults.Where(fault => fault.Onset is not null).Select(fault => new FaultSpan(fault.Kind, fault.Detail, fault.Onset!.From, fault.Removed?.To)),
        ];
        double end = Math.Max(scenario.Series.Seconds.Select(EndOf).DefaultIfEmpty(0).Max(), faults.Select(fault => fault.To ?? fault.From).DefaultIfEmpty(0).Max());
        return new TimeAxis(Math.Max(1, end), faults);
    }

    /// <summary>A second of the series is named by its beginning: a state that was read at its end stands here, on the same clock as the faults.</summary>
    public static double EndOf(double second) => second + 1;

    public LinearScale Scale(ChartFrame frame) => new(0, End, frame.PlotLeft, frame.PlotRight);

    public ImmutableArray<double> Ticks(ChartFrame frame) => Charts.Ticks.Times(End, frame.IsNarrow ? 5 : 12);

    /// <summary>The label of a tick; the unit stands in the axis' title.</summary>
    public static string Label(double seconds) => seconds < 120 || seconds % 60 != 0 ? Format.Number(seconds) : $"{Format.Number(seconds / 60)} min";
}

/// <summary>A fault on the time axis; without an end it is an event, or it was never removed.</summary>
public sealed record FaultSpan(string Kind, string Detail, double From, double? To)
{
    /// <summary>The words at the pointer.</summary>
    public string Title => $"{Kind}{(Detail.Length > 0 ? " (" + Detail + ")" : "")}: {(To is { } to ? $"from {Format.Seconds(From)} to {Format.Seconds(to)}" : $"at {Format.Seconds(From)}")}";
}
