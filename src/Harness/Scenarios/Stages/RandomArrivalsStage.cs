using Harness.Timing;

namespace Harness.Scenarios.Stages;

/// <summary>Clients arrive at a rate that is drawn anew every so often, uniformly between two.</summary>
public sealed record RandomArrivalsStage : LoadStage
{
    public static readonly StageKind About = new(
        "random-arrivals",
        "open model: the rate of arrivals is drawn anew every so often",
        "min: clients per second, max: clients per second, every: duration (default 1s), for: duration",
        "random-arrivals: { min: 10/s, max: 100/s, every: 1s, for: 30s }",
        section => new RandomArrivalsStage
        {
            Min = section.Require("min")?.Rate() ?? 1,
            Max = section.Require("max")?.Rate() ?? 1,
            Every = section.Find("every")?.Duration() ?? TimeSpan.FromSeconds(1),
            For = StageKind.For(section),
        });

    /// <summary>At least 0.</summary>
    public required double Min { get; init; }

    /// <summary>More than 0, at least <see cref="Min"/>.</summary>
    public required double Max { get; init; }

    /// <summary>From one draw to the next. At least 1 ms.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(1);

    public required TimeSpan For { get; init; }

    public override string Kind => About.Name;

    public override TimeSpan Length => For;

    public override bool IsOpen => true;

    public override bool IsDrawn => true;

    public override double Expected => (Min + Max) / 2 * For.TotalSeconds;

    public override double Moves => For / Every;

    public override LoadStage Scale(double factor) => this with { Min = Min / factor, Max = Max / factor, Every = Every * factor, For = For * factor };

    public override LoadStage WithClients(double ratio) => this with { Min = Min * ratio, Max = Max * ratio };

    public override void Plan(StagePlan plan)
    {
        double carried = 0;
        for (double from = 0; from < plan.Length; from += Every.Microseconds())
        {
            double span = Math.Min(Every.Microseconds(), plan.Length - from);
            double due = carried + ((Min + ((Max - Min) * plan.Draw())) * span / 1e6);

            // What is less than one client is carried over, or slow rates would never bring anybody.
            int sessions = (int)due;
            carried = due - sessions;
            for (int i = 0; i < sessions; i++)
            {
                plan.Arrive(from + (span * (i + plan.Draw()) / sessions));
            }
        }
    }

    public override IEnumerable<(string Key, string Message)> Check()
    {
        foreach ((string, string) wrong in ArrivalRate.Check("min", Min, orNone: true).Concat(ArrivalRate.Check("max", Max)))
        {
            yield return wrong;
        }

        if (Max < Min)
        {
            yield return ("max", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"must be at least min, {Min}/s, but is {Max}/s"));
        }

        if (Every < TimeSpan.FromMilliseconds(1))
        {
            yield return ("every", $"must be at least 1ms, but is {Files.Config.Units.Show(Every)}");
        }
        else if (For / Every > 1_000_000)
        {
            yield return ("every", $"must be at least a millionth of the stage's length, {Files.Config.Units.Show(For)}, but is {Files.Config.Units.Show(Every)}");
        }
    }
}
