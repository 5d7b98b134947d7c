using System.Collections.Immutable;
using System.Globalization;
using Harness.Clients;
using Harness.Scenarios.Files.Config;

namespace Harness.Cli;

/// <summary>What <c>harness presets NAME</c> says of one preset: its policy, its bounds, what is not played, and a block to start a scenario from.</summary>
internal static class PresetPage
{
    /// <summary>The outage that the recovery bound is shown for.</summary>
    private static readonly TimeSpan _outage = TimeSpan.FromSeconds(60);

    /// <summary>Lines of a label and a text; a label that repeats is given once.</summary>
    public static ImmutableArray<(string Label, string Text)> Lines(ClientPreset preset)
    {
        ClientPolicy policy = preset.Policy;
        var lines = new List<(string, string)> { ("what", preset.Meaning) };
        if (preset.Origin == PresetOrigin.Library)
        {
            lines.Add(("wire", "its timings over the target's own messages; not compatible with its servers"));
        }

        if (preset.AsWritten != AsWritten.No)
        {
            lines.Add(("judged", $"by the policy below, that of {Sibling(preset)}; it plays the listing instead, and a run of it is expected to fail"));
        }

        lines.Add(("heartbeat", PolicyWords.Heartbeat(policy)));
        lines.Add(("declares", PolicyWords.Declares(policy)));
        lines.Add(("reconnect", PolicyWords.Delays(policy)));
        lines.AddRange(((string, string)[])[("", PolicyWords.Attempts(policy)), ("on", PolicyWords.Rules(policy))]);
        lines.Add(("fallback", PolicyWords.Fallback(policy)));
        lines.Add(("sends", PolicyWords.Sends(policy)));
        lines.Add(("bounds", Detection(policy)));
        lines.Add(("", $"recovered at most {PolicyWords.Show(policy.RecoveryBound(_outage))} after an outage of {PolicyWords.Show(_outage)}{(IsForGood(policy) ? ", where it has not given up" : "")}"));
        Add(lines, "not played", preset.NotPlayed);
        Add(lines, "flaws", preset.Flaws);
        Add(lines, "ours", preset.Ours);
        lines.Add(("source", preset.Source));
        return [.. lines.Where(line => line.Item2.Length > 0)];
    }

    /// <summary>The <c>clients</c> of a scenario that runs in seconds, as text: the preset's own proportions, with an interval of 1 s.</summary>
    public static string Example(ClientPreset preset)
    {
        ClientPolicy policy = preset.Policy;
        var lines = new List<string> { "clients:", $"  preset: {preset.Name}", "  count: 500" };
        if (policy.Heartbeat is { } heartbeat)
        {
            double scale = 1 / heartbeat.Interval.TotalSeconds;
            string rule = heartbeat switch
            {
                { Misses: { } misses } => string.Create(CultureInfo.InvariantCulture, $", misses: {misses}"),
                { ReplyTimeout: { } timeout } => $", timeout: {Units.Show(timeout * scale)}",
                { Silence: { } silence, CheckEvery: var check } => $", silence: {Units.Show(silence * scale)}{(check > TimeSpan.Zero ? $", check_every: {Units.Show(check * scale)}" : "")}",
                _ => "",
            };
            lines.Add($"  heartbeat: {{ interval: 1s{rule} }}");
        }

        if (policy.Transport == ClientTransport.Poll)
        {
            lines.Add(policy.Fallback!.LongPoll ? "  fallback: { every: 500ms, timeout: 5s }" : "  fallback: { every: 1s, timeout: 1s }");
        }

        if (policy.Send is not null)
        {
            lines.Add("  send: { every: 1s }");
        }

        return string.Join('\n', lines);
    }

    private static string Detection(ClientPolicy policy) => policy.SilenceThreshold is null
        ? "a silent drop is never declared"
        : $"silence when it declares {PolicyWords.Silence(policy)}; {PolicyWords.FromOnset(policy)} after the onset of a silent drop (earliest–worst)";

    private static bool IsForGood(ClientPolicy policy) => policy.Reconnect.MaxAttempts is not null;

    private static string Sibling(ClientPreset preset) =>
        PresetRegistry.All.First(other => other.AsWritten == AsWritten.No && other.Policy with { Preset = preset.Name } == preset.Policy).Name;

    private static void Add(List<(string, string)> lines, string label, ImmutableArray<string> texts)
    {
        for (int i = 0; i < texts.Length; i++)
        {
            lines.Add((i == 0 ? label : "", texts[i]));
        }
    }
}
