using System.Text.Json;
using System.Threading.Channels;

namespace Harness.Target;

/// <summary>One message to everybody (002, 003). What clients ask for is sent by a loop of its own, in order: no receive loop is held up by 15,000 sends.</summary>
internal sealed class Broadcaster(IReadOnlyCollection<SocketSession> sessions, Counters counters)
{
    private readonly Channel<(byte[] Message, SocketSession? Except)> _asked =
        Channel.CreateUnbounded<(byte[], SocketSession?)>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>A client's broadcast.</summary>
    /// <param name="from">Its id, if it has one.</param>
    /// <param name="text">What it says.</param>
    /// <param name="except">The socket that does not hear it.</param>
    /// <param name="id">Its own number of it, which goes with it.</param>
    public void Say(string? from, string text, SocketSession? except, long? id = null) => _asked.Writer.TryWrite((Encode(from, text, id), except));

    /// <summary>The server's own broadcast.</summary>
    /// <returns>How many sockets heard it.</returns>
    public int Say(string text, Selection? except)
    {
        counters.Broadcast();
        var message = Encode(null, text);
        var told = 0;
        foreach (var session in sessions)
        {
            if (except is null || !except.Includes(session.Client))
            {
                session.Send(message);
                told++;
            }
        }

        return told;
    }

    /// <summary>Sends until stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            await foreach (var (message, except) in _asked.Reader.ReadAllAsync(stop))
            {
                counters.Broadcast();
                foreach (var session in sessions)
                {
                    if (session != except)
                    {
                        session.Send(message);
                    }
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped, as asked.
        }
    }

    private static byte[] Encode(string? from, string text, long? id = null) =>
        JsonSerializer.SerializeToUtf8Bytes(new BroadcastEvent("broadcast", from, text, id), TargetJson.Default.BroadcastEvent);
}
