using System.Collections.Immutable;
using System.Globalization;
using Harness.Judging;

namespace Harness.Reporting.Charts;

/// <summary>How a chart that the page's script draws anew puts its series.</summary>
public enum ChartKind
{
    /// <summary>One above the other, bottom up in the order of the series.</summary>
    Areas,

    /// <summary>Each from the axis.</summary>
    Lines,
}

/// <summary>What the page's script needs of a chart beside the drawing: colours and dashes it takes from the legend, sizes from the drawing.</summary>
/// <param name="Kind">Areas stand at the end of their second, lines in its middle, as in the drawing.</param>
/// <param name="Unit">What the values are; <see cref="LineUnit.Duration"/> has a logarithmic axis.</param>
/// <param name="Series">By the names of the legend.</param>
/// <param name="Peaks">Values to be marked.</param>
public sealed record ChartData(ChartKind Kind, LineUnit Unit, ImmutableArray<LineSeries> Series, ImmutableArray<LinePeak> Peaks)
{
    /// <summary>The most points that a browser gets: more of them than this and the page would be mostly numbers.</summary>
    public const int Samples = 5000;

    /// <summary>Clients by state. Of several seconds in one point the one with the fewest open clients is kept.</summary>
    public static ChartData Areas(TimeSeries series, IEnumerable<string> states)
    {
        ImmutableArray<int> picked = Thinning.Of(series.Seconds.Length, Samples).Least(series.Clients.GetValueOrDefault("open", []));
        return new ChartData(ChartKind.Areas, LineUnit.Rate,
            [.. states.Select(state => new LineSeries(state, [.. picked.Select(i => At(series.Clients[state], i))]))], []);
    }

    /// <summary>Lines. Of several seconds in one point the greatest value is kept.</summary>
    public static ChartData Lines(int seconds, ImmutableArray<LineSeries> series, LineUnit unit, ImmutableArray<LinePeak> peaks)
    {
        var thinning = Thinning.Of(seconds, Samples);
        return new ChartData(ChartKind.Lines, unit, [.. series.Select(line => line with { Values = [.. thinning.Greatest(line.Values).Select(Short)] })], peaks);
    }

    /// <summary>A series that is shorter than the seconds has a gap at its end.</summary>
    private static double? At(ImmutableArray<int> values, int index) => index < values.Length ? values[index] : null;

    /// <summary>Three digits are what a reader can see, and half of what a clock gives. JSON knows no ∞.</summary>
    private static double? Short(double? value) => value is { } number && double.IsFinite(number)
        ? number == Math.Truncate(number) ? number : double.Parse(number.ToString("G3", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
        : null;
}

/// <summary>The time of all charts of a scenario, once.</summary>
/// <param name="From">Where each point begins, seconds since the load began.</param>
/// <param name="Step">Seconds per point; the last one may be shorter.</param>
/// <param name="End">The end of the axis.</param>
/// <param name="Faults">What is shaded.</param>
public sealed record ChartTimes(ImmutableArray<double> From, int Step, double End, ImmutableArray<FaultSpan> Faults)
{
    public static ChartTimes Of(ImmutableArray<double> seconds, TimeAxis axis)
    {
        var thinning = Thinning.Of(seconds.Length, ChartData.Samples);
        return new ChartTimes([.. thinning.Points.Select(point => seconds[point.Start.Value])], thinning.Step, axis.End, axis.Faults);
    }
}
