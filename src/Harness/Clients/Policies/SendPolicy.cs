namespace Harness.Clients.Policies;

/// <summary>Messages that the client's user sends, beside heartbeats and subscriptions.</summary>
public sealed record SendPolicy
{
    /// <summary>Time from one message to the next; each client begins at a drawn share of it.</summary>
    public required TimeSpan Every { get; init; }

    /// <summary>The text. Default: a note, which the reference back end takes without an answer.</summary>
    public string Message { get; init; } = """{"command":"note"}""";

    /// <summary>Every duration multiplied by <paramref name="factor"/>.</summary>
    public SendPolicy Scale(double factor) => this with { Every = Every * factor };
}
