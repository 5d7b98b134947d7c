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
[JsonSerializable(typeof(List<ConnectionBody>))]
[JsonSerializable(typeof(ChangeBody))]
[JsonSerializable(typeof(ChangedBody))]
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(VersionBody))]
internal sealed partial class ToxiproxyWireFormat : JsonSerializerContext;

internal sealed record ProxyBody(string? Name, string? Listen, string? Upstream, bool? Enabled, List<ToxicBody>? Toxics = null)
{
    internal static ProxyBody Of(ToxiproxyProxyDefinition proxy) => new(proxy.Name, proxy.Listen, proxy.Upstream, proxy.Enabled);

    internal ToxiproxyProxy ToProxy() =>
        new(Name ?? "", Listen ?? "", Upstream ?? "", Enabled ?? false, [.. (Toxics ?? []).Select(toxic => toxic.ToToxic())]);
}

internal sealed record ToxicBody(string? Name, string? Type, string? Stream, JsonObject? Attributes, double? Toxicity, string? Proxy = null)
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

internal sealed record ConnectionBody(long Id, string? Client, string? Upstream, double AgeMs, TrafficBody? Bytes, List<string>? Toxics)
{
    internal ToxiproxyConnection ToConnection() => new(
        Id, Client, Upstream, TimeSpan.FromMilliseconds(AgeMs), Bytes?.Upstream ?? new(0, 0), Bytes?.Downstream ?? new(0, 0), Toxics ?? []);
}

internal sealed record TrafficBody(ToxiproxyTraffic? Upstream, ToxiproxyTraffic? Downstream);

internal sealed record ChangeBody(List<RemovalBody> Remove, List<ToxicBody> Add)
{
    internal static ChangeBody Of(ToxiproxyChange change) => new(
        [.. change.Remove.Select(removal => new RemovalBody(removal.Proxy, removal.Toxic))],
        [.. change.Add.Select(addition => ToxicBody.Of(addition.Toxic) with { Proxy = addition.Proxy })]);
}

internal sealed record RemovalBody(string Proxy, string Toxic);

internal sealed record ChangedBody(long BeganNs, long InForceNs, List<ToxicBody>? Added)
{
    internal ToxiproxyChanged ToChanged() => new(BeganNs, InForceNs, [.. (Added ?? []).Select(toxic => toxic.ToToxic())]);
}

internal sealed record ErrorBody(string? Error, int? Status);

internal sealed record VersionBody(string? Version);
