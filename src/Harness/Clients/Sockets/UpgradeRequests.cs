using System.Collections.Immutable;
using Harness.Data;
using Harness.WebSockets;

namespace Harness.Clients.Sockets;

/// <summary>The opening handshakes of a worker's clients: templates parsed once, filled in for each attempt.</summary>
internal sealed class UpgradeRequests
{
    private readonly string _path;
    private readonly string _authority;
    private readonly DataSource _data;
    private readonly ImmutableArray<Field> _headers;
    private readonly ImmutableArray<Field> _cookies;
    private readonly ImmutableArray<Field> _query;
    private readonly ImmutableArray<Template> _subprotocols;
    private readonly string[]? _sameSubprotocols;
    private readonly Template? _origin;
    private readonly string _ownOrigin;
    private readonly string? _idParameter;

    /// <param name="settings">Validated.</param>
    /// <param name="isTls">Whether the target is <c>wss://</c>.</param>
    /// <param name="authority">The target's own: whatever is dialled, the target sees its own name.</param>
    /// <param name="path">Path and query of the socket endpoint.</param>
    /// <param name="data">What the texts are filled from.</param>
    /// <param name="idParameter">The query parameter that carries a client's id, unless the settings give one of that name; null: none does.</param>
    public UpgradeRequests(HandshakeSettings settings, bool isTls, string authority, string path, DataSource data, string? idParameter = TargetProtocol.IdParameter)
    {
        (_path, _authority, _data) = (path, authority, data);
        _headers = Compile(settings.Headers, TextForm.Header);
        _cookies = Compile(settings.Cookies, TextForm.Cookie);
        _query = Compile(settings.Query, TextForm.Plain);
        _origin = settings.Origin is { } origin ? Compile(origin, TextForm.Header) : null;
        // As a page of the target itself would: servers that check the origin let it in.
        _ownOrigin = (isTls ? "https://" : "http://") + authority;
        _idParameter = settings.Query.Any(field => field.Name == idParameter) ? null : idParameter;
        _subprotocols = [.. settings.Subprotocols.Select(name => Compile(name, TextForm.Token))];
        _sameSubprotocols = _subprotocols.All(name => name.Literal is not null) ? [.. settings.Subprotocols] : null;
        Compression = settings.Compression;
    }

    /// <summary>Whether permessage-deflate is offered.</summary>
    public bool Compression { get; }

    /// <summary>What a client offers, in order of preference.</summary>
    public IReadOnlyList<string> SubprotocolsOf(int client) => _sameSubprotocols ?? [.. _subprotocols.Select(name => Fill(name, client))];

    /// <summary>The request's bytes.</summary>
    /// <param name="client">Whose.</param>
    /// <param name="withId">False leaves out the client's id: nobody is to become present.</param>
    /// <param name="more">What the session adds to the query, percent-encoded.</param>
    public byte[] Build(int client, ReadOnlySpan<byte> nonce, bool withId = true, string? more = null)
    {
        string path = withId && _idParameter is not null ? TargetProtocol.SocketPath(_path, client, _idParameter) : _path;
        if (!_query.IsEmpty)
        {
            path += (path.Contains('?', StringComparison.Ordinal) ? '&' : '?')
                + string.Join('&', _query.Select(field => $"{Uri.EscapeDataString(field.Name)}={Uri.EscapeDataString(Fill(field.Text, client))}"));
        }

        if (more is not null)
        {
            path += (path.Contains('?', StringComparison.Ordinal) ? '&' : '?') + more;
        }

        return Handshake.BuildRequest(
            new HandshakeRequest(path, _authority)
            {
                Origin = _origin is null ? _ownOrigin : Fill(_origin, client),
                Subprotocols = SubprotocolsOf(client),
                OfferCompression = Compression,
                Headers = _headers.IsEmpty && _cookies.IsEmpty ? [] : [.. Headers(client)],
            },
            nonce);
    }

    private ImmutableArray<Field> Compile(ImmutableArray<HandshakeField> fields, TextForm form) => [.. fields.Select(field => new Field(field.Name, Compile(field.Text, form)))];

    private Template Compile(string text, TextForm form)
    {
        Template template = HandshakeTemplate.Compile(text, form, _data.Names);
        _data.WarmUp(template);
        return template;
    }

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

    private string Fill(Template text, int client) => text.Fill(_data.For(client));

    private sealed record Field(string Name, Template Text);
}
