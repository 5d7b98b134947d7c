using System.Text;

namespace Harness.Tests.Toxiproxy.WebSockets;

/// <summary>The heads of an opening handshake, as a browser and a server write them.</summary>
internal static class Upgrade
{
    internal const string Request =
        "GET /live?id=1 HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

    internal const string Response =
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

    internal static byte[] RequestBytes => Encoding.ASCII.GetBytes(Request);

    internal static byte[] ResponseBytes => Encoding.ASCII.GetBytes(Response);
}
