using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Harness.Faults.Toxiproxy;
using Harness.Journal;

namespace Harness.Faults;

/// <summary>A toxic that a fault adds to each proxy it hits; its name is made unique per fault.</summary>
/// <param name="Type">Toxiproxy's name for the kind.</param>
/// <param name="Stream">The direction.</param>
/// <param name="Attributes">Settings under Toxiproxy's names, milliseconds. Never changed.</param>
public sealed record FaultToxic(string Type, ToxicStream Stream, JsonObject Attributes)
{
    public static FaultToxic Of(string type, ToxicStream stream, params (string Name, JsonNode Value)[] attributes) =>
        new(type, stream, new(attributes.Select(pair => KeyValuePair.Create<string, JsonNode?>(pair.Name, pair.Value))));

    /// <summary>A duration as Toxiproxy takes it; at least 1 ms survives a shrunken time scale.</summary>
    public static long Milliseconds(TimeSpan duration) => Math.Max(1, (long)Math.Round(duration.TotalMilliseconds));

    internal ToxiproxyToxic Named(int fault) => new CustomToxic(Type, Attributes) { Name = NameIn(fault), Stream = Stream };

    internal string NameIn(int fault) => $"fault{fault}-{Type}-{(Stream == ToxicStream.Upstream ? "up" : "down")}";
}

/// <summary>A fault that is there while its toxics are: all of them at onset, none after removal.</summary>
internal sealed class ToxicRecipe(ImmutableArray<FaultToxic> toxics) : IFaultRecipe
{
    public FaultBackend Backend => FaultBackend.Toxiproxy;

    public Task BeginAsync(FaultScene scene, CancellationToken cancellation) =>
        scene.EdgeAsync(FaultEdge.Onset, async proxy =>
        {
            foreach (FaultToxic toxic in toxics)
            {
                await proxy.AddAsync(toxic.Named(scene.Index), cancellation).ConfigureAwait(false);
            }
        });

    public Task EndAsync(FaultScene scene, CancellationToken cancellation) =>
        scene.EdgeAsync(FaultEdge.Removal, async proxy =>
        {
            foreach (FaultToxic toxic in toxics)
            {
                await proxy.RemoveAsync(toxic.NameIn(scene.Index), cancellation).ConfigureAwait(false);
            }
        });
}
