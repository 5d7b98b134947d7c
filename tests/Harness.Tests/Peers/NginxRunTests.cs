using Harness.Runs;
using Harness.Scenarios.Files;
using Harness.Target;
using Harness.Tests.Clients.Sockets;
using Harness.Tests.Runs.Functional;
using Harness.Tests.Scenarios;

namespace Harness.Tests.Peers;

/// <summary>The sample of samples/nginx as it stands, but for its ports: a whole run against the reference back end behind nginx.</summary>
[Collection(LightRunsCollection.Name)]
public sealed class NginxRunTests(RunGroups runs)
{
    private static readonly string _sample = Path.Combine(Path.GetDirectoryName(ShippedScenarios.Folder)!, "samples", "nginx");

    [Fact]
    public void The_sample_loads_without_a_warning()
    {
        LoadResult loaded = ScenarioFile.Load([Path.Combine(_sample, "idle.yaml")]);

        Assert.Empty(loaded.Errors);
        Assert.Empty(loaded.Warnings);
    }

    [Fact(Timeout = 2 * Deadline.Milliseconds)]
    public Task Nginx_cuts_off_who_is_silent_and_nobody_whose_heartbeats_are_shorter_than_its_timeout() => AskAsync("as it is");

    [Fact(Timeout = 2 * Deadline.Milliseconds)]
    public Task With_a_timeout_longer_than_the_run_nobody_is_cut_off_and_the_sample_says_so() => AskAsync("patient");

    private Task AskAsync(string one) => runs.AskAsync(nameof(NginxRunTests), one, () => new SideBySide<string>(each => each == "patient" ? PatientAsync() : AsItIsAsync(), "as it is", "patient"));

    private async Task AsItIsAsync()
    {
        await using TargetServer target = await TargetServer.StartAsync(new TargetOptions(), Deadline.Token);
        await using NginxProxy nginx = await NginxProxy.StartAsync(port => File.ReadAllText(Path.Combine(_sample, "nginx.conf"))
            .Replace("127.0.0.1:9000", target.HttpUri.Authority, StringComparison.Ordinal)
            .Replace("127.0.0.1:9081", $"127.0.0.1:{port}", StringComparison.Ordinal));

        RecordedRun run = await RunAsync(nginx);

        Assert.True(run.Failed.Length == 0 && run.Broken.Length == 0, run.Story);
    }

    private async Task PatientAsync()
    {
        await using TargetServer target = await TargetServer.StartAsync(new TargetOptions(), Deadline.Token);
        await using NginxProxy nginx = await NginxProxy.StartAsync(target.HttpUri, readTimeout: TimeSpan.FromMinutes(1));

        RecordedRun run = await RunAsync(nginx);

        Assert.Equal(["reconnects >= 1"], run.Failed.Select(expression => expression.Split(" {")[0]));
        Assert.Empty(run.Broken);
    }

    private async Task<RecordedRun> RunAsync(NginxProxy nginx)
    {
        LoadResult loaded = ScenarioFile.Load([Path.Combine(_sample, "idle.yaml")]);
        Assert.Empty(loaded.Errors);
        RunnableScenario sample = new(loaded.Scenarios[0].Scenario.WithClients(20), File.ReadAllText(Path.Combine(_sample, "idle.yaml")));
        return new RecordedRun(await runs.RunAsync([sample], new RunOptions { Target = new Uri($"ws://{nginx.Endpoint}/socket") }, _ => { }, Deadline.Token));
    }
}
