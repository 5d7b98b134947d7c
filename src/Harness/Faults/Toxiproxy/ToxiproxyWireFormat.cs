using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Harness.Faults.Toxiproxy;

/// <summary>The API's JSON, which the client turns into its records.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Dictionary<string, ProxyBody>))]
[JsonSerializable(typeof(List<ProxyBody>))]
[JsonSerializable(typeof(List<ToxicBody>))]
[JsonSerializable(typeof(PopulatedBody))]
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(VersionBody))]
internal sealed partial class ToxiproxyWireFormat : JsonSerializerContext;

internal sealed record ProxyBody(string? Name, string? Listen, string? Upstream, bool? Enabled, List<ToxicBody>? Toxics = null)
{
    internal static ProxyBody Of(ToxiproxyProxyDefinition proxy) => new(proxy.Name, proxy.Listen, proxy.Upstream, proxy.Enabled);

    internal ToxiproxyProxy ToProxy() =>
        new(Name ?? "", Listen ?? "", Upstream ?? "", Enabled ?? false, [.. (Toxics ?? []).Select(toxic => toxic.ToToxic())]);
}

internal sealed record ToxicBody(string? Name, string? Type, string? Stream, JsonObject? Attributes, double? Toxicity)
{
    internal static ToxicBody Of(ToxiproxyToxic toxic) =>
        new(toxic.Name, toxic.Type, toxic.Stream.ToString().ToLowerInvariant(), toxic.Attributes, toxic.Toxicity);

    internal ToxiproxyToxic ToToxic() => StockToxics.Read(Type ?? "", Attributes ?? []) with
    {
        Name = Name,
        Stream = string.Equals(Stream, "upstream", StringComparison.OrdinalIgnoreCase) ? ToxicStream.Upstream : ToxicStream.Downstream,
        Toxicity = Toxicity ?? 1,
    };
}

/// <summary>The answer to a populate: the proxies that were named, in their order; null in place of an empty list.</summary>
internal sealed record PopulatedBody(List<ProxyBody>? Proxies);

internal sealed record ErrorBody(string? Error, int? Status);

internal sealed record VersionBody(string? Version);
