using System.Net;
using System.Net.Sockets;
using System.Text;
using Harness.Toxiproxy;
using Harness.Toxiproxy.Api;

namespace Harness.Tests.Toxiproxy.Api;

/// <summary>Callers that are slow, loud or gone. None of them may hold up the others, and the proxy outlives them all.</summary>
public sealed class RudeCallerTests
{
    private static readonly TimeSpan _never = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_body_that_does_not_come_is_answered_503_without_a_body()
    {
        await using RunningApi api = await StartAsync(new ApiLimits { ReadTimeout = TimeSpan.FromMilliseconds(200), RequestTimeout = _never });
        using Socket caller = await DialAsync(api);
        await caller.SayAsync("POST /proxies HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{");

        string answer = await HearAllAsync(caller);

        Assert.StartsWith("HTTP/1.1 503 Service Unavailable\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("Connection: close\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_takes_too_long_is_answered_503_with_the_stock_servers_page()
    {
        await using RunningApi api = await StartAsync(new ApiLimits { ReadTimeout = _never, RequestTimeout = TimeSpan.FromMilliseconds(200) });
        using Socket caller = await DialAsync(api);
        await caller.SayAsync("POST /proxies HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{");

        string answer = await HearAllAsync(caller);

        Assert.StartsWith("HTTP/1.1 503 Service Unavailable\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("Content-Type: text/html; charset=utf-8\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("<html><head><title>Timeout</title></head><body><h1>Timeout</h1></body></html>", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_that_do_not_end_are_let_go()
    {
        await using RunningApi api = await StartAsync(new ApiLimits { ReadTimeout = TimeSpan.FromMilliseconds(200) });
        using Socket caller = await DialAsync(api);
        await caller.SayAsync("G");

        Assert.StartsWith("HTTP/1.1 408 ", await HearAllAsync(caller), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Callers_that_send_one_byte_and_wait_hold_nobody_up()
    {
        await using RunningApi api = await RunningApi.StartAsync();
        var callers = new List<Socket>();
        try
        {
            foreach (string start in Enumerable.Repeat<string[]>(["G", "POST /populate HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n[", "POST /proxies HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5"], 30).SelectMany(starts => starts))
            {
                callers.Add(await DialAsync(api));
                await callers[^1].SayAsync(start);
            }

            await api.JsonAsync("POST", "/proxies", """{"name":"a","listen":"127.0.0.1:0","upstream":"127.0.0.1:1"}""");
            await api.JsonAsync("GET", "/proxies");
        }
        finally
        {
            callers.ForEach(caller => caller.Dispose());
        }
    }

    [Fact]
    public async Task A_body_of_over_10_megabytes_is_read_as_on_the_stock_server()
    {
        await using RunningApi api = await RunningApi.StartAsync();

        (HttpStatusCode status, _) = await api.SendAsync(
            "POST", "/proxies", $$"""{"name":"a","listen":"127.0.0.1:0","upstream":"127.0.0.1:1","other":"{{new string('y', 11_000_000)}}"}""");

        Assert.Equal(HttpStatusCode.Created, status);
    }

    [Theory]
    [InlineData("Content-Length: 1001\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n")]
    public async Task A_body_past_the_limit_is_answered_413(string header)
    {
        await using RunningApi api = await StartAsync(new ApiLimits { MaxBodyBytes = 1000 });
        using Socket caller = await DialAsync(api);
        string body = $$"""{"name":"{{new string('y', 989)}}"}""";
        Assert.Equal(1000, body.Length);
        await caller.SayAsync($"POST /proxies HTTP/1.1\r\nHost: x\r\n{header}Connection: close\r\n\r\n{(header[0] == 'T' ? "3e9\r\n" : "")}{body} {(header[0] == 'T' ? "\r\n0\r\n\r\n" : "")}");

        string answer = await HearAllAsync(caller);

        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"status\":413}", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("deep", "{\"name\":\"deep\",\"upstream\":\"x:1\",\"enabled\":false,\"other\":", "[", "]", 5_000, 201)]
    [InlineData("deep", "", "[", "", 100_000, 400)]
    public async Task Nesting_ends_where_the_stock_server_ends_it(string name, string before, string open, string close, int depth, int status)
    {
        await using RunningApi api = await RunningApi.StartAsync();
        string body = before + string.Concat(Enumerable.Repeat(open, depth)) + string.Concat(Enumerable.Repeat(close, depth)) + (before.Length > 0 ? "}" : "");

        Assert.Equal(status, (int)(await api.SendAsync("POST", "/proxies", body)).Status);
        Assert.Equal(status == 201 ? [name] : [], api.Server.Proxies.Select(proxy => proxy.Name));
    }

    public static TheoryData<byte[], string> Texts => new()
    {
        { [.. "a"u8, 0xFF, .. "b"u8], "a\uFFFDb" },
        { [.. "a"u8, 0xE2, 0x82], "a\uFFFD" },
        { [.. @"\uD800"u8], "\uFFFD" },
        { [.. @"\uDC00\uD800x"u8], "\uFFFD\uFFFDx" },
        { [.. @"\uD83D\uDE00"u8], "\U0001F600" },
        { [.. @"\uD83D\uD83D\uDE00"u8], "\uFFFD\U0001F600" },
        { [.. @"\\uD800"u8], @"\uD800" },
        { [.. @"\ud800"u8], "\uFFFD" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task What_is_no_Unicode_is_replaced_as_on_the_stock_server(byte[] name, string shown)
    {
        await using RunningApi api = await RunningApi.StartAsync();

        (HttpStatusCode status, string body) = await api.SendAsync("POST", "/proxies", [.. "{\"name\":\""u8, .. name, .. "\",\"upstream\":\"x:1\",\"enabled\":false}"u8]);

        Assert.True(status == HttpStatusCode.Created, body);
        Assert.Equal(shown, Assert.Single(api.Server.Proxies).Name);
    }

    [Theory]
    [InlineData("""{"name":"\u12"}""")]
    [InlineData("""{"name":"\""")]
    [InlineData("""{"name":"\x"}""")]
    public async Task Escapes_that_are_none_are_refused(string body)
    {
        await using RunningApi api = await RunningApi.StartAsync();

        Assert.Equal(HttpStatusCode.BadRequest, (await api.SendAsync("POST", "/proxies", body)).Status);
    }

    [Fact]
    public async Task A_message_does_not_repeat_ten_megabytes()
    {
        await using RunningApi api = await RunningApi.StartAsync();

        (_, string body) = await api.SendAsync("POST", "/proxies", $$"""{"name":[{{new string('7', 10_000_000)}}]}""");

        Assert.InRange(body.Length, 1, 300);
    }

    [Fact]
    public async Task A_caller_that_goes_away_in_the_middle_of_its_body_changes_nothing()
    {
        await using RunningApi api = await RunningApi.StartAsync();
        foreach (int linger in new[] { 0, 5 })
        {
            using Socket caller = await DialAsync(api);
            await caller.SayAsync("POST /populate HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n[");
            caller.Close(linger);
        }

        await api.JsonAsync("POST", "/populate", "[]");
        Assert.Empty(api.Server.Proxies);
    }

    [Fact]
    public async Task An_update_that_comes_after_its_proxy_was_removed_does_not_open_the_port_again()
    {
        await using RunningApi api = await RunningApi.StartAsync();
        await api.JsonAsync("POST", "/proxies", """{"name":"a","listen":"127.0.0.1:0","upstream":"127.0.0.1:1"}""");
        IPEndPoint address = await api.ListenAsync("a");
        using Socket caller = await DialAsync(api);
        await caller.SayAsync("PATCH /proxies/a HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 16\r\nConnection: close\r\n\r\n");
        // It has found its proxy when it asks for the body.
        await caller.HearAsync("HTTP/1.1 100 Continue\r\n\r\n");

        await api.SendAsync("DELETE", "/proxies/a");
        await caller.SayAsync("""{"enabled":true}""");

        Assert.StartsWith("HTTP/1.1 404 ", await HearAllAsync(caller), StringComparison.Ordinal);
        using var client = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(async () => await client.ConnectAsync(address, Wire.Token));
    }

    private static Task<RunningApi> StartAsync(ApiLimits limits) => RunningApi.StartAsync(new ToxiproxyOptions { Limits = limits });

    private static async Task<Socket> DialAsync(RunningApi api)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, api.Server.ApiUri.Port, Wire.Token);
        return socket;
    }

    private static async Task<string> HearAllAsync(Socket socket)
    {
        var heard = new StringBuilder();
        byte[] buffer = new byte[4096];
        while (await Wire.ReadAsync(socket, buffer) is > 0 and int read)
        {
            heard.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }

        return heard.ToString();
    }
}
