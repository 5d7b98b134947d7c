using System.Collections.Immutable;
using Harness.Capacity;

namespace Harness.Reporting.Charts;

/// <summary>One objective over the levels of a search: where it leaves its limit is the knee.</summary>
/// <example><code>
///   250 ms ─ ─ ─ ─ ─ ─ ─ ─ ─┆░┆─ limit
///                           ┆░┆ ✕     ✕ broke
///          ●      ●     ●   ●░┆       ● held   ◇ the generator was in the way
///         100    200       400        ░ between what held and what broke
/// </code></example>
public sealed record KneeGeometry
{
    /// <summary>From this ratio of levels on, the axis is logarithmic: growth is geometric.</summary>
    private const double WideRange = 6;

    public required ChartFrame Frame { get; init; }
    public required ImmutableArray<KneePoint> Points { get; init; }

    /// <summary>Through the means of the levels, as far as the runs say something of the target.</summary>
    public required string Line { get; init; }

    public required double LimitY { get; init; }

    /// <summary>From the highest level that held to the lowest that broke; null where there is no such gap.</summary>
    public required (double From, double To)? Knee { get; init; }

    public required ImmutableArray<AxisTick> XTicks { get; init; }
    public required ImmutableArray<AxisTick> YTicks { get; init; }

    /// <param name="steps">Every run that has a value of the objective.</param>
    /// <param name="found">What is between them.</param>
    public static KneeGeometry Of(ImmutableArray<(CapacityStep Step, ObjectiveResult Objective)> steps, FoundCapacity found, ChartFrame frame)
    {
        ObjectiveResult any = steps[0].Objective;
        double limit = any.Limit ?? 0;
        double[] values = [.. steps.Select(step => step.Objective.ActualValue).OfType<double>()];
        (IScale y, ImmutableArray<double> yTicks) = ValueAxis(values, limit, any.IsDuration, frame);
        (IScale x, ImmutableArray<double> xTicks) = LevelAxis([.. steps.Select(step => (double)step.Step.Level)], frame);
        double Y(double? value) => value is { } number ? y.Map(number) : frame.PlotTop;
        var means = steps.Where(step => step.Step.Outcome is ProbeOutcome.Held or ProbeOutcome.Broke)
            .GroupBy(step => step.Step.Level)
            .OrderBy(level => level.Key)
            .Select(level => (X: x.Map(level.Key), Y: level.Average(step => Y(step.Objective.ActualValue))))
            .ToArray();
        return new KneeGeometry
        {
            Frame = frame,
            Points = [.. steps.Select(step => new KneePoint(
                x.Map(step.Step.Level), Y(step.Objective.ActualValue), step.Step.Outcome, $"{Format.Count(step.Step.Level)}: {step.Objective.Actual} ({step.Step.Outcome.Word()})"))],
            Line = SvgPath.Line([.. means.Select(mean => mean.X)], [.. means.Select(mean => (double?)mean.Y)]),
            LimitY = y.Map(limit),
            Knee = found is { Number: { } number, Broke: { } broke } ? (x.Map(number), x.Map(broke)) : null,
            XTicks = [.. xTicks.Select(tick => new AxisTick(x.Map(tick), Format.Count((long)tick)))],
            YTicks = [.. yTicks.Select(tick => new AxisTick(y.Map(tick), any.IsDuration ? Format.Seconds(tick) : Format.Number(tick)))],
        };
    }

    private static (IScale, ImmutableArray<double>) ValueAxis(double[] values, double limit, bool isDuration, ChartFrame frame)
    {
        if (isDuration && limit > 0)
        {
            ImmutableArray<double> decades = Ticks.Decades(values.Append(limit).Where(value => value > 0).Min(), values.Append(limit).Max() * 1.2);
            return (new LogScale(decades[0], decades[^1], frame.PlotBottom, frame.PlotTop), decades);
        }

        double most = values.Append(limit).Max();
        ImmutableArray<double> counts = most <= 1 && limit is > 0 and < 1 ? [0, 0.25, 0.5, 0.75, 1] : Ticks.Counts(most * 1.1, 4);
        return (new LinearScale(0, counts[^1], frame.PlotBottom, frame.PlotTop), counts);
    }

    private static (IScale, ImmutableArray<double>) LevelAxis(double[] levels, ChartFrame frame)
    {
        double low = levels.Min(), high = levels.Max();
        if (high / low < WideRange)
        {
            double room = Math.Max(1, (high - low) * 0.06);
            var linear = new LinearScale(low - room, high + room, frame.PlotLeft, frame.PlotRight);
            return (linear, [.. Ticks.Counts(high + room, frame.IsNarrow ? 6 : 14).Where(tick => tick >= low - room && tick <= high + room)]);
        }

        var scale = new LogScale(low / 1.1, high * 1.1, frame.PlotLeft, frame.PlotRight);
        double[] steps = frame.IsNarrow && high / low > 100 ? [1] : [1, 2, 5];
        return (scale,
        [
            .. Ticks.Decades(low / 1.1, high * 1.1).SelectMany(decade => steps.Select(step => decade * step)).Where(tick => tick >= low / 1.1 && tick <= high * 1.1),
        ]);
    }
}

/// <summary>One run.</summary>
/// <param name="Text">At the pointer.</param>
public sealed record KneePoint(double X, double Y, ProbeOutcome Outcome, string Text);
