using System.Text.Json.Nodes;

namespace Harness.Faults.Toxiproxy;

/// <summary>Which way the data flows that a toxic works on.</summary>
public enum ToxicStream
{
    /// <summary>From the client to the server.</summary>
    Upstream,

    /// <summary>From the server to the client.</summary>
    Downstream,
}

/// <summary>
/// A toxic of a proxy, to be added or as the server reports it: one record per stock toxic, and <see cref="CustomToxic"/> for any other type.
/// Source: https://github.com/Shopify/toxiproxy#toxics.
/// </summary>
public abstract record ToxiproxyToxic
{
    /// <summary>Unique in its proxy. Null, the default: the server names it <c>&lt;type&gt;_&lt;stream&gt;</c>, as in its answer.</summary>
    public string? Name { get; init; }

    /// <summary>The direction that it works on. Default: downstream, as the server's.</summary>
    public ToxicStream Stream { get; init; } = ToxicStream.Downstream;

    /// <summary>The share of connections that it works on, 0 to 1. Default: 1.</summary>
    public double Toxicity { get; init; } = 1;

    /// <summary>The server's name for the kind, such as <c>latency</c>.</summary>
    public abstract string Type { get; }

    /// <summary>Its settings under the server's names and in its units: milliseconds, unless the toxic says otherwise.</summary>
    public abstract JsonObject Attributes { get; }

    /// <summary>Its name, or the one that the server gives to a toxic without.</summary>
    internal string NameOnServer => Name ?? $"{Type}_{Stream.ToString().ToLowerInvariant()}";
}
