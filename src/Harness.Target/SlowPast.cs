namespace Harness.Target;

/// <summary>A server that is slow past a number of clients: with one too many, each answer on a socket comes later by the delay, with twice as many as it is fit for by twice the delay.</summary>
/// <param name="Clients">Sockets up to which answers come at once. At least 1.</param>
/// <param name="Delay">Over zero.</param>
public sealed record SlowPast(int Clients, TimeSpan Delay)
{
    /// <summary>The delay with so many sockets open: none, or <c>Delay · open ÷ Clients</c>.</summary>
    public TimeSpan DelayOf(int open) => open <= Clients ? TimeSpan.Zero : Delay * ((double)open / Clients);
}
