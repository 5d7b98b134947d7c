using System.Text.Json.Nodes;

namespace Harness.Faults.Toxiproxy;

/// <summary>Swallows everything and closes the connection after a time without data. On removal every connection of the proxy is closed.</summary>
public sealed record TimeoutToxic : ToxiproxyToxic
{
    internal const string TypeName = "timeout";

    /// <summary>How long the stream is without data before the connection closes; 0: it never does. Sent in whole milliseconds.</summary>
    public TimeSpan Timeout { get; init; }

    public override string Type => TypeName;

    public override JsonObject Attributes => new() { ["timeout"] = ToxicAttributes.Milliseconds(Timeout) };

    internal static TimeoutToxic Read(ToxicAttributes attributes) => new() { Timeout = attributes.Milliseconds("timeout") };
}
