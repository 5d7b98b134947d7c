namespace Harness.Judging.Evidence;

/// <summary>How much a story loses if an event is left out of it.</summary>
public enum StoryWeight
{
    /// <summary>Fault edges, connections, declarations: the story itself.</summary>
    Turn,

    /// <summary>Heartbeats and messages.</summary>
    Detail,

    /// <summary>Fetches and polls: there can be hundreds.</summary>
    Background,
}

/// <summary>One event of a client's story. At: microseconds of the monotonic clock.</summary>
public sealed record StoryEvent(long At, StoryWeight Weight, string What);
