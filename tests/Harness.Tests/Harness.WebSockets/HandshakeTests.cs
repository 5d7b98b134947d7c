using System.Text;
using Harness.WebSockets;

namespace Harness.Tests.WebSockets;

public sealed class HandshakeTests
{
    /// <summary>"the sample nonce", RFC 6455 §1.3; its accept is the one computed there.</summary>
    private static readonly byte[] Nonce = "the sample nonce"u8.ToArray();

    private const string Accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    private const string Good = $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {Accept}\r\n\r\n";

    private static HandshakeResult Read(string response, params string[] subprotocols) =>
        HandshakeResponse.Read(Encoding.Latin1.GetBytes(response), Nonce, subprotocols);

    [Fact]
    public void The_request_of_the_rfc()
    {
        var request = new HandshakeRequest("/chat?client=c1", "server.example.com")
        {
            Origin = "http://example.com",
            Subprotocols = ["chat", "superchat"],
            Headers = [new("Authorization", "Bearer x")],
        };
        Assert.Equal(
            "GET /chat?client=c1 HTTP/1.1\r\nHost: server.example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: http://example.com\r\nSec-WebSocket-Protocol: chat, superchat\r\nAuthorization: Bearer x\r\n\r\n",
            Encoding.ASCII.GetString(Handshake.BuildRequest(request, Nonce)));
    }

    [Fact]
    public void The_accept_of_the_rfc()
    {
        var accept = new byte[Handshake.AcceptLength];
        Handshake.ComputeAccept("dGhlIHNhbXBsZSBub25jZQ=="u8, accept);
        Assert.Equal(Accept, Encoding.ASCII.GetString(accept));
    }

    [Theory]
    [InlineData("chat", "h")]
    [InlineData("/a b", "h")]
    [InlineData("/a\r\nX: y", "h")]
    [InlineData("/ä", "h")]
    [InlineData("/", "h\r\nX: y")]
    public void A_request_that_would_break_its_lines_is_refused(string path, string host) =>
        Assert.Throws<ArgumentException>(() => Handshake.BuildRequest(new HandshakeRequest(path, host), Nonce));

    [Fact]
    public void Headers_and_subprotocols_are_checked_too()
    {
        var request = new HandshakeRequest("/", "h");
        Assert.Throws<ArgumentException>(() => Handshake.BuildRequest(request with { Headers = [new("X Y", "z")] }, Nonce));
        Assert.Throws<ArgumentException>(() => Handshake.BuildRequest(request with { Headers = [new("X", "z\n")] }, Nonce));
        Assert.Throws<ArgumentException>(() => Handshake.BuildRequest(request with { Subprotocols = ["a,b"] }, Nonce));
        Assert.Throws<ArgumentException>(() => Handshake.BuildRequest(request, new byte[15]));
    }

    [Fact]
    public void Accepts_at_the_last_byte_of_the_head_and_not_before()
    {
        for (var cut = 0; cut < Good.Length; cut++)
        {
            Assert.Equal(HandshakeStatus.NeedMore, Read(Good[..cut]).Status);
        }

        var result = Read(Good + "\u0081\u0000");
        Assert.Equal(HandshakeStatus.Accepted, result.Status);
        Assert.Equal(Good.Length, result.Consumed);
        Assert.Null(result.Subprotocol);
    }

    [Theory]
    [InlineData("Upgrade: websocket", "UPGRADE:WebSocket  ")]
    [InlineData("Connection: Upgrade", "Connection: keep-alive, upgrade")]
    [InlineData("Connection: Upgrade", "Connection: Upgrade\r\nConnection: keep-alive")]
    [InlineData("101 Switching Protocols", "101 ")]
    [InlineData("101 Switching Protocols", "101")]
    [InlineData("Upgrade: websocket", "Upgrade: websocket\r\nX-Empty:\r\nSec-WebSocket-Extensions:")]
    public void Accepts_what_http_allows(string part, string instead) =>
        Assert.Equal(HandshakeStatus.Accepted, Read(Good.Replace(part, instead, StringComparison.Ordinal)).Status);

    [Theory]
    [InlineData("Upgrade: websocket", "Upgrade: h2c", "no header 'Upgrade: websocket'")]
    [InlineData("Upgrade: websocket\r\n", "", "no header 'Upgrade: websocket'")]
    [InlineData("Connection: Upgrade\r\n", "", "no header 'Connection: Upgrade'")]
    [InlineData("Connection: Upgrade", "Connection: xupgrade", "no header 'Connection: Upgrade'")]
    [InlineData("s3pPLM", "S3pPLM", "Sec-WebSocket-Accept does not match the key")]
    [InlineData("Accept: " + Accept, "Accept: " + Accept + "\r\nSec-WebSocket-Accept: " + Accept, "Sec-WebSocket-Accept does not match the key")]
    [InlineData("Sec-WebSocket-Accept", "X", "no header Sec-WebSocket-Accept")]
    [InlineData("Upgrade: websocket", "Upgrade: websocket\r\nSec-WebSocket-Protocol: chat", "a subprotocol that was not asked for")]
    [InlineData("Upgrade: websocket", "Upgrade: websocket\r\nSec-WebSocket-Extensions: permessage-deflate", "an extension that was not asked for")]
    [InlineData("Upgrade: websocket", "Upgrade: websocket\r\n folded", "a header line is malformed")]
    [InlineData("Upgrade: websocket", "Upgrade : websocket", "a header line is malformed")]
    [InlineData("HTTP/1.1 101", "HTTP/1.0 101", "an upgrade over HTTP/1.0")]
    [InlineData("HTTP/1.1 101", "HTTP/1.1 1O1", "the status line is malformed")]
    [InlineData("HTTP/1.1 101", "HTTP/1.1 1010", "the status line is malformed")]
    [InlineData("HTTP/1.1 101", "SSH-2.0", "the answer is not HTTP/1")]
    public void Invalid_names_what_is_wrong(string part, string instead, string why)
    {
        var result = Read(Good.Replace(part, instead, StringComparison.Ordinal));
        Assert.Equal((HandshakeStatus.Invalid, why), (result.Status, result.Why));
    }

    [Fact]
    public void Names_the_subprotocol_that_was_chosen()
    {
        var chosen = Good.Replace("Upgrade: websocket", "Upgrade: websocket\r\nSec-WebSocket-Protocol: v2", StringComparison.Ordinal);
        Assert.Equal("v2", Read(chosen, "v1", "v2").Subprotocol);
        Assert.Equal(HandshakeStatus.Invalid, Read(chosen, "v1").Status);
        var twice = chosen.Replace("Connection", "Sec-WebSocket-Protocol: v1\r\nConnection", StringComparison.Ordinal);
        Assert.Equal(HandshakeStatus.Invalid, Read(twice, "v1", "v2").Status);
    }

    [Fact]
    public void A_refusal_shows_status_phrase_and_first_bytes()
    {
        var result = Read("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\n\r\nbusy\n\u00ff" + new string('x', 300));
        Assert.Equal((HandshakeStatus.Refused, 503, "Service Unavailable"), (result.Status, result.HttpStatus, result.ReasonPhrase));
        Assert.Equal("busy.." + new string('x', 194), result.FirstBytes);
        Assert.Equal((HandshakeStatus.Refused, 400), (Read("HTTP/1.0 400 Bad\r\n\r\n").Status, Read("HTTP/1.0 400 Bad\r\n\r\n").HttpStatus));
    }

    [Fact]
    public void What_is_not_http_is_known_at_its_first_byte()
    {
        var result = Read("\u0015\u0003\u0001");
        Assert.Equal((HandshakeStatus.Invalid, "..."), (result.Status, result.FirstBytes));
    }

    [Fact]
    public void A_head_without_end_is_given_up_at_the_limit()
    {
        var endless = "HTTP/1.1 101 X\r\nA: " + new string('a', HandshakeResponse.DefaultMaxLength);
        Assert.Equal(HandshakeStatus.NeedMore, Read(endless[..(HandshakeResponse.DefaultMaxLength - 1)]).Status);
        Assert.Equal(HandshakeStatus.Invalid, Read(endless[..HandshakeResponse.DefaultMaxLength]).Status);
    }
}
