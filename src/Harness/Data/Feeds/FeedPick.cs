namespace Harness.Data.Feeds;

/// <summary>Which row of a feed a client gets.</summary>
public enum FeedPick
{
    /// <summary>Client i gets row i, and no other client has it; there must be as many rows as clients.</summary>
    Unique,

    /// <summary>Client i gets row i, and after the last row the first again. With a new row for each message: row i + message.</summary>
    InOrder,

    /// <summary>Drawn from the run's seed.</summary>
    Random,
}
