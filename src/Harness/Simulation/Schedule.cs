using System.Collections.Immutable;
using Harness.Journal;
using Harness.Scenarios;

namespace Harness.Simulation;

/// <summary>
/// One life of one client, laid down before it is played: everything that happens to it, and how fast its network is. Times count from the start of
/// the load. Equal schedules give equal lives, to the microsecond.
/// </summary>
public sealed record Schedule
{
    /// <summary>The seed that it was drawn from; the client's own draws (jitter, spread) and the network's come from it too.</summary>
    public required ulong Seed { get; init; }

    /// <summary>When the client connects for the first time.</summary>
    public required TimeSpan Start { get; init; }

    /// <summary>The end of the load: nothing is published and nothing breaks from here on.</summary>
    public required TimeSpan End { get; init; }

    /// <summary>From <see cref="End"/> to the close by the user.</summary>
    public required TimeSpan Drain { get; init; }

    /// <summary>Faults of the kinds that scenarios have; all of them hit this client.</summary>
    public ImmutableArray<Fault> Faults { get; init; } = [];

    /// <summary>Connections that the server ends, whatever the network does.</summary>
    public ImmutableArray<ServerEnd> Ends { get; init; } = [];

    /// <summary>When each version of the client's topics is published, ascending; in turn where there are several topics.</summary>
    public ImmutableArray<TimeSpan> Publications { get; init; } = [];

    public NetworkTimes Network { get; init; } = NetworkTimes.Loopback;

    /// <summary>How much there is in it: what is smaller is easier to understand.</summary>
    internal (int Troubles, int Publications, TimeSpan Length) Size => (Faults.Length + (2 * Ends.Length), Publications.Length, End);
}

/// <summary>The server ends every connection that is open.</summary>
/// <param name="At">When.</param>
/// <param name="Cause"><see cref="CloseCause.CloseFrame"/>, <see cref="CloseCause.Fin"/> or <see cref="CloseCause.Reset"/>.</param>
/// <param name="Code">The code of a close frame.</param>
/// <param name="DownFor">How long it refuses connections from then on.</param>
public sealed record ServerEnd(TimeSpan At, CloseCause Cause, int Code, TimeSpan DownFor);

/// <summary>How long things take while nothing is broken.</summary>
public sealed record NetworkTimes
{
    /// <summary>The network of one machine: what a run on real sockets has.</summary>
    public static readonly NetworkTimes Loopback = new()
    {
        Up = TimeSpan.FromMicroseconds(100),
        Down = TimeSpan.FromMicroseconds(100),
        Handshake = TimeSpan.FromMilliseconds(1),
        Fetch = TimeSpan.FromMilliseconds(1),
        Fin = TimeSpan.FromMilliseconds(1),
    };

    /// <summary>From the client to the server.</summary>
    public required TimeSpan Up { get; init; }

    /// <summary>From the server to the client.</summary>
    public required TimeSpan Down { get; init; }

    /// <summary>Each message is later by U(0, this); messages of one direction never overtake each other.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>What the server takes to answer a handshake.</summary>
    public required TimeSpan Handshake { get; init; }

    /// <summary>What the server takes to answer a fetch or poll.</summary>
    public required TimeSpan Fetch { get; init; }

    /// <summary>From the removal of a fault to the FIN that it causes.</summary>
    public required TimeSpan Fin { get; init; }
}
