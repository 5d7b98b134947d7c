using System.Net.WebSockets;
using System.Text;
using Harness.WebSockets;

namespace Harness.Tests.WebSockets;

/// <summary>
/// The same streams through this codec and through .NET's own <see cref="WebSocket"/>, which was written by others from the same RFC: 100,000
/// of them. Both have to hear the same messages and the same close, and to refuse the same streams at the same frame; the exceptions are named.
/// </summary>
public sealed class DotNetDifferentialTests
{
    private const int Shards = 20;
    private const int CasesPerShard = 2_500;

    /// <summary>Where the two may differ, and which of them RFC 6455 has on its side.</summary>
    private static readonly Difference[] _differences =
    [
        new("length not in its shortest form", "§5.2: the minimal number of bytes MUST be used to encode the length. .NET takes the longer forms.",
            (ours, theirs) => ours.Why == "length not in its shortest form" && !theirs.RefusedBefore(ours)),
        new("a close without a code", "§7.1.5: it is considered to be 1005. .NET says 1000.",
            (ours, theirs) => ours.End == "closed 1005" && theirs.End == "closed 1000" && theirs.Frame == ours.Frame),
        new("text is judged early", "§8.1 leaves open when. .NET refuses at the fragment that cannot become UTF-8, we at the end of the message, if it comes.",
            (ours, theirs) => theirs.Refused && (ours.Why == "text message is not UTF-8" ? theirs.Frame < ours.Frame : !ours.Refused || ours.Frame > theirs.Frame) && ours.InText),
        new("text that ends within a character", "§8.1: it is not UTF-8. .NET hears it all the same if its last fragment is empty.",
            (ours, theirs) => ours.Why == "text message is not UTF-8" && ours.LastFrameIsEmpty && !theirs.RefusedBefore(ours)),
        new("a header is judged when it is whole", "Both are sound. We refuse at the first byte that is wrong, .NET when it has the header's last, which the stream may not have.",
            (ours, theirs) => ours.Refused && ours.IsOfHeader && (!theirs.Refused || theirs.Frame > ours.Frame)),
        new("a limit of length", "§10.4: implementations may limit the size. We do, .NET waits for what was announced.",
            (ours, theirs) => ours.Why == "message too big" && !theirs.Refused),
    ];

    public static TheoryData<WebSocketRole, int> Seeds => [.. from role in Enum.GetValues<WebSocketRole>() from seed in Enumerable.Range(1, Shards) select (role, seed)];

    /// <summary>One of each difference: they are there for as long as they are real.</summary>
    public static TheoryData<string, string> Examples => new()
    {
        { "length not in its shortest form", "82 7E 00 01 61" },
        { "a close without a code", "88 00" },
        { "text is judged early", "01 01 FF | 80 01 61" },
        { "text that ends within a character", "01 02 E2 82 | 80 00" },
        { "a header is judged when it is whole", "81 FF 00" },
        { "a limit of length", "82 7F 00 00 00 FF FF FF FF FF" },
    };

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Both_hear_and_refuse_the_same(WebSocketRole reader, int seed)
    {
        WebSocketRole sender = reader == WebSocketRole.Client ? WebSocketRole.Server : WebSocketRole.Client;
        var random = new Random(seed);
        byte[] buffer = new byte[1 << 20];
        for (int i = 0; i < CasesPerShard; i++)
        {
            HostileStream stream = HostileStream.Next(random, sender);
            Reading ours = Read(reader, stream.Frames, random);
            Reading theirs = await ReadWithDotNetAsync(reader, stream.Frames, buffer);
            if (!ours.Agrees(theirs) && !_differences.Any(difference => ours.AgreesSoFar(theirs) && difference.Explains(ours, theirs)))
            {
                Assert.Fail($"case {i}, {stream}\nours:   {ours}\ntheirs: {theirs}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Each_difference_is_real(string name, string hex)
    {
        byte[][] frames = [.. hex.Split('|').Select(frame => Frames.Hex(frame.Trim()))];

        Reading ours = Read(WebSocketRole.Client, frames, new Random(1));
        Reading theirs = await ReadWithDotNetAsync(WebSocketRole.Client, frames, new byte[1 << 17]);

        Assert.False(ours.Agrees(theirs), $"{ours}\n{theirs}");
        Assert.Equal(name, _differences.First(difference => difference.Explains(ours, theirs)).Name);
        Assert.Equal(_differences.Select(difference => difference.Name), Examples.Select(row => row.Data.Item1));
    }

    [Theory]
    [InlineData(WebSocketRole.Client)]
    [InlineData(WebSocketRole.Server)]
    public async Task DotNet_hears_what_we_write(WebSocketRole reader)
    {
        WebSocketRole sender = reader == WebSocketRole.Client ? WebSocketRole.Server : WebSocketRole.Client;
        foreach (int length in new[] { 0, 125, 126, 127, 65535, 65536 })
        {
            byte[] text = Encoding.UTF8.GetBytes(new string('x', length));
            byte[][] frames = [Frames.From(sender, Opcode.Text, text, 0xDEADBEEF), Frames.From(sender, Opcode.Close, [0x0F, 0xA0, .. "é"u8], 0x01020304)];
            Reading heard = await ReadWithDotNetAsync(reader, frames, new byte[1 << 17]);
            Assert.Equal([$"Text {Convert.ToHexString(text)}"], heard.Messages);
            Assert.Equal("closed 4000", heard.End);
        }
    }

    [Theory]
    [InlineData(WebSocketRole.Client)]
    [InlineData(WebSocketRole.Server)]
    public async Task We_hear_what_DotNet_writes(WebSocketRole writer)
    {
        var random = new Random(5);
        for (int i = 0; i < 1000; i++)
        {
            using var written = new MemoryStream();
            using var socket = WebSocket.CreateFromStream(written, new WebSocketCreationOptions { IsServer = writer == WebSocketRole.Server });
            var expected = new List<string>();
            for (int n = random.Next(1, 4); n > 0; n--)
            {
                byte[] message = new byte[new[] { 0, 1, 125, 126, 127, 300, 65535, 65536 }[random.Next(i % 20 == 0 ? 8 : 6)]];
                random.NextBytes(message);
                int cut = random.Next(message.Length + 1);
                await socket.SendAsync(message.AsMemory(0, cut), WebSocketMessageType.Binary, endOfMessage: false, TestContext.Current.CancellationToken);
                await socket.SendAsync(message.AsMemory(cut), WebSocketMessageType.Binary, endOfMessage: true, TestContext.Current.CancellationToken);
                expected.Add($"Binary {Convert.ToHexString(message)}");
            }

            await socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, "", TestContext.Current.CancellationToken);
            Reading heard = Read(writer == WebSocketRole.Client ? WebSocketRole.Server : WebSocketRole.Client, [written.ToArray()], random);
            Assert.Equal(expected, heard.Messages);
            Assert.Equal("closed 1001", heard.End);
        }
    }

    /// <summary>Frame by frame, some of them in two pieces.</summary>
    private static Reading Read(WebSocketRole reader, IReadOnlyList<byte[]> frames, Random random)
    {
        var assembler = new MessageAssembler(reader, int.MaxValue);
        var messages = new List<string>();
        for (int i = 0; i < frames.Count; i++)
        {
            int cut = random.Next(2) == 0 ? random.Next(frames[i].Length) : 0;
            foreach (byte[] piece in new[] { frames[i][..cut], frames[i][cut..] })
            {
                ReadOnlySpan<byte> input = piece;
                while (assembler.TryRead(ref input, out WebSocketEvent evt))
                {
                    switch (evt.Kind)
                    {
                        case WebSocketEventKind.Text or WebSocketEventKind.Binary:
                            messages.Add($"{evt.Kind} {Convert.ToHexString(evt.Payload)}");
                            break;
                        case WebSocketEventKind.Close:
                            return new Reading(messages, $"closed {(int)evt.Code}", i) { InText = WasInText(frames, i) };
                        case WebSocketEventKind.ProtocolError:
                            return new Reading(messages, "refused", i, evt.Error) { InText = WasInText(frames, i), LastFrameIsEmpty = (frames[i][1] & 0x7F) == 0 };
                        default:
                            break;
                    }
                }
            }
        }

        assembler.Dispose();
        return new Reading(messages, "open", frames.Count) { InText = WasInText(frames, frames.Count) };
    }

    /// <summary>Whether a text message had begun by then.</summary>
    private static bool WasInText(IReadOnlyList<byte[]> frames, int until)
    {
        bool inText = false;
        for (int i = 0; i < Math.Min(until + 1, frames.Count); i++)
        {
            inText |= (frames[i][0] & 0x0F) == 1;
        }

        return inText;
    }

    private static async Task<Reading> ReadWithDotNetAsync(WebSocketRole reader, IReadOnlyList<byte[]> frames, byte[] buffer)
    {
        var messages = new List<string>();
        using var stream = new FrameByFrame(frames);
        using var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = reader == WebSocketRole.Server, KeepAliveInterval = Timeout.InfiniteTimeSpan });
        int length = 0;
        try
        {
            while (true)
            {
                ValueWebSocketReceiveResult result = await socket.ReceiveAsync(buffer.AsMemory(length), TestContext.Current.CancellationToken);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    return new Reading(messages, $"closed {(int)socket.CloseStatus!}", stream.Frame);
                }

                length += result.Count;
                Assert.True(length < buffer.Length, "a message longer than any that was drawn");
                if (result.EndOfMessage)
                {
                    messages.Add($"{result.MessageType} {Convert.ToHexString(buffer, 0, length)}");
                    length = 0;
                }
            }
        }
        catch (WebSocketException e) when (e.WebSocketErrorCode == WebSocketError.ConnectionClosedPrematurely)
        {
            return new Reading(messages, "open", stream.Frame);
        }
        catch (WebSocketException e)
        {
            return new Reading(messages, "refused", stream.ClosedAt ?? stream.Frame, e.Message);
        }
    }

    /// <param name="End"><c>refused</c>, <c>closed 1000</c>, or <c>open</c>: it ended for want of bytes.</param>
    /// <param name="Frame">The frame that was read last.</param>
    private sealed record Reading(List<string> Messages, string End, int Frame, string? Why = null)
    {
        /// <summary>Whether a text message had begun.</summary>
        public bool InText { get; init; }

        public bool LastFrameIsEmpty { get; init; }

        public bool Refused => End == "refused";

        /// <summary>Whether what was refused stands in a frame's header.</summary>
        public bool IsOfHeader => Why is not ("text message is not UTF-8" or "message too big" or "close payload of one byte" or "invalid close code" or "close reason is not UTF-8");

        public bool Agrees(Reading theirs) => Messages.SequenceEqual(theirs.Messages) && End == theirs.End && (!Refused || Frame == theirs.Frame);

        /// <summary>Whether one has heard what the other has, and maybe more: who refuses earlier hears less.</summary>
        public bool AgreesSoFar(Reading theirs)
        {
            int both = Math.Min(Messages.Count, theirs.Messages.Count);
            return Messages.Take(both).SequenceEqual(theirs.Messages.Take(both));
        }

        public bool RefusedBefore(Reading other) => Refused && Frame < other.Frame;

        public override string ToString() => $"{End} at frame {Frame} ({Why}) after {string.Join(", ", Messages.Select(message => message.Length > 40 ? message[..40] + "…" : message))}";
    }

    /// <param name="Explains">Whether this is why ours and theirs differ.</param>
    private sealed record Difference(string Name, string Why, Func<Reading, Reading, bool> Explains);

    /// <summary>Gives one frame at most with each read, and then the end of the stream; swallows what is written.</summary>
    private sealed class FrameByFrame(IReadOnlyList<byte[]> frames) : Stream
    {
        private int _next;
        private int _at;

        /// <summary>The frame that the last byte came from.</summary>
        public int Frame { get; private set; } = -1;

        /// <summary>The same, when the reader sent its close frame: after it a client goes on reading until the server ends the connection.</summary>
        public int? ClosedAt { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            if (buffer.IsEmpty || _next == frames.Count)
            {
                return 0;
            }

            Frame = _next;
            int count = Math.Min(buffer.Length, frames[_next].Length - _at);
            frames[_next].AsSpan(_at, count).CopyTo(buffer);
            _at += count;
            if (_at == frames[_next].Length)
            {
                (_next, _at) = (_next + 1, 0);
            }

            return count;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            ClosedAt ??= buffer.Length > 0 && buffer.Span[0] == 0x88 ? Frame : null;
            return ValueTask.CompletedTask;
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.CompletedTask;

        public override void Write(byte[] buffer, int offset, int count)
        {
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
