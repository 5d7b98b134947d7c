using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Harness.Tests.Toxiproxy;

/// <summary>What can be seen at the end of a wire, each with a deadline.</summary>
internal static class Wire
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    internal static CancellationToken Token => TestContext.Current.CancellationToken;

    internal static async Task SayAsync(this Socket socket, string text) =>
        await socket.SendAsync(Encoding.ASCII.GetBytes(text), Token);

    /// <summary>Waits for exactly this text.</summary>
    internal static async Task HearAsync(this Socket socket, string text)
    {
        byte[] buffer = new byte[text.Length];
        int filled = 0;
        while (filled < buffer.Length)
        {
            int read = await socket.ReadAsync(buffer.AsMemory(filled));
            Assert.True(read > 0, $"closed after '{Encoding.ASCII.GetString(buffer, 0, filled)}', expected '{text}'");
            filled += read;
        }

        Assert.Equal(text, Encoding.ASCII.GetString(buffer));
    }

    /// <summary>Waits for FIN, and that nothing comes before it.</summary>
    /// <returns>How long it took, in milliseconds.</returns>
    internal static async Task<double> HearFinAsync(this Socket socket)
    {
        long start = Stopwatch.GetTimestamp();
        Assert.Equal(0, await socket.ReadAsync(new byte[16]));
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    internal static async Task HearResetAsync(this Socket socket)
    {
        SocketException e = await Assert.ThrowsAsync<SocketException>(() => socket.ReadAsync(new byte[16]));
        Assert.Equal(SocketError.ConnectionReset, e.SocketErrorCode);
    }

    /// <summary>Nothing comes for a while: no data, no FIN, no RST.</summary>
    internal static async Task HearNothingAsync(this Socket socket, int milliseconds = 200)
    {
        await Assert.ThrowsAsync<TimeoutException>(() => socket.ReadAsync(new byte[16], TimeSpan.FromMilliseconds(milliseconds)));
    }

    internal static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    internal static async Task UntilAsync(Func<Task<bool>> condition)
    {
        long start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Deadline, "the condition did not come about");
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, Token);
        }
    }

    /// <summary>Looks for a while that something does not come about.</summary>
    internal static async Task NothingForAsync(TimeSpan time, Func<bool> condition)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < time)
        {
            Assert.False(condition());
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, Token);
        }
    }

    /// <summary>Reads what there is; 0 for FIN.</summary>
    internal static Task<int> ReadAsync(this Socket socket, Memory<byte> buffer) => socket.ReadAsync(buffer, Deadline);

    private static async Task<int> ReadAsync(this Socket socket, Memory<byte> buffer, TimeSpan within)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Token);
        timeout.CancelAfter(within);
        try
        {
            return await socket.ReceiveAsync(buffer, timeout.Token);
        }
        catch (OperationCanceledException) when (!Token.IsCancellationRequested)
        {
            throw new TimeoutException($"nothing within {within.TotalMilliseconds} ms");
        }
    }
}
