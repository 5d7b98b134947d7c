using System.Globalization;
using System.Text;

namespace Harness.Reporting.Charts;

/// <summary>SVG path data (SVG 1.1 §8.3), to a tenth of a unit.</summary>
public static class SvgPath
{
    /// <summary>A line through the points; null is a gap. A point between two gaps becomes a dot (with round line caps).</summary>
    public static string Line(IReadOnlyList<double> xs, IReadOnlyList<double?> ys)
    {
        StringBuilder path = new();
        for (int i = 0; i < ys.Count; i++)
        {
            if (ys[i] is not { } y)
            {
                continue;
            }

            bool starts = i == 0 || ys[i - 1] is null;
            bool alone = starts && (i + 1 >= ys.Count || ys[i + 1] is null);
            path.Append(starts ? 'M' : 'L').Append(Number(xs[i])).Append(' ').Append(Number(y)).Append(alone ? "h0" : "");
        }

        return path.ToString();
    }

    /// <summary>The area between two lines: along the upper, back along the lower. Empty for less than two points.</summary>
    public static string Area(IReadOnlyList<double> xs, IReadOnlyList<double> lower, IReadOnlyList<double> upper)
    {
        if (xs.Count < 2)
        {
            return "";
        }

        StringBuilder path = new();
        for (int i = 0; i < xs.Count; i++)
        {
            path.Append(i == 0 ? 'M' : 'L').Append(Number(xs[i])).Append(' ').Append(Number(upper[i]));
        }

        for (int i = xs.Count - 1; i >= 0; i--)
        {
            path.Append('L').Append(Number(xs[i])).Append(' ').Append(Number(lower[i]));
        }

        return path.Append('Z').ToString();
    }

    /// <summary>A coordinate.</summary>
    public static string Number(double value) => Math.Round(value, 1).ToString("0.#", CultureInfo.InvariantCulture);
}
