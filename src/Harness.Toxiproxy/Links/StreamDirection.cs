namespace Harness.Toxiproxy.Links;

/// <summary>Which way data flows. Upstream is first wherever both are listed, as in the API's answers.</summary>
internal enum StreamDirection
{
    /// <summary>From the client to the server.</summary>
    Upstream,

    /// <summary>From the server to the client.</summary>
    Downstream,
}
