namespace Harness.Scenarios.Stages;

/// <summary>So many clients, from the first instant to the last: those that are missing connect at once, those that are too many close.</summary>
public sealed record KeepStage : LoadStage
{
    public static readonly StageKind About = new(
        "keep",
        "so many clients from its first instant on: whoever is missing connects at once",
        "for: duration, clients: how many (default: the count)",
        "keep: { clients: 500, for: 30s }",
        section => new KeepStage { For = StageKind.For(section), Clients = section.Find("clients")?.Count() });

    public required TimeSpan For { get; init; }

    /// <summary>Absolute number, at least 1; null: the count of the population.</summary>
    public int? Clients { get; init; }

    public override string Kind => About.Name;

    public override TimeSpan Length => For;

    public override string MostKey => "clients";

    public override int? Most => Clients;

    public override bool FillsCount => Clients is null;

    public override TimeSpan FullAfter => TimeSpan.Zero;

    public override LoadStage Scale(double factor) => this with { For = For * factor };

    public override LoadStage WithClients(double ratio) => Clients is { } clients ? this with { Clients = Times(clients, ratio) } : this;

    public override void Plan(StagePlan plan) => plan.MoveTo(Math.Min(Clients ?? plan.Count, plan.Count), 0, 0);

    public override IEnumerable<(string Key, string Message)> Check()
    {
        if (Clients < 1)
        {
            yield return ("clients", $"must be at least 1, but is {Clients}");
        }
    }
}
