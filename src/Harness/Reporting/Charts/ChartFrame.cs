namespace Harness.Reporting.Charts;

/// <summary>The drawing area of a chart in SVG units (one CSS pixel at full width), and the plot inside its margins.</summary>
public sealed record ChartFrame(double Width, double Height, double Left, double Right, double Top, double Bottom)
{
    /// <summary>For screens and paper: as wide as the page's text.</summary>
    public static readonly ChartFrame Wide = new(1040, 320, 64, 12, 12, 40);

    /// <summary>For phones: letters keep their size, there are fewer ticks.</summary>
    public static readonly ChartFrame Narrow = new(358, 240, 46, 8, 12, 40);

    public double PlotLeft => Left;

    public double PlotRight => Width - Right;

    public double PlotTop => Top;

    public double PlotBottom => Height - Bottom;

    public double PlotWidth => PlotRight - PlotLeft;

    public double PlotHeight => PlotBottom - PlotTop;

    public bool IsNarrow => Width < 500;

    public string ViewBox => $"0 0 {SvgPath.Number(Width)} {SvgPath.Number(Height)}";
}
