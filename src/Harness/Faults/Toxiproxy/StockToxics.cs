using System.Text.Json;
using System.Text.Json.Nodes;

namespace Harness.Faults.Toxiproxy;

/// <summary>The toxics of the stock server, by type: which record each is.</summary>
internal static class StockToxics
{
    private static readonly Dictionary<string, Func<ToxicAttributes, ToxiproxyToxic>> _readers = new()
    {
        [BandwidthToxic.TypeName] = BandwidthToxic.Read,
        [LatencyToxic.TypeName] = LatencyToxic.Read,
        [LimitDataToxic.TypeName] = LimitDataToxic.Read,
        [PacketLossToxic.TypeName] = PacketLossToxic.Read,
        [ResetPeerToxic.TypeName] = ResetPeerToxic.Read,
        [SlicerToxic.TypeName] = SlicerToxic.Read,
        [SlowCloseToxic.TypeName] = SlowCloseToxic.Read,
        [TimeoutToxic.TypeName] = TimeoutToxic.Read,
    };

    /// <summary>The type's own record, or a <see cref="CustomToxic"/>.</summary>
    /// <exception cref="JsonException">An attribute is of another JSON type than the stock server's.</exception>
    internal static ToxiproxyToxic Read(string type, JsonObject attributes) =>
        _readers.TryGetValue(type, out Func<ToxicAttributes, ToxiproxyToxic>? read)
            ? read(new ToxicAttributes(attributes))
            : new CustomToxic(type, attributes);
}
