using System.Net;
using System.Net.Sockets;
using Harness.Toxiproxy.Links;
using Harness.Toxiproxy.Timing;
using Harness.Toxiproxy.Toxics;
using Harness.Tests.Toxiproxy.WebSockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Harness.Tests.Toxiproxy.Links;

/// <summary>A connection without a proxy around it, so that a test says where the chunks are cut. Its two far ends are real sockets.</summary>
internal sealed class CutConnection : IConnectionOwner, IDisposable
{
    private readonly Connection _connection;
    private readonly Socket[] _sockets;
    private ulong _toxics;

    private CutConnection(Socket client, Socket clientEnd, Socket server, Socket serverEnd)
    {
        _sockets = [client, server, clientEnd, serverEnd];
        _connection = new Connection(this, 0, clientEnd, serverEnd);
        _connection.Start(ToxicChain.Empty);
    }

    public DelayQueue Delays { get; } = new();

    public ILogger Logger => NullLogger.Instance;

    public int MaxBufferedBytes => 1 << 20;

    internal Socket Client => _sockets[0];

    internal Socket Server => _sockets[1];

    internal static async Task<CutConnection> StartAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        (Socket client, Socket clientEnd) = await PairAsync(listener);
        (Socket server, Socket serverEnd) = await PairAsync(listener);
        return new CutConnection(client, clientEnd, server, serverEnd);
    }

    /// <summary>With the heads of an opening handshake behind it.</summary>
    internal static async Task<CutConnection> StartUpgradedAsync()
    {
        CutConnection connection = await StartAsync();
        await connection.UpgradeAsync();
        return connection;
    }

    internal async Task UpgradeAsync()
    {
        Deliver(StreamDirection.Upstream, Upgrade.RequestBytes);
        Deliver(StreamDirection.Downstream, Upgrade.ResponseBytes);
        await Server.HearAsync(Upgrade.Request);
        await Client.HearAsync(Upgrade.Response);
    }

    internal InstalledToxic Add(Toxic toxic, StreamDirection direction, float toxicity = 1)
    {
        var installed = new InstalledToxic(_toxics++, "toxic", "toxic", "", direction, toxicity, toxic);
        _connection.Change(installed, static (link, added) => link.Add(added));
        return installed;
    }

    internal void Update(InstalledToxic updated) => _connection.Change(updated, static (link, toxic) => link.Update(toxic));

    internal void Remove(InstalledToxic toxic) => _connection.Change(toxic, static (link, removed) => link.Remove(removed));

    /// <summary>Removes a toxic whose timer has just run, and waits for the connection's lock meanwhile.</summary>
    internal void RemoveAsItFires(InstalledToxic toxic) => _connection.Change(toxic, (link, removed) =>
    {
        Assert.True(SpinWait.SpinUntil(() => Delays.Count == 0, TimeSpan.FromSeconds(10)));
        link.Remove(removed);
    });

    /// <summary>Puts a chunk into a link, as if it had been read from its socket.</summary>
    internal void Deliver(StreamDirection direction, params byte[][] chunks)
    {
        foreach (byte[] chunk in chunks)
        {
            Deliver(direction, chunk, () => { });
        }
    }

    /// <summary>Puts a chunk into a link and calls <paramref name="then"/> with the connection's lock still held.</summary>
    internal void Deliver(StreamDirection direction, byte[] chunk, Action then) => Locked(direction, link =>
    {
        link.Deliver(chunk);
        then();
    });

    /// <summary>Calls <paramref name="read"/> with the connection's lock held.</summary>
    internal T Held<T>(Func<T> read)
    {
        T value = default!;
        Locked(StreamDirection.Upstream, _ => value = read());
        return value;
    }

    /// <summary>What comes out where <paramref name="direction"/> ends.</summary>
    internal Socket End(StreamDirection direction) => direction == StreamDirection.Upstream ? Server : Client;

    public void Finished(Connection connection)
    {
    }

    public void Dispose()
    {
        _connection.Abort();
        Delays.Dispose();
        Array.ForEach(_sockets, socket => socket.Dispose());
    }

    // A change of a toxic that is nowhere is what the connection's lock can be had by.
    private void Locked(StreamDirection direction, Action<Link> act) =>
        _connection.Change(new InstalledToxic(ulong.MaxValue, "", "", "", direction, 1, Noop.Instance), (link, _) => act(link));

    private static async Task<(Socket Far, Socket Near)> PairAsync(Socket listener)
    {
        var far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await far.ConnectAsync(listener.LocalEndPoint!, Wire.Token);
        Socket near = await listener.AcceptAsync(Wire.Token);
        near.NoDelay = true;
        near.Blocking = false;
        return (far, near);
    }
}
