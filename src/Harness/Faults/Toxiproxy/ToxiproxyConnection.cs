namespace Harness.Faults.Toxiproxy;

/// <summary>An open connection of a proxy of the embedded server.</summary>
/// <param name="Id">How many connections the proxy had accepted before it: 0 for the first.</param>
/// <param name="Client">The client's address, as <c>host:port</c>; null if it has just gone.</param>
/// <param name="Server">The address that the proxy has connected to, as <c>host:port</c>; null if it has just gone.</param>
/// <param name="Age">How long ago the connection began, by the server's monotonic clock; one instant for all connections of an answer.</param>
/// <param name="Upstream">What has passed from the client to the server so far.</param>
/// <param name="Downstream">What has passed from the server to the client so far.</param>
/// <param name="Toxics">The names of the toxics that work on it, those spared by their toxicity left out.</param>
public sealed record ToxiproxyConnection(
    long Id, string? Client, string? Server, TimeSpan Age, ToxiproxyTraffic Upstream, ToxiproxyTraffic Downstream, IReadOnlyList<string> Toxics);

/// <summary>What one direction of a connection has carried, in bytes.</summary>
/// <param name="Received">Read from its source.</param>
/// <param name="Sent">Written to its destination: less than received where a toxic holds or drops.</param>
public sealed record ToxiproxyTraffic(long Received, long Sent);
