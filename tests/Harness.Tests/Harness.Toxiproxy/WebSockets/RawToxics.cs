using System.Net.Sockets;
using System.Text;
using Harness.Faults.Toxiproxy;

namespace Harness.Tests.Toxiproxy.WebSockets;

/// <summary>Toxics as JSON, and bytes in pieces.</summary>
internal static class RawToxics
{
    private static readonly HttpClient _http = new();

    internal static async Task AddJsonAsync(this ProxiedServer proxied, string type, ToxicStream stream, string attributes, string? name = null)
    {
        (int status, string answer) = await proxied.PostToxicAsync(type, stream, attributes, name ?? type);
        Assert.True(status == 200, answer);
    }

    internal static Task<(int Status, string Answer)> PostToxicAsync(
        this ProxiedServer proxied, string type, ToxicStream stream, string attributes, string name) =>
        PostAsync(
            proxied,
            $"proxies/{ProxiedServer.Name}/toxics",
            $$"""{"name": "{{name}}", "type": "{{type}}", "stream": "{{(stream == ToxicStream.Upstream ? "upstream" : "downstream")}}", "attributes": {{attributes}}}""");

    internal static async Task UpdateJsonAsync(this ProxiedServer proxied, string name, string attributes)
    {
        (int status, string answer) = await PostAsync(proxied, $"proxies/{ProxiedServer.Name}/toxics/{name}", $$"""{"attributes": {{attributes}}}""");
        Assert.True(status == 200, answer);
    }

    internal static async Task<byte[]> HearBytesAsync(this Socket socket, int length)
    {
        byte[] received = new byte[length];
        int filled = 0;
        while (filled < length)
        {
            int read = await socket.ReadAsync(received.AsMemory(filled));
            Assert.True(read > 0, $"closed after {filled} of {length} bytes: {Convert.ToHexString(received.AsSpan(0, filled))}");
            filled += read;
        }

        return received;
    }

    /// <summary>Sends all of it, in pieces of up to 400 bytes.</summary>
    internal static async Task SayInPiecesAsync(this Socket socket, ReadOnlyMemory<byte> bytes, int seed)
    {
        var random = new Random(seed);
        while (!bytes.IsEmpty)
        {
            ReadOnlyMemory<byte> piece = bytes[..Math.Min(bytes.Length, random.Next(1, 400))];
            bytes = bytes[await socket.SendAsync(piece, Wire.Token)..];
            if (random.Next(4) == 0)
            {
                await Task.Yield();
            }
        }
    }

    private static async Task<(int Status, string Answer)> PostAsync(ProxiedServer proxied, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await _http.PostAsync(new Uri(proxied.Toxiproxy.ApiUri, path), content, Wire.Token);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Wire.Token));
    }
}
