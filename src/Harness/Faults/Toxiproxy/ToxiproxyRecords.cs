using System.Text.Json.Nodes;

namespace Harness.Faults.Toxiproxy;

/// <summary>A proxy as a Toxiproxy server reports it.</summary>
/// <param name="Listen">Where it listens, as <c>host:port</c>, with the actual port once it is enabled.</param>
/// <param name="Upstream">Where it connects to, as <c>host:port</c> seen from the server.</param>
/// <param name="Enabled">False: its listener and all its connections are closed.</param>
/// <param name="Toxics">Upstream ones first, each direction in the order of its chain.</param>
public sealed record ToxiproxyProxy(string Name, string Listen, string Upstream, bool Enabled, IReadOnlyList<ToxiproxyToxic> Toxics);

/// <summary>A proxy to be made.</summary>
/// <param name="Name">Unique on the server.</param>
/// <param name="Listen">The <c>host:port</c> to listen on, as seen from the server; port 0 takes a free one, which the answer shows.</param>
/// <param name="Upstream">The <c>host:port</c> to connect to, as seen from the server.</param>
/// <param name="Enabled">False: it is there, and does not listen.</param>
public sealed record ToxiproxyProxyDefinition(string Name, string Listen, string Upstream, bool Enabled = true);

/// <summary>What is to change in a proxy; null leaves a field as it is. Another address or upstream drops its connections.</summary>
public sealed record ToxiproxyProxyUpdate
{
    /// <summary>The <c>host:port</c> to listen on.</summary>
    public string? Listen { get; init; }

    /// <summary>The <c>host:port</c> to connect to.</summary>
    public string? Upstream { get; init; }

    /// <summary>False closes its listener and its connections, true opens it again on the same port.</summary>
    public bool? Enabled { get; init; }
}

/// <summary>What is to change in a toxic; null leaves it as it is.</summary>
public sealed record ToxiproxyToxicUpdate
{
    /// <summary>The attributes to change, under the server's names and in its units; those that are not named stay.</summary>
    public JsonObject? Attributes { get; init; }

    /// <summary>The share of connections that it works on, 0 to 1.</summary>
    public double? Toxicity { get; init; }
}
