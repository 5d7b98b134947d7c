using System.Collections.Immutable;
using Harness.Clients;
using Harness.Faults.Kinds;
using Harness.Metrics;

namespace Harness.Scenarios.Files.Validation;

/// <summary>A metric that the scenario cannot have values of is refused: an assertion on it would hold, or fail, for no reason.</summary>
internal static class AssertionNeedsRule
{
    private static readonly string _noticeable = $"a fault that clients are meant to notice ({SilentDropFault.About.Name}, {OneWayDropFault.About.Name}, {HalfOpenFault.About.Name} with gone: server, {PartitionFault.About.Name}, {FlappingFault.About.Name}, {ZombieFault.About.Name})";
    private static readonly string _takes = $"a fault that clients lose their connections to (one that they are meant to notice, or {ResetFault.About.Name}, {IdleCutoffFault.About.Name}, {DataLimitFault.About.Name}, {NodeCrashFault.About.Name}, {RestartFault.About.Name})";

    /// <summary>What clients that only poll have no values of, beside what needs heartbeats or a fault that is noticed.</summary>
    private static readonly ImmutableArray<Metric> _ofSockets =
        [MetricNames.FalseAlarms, MetricNames.Reconnects, MetricNames.FailedAttempts, MetricNames.ReconnectsDelay, MetricNames.NeverOpened, MetricNames.SilencePolls];

    public static void Check(Scenario scenario, Findings findings)
    {
        MetricNeeds met = Met(scenario);
        string[] faults = [ScenarioValidator.FaultList, .. scenario.Faults.Select((_, index) => $"faults[{index}].path"), .. scenario.Faults.Select((_, index) => $"faults[{index}].gone")];
        for (int i = 0; i < scenario.Assertions.Length; i++)
        {
            Metric metric = scenario.Assertions[i].Metric;
            if (WhyNever(scenario.Clients.Policy, metric) is { } why)
            {
                findings.Error($"assertions[{i}]", $"{metric.Name} {why}", "clients.preset", "clients.heartbeat", "clients.transport");
                continue;
            }

            foreach (MetricNeeds need in Enum.GetValues<MetricNeeds>().Where(need => need != MetricNeeds.None && metric.Needs.HasFlag(need) && !met.HasFlag(need)))
            {
                (string what, string[] from) = need switch
                {
                    MetricNeeds.Heartbeat => ("a preset with heartbeats", ["clients.preset", "clients.heartbeat"]),
                    MetricNeeds.NoticeableFault when scenario.Faults.Any(fault => fault is { Path: FaultPath.Http, Traits.MeantToBeNoticed: true })
                        => ($"{_noticeable} on the path websocket or all", faults),
                    MetricNeeds.NoticeableFault => (_noticeable, faults),
                    MetricNeeds.Loss when scenario.Faults.Any(fault => fault is { Path: FaultPath.Http, Traits.MeantToBeNoticed: true })
                        => ($"{_takes} on the path websocket or all", faults),
                    MetricNeeds.Loss => (_takes, faults),
                    MetricNeeds.Listing => ("a preset with heartbeats", ["clients.preset", "clients.heartbeat"]),
                    MetricNeeds.HealingFault => ("a fault that is removed", faults),
                    MetricNeeds.Fallback => ("a preset with a fallback, or fallback: { … }", ["clients.preset", "clients.fallback"]),
                    MetricNeeds.Updates => ("updates that clients follow (topics.updates and topics.per_client above 0)", new[] { "topics" }),
                    MetricNeeds.Sends => ("clients that send: send: { every: … }, or topics that they subscribe to (topics.per_client above 0)", ["clients.send", "clients.transport", "topics"]),
                    MetricNeeds.Chat => ("a chat room", ["chat"]),
                    MetricNeeds.BadTokens => ("clients whose tokens are not good (chat.tokens.expired or chat.tokens.forged above 0)", ["chat"]),
                    MetricNeeds.Session => ("session code, or a client under test, which only scenarios in C# have", ["clients"]),
                    MetricNeeds.Presence => ($"a fault whose clients leave ({HalfOpenFault.About.Name} with gone: client)", faults),
                    _ => throw new InvalidOperationException($"{metric.Name} needs {need}, which has no words here"),
                };
                findings.Error($"assertions[{i}]", $"{metric.Name} needs {what}", from);
            }
        }
    }

    /// <summary>What keeps clients of this policy from ever giving a value of the metric; null: nothing that is known.</summary>
    private static string? WhyNever(ClientPolicy policy, Metric metric)
    {
        if (policy.Transport == ClientTransport.Poll && (_ofSockets.Contains(metric) || (metric.Needs & (MetricNeeds.Heartbeat | MetricNeeds.NoticeableFault | MetricNeeds.Sends)) != 0))
        {
            return $"needs a socket, and {policy.Preset} polls over HTTP alone; assert {MetricNames.UpdatesLost.Name} or {MetricNames.Staleness.Name}";
        }

        if (policy.Heartbeat is { SilenceThreshold: null } && metric != MetricNames.Undetected && metric.Needs.HasFlag(MetricNeeds.Heartbeat | MetricNeeds.NoticeableFault))
        {
            return $"needs a policy that declares a loss, and {policy.Preset} never does; set heartbeat.misses, heartbeat.timeout or heartbeat.silence";
        }

        return policy.Heartbeat is { Form: HeartbeatForm.Pong } or { Sender: HeartbeatSender.Server } && metric == MetricNames.HeartbeatRtt
            ? "needs heartbeats that the client sends and the server answers"
            : null;
    }

    private static MetricNeeds Met(Scenario scenario)
    {
        // What a target gives is seen when there is one.
        MetricNeeds met = MetricNeeds.Publications | MetricNeeds.Pushes | MetricNeeds.Replies;
        met |= scenario.Clients.Policy.Heartbeat is not null ? MetricNeeds.Heartbeat : 0;
        met |= scenario.Clients.Policy.Fallback is not null ? MetricNeeds.Fallback : 0;
        met |= scenario.Faults.Any(Noticeable.Is) ? MetricNeeds.NoticeableFault : 0;
        met |= scenario.Faults.Any(Noticeable.Takes) ? MetricNeeds.Loss : 0;
        met |= scenario.Clients.Policy.Heartbeat is not null ? MetricNeeds.Listing : 0;
        met |= scenario.Faults.Any(fault => fault.For is not null) ? MetricNeeds.HealingFault : 0;
        met |= scenario.Faults.Any(fault => fault.Traits.ClientLeaves) ? MetricNeeds.Presence : 0;
        met |= scenario.Clients.Policy is { Transport: ClientTransport.WebSocket } sends && (sends.Send is not null || scenario.Topics.PerClient > 0 || scenario.Chat is not null || scenario.Clients.Code is not null) ? MetricNeeds.Sends : 0;
        met |= scenario.Chat is not null ? MetricNeeds.Chat : 0;
        met |= scenario.Chat is { Tokens: { } tokens } && tokens.Expired + tokens.Forged > 0 ? MetricNeeds.BadTokens : 0;
        met |= scenario.Clients.Code is not null ? MetricNeeds.Session : 0;
        met |= scenario.Topics is { UpdatesPerSecond: > 0, PerClient: > 0 } ? MetricNeeds.Updates : 0;
        return met;
    }
}
