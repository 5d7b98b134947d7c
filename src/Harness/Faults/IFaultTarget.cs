using System.Collections.Immutable;

namespace Harness.Faults;

/// <summary>What a fault orders from the target, past every proxy. The run implements it over the reference back end's control API.</summary>
public interface IFaultTarget
{
    /// <summary>The sockets that these clients have open are never answered again.</summary>
    Task MuteAsync(ImmutableArray<int> clients, CancellationToken cancellation);

    /// <summary>A share of the pushes to these clients never goes out; 0 ends it.</summary>
    Task LosePushesAsync(double share, ImmutableArray<int> clients, CancellationToken cancellation);

    /// <summary>A share of handshakes and of requests is answered 503; 0 ends it.</summary>
    Task SetBusyAsync(double handshakes, double requests, CancellationToken cancellation);

    /// <summary>A crash: every socket ends, nothing is answered, until <see cref="RestoreAsync"/> or at most for so long.</summary>
    /// <param name="node">Which node, from 0; null: all.</param>
    Task CrashAsync(TimeSpan atMost, int? node, CancellationToken cancellation);

    /// <summary>What crashed is back.</summary>
    /// <param name="node">Which node, from 0; null: all.</param>
    Task RestoreAsync(int? node, CancellationToken cancellation);

    /// <summary>From now on these clients are refused, and the sockets that they have open end.</summary>
    /// <param name="byMessage">Whether they are told on the socket; otherwise by 401.</param>
    Task RefuseAsync(bool byMessage, ImmutableArray<int> clients, CancellationToken cancellation);
}
