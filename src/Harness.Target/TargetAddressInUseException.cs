namespace Harness.Target;

/// <summary>The target's address is taken by another process.</summary>
public sealed class TargetAddressInUseException : IOException
{
    public TargetAddressInUseException(string address, Exception inner)
        : base($"the target cannot listen on {address}: the address is in use", inner) => Address = address;

    /// <summary>host:port that was asked for.</summary>
    public string Address { get; }
}
