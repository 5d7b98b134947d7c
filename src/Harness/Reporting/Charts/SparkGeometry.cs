using System.Collections.Immutable;

namespace Harness.Reporting.Charts;

/// <summary>A value of a spark line.</summary>
/// <param name="Value">Null: a gap.</param>
/// <param name="Title">What it is, for those who point at it.</param>
/// <param name="Class">Such as <c>passed</c>: gives the mark its shape.</param>
public sealed record SparkPoint(double? Value, string Title, string Class);

/// <summary>A small line of values in their order, without axes: from the least at the bottom to the greatest at the top.</summary>
public sealed record SparkGeometry
{
    /// <summary>Room for the marks at the ends.</summary>
    private const double Inset = 5;

    public required double Width { get; init; }
    public required double Height { get; init; }

    /// <summary>Path data.</summary>
    public required string Line { get; init; }

    public required ImmutableArray<SparkMark> Marks { get; init; }

    /// <summary>Where a new level begins, and both levels as path data; null: there is none.</summary>
    public SparkChange? Change { get; init; }

    public string ViewBox => $"0 0 {SvgPath.Number(Width)} {SvgPath.Number(Height)}";

    /// <param name="points">In their order; at least one value.</param>
    /// <param name="changedAt">The index of the first on the new level; null: no change is marked.</param>
    /// <param name="from">The level before.</param>
    /// <param name="to">The level since.</param>
    public static SparkGeometry Of(ImmutableArray<SparkPoint> points, double width, double height, int? changedAt = null, double from = 0, double to = 0)
    {
        double[] values = [.. points.Select(point => point.Value).OfType<double>(), .. changedAt is null ? [] : new[] { from, to }];
        (double least, double most) = (values.Min(), values.Max());
        // Equal values lie in the middle rather than at the bottom.
        double room = most > least ? 0 : Math.Max(Math.Abs(most), 1);
        LinearScale y = new(least - room, most + room, height - Inset, Inset);
        LinearScale x = new(0, Math.Max(1, points.Length - 1), Inset, width - Inset);
        double[] xs = [.. points.Select((_, i) => points.Length == 1 ? width / 2 : x.Map(i))];
        double?[] ys = [.. points.Select(point => point.Value is { } value ? y.Map(value) : (double?)null)];
        return new SparkGeometry
        {
            Width = width,
            Height = height,
            Line = SvgPath.Line(xs, ys),
            Marks = [.. points.Select((point, i) => ys[i] is { } at ? new SparkMark(xs[i], at, point.Title, point.Class, i == points.Length - 1) : null).OfType<SparkMark>()],
            Change = changedAt is { } index && index > 0 && index < points.Length ? SparkChange.Of(xs, index, y.Map(from), y.Map(to)) : null,
        };
    }
}

/// <summary>A mark at a value.</summary>
/// <param name="IsLast">The newest value.</param>
public sealed record SparkMark(double X, double Y, string Title, string Class, bool IsLast)
{
    /// <summary>A cross, for what did not pass: a shape of its own.</summary>
    public string Cross => $"M{SvgPath.Number(X - 3)} {SvgPath.Number(Y - 3)}L{SvgPath.Number(X + 3)} {SvgPath.Number(Y + 3)}M{SvgPath.Number(X - 3)} {SvgPath.Number(Y + 3)}L{SvgPath.Number(X + 3)} {SvgPath.Number(Y - 3)}";
}

/// <summary>A change of level.</summary>
/// <param name="X">Between the last value before and the first since.</param>
/// <param name="Before">Path data of the level before.</param>
/// <param name="Since">Path data of the level since.</param>
public sealed record SparkChange(double X, string Before, string Since)
{
    public static SparkChange Of(double[] xs, int index, double from, double to)
    {
        double x = (xs[index - 1] + xs[index]) / 2;
        return new SparkChange(
            x,
            $"M{SvgPath.Number(xs[0])} {SvgPath.Number(from)}L{SvgPath.Number(x)} {SvgPath.Number(from)}",
            $"M{SvgPath.Number(x)} {SvgPath.Number(to)}L{SvgPath.Number(Math.Max(xs[^1], x))} {SvgPath.Number(to)}");
    }
}
