using Harness.Timing;

namespace Harness.Scenarios.Stages;

/// <summary>A staircase: clients more (or less) at once, a wait of <see cref="Every"/>, the next step, until there are <see cref="To"/>.</summary>
/// <remarks>
/// <code>
///                    ┌─────  to
///              ┌─────┘
///   present ───┘    
///              │every│
/// </code>
/// The steps are as equal as whole clients allow. It ends one <see cref="Every"/> after the last step.
/// </remarks>
public sealed record StepStage : LoadStage
{
    public static readonly StageKind About = new(
        "step",
        "a staircase: so many clients more, or less, at once, then a wait, then the next step",
        "steps: how many, every: duration of each, to: clients at the end (default: the count)",
        "step: { steps: 4, every: 10s, to: 2000 }",
        section => new StepStage
        {
            Steps = section.Require("steps")?.Count() ?? 1,
            Every = section.Require("every")?.Duration() ?? StageKind.Unread,
            To = section.Find("to")?.Count(),
        });

    /// <summary>How many steps. From 1 to 10,000.</summary>
    public required int Steps { get; init; }

    /// <summary>From one step to the next, and after the last. More than 0.</summary>
    public required TimeSpan Every { get; init; }

    /// <summary>Absolute number of clients after the last step, at least 0; null: the count of the population.</summary>
    public int? To { get; init; }

    public override string Kind => About.Name;

    public override string LengthKey => "every";

    public override TimeSpan Length => Every * Math.Clamp(Steps, 1, 10_000);

    public override bool Brings => To is not 0;

    public override int? Most => To;

    public override bool FillsCount => To is null;

    public override TimeSpan FullAfter => Length - Every;

    public override double Moves => Steps;

    public override LoadStage Scale(double factor) => this with { Every = Every * factor };

    public override LoadStage WithClients(double ratio) => To is { } to ? this with { To = Times(to, ratio) } : this;

    public override void Plan(StagePlan plan)
    {
        int from = plan.Present;
        int to = Math.Min(To ?? plan.Count, plan.Count);
        for (int step = 1; step <= Steps; step++)
        {
            plan.MoveTo(from + (int)Math.Round((to - from) * (double)step / Steps), Every.Microseconds() * (double)(step - 1), 0);
        }
    }

    public override IEnumerable<(string Key, string Message)> Check()
    {
        if (Steps is < 1 or > 10_000)
        {
            yield return ("steps", $"must be from 1 to 10000, but is {Steps}");
        }

        if (To < 0)
        {
            yield return ("to", $"must be at least 0, but is {To}");
        }
    }
}
