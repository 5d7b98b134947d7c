using System.Collections.Immutable;
using Harness.WebSockets;

namespace Harness.Clients.Sockets;

/// <summary>The opening handshakes of a worker's clients: templates parsed once, filled in for each attempt.</summary>
internal sealed class UpgradeRequests
{
    private readonly string _path;
    private readonly string _authority;
    private readonly ulong _seed;
    private readonly int _cohorts;
    private readonly ImmutableArray<Field> _headers;
    private readonly ImmutableArray<Field> _cookies;
    private readonly ImmutableArray<Field> _query;
    private readonly HandshakeTemplate? _origin;
    private readonly string _ownOrigin;
    private readonly string? _idParameter;

    /// <param name="settings">Validated.</param>
    /// <param name="isTls">Whether the target is <c>wss://</c>.</param>
    /// <param name="authority">The target's own: whatever is dialled, the target sees its own name.</param>
    /// <param name="path">Path and query of the socket endpoint.</param>
    /// <param name="seed">The run's.</param>
    /// <param name="cohorts">K.</param>
    /// <param name="idParameter">The query parameter that carries a client's id, unless the settings give one of that name; null: none does.</param>
    public UpgradeRequests(
        HandshakeSettings settings, bool isTls, string authority, string path, ulong seed, int cohorts, string? idParameter = TargetProtocol.IdParameter)
    {
        (_path, _authority, _seed, _cohorts) = (path, authority, seed, cohorts);
        _headers = Parse(settings.Headers);
        _cookies = Parse(settings.Cookies);
        _query = Parse(settings.Query);
        _origin = settings.Origin is { } origin ? HandshakeTemplate.Parse(origin) : null;
        // As a page of the target itself would: servers that check the origin let it in.
        _ownOrigin = (isTls ? "https://" : "http://") + authority;
        _idParameter = settings.Query.Any(field => field.Name == idParameter) ? null : idParameter;
        Subprotocols = settings.Subprotocols;
        Compression = settings.Compression;
    }

    /// <summary>What is offered, in order of preference.</summary>
    public IReadOnlyList<string> Subprotocols { get; }

    /// <summary>Whether permessage-deflate is offered.</summary>
    public bool Compression { get; }

    /// <summary>The request's bytes.</summary>
    /// <param name="client">Whose.</param>
    /// <param name="withId">False leaves out the client's id: nobody is to become present.</param>
    public byte[] Build(int client, ReadOnlySpan<byte> nonce, bool withId = true)
    {
        string path = withId && _idParameter is not null ? TargetProtocol.SocketPath(_path, client, _idParameter) : _path;
        if (!_query.IsEmpty)
        {
            path += (path.Contains('?', StringComparison.Ordinal) ? '&' : '?')
                + string.Join('&', _query.Select(field => $"{Uri.EscapeDataString(field.Name)}={Uri.EscapeDataString(Fill(field.Text, client))}"));
        }

        return Handshake.BuildRequest(
            new HandshakeRequest(path, _authority)
            {
                Origin = _origin is null ? _ownOrigin : Fill(_origin, client),
                Subprotocols = Subprotocols,
                OfferCompression = Compression,
                Headers = _headers.IsEmpty && _cookies.IsEmpty ? [] : [.. Headers(client)],
            },
            nonce);
    }

    private static ImmutableArray<Field> Parse(ImmutableArray<HandshakeField> fields) => [.. fields.Select(field => new Field(field.Name, HandshakeTemplate.Parse(field.Text)))];

    private IEnumerable<KeyValuePair<string, string>> Headers(int client)
    {
        foreach (Field field in _headers)
        {
            yield return new(field.Name, Fill(field.Text, client));
        }

        if (!_cookies.IsEmpty)
        {
            yield return new("Cookie", string.Join("; ", _cookies.Select(field => $"{field.Name}={Fill(field.Text, client)}")));
        }
    }

    private string Fill(HandshakeTemplate text, int client) => text.Fill(client, client % _cohorts, _seed);

    private sealed record Field(string Name, HandshakeTemplate Text);
}
