namespace Harness.Scenarios.Stages;

/// <summary>Clients arrive independently of each other at a mean rate: the gaps are exponential, so some come in bunches, as people do.</summary>
public sealed record PoissonArrivalsStage : LoadStage
{
    public static readonly StageKind About = new(
        "poisson-arrivals",
        "open model: clients arrive independently of each other, at a mean rate",
        "rate: clients per second on average, for: duration",
        "poisson-arrivals: { rate: 50/s, for: 30s }",
        section => new PoissonArrivalsStage { Rate = section.Require("rate")?.Rate() ?? 1, For = StageKind.For(section) });

    /// <summary>Clients per second on average. More than 0.</summary>
    public required double Rate { get; init; }

    public required TimeSpan For { get; init; }

    public override string Kind => About.Name;

    public override TimeSpan Length => For;

    public override bool IsOpen => true;

    public override bool IsDrawn => true;

    public override double Expected => Rate * For.TotalSeconds;

    public override LoadStage Scale(double factor) => this with { Rate = Rate / factor, For = For * factor };

    public override LoadStage WithClients(double ratio) => this with { Rate = Rate * ratio };

    public override void Plan(StagePlan plan)
    {
        for (double at = Gap(plan); at < plan.Length; at += Gap(plan))
        {
            plan.Arrive(at);
        }
    }

    /// <summary>The inverse of the exponential distribution, µs.</summary>
    private double Gap(StagePlan plan) => -Math.Log(1 - plan.Draw()) / Rate * 1e6;

    public override IEnumerable<(string Key, string Message)> Check() => ArrivalRate.Check("rate", Rate);
}
