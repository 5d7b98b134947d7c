namespace Harness.Scenarios;

/// <summary>A part of the load: how many clients there are to be, as a function of the time in it.</summary>
public abstract record LoadStage
{
    /// <summary>How long the stage lasts. More than 0.</summary>
    public abstract TimeSpan Length { get; }

    public abstract LoadStage Scale(double factor);

    /// <summary>The same stage with absolute client numbers multiplied by <paramref name="ratio"/>.</summary>
    public abstract LoadStage WithClients(double ratio);
}

/// <summary>Clients are added evenly until there are <see cref="To"/>.</summary>
public sealed record RampStage : LoadStage
{
    public required TimeSpan Over { get; init; }

    /// <summary>Absolute number of clients at the end; null: the count of the scenario.</summary>
    public int? To { get; init; }

    public override TimeSpan Length => Over;

    public override LoadStage Scale(double factor) => this with { Over = Over * factor };

    public override LoadStage WithClients(double ratio) => To is { } to ? this with { To = Math.Max(1, (int)Math.Round(to * ratio)) } : this;
}

/// <summary>The number of clients stays as it is.</summary>
public sealed record HoldStage : LoadStage
{
    public required TimeSpan For { get; init; }

    public override TimeSpan Length => For;

    public override LoadStage Scale(double factor) => this with { For = For * factor };

    public override LoadStage WithClients(double ratio) => this;
}
