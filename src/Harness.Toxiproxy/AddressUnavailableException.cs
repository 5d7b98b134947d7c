namespace Harness.Toxiproxy;

/// <summary>The HTTP API cannot listen on its address: the port is taken, or the address is not one of this machine.</summary>
public sealed class AddressUnavailableException(string address, Exception inner)
    : IOException($"cannot listen on {address}: {inner.GetBaseException().Message}", inner)
{
    /// <summary>The address, as <c>host:port</c>.</summary>
    public string Address { get; } = address;
}
