using System.Text.Json.Nodes;

namespace Harness.Faults.Toxiproxy;

/// <summary>Closes the connection once so many bytes have passed.</summary>
public sealed record LimitDataToxic : ToxiproxyToxic
{
    internal const string TypeName = "limit_data";

    /// <summary>How many pass, in bytes, counted per connection from the toxic's arrival; with 0 the next byte closes.</summary>
    public long Bytes { get; init; }

    public override string Type => TypeName;

    public override JsonObject Attributes => new() { ["bytes"] = Bytes };

    internal static LimitDataToxic Read(ToxicAttributes attributes) => new() { Bytes = attributes.Integer("bytes") };
}
