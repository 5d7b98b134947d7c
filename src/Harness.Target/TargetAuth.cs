using System.Collections.Immutable;

namespace Harness.Target;

/// <summary>How a client is told that it may not come in.</summary>
public enum AuthMode
{
    /// <summary>The socket opens, says <c>{"event":"error","code":"auth",…}</c> and closes with 4001 (003).</summary>
    Message,

    /// <summary>The handshake is answered with a status.</summary>
    Status,
}

/// <summary>Who may open a socket. A client is refused if it is named, drawn, or without the token; topics over HTTP are open to all.</summary>
public sealed record TargetAuth
{
    public required AuthMode Mode { get; init; }

    /// <summary>Ids that are refused.</summary>
    public ImmutableArray<string> Refuse { get; init; } = [];

    /// <summary>Share of the clients that is refused, 0 to 1; always the same ones for the same seed.</summary>
    public double Share { get; init; }

    public int Seed { get; init; }

    /// <summary>What the query's <c>token</c> or the header <c>Authorization: Bearer</c> must hold; null asks for none.</summary>
    public string? Token { get; init; }

    /// <summary>401 or 403, for <see cref="AuthMode.Status"/>.</summary>
    public int Status { get; init; } = 401;
}
