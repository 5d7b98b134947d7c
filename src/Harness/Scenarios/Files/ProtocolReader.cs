using System.Collections.Immutable;
using Harness.Clients;
using Harness.Clients.Protocol;
using Harness.Scenarios.Files.Config;

namespace Harness.Scenarios.Files;

/// <summary>The mapping <c>protocol</c> of a scenario file.</summary>
internal static class ProtocolReader
{
    public static ProtocolSettings? Read(ConfigValue value)
    {
        if (value.Section() is not { } section)
        {
            return null;
        }

        var usual = new ProtocolSettings();
        ConfigSection? heartbeat = section.Find("heartbeat")?.Section();
        ConfigSection? subscribe = section.Find("subscribe")?.Section();
        ConfigSection? push = section.Find("push")?.Section();
        var protocol = new ProtocolSettings
        {
            IdParameter = section.Find("id_parameter") is { } id ? id.IsNone ? null : id.Text() : usual.IdParameter,
            Topics = section.Find("topics") is { } topics ? ReadNames(topics) : usual.Topics,
            VersionDecimals = section.Find("version_decimals")?.Count() ?? 0,
            Heartbeat = heartbeat?.Find("send")?.Text(),
            HeartbeatReply = ReadMatches(heartbeat?.Find("reply")),
            ServerHeartbeat = ReadMatches(heartbeat?.Find("server")),
            ServerHeartbeatAnswer = heartbeat?.Find("answer")?.Text(),
            AuthenticationError = ReadMatches(section.Find("auth_error")),
            Subscribe = subscribe?.Require("send")?.Text(),
            Subscribed = subscribe?.Find("confirmed")?.Section() is { } confirmed ? ReadAnnouncement(confirmed) : null,
            PushCarriesData = push?.Find("carries_data")?.Boolean() ?? false,
            Push = push is null ? null : ReadAnnouncement(push),
            Poll = section.Find("poll")?.Section() is { } poll ? ReadPoll(poll) : null,
        };
        heartbeat?.Close();
        subscribe?.Close();
        section.Close();
        return protocol;
    }

    private static TopicNameSettings ReadNames(ConfigValue value) => value.IsList
        ? new TopicNameSettings { Names = [.. value.Items().Select(item => item.Text()).OfType<string>()] }
        : new TopicNameSettings { Template = value.Text() ?? TopicNames.Number };

    private static AnnouncementSettings ReadAnnouncement(ConfigSection section)
    {
        var announcement = new AnnouncementSettings
        {
            Match = ReadMatches(section.Find("match")),
            Topic = ReadPlace(section.Find("topic")),
            Version = ReadPlace(section.Find("version")),
        };
        section.Close();
        return announcement;
    }

    private static PollSettings ReadPoll(ConfigSection section)
    {
        var poll = new PollSettings
        {
            Url = section.Require("url")?.Text() ?? "",
            Headers = section.Find("headers")?.Section() is { } headers
                ? [.. headers.Each().Select(field => (field.Key, Text: field.Value.Text())).Where(field => field.Text is not null).Select(field => new HandshakeField(field.Key, field.Text!))]
                : [],
            Version = ReadPlace(section.Find("version"), mayBeHeader: true),
            Answered = section.Find("answered") is { } answered ? [.. answered.Items().Select(item => item.Count()).OfType<int>()] : [200],
        };
        section.Close();
        return poll;
    }

    /// <summary>One match, or a list of which one has to fit.</summary>
    private static ImmutableArray<MatchSettings> ReadMatches(ConfigValue? value) =>
        value is null ? []
        : value.IsList ? [.. value.Items().Select(ReadMatch).OfType<MatchSettings>()]
        : ReadMatch(value) is { } one ? [one]
        : [];

    private static MatchSettings? ReadMatch(ConfigValue value)
    {
        if (value.Section() is not { } section)
        {
            return null;
        }

        var match = new MatchSettings
        {
            Text = section.Find("text")?.Text(),
            Pattern = section.Find("pattern")?.Text(),
            Json = section.Find("json") is { } json ? ReadConditions(json) : [],
        };
        RequireOne(value, section, "text", "pattern", "json");
        section.Close();
        return match;
    }

    /// <summary>A path at which there has to be something, or paths with the value that each has to have.</summary>
    private static ImmutableArray<JsonCondition> ReadConditions(ConfigValue value) =>
        value.IsText ? value.Text() is { } path ? [new JsonCondition(path, null)] : []
        : value.Section() is { } section ? [.. section.Each().Select(each => new JsonCondition(each.Key, each.Value.Text() ?? ""))]
        : [];

    /// <summary>A JSON path, or a mapping that says what it is instead.</summary>
    private static PlaceSettings? ReadPlace(ConfigValue? value, bool mayBeHeader = false)
    {
        if (value is null || value.IsText)
        {
            return value?.Text() is { } path ? new PlaceSettings { Json = path } : null;
        }

        if (value.Section() is not { } section)
        {
            return null;
        }

        var place = new PlaceSettings
        {
            Json = section.Find("json")?.Text(),
            Pattern = section.Find("pattern")?.Text(),
            Header = mayBeHeader ? section.Find("header")?.Text() : null,
        };
        RequireOne(value, section, mayBeHeader ? ["json", "pattern", "header"] : ["json", "pattern"]);
        section.Close();
        return place;
    }

    private static void RequireOne(ConfigValue value, ConfigSection section, params string[] keys)
    {
        string[] given = [.. keys.Where(section.Has)];
        // A key that was mistyped is told by its own error.
        if (given.Length != 1 && section.Given.All(each => keys.Contains(each.Key)))
        {
            value.Error($"must have one of {Nearest.Join(keys, "and")}, but has {(given.Length == 0 ? "none" : Nearest.Join(given, "and"))}");
        }
    }
}
