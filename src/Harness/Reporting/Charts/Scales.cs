namespace Harness.Reporting.Charts;

/// <summary>From values to coordinates.</summary>
public interface IScale
{
    /// <summary>The coordinate of a value; values outside the domain land on its nearer end.</summary>
    double Map(double value);
}

/// <summary>Equal steps for equal differences. A domain without width maps everything to <paramref name="Low"/>.</summary>
public sealed record LinearScale(double From, double To, double Low, double High) : IScale
{
    public double Map(double value) => To <= From ? Low : Low + ((Math.Clamp(value, From, To) - From) / (To - From) * (High - Low));
}

/// <summary>Equal steps for equal ratios. Both ends of the domain are more than 0.</summary>
public sealed record LogScale(double From, double To, double Low, double High) : IScale
{
    public double Map(double value) => To <= From
        ? Low
        : Low + (Math.Log(Math.Clamp(value, From, To) / From) / Math.Log(To / From) * (High - Low));
}
