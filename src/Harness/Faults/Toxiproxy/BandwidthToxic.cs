using System.Text.Json.Nodes;

namespace Harness.Faults.Toxiproxy;

/// <summary>Passes data at a limited rate. On removal what is held passes at once.</summary>
public sealed record BandwidthToxic : ToxiproxyToxic
{
    internal const string TypeName = "bandwidth";

    /// <summary>The rate, in KB/s of 1,000 bytes. With 0 nothing passes, and the connection stays open.</summary>
    public long KilobytesPerSecond { get; init; }

    public override string Type => TypeName;

    public override JsonObject Attributes => new() { ["rate"] = KilobytesPerSecond };

    internal static BandwidthToxic Read(ToxicAttributes attributes) => new() { KilobytesPerSecond = attributes.Integer("rate") };
}
