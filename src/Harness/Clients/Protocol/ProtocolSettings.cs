using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Harness.Clients.Protocol;

/// <summary>
/// What somebody else's server speaks, so far as clients have to know it: what they say, and where in what it says stands what. Texts are templates
/// (<see cref="Data.Template"/>). A scenario without it speaks the reference back end's messages.
/// </summary>
public sealed record ProtocolSettings
{
    /// <summary>The query parameter of the socket's URL that carries the client's id; null: none does.</summary>
    public string? IdParameter { get; init; } = TargetProtocol.IdParameter;

    /// <summary>What the server calls the topics.</summary>
    public TopicNameSettings Topics { get; init; } = new();

    /// <summary>Digits after the point that a version can have, 0 to 6: versions are multiplied by ten to that power, so that they are whole.</summary>
    public int VersionDecimals { get; init; }

    /// <summary>What a client sends as its heartbeat, in place of the policy's own text; null: that one.</summary>
    public string? Heartbeat { get; init; }

    /// <summary>Which messages answer it; empty: none is known, and <c>heartbeat.rtt</c> is not measured.</summary>
    public ImmutableArray<MatchSettings> HeartbeatReply { get; init; } = [];

    /// <summary>Which messages are heartbeats of the server.</summary>
    public ImmutableArray<MatchSettings> ServerHeartbeat { get; init; } = [];

    /// <summary>What a client answers to one, whoever sends the heartbeats by its policy; null: what its policy says.</summary>
    public string? ServerHeartbeatAnswer { get; init; }

    /// <summary>Which messages refuse the client's credentials.</summary>
    public ImmutableArray<MatchSettings> AuthenticationError { get; init; } = [];

    /// <summary>
    /// What a client sends on every open: one message per topic if it names <c>${topic}</c>, one for all if it names <c>${topics}</c> or neither. Null: nothing.
    /// </summary>
    public string? Subscribe { get; init; }

    /// <summary>What confirms it; null: nothing that a client would look for.</summary>
    public AnnouncementSettings? Subscribed { get; init; }

    /// <summary>What tells that a topic has changed; null: nothing does.</summary>
    public AnnouncementSettings? Push { get; init; }

    /// <summary>Whether a push has the data with it, so that its version is held at once; otherwise clients fetch them.</summary>
    public bool PushCarriesData { get; init; }

    /// <summary>How topics are asked for over HTTP; null: they cannot be.</summary>
    public PollSettings? Poll { get; init; }

    /// <summary>Whether pushes tell how new what they announce is.</summary>
    [JsonIgnore]
    public bool PushesTellVersions => Push?.Version is not null;

    /// <summary>Whether clients can hold a version: a push that has the data, or the answer to a poll, tells which.</summary>
    [JsonIgnore]
    public bool HoldsVersions => (PushCarriesData && PushesTellVersions) || Poll?.Version is not null;
}

/// <summary>Topic names: a template with <c>${number}</c>, or one by one.</summary>
public sealed record TopicNameSettings
{
    public string Template { get; init; } = "t${number}";

    /// <summary>In place of <see cref="Template"/>; empty: that holds.</summary>
    public ImmutableArray<string> Names { get; init; } = [];
}

/// <summary>Which messages are meant: those that are a text, fit a pattern, or have all of these JSON values. One of the three is given.</summary>
public sealed record MatchSettings
{
    public string? Text { get; init; }

    /// <summary>A regular expression without backtracking.</summary>
    public string? Pattern { get; init; }

    public ImmutableArray<JsonCondition> Json { get; init; } = [];
}

/// <summary>There is a value at a place of a JSON message, and it is this one.</summary>
/// <param name="Path">A <see cref="JsonPath"/>.</param>
/// <param name="Value">The string, or the number, true, false or null as written; null: any value at all.</param>
public sealed record JsonCondition(string Path, string? Value);

/// <summary>Where something stands in a message or in an answer. One of the three is given.</summary>
public sealed record PlaceSettings
{
    /// <summary>A <see cref="JsonPath"/>.</summary>
    public string? Json { get; init; }

    /// <summary>A regular expression without backtracking, with a group that has the name of what is looked for.</summary>
    public string? Pattern { get; init; }

    /// <summary>A header of an HTTP answer.</summary>
    public string? Header { get; init; }
}

/// <summary>A message about a topic.</summary>
public sealed record AnnouncementSettings
{
    /// <summary>Which messages are meant; empty: those in which topic and version are found.</summary>
    public ImmutableArray<MatchSettings> Match { get; init; } = [];

    /// <summary>Where the topic's name stands; null: it is about the client's one topic.</summary>
    public PlaceSettings? Topic { get; init; }

    /// <summary>Where its version stands; null: it tells none.</summary>
    public PlaceSettings? Version { get; init; }
}

/// <summary>A request for one topic.</summary>
public sealed record PollSettings
{
    /// <summary>Path and query, a template; relative to the base URL of polls.</summary>
    public required string Url { get; init; }

    /// <summary>Further headers; texts are templates.</summary>
    public ImmutableArray<HandshakeField> Headers { get; init; } = [];

    /// <summary>Where the version stands in the answer; null: it tells none.</summary>
    public PlaceSettings? Version { get; init; }

    /// <summary>The statuses of an answer; every other is a failure.</summary>
    public ImmutableArray<int> Answered { get; init; } = [200];
}
