namespace Harness.Toxiproxy.Api;

/// <summary>A request's body has not come within <see cref="ApiLimits.ReadTimeout"/>.</summary>
internal sealed class SlowBodyException : Exception;
