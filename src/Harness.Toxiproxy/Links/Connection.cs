using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Harness.Toxiproxy.Timing;
using Harness.Toxiproxy.Toxics;
using Microsoft.Extensions.Logging;

namespace Harness.Toxiproxy.Links;

/// <summary>
/// A client's socket, the socket to the upstream and the two links between them, under one lock. Socket completions, the timer and
/// the API all come in through here; none of them blocks, because a completion may run on the thread that serves all sockets.
/// </summary>
internal sealed class Connection
{
    private readonly Lock _gate = new();
    private readonly IConnectionOwner _owner;
    private readonly Link _upstream;
    private readonly Link _downstream;
    private bool _resets;
    private bool _finished;

    /// <param name="owner">Is told when both sockets are closed.</param>
    /// <param name="number">How many connections its proxy had accepted before.</param>
    internal Connection(IConnectionOwner owner, long number, Socket client, Socket server)
    {
        _owner = owner;
        Number = number;
        Client = Peer(client);
        Server = Peer(server);
        _upstream = new Link(this, StreamDirection.Upstream, client, server);
        _downstream = new Link(this, StreamDirection.Downstream, server, client);
    }

    internal long Number { get; }

    internal EndPoint? Client { get; init; }

    internal EndPoint? Server { get; init; }

    /// <summary>When it began, in Stopwatch ticks.</summary>
    internal long Began { get; } = Stopwatch.GetTimestamp();

    /// <summary>When data last came from either side, or when it began, in Stopwatch ticks.</summary>
    internal long LastData { get; private set; } = Stopwatch.GetTimestamp();

    internal Traffic Upstream => _upstream.Traffic;

    internal Traffic Downstream => _downstream.Traffic;

    internal DelayQueue Delays => _owner.Delays;

    internal int MaxBufferedBytes => _owner.MaxBufferedBytes;

    /// <summary>Starts the toxics of the chain and reads from both sockets.</summary>
    internal void Start(ToxicChain chain) => Handle(new Beginning(this, chain));

    /// <summary>Changes the toxics of one link; in force when it returns. Should that go wrong, it ends this connection and no other.</summary>
    internal void Change(InstalledToxic toxic, Action<Link, InstalledToxic> change)
    {
        try
        {
            bool over;
            lock (_gate)
            {
                if (_finished)
                {
                    return;
                }

                change(toxic.Direction == StreamDirection.Upstream ? _upstream : _downstream, toxic);
                over = Settled();
            }

            if (over)
            {
                _owner.Finished(this);
            }
        }
#pragma warning disable CA1031 // As in Handle: the others have the change coming to them too.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _owner.Logger.LogError(e, "connection {Number} failed", Number);
            Abort();
        }
    }

    /// <summary>Closes both sockets at once, whatever toxics there are.</summary>
    internal void Abort()
    {
        lock (_gate)
        {
            if (_finished)
            {
                return;
            }

            _upstream.Abort();
            _downstream.Abort();
            Settled();
        }

        _owner.Finished(this);
    }

    /// <summary>Applies an event. Whatever goes wrong in it ends this connection and no other.</summary>
    internal void Handle(ILinkEvent linkEvent)
    {
        try
        {
            bool over;
            lock (_gate)
            {
                if (_finished)
                {
                    linkEvent.Abandon();
                    return;
                }

                linkEvent.Apply();
                over = Settled();
            }

            if (over)
            {
                _owner.Finished(this);
            }
        }
#pragma warning disable CA1031 // The last frame before the socket thread: it logs, and the connection is closed.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _owner.Logger.LogError(e, "connection {Number} failed", Number);
            Abort();
        }
    }

    internal void NoteData() => LastData = Stopwatch.GetTimestamp();

    /// <summary>Closes both sockets at once with RST.</summary>
    internal void Reset()
    {
        _resets = true;
        _upstream.Abort();
        _downstream.Abort();
    }

    /// <summary>Ends both directions: with FIN once what has reached the outputs is sent, with RST at once, or by silence for good.</summary>
    internal void Cut(Ending ending)
    {
        switch (ending)
        {
            case Ending.Fin:
                _upstream.EndOutput();
                _downstream.EndOutput();
                break;
            case Ending.Reset:
                Reset();
                break;
            default:
                _upstream.Sever();
                _downstream.Sever();
                break;
        }
    }

    /// <summary>Closes the destination of a link at once. Its source stays open, can write, and hears nothing more.</summary>
    internal void CloseHalf(Link link, bool reset)
    {
        bool resets = _resets;
        _resets |= reset;
        Reverse(link).Sever();
        link.Abort();
        _resets = resets;
    }

    internal Link Reverse(Link link) => ReferenceEquals(link, _upstream) ? _downstream : _upstream;

    /// <summary>Closes a socket: with FIN after what was sent, or with RST where a resetting toxic was in the chain at the start.</summary>
    internal void Close(Socket socket)
    {
        if (_resets)
        {
            socket.Close(timeout: 0);
            return;
        }

        try
        {
            // Without it, closing a socket that has a receive pending resets the connection.
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // The peer has reset it: there is nobody left to send a FIN to.
        }

        socket.Dispose();
    }

    private static EndPoint? Peer(Socket socket)
    {
        try
        {
            return socket.RemoteEndPoint;
        }
        catch (SocketException)
        {
            // It has gone already.
            return null;
        }
    }

    // What follows every event: read on where there is room again, and let go when both directions are done.
    private bool Settled()
    {
        _upstream.Pump();
        _downstream.Pump();
        _upstream.CloseIfForgotten();
        _downstream.CloseIfForgotten();
        if (!_upstream.Done || !_downstream.Done)
        {
            return false;
        }

        _finished = true;
        _upstream.Finish();
        _downstream.Finish();
        return true;
    }

    /// <summary>The first event of every connection.</summary>
    private sealed class Beginning(Connection connection, ToxicChain chain) : ILinkEvent
    {
        public void Apply()
        {
            connection._resets = chain.Any(toxic => toxic.Running is IResettingToxic);
            connection._upstream.Start(chain[StreamDirection.Upstream]);
            connection._downstream.Start(chain[StreamDirection.Downstream]);
        }

        public void Abandon()
        {
        }
    }
}
