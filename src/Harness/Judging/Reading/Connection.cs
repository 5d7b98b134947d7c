using Harness.Journal;

namespace Harness.Judging.Reading;

/// <summary>One connection that opened, and how it ended. Times in microseconds of the monotonic clock.</summary>
public sealed record Connection
{
    /// <summary>The number of the attempt that opened it.</summary>
    public required int Number { get; init; }

    public required long Opened { get; init; }

    /// <summary>When the client declared it dead by its own timers, while it was still open.</summary>
    public long? Declared { get; init; }

    /// <summary>When the last message that counts as an answer came, as of <see cref="Declared"/>.</summary>
    public long LastAnswer { get; init; }

    /// <summary>How late the generator's timers were that led to <see cref="Declared"/>.</summary>
    public long Late { get; init; }

    /// <summary>When the socket was gone.</summary>
    public long? Gone { get; init; }

    public CloseCause Cause { get; init; }

    /// <summary>When the client left, or was closed by its user, with this connection still open; null: it was not.</summary>
    public long? Left { get; init; }

    /// <summary>From here on the client no longer believes in it, or is there no more; <see cref="long.MaxValue"/>: it did to the end.</summary>
    public long LostAt => Declared ?? Gone ?? Left ?? long.MaxValue;

    /// <summary>The network or the server ended it before the client found out by itself.</summary>
    public bool Told => Declared is null && Gone is not null && Cause != CloseCause.Own;

    /// <summary>Time without an answer when the client found it dead: what the generator's timers were late is not the client's doing.</summary>
    public long Silence => Declared is { } at ? at - Late - LastAnswer : 0;

    public bool IsOpenAt(long at) => Opened <= at && at < LostAt;
}
