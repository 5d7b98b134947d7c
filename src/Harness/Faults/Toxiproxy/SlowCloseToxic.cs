using System.Text.Json.Nodes;

namespace Harness.Faults.Toxiproxy;

/// <summary>Passes data at once and the end of the stream later.</summary>
public sealed record SlowCloseToxic : ToxiproxyToxic
{
    internal const string TypeName = "slow_close";

    /// <summary>How much later the end passes. Sent in whole milliseconds.</summary>
    public TimeSpan Delay { get; init; }

    public override string Type => TypeName;

    public override JsonObject Attributes => new() { ["delay"] = ToxicAttributes.Milliseconds(Delay) };

    internal static SlowCloseToxic Read(ToxicAttributes attributes) => new() { Delay = attributes.Milliseconds("delay") };
}
