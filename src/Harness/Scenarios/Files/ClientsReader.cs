using Harness.Clients;
using Harness.Scenarios.Files.Config;

namespace Harness.Scenarios.Files;

/// <summary>
/// <c>clients:</c> of a scenario file: a preset, and what the scenario changes in it. Where the preset is unknown, the keys below are read
/// against the first one there is, so that their own errors are found too; nothing that follows from the preset is reported then.
/// </summary>
internal static class ClientsReader
{
    public static ClientSettings Read(ConfigSection section)
    {
        ClientPreset? preset = section.Require("preset")?.Named(PresetRegistry.Find, PresetRegistry.All.Select(known => known.Name));
        ClientPolicy origin = (preset ?? PresetRegistry.All[0]).Policy;
        int count = section.Require("count")?.Count() ?? 1;
        ClientPolicy policy = origin with
        {
            Heartbeat = ReadHeartbeat(section.Find("heartbeat"), origin, preset is not null),
            Reconnect = ReadReconnect(section.Find("reconnect"), origin.Reconnect),
            Fallback = ReadFallback(section.Find("fallback"), origin.Fallback, preset is not null),
            FetchOnOpen = section.Find("fetch_on_open")?.Boolean() ?? origin.FetchOnOpen,
        };
        HandshakeSettings handshake = HandshakeReader.Read(section.Find("handshake"));
        TlsSettings? tls = HandshakeReader.ReadTls(section.Find("tls"));
        List<ClientFlaw> flaws = ReadFlaws(section.Find("flaws"));
        section.Close();
        return new ClientSettings
        {
            Count = count,
            Policy = policy,
            Played = flaws.Aggregate(policy, (played, flaw) => flaw.Apply(played)),
            Handshake = handshake,
            Tls = tls,
            Flaws = [.. flaws.Select(flaw => flaw.Name)],
        };
    }

    private static HeartbeatPolicy? ReadHeartbeat(ConfigValue? value, ClientPolicy origin, bool isKnown)
    {
        if (value?.Section() is not { } section)
        {
            return origin.Heartbeat;
        }

        if (origin.Heartbeat is not { } heartbeat)
        {
            value.Error($"does not apply: {origin.Preset} has no heartbeats");
            return null;
        }

        ConfigValue? misses = section.Find("misses");
        ConfigValue? timeout = section.Find("timeout");
        if (isKnown && heartbeat.Misses is null)
        {
            misses?.Error($"does not apply: {origin.Preset} declares a loss when its reply timer ends; set timeout");
            misses = null;
        }

        if (isKnown && heartbeat.ReplyTimeout is null)
        {
            timeout?.Error($"does not apply: {origin.Preset} counts unanswered heartbeats; set misses");
            timeout = null;
        }

        heartbeat = heartbeat with
        {
            Interval = section.Find("interval")?.Duration() ?? heartbeat.Interval,
            Misses = misses?.Count() ?? heartbeat.Misses,
            ReplyTimeout = timeout?.Duration() ?? heartbeat.ReplyTimeout,
            Message = section.Find("message")?.Text() ?? heartbeat.Message,
            AtOnce = section.Find("at_once")?.Boolean() ?? heartbeat.AtOnce,
        };
        section.Close();
        return heartbeat;
    }

    private static ReconnectPolicy ReadReconnect(ConfigValue? value, ReconnectPolicy origin)
    {
        if (value?.Section() is not { } section)
        {
            return origin;
        }

        ReconnectPolicy reconnect = origin with
        {
            Delay = section.Find("delay")?.Duration() ?? origin.Delay,
            DelayAfterError = section.Find("delay_after_error")?.Duration() ?? origin.DelayAfterError,
            Factor = section.Find("factor")?.Number() ?? origin.Factor,
            MaxDelay = section.Find("max_delay")?.Duration() ?? origin.MaxDelay,
            Jitter = section.Find("jitter")?.Share() ?? origin.Jitter,
            AttemptTimeout = section.Find("attempt_timeout")?.Duration() ?? origin.AttemptTimeout,
            Locked = section.Find("locked")?.Boolean() ?? origin.Locked,
        };
        section.Close();
        return reconnect;
    }

    private static FallbackPolicy? ReadFallback(ConfigValue? value, FallbackPolicy? origin, bool isKnown)
    {
        if (value is { IsText: true } && value.Text() is { } text)
        {
            if (text == "none")
            {
                return null;
            }

            value.Error($"must be none or a mapping of settings, but is {Units.Quote(text)}");
            return origin;
        }

        if (value?.Section() is not { } section)
        {
            return origin;
        }

        // A preset without a fallback has no values to fall back on itself: the file gives them.
        bool mustSay = isKnown && origin is null;
        var fallback = new FallbackPolicy
        {
            OnPushSilence = section.Find("on_push_silence")?.Duration() ?? origin?.OnPushSilence,
            OnLoss = section.Find("on_loss")?.Duration() ?? origin?.OnLoss,
            AfterFailedAttempts = section.Find("after_failed_attempts")?.Count() ?? origin?.AfterFailedAttempts,
            Every = (mustSay ? section.Require("every") : section.Find("every"))?.Duration() ?? origin?.Every ?? TimeSpan.FromSeconds(1),
            Timeout = (mustSay ? section.Require("timeout") : section.Find("timeout"))?.Duration() ?? origin?.Timeout ?? TimeSpan.FromSeconds(1),
            Spread = section.Find("spread")?.Duration() ?? origin?.Spread ?? TimeSpan.Zero,
        };
        section.Close();
        return fallback;
    }

    private static List<ClientFlaw> ReadFlaws(ConfigValue? value)
    {
        var flaws = new List<ClientFlaw>();
        foreach (ConfigValue item in value?.Items() ?? [])
        {
            if (item.Named(ClientFlaws.Find, ClientFlaws.All.Select(known => known.Name)) is not { } flaw)
            {
                continue;
            }

            if (flaws.Contains(flaw))
            {
                item.Error($"\"{flaw.Name}\" is given twice");
            }

            flaws.Add(flaw);
        }

        return flaws;
    }
}
