using Harness.Judging.Reading;

namespace Harness.Judging.Impacts;

/// <summary>What a policy asks of a client whose connection was hit.</summary>
public enum Duty
{
    /// <summary>The outage at its longest is shorter than the earliest possible detection, or the fault is not meant to be noticed.</summary>
    MustNot,

    /// <summary>It depends on where in its cycle the heartbeat was.</summary>
    May,

    /// <summary>The outage at its shortest is at least the worst-case bound + tolerance.</summary>
    Must,
}

/// <summary>One connection under one fault.</summary>
/// <param name="OnsetFrom">The earliest instant at which the fault can have taken effect on it.</param>
/// <param name="Duty">What the policy asks.</param>
/// <param name="Detected">Declared dead by the client's own timers before the fault was removed, and not a false alarm.</param>
public sealed record Hit(Connection Connection, long OnsetFrom, Duty Duty, bool Detected)
{
    public bool Undetected => Duty == Duty.Must && !Detected;
}
