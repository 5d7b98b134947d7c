using Harness.Faults.Toxiproxy;
using Harness.Judging;
using Harness.Runs;
using Harness.Target;
using Harness.Toxiproxy;
using static Harness.Tests.Runs.Functional.RunScenarios;

namespace Harness.Tests.Runs.Functional;

/// <summary>Runs over fault proxies and a target that were there before: what is not theirs they do not touch, what is theirs they take away.</summary>
[Collection(LightRunsCollection.Name)]
public sealed class OwnToxiproxyTests(RunGroups runs) : IAsyncLifetime
{
    private static readonly ToxiproxyToxic _toxic = new LatencyToxic { Name = "slow", Latency = TimeSpan.FromMilliseconds(5) };

    private readonly List<ToxiproxyServer> _servers = [];
    private readonly List<ToxiproxyClient> _apis = [];
    private TargetServer? _target;
    private ToxiproxyProxy? _mine;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private RunOptions Options => new() { Toxiproxies = [.. _servers.Select(server => server.ApiUri)], Target = _target!.SocketUri };

    public async ValueTask InitializeAsync()
    {
        _target = await TargetServer.StartAsync(new TargetOptions(), Token);
        for (int i = 0; i < 2; i++)
        {
            _servers.Add(await ToxiproxyServer.StartAsync(new ToxiproxyOptions { Port = 0 }, Token));
            _apis.Add(new ToxiproxyClient(_servers[i].ApiUri));
        }

        _mine = await _apis[0].CreateProxyAsync("mine", "127.0.0.1:0", "127.0.0.1:9", Token);
        await _apis[0].AddToxicAsync("mine", _toxic, Token);
    }

    public async ValueTask DisposeAsync()
    {
        _apis.ForEach(api => api.Dispose());
        foreach (ToxiproxyServer server in _servers)
        {
            await server.DisposeAsync();
        }

        await _target!.DisposeAsync();
    }

    [Fact]
    public async Task A_run_uses_the_given_proxies_and_target_and_leaves_only_what_was_there_before()
    {
        var seen = new HashSet<string>();
        RunOutcome outcome = await runs.RunAsync(
            [Short("given", Undetected, NeverOpened, Lost)], Options,
            progress =>
            {
                if (progress.FaultsOn.Length > 0 && seen.Count == 0)
                {
                    foreach (ToxiproxyClient api in _apis)
                    {
                        // The view is shown on a thread of the run, which can wait for once.
                        seen.UnionWith(api.ListProxiesAsync(Token).GetAwaiter().GetResult().Keys);
                    }
                }
            },
            Token);

        RecordedRun run = new(outcome);
        Assert.True(run.Failed.Length == 0 && run.Broken.Length == 0, run.Story);
        Assert.Equal(18, run.Result.Faults[0].Detected);
        // Ten cohorts with two paths each, and the one that was there.
        Assert.Equal(21, seen.Count);
        Assert.All(seen.Where(name => name != "mine"), name => Assert.Matches("^harness-[0-9a-f]{8}-given-(ws|http)-[0-9]$", name));
        Assert.Equal(_target!.SocketUri.ToString(), outcome.Result.Environment.Target);
        Assert.Contains(_servers[1].ApiUri.ToString(), outcome.Result.Environment.Toxiproxy, StringComparison.Ordinal);
        await AssertOnlyMineAsync();
    }

    [Fact]
    public async Task A_cancelled_run_deletes_its_proxies_too()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        RunOutcome outcome = await runs.RunAsync(
            [Short("given", Undetected)], Options,
            progress =>
            {
                if (progress.FaultsOn.Length > 0)
                {
                    stop.Cancel();
                }
            },
            stop.Token);

        Assert.Equal(Verdict.Incomplete, outcome.Result.Verdict);
        await AssertOnlyMineAsync();
    }

    [Fact]
    public async Task A_run_that_cannot_start_deletes_its_proxies_too()
    {
        // The second server is gone when the run asks it for its share of the proxies.
        RunOptions options = Options;
        await _servers[1].DisposeAsync();

        EnvironmentException e = await Assert.ThrowsAsync<EnvironmentException>(() =>
            runs.RunAsync([Short("given", Undetected)], options, _ => { }, Token));

        Assert.Contains(options.Toxiproxies[1].ToString(), e.Message, StringComparison.Ordinal);
        Assert.Equal(["mine"], (await _apis[0].ListProxiesAsync(Token)).Keys);
    }

    /// <summary>After the fault's last call nothing is asked of the server any more; its clients were judged for losing their connections.</summary>
    [Fact]
    public async Task A_server_that_goes_away_after_the_fault_ends_the_run_as_a_failure_of_the_environment()
    {
        RunOptions options = Options;
        bool wasOn = false;
        Task? going = null;
        RunOutcome outcome = await runs.RunAsync(
            [Short("given", Undetected)], options,
            progress =>
            {
                wasOn |= progress.FaultsOn.Length > 0;
                if (wasOn && progress.FaultsOn.Length == 0)
                {
                    going ??= _servers[1].DisposeAsync().AsTask();
                }
            },
            Token);

        Assert.NotNull(going);
        await going;
        Assert.Equal(Verdict.Incomplete, outcome.Result.Verdict);
        Assert.NotNull(outcome.Failure);
        Assert.Contains($"{options.Toxiproxies[1]} went away during the run", outcome.Failure.Message, StringComparison.Ordinal);
        Assert.Equal(["mine"], (await _apis[0].ListProxiesAsync(Token)).Keys);
    }

    [Fact]
    public async Task A_stock_server_is_told_apart_and_refused_what_it_has_no_toxics_for()
    {
        await using var stock = new StockLikeServer();
        RunnableScenario reset = Build("cut", Ping, "reset: { at: 4s, share: 30% }", [FalseAlarms]);

        UsageException e = await Assert.ThrowsAsync<UsageException>(() =>
            runs.RunAsync([reset], new RunOptions { Toxiproxies = [stock.Api], Target = _target!.SocketUri }, _ => { }, Token));

        Assert.Contains($"{stock.Api} is a stock one", e.Message, StringComparison.Ordinal);
        Assert.Contains("  cut: faults[0] reset: a stock Toxiproxy resets a connection only when its next data comes", e.Message, StringComparison.Ordinal);
        Assert.False(await ToxiproxyProbe.IsStockAsync(_servers[0].ApiUri, Token));
    }

    private async Task AssertOnlyMineAsync()
    {
        IReadOnlyDictionary<string, ToxiproxyProxy> left = await _apis[0].ListProxiesAsync(Token);
        ToxiproxyProxy mine = Assert.Single(left).Value;
        Assert.Equal(("mine", _mine!.Listen, _mine.Upstream, true), (mine.Name, mine.Listen, mine.Upstream, mine.Enabled));
        Assert.Equal([_toxic], await _apis[0].ListToxicsAsync("mine", Token));
        Assert.Empty(await _apis[1].ListProxiesAsync(Token));
        await Eventually.HoldsAsync(() => _servers.Sum(server => server.Connections) == 0, () => $"{_servers.Sum(server => server.Connections)} connections are open");
    }
}
