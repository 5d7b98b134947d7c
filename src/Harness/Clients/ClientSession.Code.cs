using System.Text;
using Harness.Clients.Code;
using Harness.Journal;

namespace Harness.Clients;

/// <content>Its user's own code: what it sends goes through the machine like everything else, what comes in is kept for it.</content>
public sealed partial class ClientSession : ICodePort
{
    private SessionRun? _code;
    private CodeSend? _asking;
    private Dictionary<int, CodeSend>? _sends;

    bool ICodePort.IsOpen
    {
        get
        {
            lock (Gate)
            {
                return _socket is { IsOpen: true } && !_left;
            }
        }
    }

    async Task ICodePort.SendAsync(string text, CancellationToken cancellation)
    {
        var send = new CodeSend(Encoding.UTF8.GetBytes(text));
        lock (Gate)
        {
            _asking = send;
            Take(ClientInput.Send);
            // One that the machine took no notice of is never sent: its client has ended, and so will its code.
            _asking = null;
        }

        await send.Done.Task.WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task SettleAsync() => _code?.SettleAsync() ?? Task.CompletedTask;

    private void BeginCode(long now)
    {
        if (_host.Code is not { Code.Session: { } session } code)
        {
            return;
        }

        lock (Gate)
        {
            if (_code is not null)
            {
                _code.Reopened();
            }
            else if (!_left && _machine.State != ClientState.Closed)
            {
                _code = new SessionRun(code, session, this, now);
            }
        }
    }

    private void Hear(ReadOnlySpan<byte> text) => _code?.Heard(text);

    private void EndCode() => _code?.End();

    /// <summary>The machine has given the message that is being asked for its number.</summary>
    private void Asked(int message)
    {
        if (_asking is { } asking)
        {
            (_sends ??= [])[message] = asking;
            _asking = null;
        }
    }

    /// <summary>The text of a message of the user's code; null: it is none.</summary>
    private byte[]? TextOf(int message) => _sends?.GetValueOrDefault(message)?.Text;

    private void Over(int message, bool wasLost)
    {
        if (_sends?.Remove(message, out CodeSend? send) != true)
        {
            return;
        }

        if (wasLost)
        {
            send!.Done.TrySetException(new IOException($"message {message} was dropped: its socket was gone"));
        }
        else
        {
            send!.Done.TrySetResult();
        }
    }

    /// <summary>A message of the user's code until it is out.</summary>
    private sealed record CodeSend(byte[] Text)
    {
        /// <summary>Continued on the pool: it is completed under the gate.</summary>
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
