using Harness.Timing;

namespace Harness.Scenarios.Stages;

/// <summary>The number of clients swings between <see cref="Min"/> and <see cref="Max"/>: days and nights in short.</summary>
/// <remarks>
/// <code>
///   max      .-.          .-.          clients(t) = min + (max − min) · (1 − cos(2π·t ÷ period)) ÷ 2
///          .'   '.      .'   '.
///   min  .'       '.__.'       '.
///        │  period  │
/// </code>
/// It begins and, after whole periods, ends at the minimum.
/// </remarks>
public sealed record SineStage : LoadStage
{
    public static readonly StageKind About = new(
        "sine",
        "the number of clients swings between two, beginning at the smaller one",
        "min: clients (default 0), max: clients (default: the count), period: duration, for: duration",
        "sine: { min: 200, max: 2000, period: 20s, for: 60s }",
        section => new SineStage
        {
            Min = section.Find("min")?.Count() ?? 0,
            Max = section.Find("max")?.Count(),
            Period = section.Require("period")?.Duration() ?? StageKind.Unread,
            For = StageKind.For(section),
        });

    /// <summary>In steps of a hundredth of a period: finer than that nobody sees, and each of them is spread evenly anyway.</summary>
    private const int StepsPerPeriod = 100;

    /// <summary>At least 0.</summary>
    public int Min { get; init; }

    /// <summary>More than <see cref="Min"/>; null: the count of the population.</summary>
    public int? Max { get; init; }

    /// <summary>From one minimum to the next. At least 1 ms.</summary>
    public required TimeSpan Period { get; init; }

    public required TimeSpan For { get; init; }

    public override string Kind => About.Name;

    public override TimeSpan Length => For;

    public override string MostKey => "max";

    public override int? Most => Max;

    public override int? Least => Min;

    public override double Moves => For / Period * StepsPerPeriod;

    public override bool FillsCount => Max is null;

    public override TimeSpan FullAfter => Period / 2 < For ? Period / 2 : For;

    public override LoadStage Scale(double factor) => this with { Period = Period * factor, For = For * factor };

    public override LoadStage WithClients(double ratio) => this with { Min = Times(Min, ratio), Max = Max is { } max ? Times(max, ratio) : null };

    public override void Plan(StagePlan plan)
    {
        int max = Math.Min(Max ?? plan.Count, plan.Count);
        int min = Math.Min(Min, max);
        plan.MoveTo(min, 0, 0);
        double step = Math.Max(1, Period.Microseconds() / (double)StepsPerPeriod);
        for (double at = 0; at < plan.Length; at += step)
        {
            double over = Math.Min(step, plan.Length - at);
            double swing = (1 - Math.Cos(2 * Math.PI * (at + over) / Period.Microseconds())) / 2;
            plan.MoveTo(min + (int)Math.Round((max - min) * swing), at, over);
        }
    }

    public override IEnumerable<(string Key, string Message)> Check()
    {
        if (Min < 0)
        {
            yield return ("min", $"must be at least 0, but is {Min}");
        }

        if (Max <= Min)
        {
            yield return ("max", $"must be more than min, {Min}, but is {Max}");
        }

        if (Period < TimeSpan.FromMilliseconds(1))
        {
            yield return ("period", $"must be at least 1ms, but is {Files.Config.Units.Show(Period)}");
        }
        else if (For / Period > 10_000)
        {
            yield return ("period", $"must be at least a 10000th of the stage's length, {Files.Config.Units.Show(For)}, but is {Files.Config.Units.Show(Period)}");
        }
    }
}
