namespace Harness.Scenarios.Stages;

/// <summary>The number of clients stays as it is.</summary>
public sealed record HoldStage : LoadStage
{
    public static readonly StageKind About = new(
        "hold",
        "the number of clients stays as it is",
        "for: duration",
        "hold: { for: 31s }",
        section => new HoldStage { For = StageKind.For(section) });

    public required TimeSpan For { get; init; }

    public override string Kind => About.Name;

    public override TimeSpan Length => For;

    public override bool Brings => false;

    public override LoadStage Scale(double factor) => this with { For = For * factor };

    public override LoadStage WithClients(double ratio) => this;

    public override void Plan(StagePlan plan)
    {
        // Nothing joins and nothing leaves.
    }
}
