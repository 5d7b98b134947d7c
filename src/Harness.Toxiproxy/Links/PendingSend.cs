using System.Net.Sockets;

namespace Harness.Toxiproxy.Links;

/// <summary>A send that waits until its socket takes more. Made when a link needs one for the first time: most never do.</summary>
internal sealed class PendingSend : SocketAsyncEventArgs, ILinkEvent
{
    private readonly Link _link;
    private readonly LinkOutput _output;
    private readonly Socket _socket;
    private Chunk? _chunk;

    internal PendingSend(Link link, LinkOutput output, Socket socket)
        : base(unsafeSuppressExecutionContextFlow: true)
    {
        _link = link;
        _output = output;
        _socket = socket;
    }

    /// <summary>Sends a chunk and releases it, at once or later.</summary>
    /// <returns>True if it waits; false if it is over, with its outcome in <see cref="SocketAsyncEventArgs.SocketError"/>.</returns>
    internal bool Start(Chunk chunk)
    {
        _chunk = chunk;
        do
        {
            SetBuffer(chunk.Memory);
            if (_socket.SendAsync(this))
            {
                return true;
            }
        }
        while (SentPart());

        Release();
        return false;
    }

    public void Apply()
    {
        if (SentPart() && Start(_chunk!))
        {
            return;
        }

        if (_chunk is not null)
        {
            Release();
        }

        _output.Continue(SocketError);
    }

    public void Abandon()
    {
        Release();
        Dispose();
    }

    protected override void OnCompleted(SocketAsyncEventArgs e) => _link.Connection.Handle(this);

    // Whether there is a rest to send; what was sent is left out.
    private bool SentPart()
    {
        if (SocketError != SocketError.Success)
        {
            return false;
        }

        _link.CountSent(BytesTransferred);
        _chunk!.Advance(BytesTransferred);
        return _chunk.Length > 0;
    }

    private void Release()
    {
        _link.Release(_chunk!);
        _chunk = null;
        SetBuffer(default);
    }
}
