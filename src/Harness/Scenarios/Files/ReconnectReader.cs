using System.Collections.Immutable;
using Harness.Clients;
using Harness.Scenarios.Files.Config;

namespace Harness.Scenarios.Files;

/// <summary><c>clients.reconnect</c>: what a scenario changes in how its preset comes back.</summary>
internal static class ReconnectReader
{
    /// <summary>What the listing of field notes 000 has a value for; <c>max_delay</c> is the limit of <c>delay</c>.</summary>
    private static readonly string[] _asWritten = ["delay", "max_delay", "attempt_timeout"];

    private static readonly TextShape _action = new() { Words = ["never", "at_next_send"], Pattern = $"^{Units.DurationPattern}$" };

    public static ReconnectPolicy Read(ConfigValue? value, ClientPreset preset, bool isKnown)
    {
        ReconnectPolicy origin = preset.Policy.Reconnect;
        if (value?.Section() is not { } section)
        {
            return origin;
        }

        if (isKnown && preset.AsWritten == AsWritten.HeartbeatRounds)
        {
            Listing.Refuse(section, preset, _asWritten);
        }

        ReconnectPolicy reconnect = origin with
        {
            FirstDelays = section.Find("first_delays") is { } delays ? ReadDelays(delays) : origin.FirstDelays,
            Delay = section.Find("delay")?.Duration() ?? origin.Delay,
            DelayAfterError = section.OrNone("delay_after_error", given => given.Duration(), origin.DelayAfterError),
            Factor = section.Find("factor")?.Number() ?? origin.Factor,
            MaxDelay = section.Find("max_delay")?.Duration() ?? origin.MaxDelay,
            Jitter = section.Find("jitter")?.Share() ?? origin.Jitter,
            JitterShape = section.Find("jitter_shape")?.OneOf(("around", JitterShape.Around), ("above", JitterShape.Above), ("below", JitterShape.Below), ("full", JitterShape.Full)) ?? origin.JitterShape,
            CapAfterJitter = section.Find("cap_after_jitter")?.Boolean() ?? origin.CapAfterJitter,
            SpreadOverClients = section.Find("spread_over_clients")?.Share() ?? origin.SpreadOverClients,
            AttemptTimeout = section.Find("attempt_timeout")?.Duration() ?? origin.AttemptTimeout,
            Locked = section.Find("locked")?.Boolean() ?? origin.Locked,
            MaxAttempts = section.OrNone("max_attempts", given => given.Count(), origin.MaxAttempts),
            ResetAfter = section.Find("reset_after")?.Duration() ?? origin.ResetAfter,
            CloseTimeout = section.Find("close_timeout")?.Duration() ?? origin.CloseTimeout,
            RotatesNodes = section.Find("rotates_nodes")?.Boolean() ?? origin.RotatesNodes,
            OnlineCheck = OnlineCheckReader.Read(section.Find("online_check"), origin.OnlineCheck),
            Rules = ReadRules(section.Find("on"), preset, isKnown),
        };
        if (reconnect.JitterShape == JitterShape.Full && section.Find("jitter") is { } jitter)
        {
            jitter.Error("does not apply: jitter_shape full draws the whole delay; leave jitter out, or set another jitter_shape");
        }

        section.Close();
        return reconnect;
    }

    private static ImmutableArray<TimeSpan> ReadDelays(ConfigValue value) => [.. value.Items().Select(item => item.Duration() ?? TimeSpan.Zero)];

    /// <summary>The scenario's rules stand before the preset's, so theirs hold where both are about one end; <c>none</c> takes one of the preset's away.</summary>
    private static ImmutableArray<ReconnectRule> ReadRules(ConfigValue? value, ClientPreset preset, bool isKnown)
    {
        ImmutableArray<ReconnectRule> origin = preset.Policy.Reconnect.Rules;
        if (value?.Section() is not { } section)
        {
            return origin;
        }

        var own = new List<ReconnectRule>();
        foreach ((string on, ConfigValue action) in section.Each(ReconnectRule.AllNames))
        {
            if (!ReconnectRule.IsKnown(on))
            {
                action.Error(
                    $"is no end of a connection: {(Nearest.Find(on, ReconnectRule.AllNames) is { } near ? $"did you mean \"{near}\"?" : $"known are close codes (1000 to 4999), HTTP statuses (100 to 599), ranges such as 4000-4099, and {Nearest.Join(ReconnectRule.AllNames, "and")}")}");
            }
            else if (action.IsNone)
            {
                if (isKnown && !origin.Any(rule => rule.On == on))
                {
                    action.Error($"takes away a rule that {preset.Name} does not have; it has {Nearest.Join([.. origin.Select(rule => rule.On)], "and")}");
                }

                origin = origin.RemoveAll(rule => rule.On == on);
            }
            else if (ReadAction(on, action) is { } rule)
            {
                own.Add(rule);
                origin = origin.RemoveAll(replaced => replaced.On == on);
            }
        }

        section.Close();
        return [.. own, .. origin];
    }

    private static ReconnectRule? ReadAction(string on, ConfigValue action)
    {
        string? text = action.Text(_action);
        if (text is "never" or "at_next_send")
        {
            return new ReconnectRule(on, text == "never" ? ReconnectAction.Never : ReconnectAction.AtNextSend);
        }

        if (text is not null && Units.TryDuration(text, out TimeSpan delay))
        {
            return new ReconnectRule(on, ReconnectAction.After, delay);
        }

        if (text is not null)
        {
            action.Error($"must be never, at_next_send, none or a duration such as 5s, but is {Units.Quote(text)}");
        }

        return null;
    }
}
