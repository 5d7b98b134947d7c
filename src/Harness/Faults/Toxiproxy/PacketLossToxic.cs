using System.Text.Json.Nodes;

namespace Harness.Faults.Toxiproxy;

/// <summary>Drops chunks at random; the connection stays open. What is dropped never arrives, so whatever frames its messages loses its place in the
/// stream. Stock servers have it after 2.12.0; earlier ones answer <c>invalid toxic type</c>, 400.</summary>
public sealed record PacketLossToxic : ToxiproxyToxic
{
    internal const string TypeName = "packet_loss";

    /// <summary>The probability of each chunk to be dropped, 0 to 1.</summary>
    public double LossRate { get; init; }

    /// <summary>Added to it for a chunk after a dropped one, 0 to 1.</summary>
    public double Correlation { get; init; }

    public override string Type => TypeName;

    public override JsonObject Attributes => new()
    {
        ["loss_rate"] = LossRate,
        ["correlation"] = Correlation,
    };

    internal static PacketLossToxic Read(ToxicAttributes attributes) => new()
    {
        LossRate = attributes.Number("loss_rate"),
        Correlation = attributes.Number("correlation"),
    };
}
