using Harness.Tests.Peers;
using Harness.Tests.Toxiproxy;
using Harness.Toxiproxy;

namespace Harness.Tests.Contract;

/// <summary>A client that was not written here: npm's <c>toxiproxy-node-client</c> drives the embedded server, by tests/toxiproxy-node-client/check.js.</summary>
public sealed class NodeClientTests
{
    private static readonly TimeSpan _checkPatience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task The_node_client_makes_breaks_and_resets_proxies()
    {
        var package = new NodePackage("toxiproxy-node-client");
        await package.InstallAsync();
        await using ToxiproxyServer server = await ToxiproxyServer.StartAsync(new ToxiproxyOptions(), Wire.Token);

        (int code, string output) = await package.RunAsync("node", ["check.js", server.ApiUri.AbsoluteUri.TrimEnd('/')], _checkPatience);

        Assert.True(code == 0, $"check.js ended with {code}:\n{output}");
        Assert.EndsWith("steps passed\n", output, StringComparison.Ordinal);
    }
}
