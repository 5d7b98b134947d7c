using System.Text.Json.Nodes;

namespace Harness.Faults.Toxiproxy;

/// <summary>Closes the connection a time after the next chunk, which is lost: with RST where the connection was made under the toxic, else with FIN.</summary>
public sealed record ResetPeerToxic : ToxiproxyToxic
{
    internal const string TypeName = "reset_peer";

    /// <summary>How long after the chunk. Sent in whole milliseconds.</summary>
    public TimeSpan Timeout { get; init; }

    public override string Type => TypeName;

    public override JsonObject Attributes => new() { ["timeout"] = ToxicAttributes.Milliseconds(Timeout) };

    internal static ResetPeerToxic Read(ToxicAttributes attributes) => new() { Timeout = attributes.Milliseconds("timeout") };
}
