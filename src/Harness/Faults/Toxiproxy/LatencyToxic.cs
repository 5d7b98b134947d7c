using System.Text.Json.Nodes;

namespace Harness.Faults.Toxiproxy;

/// <summary>Passes each chunk later, in order. On removal what is held passes at once.</summary>
public sealed record LatencyToxic : ToxiproxyToxic
{
    internal const string TypeName = "latency";

    /// <summary>How much later. Sent in whole milliseconds.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Each chunk's own deviation, uniform from −jitter to +jitter. Sent in whole milliseconds.</summary>
    public TimeSpan Jitter { get; init; }

    public override string Type => TypeName;

    public override JsonObject Attributes => new()
    {
        ["latency"] = ToxicAttributes.Milliseconds(Latency),
        ["jitter"] = ToxicAttributes.Milliseconds(Jitter),
    };

    internal static LatencyToxic Read(ToxicAttributes attributes) => new()
    {
        Latency = attributes.Milliseconds("latency"),
        Jitter = attributes.Milliseconds("jitter"),
    };
}
