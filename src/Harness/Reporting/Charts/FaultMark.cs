using System.Collections.Immutable;

namespace Harness.Reporting.Charts;

/// <summary>A shaded window, or a line where the fault has no end, with its label in one of the rows above the plot.</summary>
/// <param name="Row">Rows count from the plot upwards; a label moves up where it would cover its neighbour's.</param>
/// <param name="Anchor">SVG's text-anchor: labels near the right edge end there.</param>
public sealed record FaultMark(double X, double Width, string Label, string Title, int Row, double LabelX, string Anchor)
{
    /// <summary>Height of a row of labels.</summary>
    public const double RowHeight = 17;

    /// <summary>About the width of a letter at 12 px.</summary>
    private const double Letter = 6.8;

    public static ImmutableArray<FaultMark> Of(TimeAxis axis, ChartFrame frame)
    {
        LinearScale x = axis.Scale(frame);
        List<double> rows = [];
        List<FaultMark> marks = [];
        foreach (FaultSpan fault in axis.Faults.OrderBy(fault => fault.From))
        {
            double left = x.Map(fault.From);
            double width = fault.To is { } to ? Math.Max(1, x.Map(to) - left) : 0;
            string label = fault.Kind.Length > 30 ? fault.Kind[..29] + "…" : fault.Kind;
            bool atEnd = left + (label.Length * Letter) > frame.Width;
            double labelLeft = atEnd ? frame.PlotRight - (label.Length * Letter) : left;
            int row = rows.FindIndex(end => end + 8 <= labelLeft);
            if (row < 0)
            {
                row = rows.Count;
                rows.Add(0);
            }

            rows[row] = labelLeft + (label.Length * Letter);
            marks.Add(new FaultMark(left, width, label, fault.Title, row, atEnd ? frame.PlotRight : left, atEnd ? "end" : "start"));
        }

        return [.. marks];
    }
}
