namespace Harness.Clients.Protocol;

/// <summary>Of a server whose topics cannot be asked for. The validator lets no client pass that would ask.</summary>
internal sealed class NoPolls : IPollProtocol
{
    public HttpRequestMessage Request(Uri path, int client, int topic, (long NewerThan, TimeSpan Wait)? hold) =>
        throw new InvalidOperationException($"client {client} fetches topic {topic}, and the protocol has no poll");

    public bool IsAnswer(int status) => false;

    public long VersionOf(HttpResponseMessage response, ReadOnlySpan<byte> body) => 0;
}
