namespace Harness.Faults.Toxiproxy;

/// <summary>Which way the data flows that a toxic works on.</summary>
public enum ToxicStream
{
    /// <summary>From the client to the server.</summary>
    Upstream,

    /// <summary>From the server to the client.</summary>
    Downstream,
}

/// <summary>A proxy as a Toxiproxy server reports it.</summary>
/// <param name="Listen">Where it listens, as <c>host:port</c>, with the actual port once it is enabled.</param>
/// <param name="Upstream">Where it connects to, as <c>host:port</c> seen from the server.</param>
/// <param name="Enabled">False: its listener and all its connections are closed.</param>
/// <param name="Toxics">Upstream ones first, each direction in the order of its chain.</param>
public sealed record ToxiproxyProxy(string Name, string Listen, string Upstream, bool Enabled, IReadOnlyList<ToxiproxyToxic> Toxics);

/// <summary>What is to change in a proxy; null leaves a field as it is. Another address or upstream drops its connections.</summary>
public sealed record ToxiproxyProxyUpdate
{
    public string? Listen { get; init; }

    public string? Upstream { get; init; }

    public bool? Enabled { get; init; }
}

/// <summary>A toxic of a proxy, to be added or as the server reports it.</summary>
/// <param name="Name">Unique in its proxy.</param>
/// <param name="Type">The server's name for the kind: <c>latency</c>, <c>timeout</c>, <c>slow_close</c>, <c>limit_data</c>, <c>reset_peer</c>, …</param>
/// <param name="Attributes">Its settings under the server's names, times in milliseconds.</param>
/// <param name="Toxicity">The share of connections that it works on, 0 to 1.</param>
public sealed record ToxiproxyToxic(
    string Name, string Type, ToxicStream Stream, IReadOnlyDictionary<string, long> Attributes, double Toxicity = 1);
