using Harness.Timing;

namespace Harness.Scenarios.Stages;

/// <summary>Clients are added, or taken away, evenly until there are <see cref="To"/>.</summary>
public sealed record RampStage : LoadStage
{
    public static readonly StageKind About = new(
        "ramp",
        "the number of clients moves evenly to another, up or down",
        "over: duration, to: clients at the end (default: the count)",
        "ramp: { over: 8s, to: 2000 }",
        section => new RampStage { Over = section.Require("over")?.Duration() ?? StageKind.Unread, To = section.Find("to")?.Count() });

    public required TimeSpan Over { get; init; }

    /// <summary>Absolute number of clients at the end, at least 0; null: the count of the population.</summary>
    public int? To { get; init; }

    public override string Kind => About.Name;

    public override string LengthKey => "over";

    public override TimeSpan Length => Over;

    public override bool Brings => To is not 0;

    public override int? Most => To;

    public override bool FillsCount => To is null;

    public override LoadStage Scale(double factor) => this with { Over = Over * factor };

    public override LoadStage WithClients(double ratio) => To is { } to ? this with { To = Times(to, ratio) } : this;

    public override void Plan(StagePlan plan) => plan.MoveTo(Math.Min(To ?? plan.Count, plan.Count), 0, plan.Length);

    public override IEnumerable<(string Key, string Message)> Check()
    {
        if (To < 0)
        {
            yield return ("to", $"must be at least 0, but is {To}");
        }
    }
}
