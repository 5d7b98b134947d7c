using System.Collections.Immutable;
using Harness.Clients.Presets;

namespace Harness.Clients;

/// <summary>Where a preset comes from.</summary>
public enum PresetOrigin
{
    /// <summary>A client that the field notes describe or list.</summary>
    FieldNotes,

    /// <summary>A library or service of the field, with its timings over the target's own messages: not compatible with its servers.</summary>
    Library,
}

/// <summary>A client of the field as data: its policy, in one line what it is, and where the values come from.</summary>
/// <param name="Policy">The policy with the values of the source; clients are judged by it.</param>
/// <param name="Meaning">One line for <c>harness presets</c>.</param>
/// <param name="Source">Where the values come from.</param>
public sealed record ClientPreset(ClientPolicy Policy, string Meaning, string Source)
{
    public string Name => Policy.Preset;

    public PresetOrigin Origin { get; init; }

    /// <summary>What the source's client does and this one does not, one sentence each: nothing is approximated without a word here.</summary>
    public ImmutableArray<string> NotPlayed { get; init; } = [];

    /// <summary>What is known to be wrong with the client itself. It is played all the same.</summary>
    public ImmutableArray<string> Flaws { get; init; } = [];

    /// <summary>Values that the source does not give, and that are therefore ours.</summary>
    public ImmutableArray<string> Ours { get; init; } = [];

    /// <summary>The listing that is played, line by line, instead of the policy; <see cref="Policy"/> is then that of the sound client it was meant to be.</summary>
    public AsWritten AsWritten { get; init; }

    /// <summary>What clients of this preset play that are judged by <paramref name="judged"/>, the preset's policy with a scenario's changes.</summary>
    public ClientPolicy Played(ClientPolicy judged) => judged with { AsWritten = AsWritten };
}

/// <summary>Every preset there is, those of the field notes first. A new preset adds one file in Presets/ and one line here.</summary>
public static class PresetRegistry
{
    public static readonly ImmutableArray<ClientPreset> All =
    [
        HeartbeatRounds.Preset,
        HeartbeatRounds.AsItIsWritten,
        LazyReconnect.Preset,
        PingTimeout.Preset,
        PingTimeout.AsItIsWritten,
        ServerPing.Preset,
        FramePing.Preset,
        TcpKeepAlive.Preset,
        AjaxPolling.Preset,
        LongPolling.Preset,
        ReconnectingWebSockets.Joewalnes,
        ReconnectingWebSockets.Pladaria,
        ReconnectingWebSockets.Partysocket,
        EngineIoTiming.Preset,
        SignalrTiming.Preset,
        PhoenixTiming.Preset,
        ActionCableTiming.Preset,
        PusherTiming.Preset,
        AblyTiming.Preset,
        CentrifugeTiming.Preset,
        DiscordTiming.Preset,
        StompTiming.Preset,
        MqttTiming.Preset,
        DotnetClient.Preset,
    ];

    private static readonly Dictionary<string, ClientPreset> _byName = All.ToDictionary(preset => preset.Name, StringComparer.Ordinal);

    /// <summary>The preset of that name, or null.</summary>
    public static ClientPreset? Find(string name) => _byName.GetValueOrDefault(name);
}
