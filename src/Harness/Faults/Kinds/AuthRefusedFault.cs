using Harness.Scenarios;

namespace Harness.Faults.Kinds;

/// <summary>How a client is told that its credentials are no longer good.</summary>
public enum RefusalForm
{
    /// <summary>The handshake is answered 401.</summary>
    Status,

    /// <summary>The socket opens, says <c>{"event":"error","code":"auth"}</c>, and closes with 4001 (field notes 003).</summary>
    Message,
}

/// <summary>
/// An event: from then on these clients' credentials are refused, and their sockets are closed. They try to come back, are told, and must not try again
/// (field notes 003). Nobody expects them back, so recovery is not judged.
/// </summary>
public sealed record AuthRefusedFault : Fault
{
    public static readonly FaultKind About = new(
        "auth-refused",
        "from then on these clients' credentials are refused and their sockets closed; they must stop reconnecting",
        "form: status (401, default) | message; no 'for': it is an event",
        "auth-refused: { at: 12s, share: 30%, form: status }",
        (section, placed) => new AuthRefusedFault
        {
            At = placed.At,
            For = placed.For,
            Share = placed.Share,
            Form = section.Find("form")?.OneOf(("status", RefusalForm.Status), ("message", RefusalForm.Message)) ?? RefusalForm.Status,
        })
    {
        IsEvent = true,
        HasPath = false,
        NeedsControl = true,
        IsAlone = true,
    };

    public override string Kind => About.Name;

    public RefusalForm Form { get; init; }

    public override FaultTraits Traits { get; } = new() { MeantToBeNoticed = false, EndsConnections = true, HitsNewConnections = false, IsForGood = true };

    public override string Detail => Form == RefusalForm.Status ? "401" : "an error message, then 4001";
}
