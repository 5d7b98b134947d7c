using Harness.Clients;
using Harness.Scenarios.Files.Config;

namespace Harness.Scenarios.Files;

/// <summary><c>clients.heartbeat</c>: what a scenario changes in its preset's heartbeats.</summary>
internal static class HeartbeatReader
{
    /// <summary>What the listing of field notes 000 has a value for.</summary>
    private static readonly string[] _asWritten = ["interval", "misses", "message"];

    /// <param name="value">The value of the key; null: it is absent.</param>
    /// <param name="preset">What the scenario starts from.</param>
    /// <param name="origin">Its heartbeats; null: it has none, and the file has to say their interval.</param>
    /// <param name="isKnown">Whether the file names that preset, and it has a socket; otherwise nothing that follows from it is reported.</param>
    public static HeartbeatPolicy? Read(ConfigValue? value, ClientPreset preset, HeartbeatPolicy? origin, bool isKnown)
    {
        if (value is null)
        {
            return origin;
        }

        if (value.IsNone && isKnown && preset.AsWritten != AsWritten.No)
        {
            value.Error($"must not be none: {preset.Name} plays its listing, heartbeats included");
        }

        if (value.SectionOrNone() is not { } section)
        {
            return value.IsNone ? null : origin;
        }

        if (isKnown && preset.AsWritten == AsWritten.HeartbeatRounds)
        {
            Listing.Refuse(section, preset, _asWritten);
        }

        HeartbeatPolicy usual = origin ?? new HeartbeatPolicy { Message = "ping", Interval = TimeSpan.FromSeconds(1) };
        bool mustSay = isKnown && origin is null;
        HeartbeatPolicy heartbeat = usual with
        {
            Sender = section.Find("sender")?.OneOf(("client", HeartbeatSender.Client), ("server", HeartbeatSender.Server)) ?? usual.Sender,
            Form = section.Find("form")?.OneOf(("text", HeartbeatForm.Text), ("ping", HeartbeatForm.Ping), ("pong", HeartbeatForm.Pong)) ?? usual.Form,
            Message = section.Find("message")?.Text() ?? usual.Message,
            Interval = (mustSay ? section.Require("interval") : section.Find("interval"))?.Duration() ?? usual.Interval,
            Pace = section.Find("pace")?.OneOf(("after_silence", HeartbeatPace.AfterSilence), ("fixed", HeartbeatPace.Fixed)) ?? usual.Pace,
            AtOnce = section.Find("at_once")?.Boolean() ?? usual.AtOnce,
            RandomStart = section.Find("random_start")?.Boolean() ?? usual.RandomStart,
            Answer = section.Find("answer")?.OneOf(("any", AnswerRule.AnyMessage), ("reply", AnswerRule.Reply), ("server_heartbeat", AnswerRule.ServerHeartbeat)) ?? usual.Answer,
            CheckEvery = section.Find("check_every")?.Duration() ?? usual.CheckEvery,
            CheckSpread = section.Find("check_spread")?.Share() ?? usual.CheckSpread,
        };
        heartbeat = ReadDeclaration(section, preset, usual, isKnown, heartbeat);
        section.Close();
        return heartbeat;
    }

    /// <summary>The three rules that can declare a connection dead. Of the two that the preset does not have, neither counts unless the preset's own is taken away.</summary>
    private static HeartbeatPolicy ReadDeclaration(ConfigSection section, ClientPreset preset, HeartbeatPolicy usual, bool isKnown, HeartbeatPolicy heartbeat)
    {
        (string own, string does) = usual switch
        {
            { Misses: not null } => ("misses", "counts unanswered heartbeats"),
            { ReplyTimeout: not null } => ("timeout", "declares a loss when its reply timer ends"),
            { Silence: not null } => ("silence", "declares a loss when nothing has come for so long"),
            _ => ("", ""),
        };
        bool isTakenAway = own.Length == 0 || section.Find(own) is { IsNone: true };
        foreach (string key in (string[])["misses", "timeout", "silence"])
        {
            if (isKnown && !isTakenAway && key != own && section.Find(key) is { IsNone: false } other)
            {
                other.Error($"does not apply: {preset.Name} {does}; set {own}, or add {own}: none to replace it");
            }
        }

        heartbeat = heartbeat with
        {
            Misses = section.OrNone("misses", given => given.Count(), usual.Misses),
            ReplyTimeout = section.OrNone("timeout", given => given.Duration(), usual.ReplyTimeout),
            Silence = section.OrNone("silence", given => given.Duration(), usual.Silence),
        };

        // A watchdog that is taken away takes its looks with it.
        return heartbeat.Silence is null && usual.Silence is not null && !section.Has("check_every")
            ? heartbeat with { CheckEvery = TimeSpan.Zero, CheckSpread = section.Has("check_spread") ? heartbeat.CheckSpread : 0 }
            : heartbeat;
    }
}
