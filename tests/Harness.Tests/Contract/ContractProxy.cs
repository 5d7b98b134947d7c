using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Harness.Faults.Toxiproxy;
using Harness.Tests.Toxiproxy;

namespace Harness.Tests.Contract;

/// <summary>A back end and a proxy of the server under contract before it.</summary>
internal sealed class ContractProxy : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly ConcurrentBag<Socket> _sockets = [];

    private ContractProxy(ContractServer server, Socket listener)
    {
        Server = server;
        _listener = listener;
        Name = server.NewName();
        Upstream = listener.LocalEndPoint!.ToString()!;
    }

    internal ContractServer Server { get; }

    internal string Name { get; }

    internal string Upstream { get; }

    internal IPEndPoint Address { get; private set; } = new(IPAddress.Loopback, 0);

    internal static async Task<ContractProxy> StartAsync(ServerKind on)
    {
        var proxied = new ContractProxy(await ContractServer.StartAsync(on), Listen());
        proxied.Address = IPEndPoint.Parse((await proxied.Server.Client.CreateProxyAsync(proxied.Name, "127.0.0.1:0", proxied.Upstream, Wire.Token)).Listen);
        return proxied;
    }

    /// <summary>A socket that listens on loopback, on a free port.</summary>
    internal static Socket Listen()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1024);
        return listener;
    }

    /// <summary>A new connection: the client's end and the server's.</summary>
    internal async Task<(Socket Client, Socket Server)> ConnectAsync()
    {
        Socket client = await DialAsync();
        return (client, await AcceptAsync(_listener));
    }

    /// <summary>A connection that has carried a byte each way: the toxics that are added from here on find it open.</summary>
    internal async Task<(Socket Client, Socket Server)> ConnectedAsync()
    {
        (Socket client, Socket server) = await ConnectAsync();
        await client.SayAsync("?");
        await server.HearAsync("?");
        await server.SayAsync("!");
        await client.HearAsync("!");
        return (client, server);
    }

    internal async Task<Socket> DialAsync()
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _sockets.Add(client);
        await client.ConnectAsync(Address, Wire.Token);
        return client;
    }

    internal async Task<Socket> AcceptAsync(Socket listener)
    {
        Socket server = await listener.AcceptAsync(Wire.Token).AsTask().WaitAsync(TimeSpan.FromSeconds(10), Wire.Token);
        server.NoDelay = true;
        _sockets.Add(server);
        return server;
    }

    internal async Task RefusesAsync() =>
        Assert.Equal(SocketError.ConnectionRefused, (await Assert.ThrowsAsync<SocketException>(DialAsync)).SocketErrorCode);

    internal Task<ToxiproxyToxic> AddAsync(ToxiproxyToxic toxic) => Server.Client.AddToxicAsync(Name, toxic, Wire.Token);

    internal Task UpdateAsync(ToxiproxyToxic toxic) => Server.Client.UpdateToxicAsync(Name, toxic, Wire.Token);

    internal Task RemoveAsync(ToxiproxyToxic toxic) => Server.Client.RemoveToxicAsync(Name, toxic.Name!, Wire.Token);

    internal async Task ChangeAsync(ToxiproxyProxyUpdate update) =>
        Address = IPEndPoint.Parse((await Server.Client.UpdateProxyAsync(Name, update, Wire.Token)).Listen);

    /// <summary>No more connections: the back end's port is closed.</summary>
    internal void StopListening() => _listener.Dispose();

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _listener.Dispose();
        foreach (Socket socket in _sockets)
        {
            socket.Dispose();
        }
    }

    internal static async Task UntilAsync(Func<Task<bool>> condition)
    {
        long start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(10), "the condition did not come about");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Wire.Token);
        }
    }

    /// <summary>How long it takes, in milliseconds.</summary>
    internal static async Task<double> TimeAsync(Func<Task> what)
    {
        long start = Stopwatch.GetTimestamp();
        await what();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
