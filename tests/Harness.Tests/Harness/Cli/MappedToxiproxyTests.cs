using System.Globalization;
using Harness.Target;
using Harness.Toxiproxy;

namespace Harness.Tests.Cli;

/// <summary>A run against somebody's target through somebody's Toxiproxy that sees both from elsewhere.</summary>
[Collection(WaitingProcesses.Name)]
public sealed class MappedToxiproxyTests
{
    [Fact]
    public Task Proxies_listen_where_they_are_told_and_dial_the_target_by_the_name_it_has_there() => WholeRuns.AskAsync(nameof(MapAsync));

    internal static async Task MapAsync()
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        await using TargetServer target = await TargetServer.StartAsync(new TargetOptions(), token);
        await using ToxiproxyServer toxiproxy = await ToxiproxyServer.StartAsync(new ToxiproxyOptions(), token);
        using var place = new Workplace();
        int first = Math.Min(OtherServer.ClosedPort(), 65_000);
        string seen = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{target.HttpUri.Port}");

        await using HarnessProgram program = HarnessProgram.Start(
            "run", place.Scenario, "--out", place.Out, "--target", string.Create(CultureInfo.InvariantCulture, $"ws://localhost:{target.HttpUri.Port}/socket"),
            "--toxiproxy", toxiproxy.ApiUri.AbsoluteUri, "--toxiproxy-listen", $"localhost:{first}-{first + 200}", "--upstream-as", seen);
        IReadOnlyList<ProxyConfig> made = [];
        await Until.TrueAsync(() => (made = toxiproxy.Proxies).Count == 20, () => $"{made.Count} of 20 proxies\n{program.Output}{program.Errors}", HarnessProgram.Patience, token);
        Ended ended = await program.EndAsync();

        Assert.True(ended.Code is 0 or 4, ended.ToString());
        Assert.All(made, proxy =>
        {
            Assert.Equal(seen, proxy.Upstream);
            Assert.InRange(int.Parse(proxy.Listen.Split(':')[^1], CultureInfo.InvariantCulture), first, first + 200);
        });
        Assert.Empty(toxiproxy.Proxies);
    }

    [Fact]
    public async Task Too_few_ports_are_refused_before_anything_starts()
    {
        await using ToxiproxyServer toxiproxy = await ToxiproxyServer.StartAsync(new ToxiproxyOptions(), TestContext.Current.CancellationToken);
        using var place = new Workplace();

        Ended ended = await HarnessProgram.RunAsync("run", place.Scenario, "--out", place.Out, "--toxiproxy", toxiproxy.ApiUri.AbsoluteUri, "--toxiproxy-listen", "127.0.0.1:21000-21010");

        Assert.True(ended.Code == 2, ended.ToString());
        Assert.Contains("small: --toxiproxy-listen 127.0.0.1:21000-21010 has 11 ports, but 10 cohorts need 20 there", ended.Errors, StringComparison.Ordinal);
        place.AssertNothingStarted();
    }
}
