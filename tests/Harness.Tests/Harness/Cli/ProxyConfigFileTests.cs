using System.Net;
using System.Net.Sockets;

namespace Harness.Tests.Cli;

/// <summary><c>harness proxy --config</c>.</summary>
[Collection("commands")]
public sealed class ProxyConfigFileTests
{
    [Fact]
    public async Task Its_proxies_are_made_and_told()
    {
        using var place = new Workplace();
        string file = place.Write("proxies.json", """[{"name":"web","listen":"127.0.0.1:0","upstream":"127.0.0.1:9"},{"name":"spare","listen":"127.0.0.1:7","upstream":"127.0.0.1:9","enabled":false}]""");
        await using HarnessProgram program = HarnessProgram.Start("proxy", "--port", "0", "--config", file);

        await program.SaysAsync("(Ctrl-C ends it)");

        Assert.Contains("spare: 127.0.0.1:7 → 127.0.0.1:9 (disabled)\n", program.Output, StringComparison.Ordinal);
        string line = program.Output.Split('\n').Single(line => line.StartsWith("web: ", StringComparison.Ordinal));
        using var client = new TcpClient();
        await client.ConnectAsync(IPEndPoint.Parse(line["web: ".Length..line.IndexOf(" →", StringComparison.Ordinal)]), TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("[\n  {\"name\": }]", "line 2, column 12: ")]
    [InlineData("""[{"name":"a","upstream":"x:1","listen":"nonsense"}]""", "proxy 1 ('a'): listen: address nonsense: missing port in address")]
    public async Task A_bad_one_is_refused_in_one_line_with_file_place_and_form(string text, string message)
    {
        using var place = new Workplace();
        string file = place.Write("bad.json", text);

        await RefusedAsync(2, [$"{file}: {message}", "Expected is an array such as [{\"name\": \"web\""], file);
    }

    [Fact]
    public async Task One_that_is_not_there()
    {
        using var place = new Workplace();

        await RefusedAsync(2, ["does not exist", "toxiproxy/proxies.json"], place.In("none.json"));
    }

    [Fact]
    public async Task A_port_in_use_in_it_is_named_with_its_proxy_and_what_to_do()
    {
        using var place = new Workplace();
        await using var other = new OtherServer();
        string file = place.Write("proxies.json", $$"""[{"name":"web","listen":"127.0.0.1:{{other.Port}}","upstream":"127.0.0.1:9"}]""");

        await RefusedAsync(3, [$"{file}: the proxy 'web' cannot listen on 127.0.0.1:{other.Port}: Address already in use.", "Change its \"listen\""], file);
    }

    private static async Task RefusedAsync(int code, string[] says, string file)
    {
        Ended ended = await HarnessProgram.RunAsync("proxy", "--port", "0", "--config", file);

        Assert.True(ended.Code == code, ended.ToString());
        Assert.All(says, text => Assert.Contains(text, ended.Errors, StringComparison.Ordinal));
        Assert.Single(ended.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Empty(ended.Output);
    }
}
