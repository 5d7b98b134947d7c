namespace Harness.Scenarios.Stages;

/// <summary>Every client with a place closes at once, and nobody comes until it is over. Those that had arrived stay for their lifetime.</summary>
public sealed record PauseStage : LoadStage
{
    public static readonly StageKind About = new(
        "pause",
        "everybody closes at once and nobody comes; who arrived with a lifetime of their own stays for it",
        "for: duration",
        "pause: { for: 10s }",
        section => new PauseStage { For = StageKind.For(section) });

    public required TimeSpan For { get; init; }

    public override string Kind => About.Name;

    public override TimeSpan Length => For;

    public override bool Brings => false;

    public override LoadStage Scale(double factor) => this with { For = For * factor };

    public override LoadStage WithClients(double ratio) => this;

    public override void Plan(StagePlan plan) => plan.MoveTo(0, 0, 0);
}
