using Harness.Timing;

namespace Harness.Scenarios.Stages;

/// <summary>Many clients at once for a while, then as many as before.</summary>
/// <remarks>
/// <code>
///            ┌──── to ────┐
///   before ──┘            └── before
///            │    for     │
/// </code>
/// </remarks>
public sealed record SpikeStage : LoadStage
{
    public static readonly StageKind About = new(
        "spike",
        "up to so many clients at once, and back after a while",
        "for: duration of the spike, to: clients in it (default: the count), rise: how long the way up takes (default 0s)",
        "spike: { to: 2000, for: 10s }",
        section => new SpikeStage { For = StageKind.For(section), To = section.Find("to")?.Count(), Rise = section.Find("rise")?.Duration() ?? TimeSpan.Zero });

    /// <summary>From the first of them to the instant at which those that came close again. More than 0.</summary>
    public required TimeSpan For { get; init; }

    /// <summary>Absolute number of clients in it, at least 1; null: the count of the population.</summary>
    public int? To { get; init; }

    /// <summary>Over which they come. From 0 to <see cref="For"/>.</summary>
    public TimeSpan Rise { get; init; }

    public override string Kind => About.Name;

    public override TimeSpan Length => For;

    public override int? Most => To;

    public override bool FillsCount => To is null;

    public override TimeSpan FullAfter => Rise;

    public override LoadStage Scale(double factor) => this with { For = For * factor, Rise = Rise * factor };

    public override LoadStage WithClients(double ratio) => To is { } to ? this with { To = Times(to, ratio) } : this;

    public override void Plan(StagePlan plan)
    {
        int before = plan.Present;
        plan.MoveTo(Math.Min(To ?? plan.Count, plan.Count), 0, Rise.Microseconds());
        plan.MoveTo(before, plan.Length, 0);
    }

    public override IEnumerable<(string Key, string Message)> Check()
    {
        if (To < 1)
        {
            yield return ("to", $"must be at least 1, but is {To}");
        }

        if (Rise < TimeSpan.Zero || Rise > For)
        {
            yield return ("rise", $"must be from 0s to the spike's own length, {Files.Config.Units.Show(For)}, but is {Files.Config.Units.Show(Rise)}");
        }
    }
}
