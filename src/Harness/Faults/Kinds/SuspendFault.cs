using Harness.Scenarios;

namespace Harness.Faults.Kinds;

/// <summary>
/// The clients' timers stop and fire late, once, when they are woken, as those of a browser tab that was switched away (field notes 002). What comes in is
/// taken as ever: messages, pushes, closes. No heartbeat is sent meanwhile, no poll, no attempt to reconnect. Whoever is answered may not declare a loss
/// when it wakes, however long it slept.
/// </summary>
public sealed record SuspendFault : Fault
{
    public static readonly FaultKind About = new(
        "suspend",
        "the clients' timers stop and fire late, messages still come in; a client that wakes must not raise a false alarm",
        "none",
        "suspend: { at: 12s, for: 12s, share: 30% }",
        (_, placed) => new SuspendFault { At = placed.At, For = placed.For, Share = placed.Share })
    {
        HasPath = false,
        IsAlone = true,
    };

    public override string Kind => About.Name;

    public override FaultTraits Traits { get; } = new() { MeantToBeNoticed = false, KeepsAway = true };
}
