using Harness.Clients;

namespace Harness.Scenarios;

/// <summary>
/// The policies of the presets, to build scenarios from in C#: <c>Presets.HeartbeatRounds.WithHeartbeat(beat => beat with { Misses = 3 })</c>. The same objects as
/// scenario files name; those that play a listing with its flaws are left to files.
/// </summary>
public static class Presets
{
    public static ClientPolicy HeartbeatRounds => Clients.Presets.HeartbeatRounds.Preset.Policy;
    public static ClientPolicy LazyReconnect => Clients.Presets.LazyReconnect.Preset.Policy;
    public static ClientPolicy PingTimeout => Clients.Presets.PingTimeout.Preset.Policy;
    public static ClientPolicy ServerPing => Clients.Presets.ServerPing.Preset.Policy;
    public static ClientPolicy FramePing => Clients.Presets.FramePing.Preset.Policy;
    public static ClientPolicy TcpKeepAlive => Clients.Presets.TcpKeepAlive.Preset.Policy;
    public static ClientPolicy AjaxPolling => Clients.Presets.AjaxPolling.Preset.Policy;
    public static ClientPolicy LongPolling => Clients.Presets.LongPolling.Preset.Policy;
    public static ClientPolicy JoewalnesReconnecting => Clients.Presets.ReconnectingWebSockets.Joewalnes.Policy;
    public static ClientPolicy PladariaReconnecting => Clients.Presets.ReconnectingWebSockets.Pladaria.Policy;
    public static ClientPolicy Partysocket => Clients.Presets.ReconnectingWebSockets.Partysocket.Policy;
    public static ClientPolicy EngineIoTiming => Clients.Presets.EngineIoTiming.Preset.Policy;
    public static ClientPolicy SignalrTiming => Clients.Presets.SignalrTiming.Preset.Policy;
    public static ClientPolicy PhoenixTiming => Clients.Presets.PhoenixTiming.Preset.Policy;
    public static ClientPolicy ActionCableTiming => Clients.Presets.ActionCableTiming.Preset.Policy;
    public static ClientPolicy PusherTiming => Clients.Presets.PusherTiming.Preset.Policy;
    public static ClientPolicy AblyTiming => Clients.Presets.AblyTiming.Preset.Policy;
    public static ClientPolicy CentrifugeTiming => Clients.Presets.CentrifugeTiming.Preset.Policy;
    public static ClientPolicy DiscordTiming => Clients.Presets.DiscordTiming.Preset.Policy;
    public static ClientPolicy StompTiming => Clients.Presets.StompTiming.Preset.Policy;
    public static ClientPolicy MqttTiming => Clients.Presets.MqttTiming.Preset.Policy;
    public static ClientPolicy DotnetClient => Clients.Presets.DotnetClient.Preset.Policy;

    /// <summary>The policy with its heartbeat changed. One that has none stays as it is.</summary>
    public static ClientPolicy WithHeartbeat(this ClientPolicy policy, Func<HeartbeatPolicy, HeartbeatPolicy> change) =>
        policy.Heartbeat is { } heartbeat ? policy with { Heartbeat = change(heartbeat) } : policy;

    /// <summary>The policy with its reconnecting changed.</summary>
    public static ClientPolicy WithReconnect(this ClientPolicy policy, Func<ReconnectPolicy, ReconnectPolicy> change) => policy with { Reconnect = change(policy.Reconnect) };

    /// <summary>The policy with its fallback changed. One that has none stays as it is.</summary>
    public static ClientPolicy WithFallback(this ClientPolicy policy, Func<FallbackPolicy, FallbackPolicy> change) =>
        policy.Fallback is { } fallback ? policy with { Fallback = change(fallback) } : policy;
}
