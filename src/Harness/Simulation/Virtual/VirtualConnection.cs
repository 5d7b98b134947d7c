namespace Harness.Simulation.Virtual;

/// <summary>One connection, or attempt at one, with both of its ends. Reused from schedule to schedule.</summary>
internal sealed class VirtualConnection
{
    public enum End : byte
    {
        None,
        Connecting,
        Open,
        Closing,
        Dead,
    }

    /// <summary>The client's number for it, from 1.</summary>
    public int Number { get; private set; }

    public End Client { get; set; }

    /// <summary><see cref="End.None"/> until the server has accepted it.</summary>
    public End Server { get; set; }

    public bool IsSubscribed { get; set; }

    /// <summary>Its server is gone, and nothing comes through any more, not even an end.</summary>
    public bool IsCut { get; set; }

    // When the last message of each part of the way arrives: messages do not overtake each other.
    public long LastAtServer { get; set; }
    public long LastAtProxy { get; set; }
    public long LastAtClient { get; set; }

    public void Reset(int number)
    {
        Number = number;
        Client = End.Connecting;
        Server = End.None;
        IsSubscribed = IsCut = false;
        LastAtServer = LastAtProxy = LastAtClient = 0;
    }
}
