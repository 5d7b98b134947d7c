using Harness.Timing;

namespace Harness.Scenarios.Stages;

/// <summary>Clients arrive at a constant rate, evenly, however many are there: the n-th has the n-th of equal slots, and a drawn place in it.</summary>
public sealed record ArrivalsStage : LoadStage
{
    public static readonly StageKind About = new(
        "arrivals",
        "open model: clients arrive evenly at a rate, however many are there",
        "rate: clients per second, for: duration, sessions: at most so many (default: no limit)",
        "arrivals: { rate: 50/s, for: 30s }",
        section => new ArrivalsStage { Rate = section.Require("rate")?.Rate() ?? 1, For = StageKind.For(section), Sessions = section.Find("sessions")?.Count() });

    /// <summary>Clients per second. More than 0.</summary>
    public required double Rate { get; init; }

    public required TimeSpan For { get; init; }

    /// <summary>After so many nobody comes any more, whatever time is left. At least 1; null: no limit.</summary>
    public int? Sessions { get; init; }

    public override string Kind => About.Name;

    public override TimeSpan Length => For;

    public override bool IsOpen => true;

    public override double Expected => Math.Min(Sessions ?? double.MaxValue, Rate * For.TotalSeconds);

    public override LoadStage Scale(double factor) => this with { Rate = Rate / factor, For = For * factor };

    public override LoadStage WithClients(double ratio) => this with { Rate = Rate * ratio, Sessions = Sessions is { } sessions ? Times(sessions, ratio) : null };

    public override void Plan(StagePlan plan)
    {
        double slot = 1e6 / Rate;
        int sessions = (int)Math.Min(Sessions ?? int.MaxValue, Math.Round(plan.Length / slot));
        for (int i = 0; i < sessions; i++)
        {
            plan.Arrive(Math.Min(slot * (i + plan.Draw()), plan.Length - 1));
        }
    }

    public override IEnumerable<(string Key, string Message)> Check()
    {
        if (Sessions < 1)
        {
            yield return ("sessions", $"must be at least 1, but is {Sessions}");
        }

        foreach ((string, string) wrong in ArrivalRate.Check("rate", Rate))
        {
            yield return wrong;
        }
    }
}
