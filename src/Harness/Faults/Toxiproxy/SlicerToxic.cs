using System.Text.Json.Nodes;

namespace Harness.Faults.Toxiproxy;

/// <summary>Cuts data into smaller chunks, with a pause after each.</summary>
public sealed record SlicerToxic : ToxiproxyToxic
{
    internal const string TypeName = "slicer";

    /// <summary>The mean size of a chunk, in bytes; at least 1: with 0 the stock server dies at the first byte.</summary>
    public long AverageSize { get; init; }

    /// <summary>How much smaller or larger a chunk may be, in bytes; less than the mean size.</summary>
    public long SizeVariation { get; init; }

    /// <summary>The pause after each chunk. Sent in whole microseconds, unlike every other time of the API.</summary>
    public TimeSpan Delay { get; init; }

    public override string Type => TypeName;

    public override JsonObject Attributes => new()
    {
        ["average_size"] = AverageSize,
        ["size_variation"] = SizeVariation,
        ["delay"] = ToxicAttributes.Microseconds(Delay),
    };

    internal static SlicerToxic Read(ToxicAttributes attributes) => new()
    {
        AverageSize = attributes.Integer("average_size"),
        SizeVariation = attributes.Integer("size_variation"),
        Delay = attributes.Microseconds("delay"),
    };
}
