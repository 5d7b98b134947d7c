namespace Harness.Toxiproxy;

/// <summary>The HTTP API or a proxy cannot listen on its address: the port is taken, or the address is not one of this machine.</summary>
public sealed class AddressUnavailableException : IOException
{
    /// <param name="address">As <c>host:port</c>.</param>
    /// <param name="proxy">The proxy that is to listen there; null for the API.</param>
    public AddressUnavailableException(string address, Exception inner, string? proxy = null)
        : base($"cannot listen on {address}: {Cause(inner)}", inner)
    {
        Address = address;
        Proxy = proxy;
    }

    /// <summary>The address, as <c>host:port</c>.</summary>
    public string Address { get; }

    /// <summary>The name of the proxy that is to listen there; null for the API.</summary>
    public string? Proxy { get; }

    private static string Cause(Exception inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        return inner.GetBaseException().Message;
    }
}
