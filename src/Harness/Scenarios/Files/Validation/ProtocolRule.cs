using System.Collections.Immutable;
using System.Text;
using Harness.Clients;
using Harness.Clients.Protocol;
using Harness.Data;
using Harness.Scenarios.Files.Config;

namespace Harness.Scenarios.Files.Validation;

/// <summary>What a scenario says of its server: paths, patterns and templates that can be read, and all that its clients need to follow topics.</summary>
internal static class ProtocolRule
{
    private const string Root = "protocol";
    private const int LongestName = 200;

    public static void Check(Scenario scenario, Findings findings)
    {
        if (scenario.Protocol is not { } protocol)
        {
            return;
        }

        if (protocol.IdParameter is { } id && (id.Length == 0 || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')))
        {
            findings.Error($"{Root}.id_parameter", $"must be none or a name of letters, digits, '-', '_' and '.', but is {Units.Quote(id)}");
        }

        findings.Within($"{Root}.version_decimals", protocol.VersionDecimals, 0, VersionText.MostDecimals);
        CheckNames(scenario, protocol.Topics, findings);
        CheckNotEmpty($"{Root}.heartbeat.send", protocol.Heartbeat, findings);
        CheckNotEmpty($"{Root}.heartbeat.answer", protocol.ServerHeartbeatAnswer, findings);
        CheckNotEmpty($"{Root}.subscribe.send", protocol.Subscribe, findings);
        CheckMatches($"{Root}.heartbeat.reply", protocol.HeartbeatReply, findings);
        CheckMatches($"{Root}.heartbeat.server", protocol.ServerHeartbeat, findings);
        CheckMatches($"{Root}.auth_error", protocol.AuthenticationError, findings);
        CheckAnnouncement(scenario, $"{Root}.subscribe.confirmed", protocol.Subscribed, findings);
        CheckAnnouncement(scenario, $"{Root}.push", protocol.Push, findings);
        CheckPoll(protocol.Poll, findings);
        CheckHeartbeat(scenario.Clients.Policy, protocol, findings);
        CheckFetches(scenario, protocol, findings);
    }

    private static void CheckNames(Scenario scenario, TopicNameSettings topics, Findings findings)
    {
        string path = $"{Root}.topics";
        if (topics.Names.IsEmpty)
        {
            int places = topics.Template.Split(TopicNames.Number).Length - 1;
            if (places != 1)
            {
                findings.Error(path, $"must have {TopicNames.Number} once, or be a list of names, but is {Units.Quote(topics.Template)}");
            }

            return;
        }

        if (topics.Names.Length < scenario.Topics.Count)
        {
            findings.Error(path, $"must have a name for each of the {scenario.Topics.Count} topics of topics.count, but has {topics.Names.Length}", "topics.count");
        }

        for (int i = 0; i < topics.Names.Length; i++)
        {
            if (topics.Names.IndexOf(topics.Names[i]) < i)
            {
                findings.Error($"{path}[{i}]", $"{Units.Quote(topics.Names[i])} is given twice");
            }
            else if (Encoding.UTF8.GetByteCount(topics.Names[i]) is 0 or > LongestName)
            {
                findings.Error($"{path}[{i}]", $"must be a name of 1 to {LongestName} bytes");
            }
        }
    }

    private static void CheckNotEmpty(string path, string? text, Findings findings)
    {
        if (text is { Length: 0 })
        {
            findings.Error(path, "must not be empty");
        }
    }

    private static void CheckMatches(string path, ImmutableArray<MatchSettings> matches, Findings findings)
    {
        for (int i = 0; i < matches.Length; i++)
        {
            string at = matches.Length == 1 ? path : $"{path}[{i}]";
            if (matches[i].Pattern is { } pattern && !SafePattern.TryParse(pattern, group: null, out _, out string? error))
            {
                findings.Error($"{at}.pattern", error);
            }

            foreach (JsonCondition condition in matches[i].Json)
            {
                CheckPath($"{at}.json", condition.Path, findings);
            }
        }
    }

    private static void CheckAnnouncement(Scenario scenario, string path, AnnouncementSettings? announcement, Findings findings)
    {
        if (announcement is null)
        {
            return;
        }

        CheckMatches($"{path}.match", announcement.Match, findings);
        CheckPlace($"{path}.topic", announcement.Topic, MessagePlace.Topic, findings);
        CheckPlace($"{path}.version", announcement.Version, MessagePlace.Version, findings);
        if (announcement is { Match.IsEmpty: true, Topic: null, Version: null })
        {
            findings.Error(path, "must say which messages it means: match, topic or version");
        }

        if (announcement.Topic is null && scenario.Topics.PerClient > 1 && (announcement.Version is not null || path == $"{Root}.push"))
        {
            findings.Error($"{path}.topic", $"is missing: a client follows {scenario.Topics.PerClient} topics (topics.per_client), and nothing says which is meant", "topics.per_client");
        }
    }

    private static void CheckPlace(string path, PlaceSettings? place, string group, Findings findings)
    {
        if (place?.Json is { } json)
        {
            CheckPath(path, json, findings);
        }

        if (place?.Pattern is { } pattern && !SafePattern.TryParse(pattern, group, out _, out string? error))
        {
            findings.Error($"{path}.pattern", error);
        }

        if (place?.Header is { } header && !HandshakeRule.IsToken(header))
        {
            findings.Error($"{path}.header", $"is not a header's name: {Units.Quote(header)}");
        }
    }

    private static void CheckPath(string path, string json, Findings findings)
    {
        if (!JsonPath.TryParse(json, out _, out string? error))
        {
            findings.Error(path, error);
        }
    }

    private static void CheckPoll(PollSettings? poll, Findings findings)
    {
        if (poll is null)
        {
            return;
        }

        string path = $"{Root}.poll";
        CheckNotEmpty($"{path}.url", poll.Url, findings);
        if (poll.Url.StartsWith("//", StringComparison.Ordinal) || poll.Url.Contains("://", StringComparison.Ordinal))
        {
            findings.Error($"{path}.url", $"must be path and query alone, below the URL of --poll, so that polls go through the fault proxy, but is {Units.Quote(poll.Url)}");
        }

        foreach (HandshakeField header in poll.Headers)
        {
            if (!HandshakeRule.IsToken(header.Name))
            {
                findings.Error($"{path}.headers.{header.Name}", "is not a header's name");
            }
            else if (header.Name.Equals("Host", StringComparison.OrdinalIgnoreCase) || header.Name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase))
            {
                findings.Error($"{path}.headers.{header.Name}", "is a header that cannot be set: Host is the target's own, and a poll has no content");
            }
        }

        CheckPlace($"{path}.version", poll.Version, MessagePlace.Version, findings);
        if (poll.Answered.IsEmpty || poll.Answered.Any(status => status is < 200 or > 599))
        {
            findings.Error($"{path}.answered", $"must be statuses from 200 to 599, such as [200, 304], but {(poll.Answered.IsEmpty ? "is empty" : $"has {poll.Answered.First(status => status is < 200 or > 599)}")}");
        }
    }

    /// <summary>A policy that waits for replies, of a server whose replies nobody would know.</summary>
    private static void CheckHeartbeat(ClientPolicy policy, ProtocolSettings protocol, Findings findings)
    {
        if (policy.Heartbeat is { Sender: HeartbeatSender.Client, Form: HeartbeatForm.Text, Answer: AnswerRule.Reply } && protocol.HeartbeatReply.IsEmpty)
        {
            findings.Error($"{Root}.heartbeat.reply", "is missing: for these clients only a reply is an answer (clients.heartbeat.answer), and nothing says which messages are one", "clients.preset", "clients.heartbeat");
        }
    }

    private static void CheckFetches(Scenario scenario, ProtocolSettings protocol, Findings findings)
    {
        ClientPolicy policy = scenario.Clients.Policy;
        if (scenario.Topics.PerClient == 0)
        {
            return;
        }

        string? asks = policy.Fallback is not null ? "clients fall back to polling; give it, or set clients.fallback: none"
            : policy.FetchOnOpen ? "clients fetch their topics on every open; give it, or set clients.fetch_on_open: false"
            : protocol is { Push: not null, PushCarriesData: false } ? "clients fetch what a push announces; give it, or set protocol.push.carries_data: true"
            : null;
        if (protocol.Poll is null && asks is not null)
        {
            findings.Error($"{Root}.poll", $"is missing: {asks}", "clients.preset", "clients.fallback", "clients.fetch_on_open", $"{Root}.push");
        }

        if (policy.Fallback is { LongPoll: true } && protocol.Poll is { } poll && !ProtocolTexts.Has(poll.Url, ProtocolTexts.Version, new TemplateNames(scenario.Data)))
        {
            findings.Error($"{Root}.poll.url", "must have ${version}: clients poll long (clients.fallback.long_poll), and the server has to know what they hold", "clients.preset", "clients.fallback");
        }

        if (protocol.Push is not null && scenario.Topics.PerClient == 1 && scenario.Cohorts > 1 && scenario.Topics.Count % scenario.Cohorts == 0 && scenario.Faults.Length > 0)
        {
            findings.Warning(
                "topics.count",
                $"is {scenario.Topics.Count}, a multiple of the {scenario.Cohorts} cohorts: who follows a topic is all hit by a fault or all spared, and what a server publishes is known by what others saw; {Coprime(scenario.Cohorts)} topics say more",
                "cohorts",
                "topics");
        }
    }

    private static int Coprime(int cohorts) => Enumerable.Range(3, 100).First(count => count % 2 == 1 && cohorts % count != 0 && Gcd(count, cohorts) == 1);

    private static int Gcd(int a, int b) => b == 0 ? a : Gcd(b, a % b);
}
