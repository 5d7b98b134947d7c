using System.Text.Json.Serialization;

namespace Harness.Faults.Toxiproxy;

/// <summary>The API's JSON, which the client turns into its records.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Dictionary<string, ProxyBody>))]
[JsonSerializable(typeof(List<ToxicBody>))]
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(VersionBody))]
internal sealed partial class ToxiproxyWireFormat : JsonSerializerContext;

internal sealed record ProxyBody(string? Name, string? Listen, string? Upstream, bool? Enabled, List<ToxicBody>? Toxics = null)
{
    internal ToxiproxyProxy ToProxy() =>
        new(Name ?? "", Listen ?? "", Upstream ?? "", Enabled ?? false, [.. (Toxics ?? []).Select(toxic => toxic.ToToxic())]);
}

internal sealed record ToxicBody(string? Name, string? Type, string? Stream, Dictionary<string, long>? Attributes, double? Toxicity)
{
    internal static ToxicBody Of(ToxiproxyToxic toxic) =>
        new(toxic.Name, toxic.Type, toxic.Stream == ToxicStream.Upstream ? "upstream" : "downstream", new(toxic.Attributes), toxic.Toxicity);

    internal ToxiproxyToxic ToToxic() => new(
        Name ?? "",
        Type ?? "",
        string.Equals(Stream, "upstream", StringComparison.OrdinalIgnoreCase) ? ToxicStream.Upstream : ToxicStream.Downstream,
        Attributes ?? [],
        Toxicity ?? 1);
}

internal sealed record ErrorBody(string? Error, int? Status);

internal sealed record VersionBody(string? Version);
