using System.Text.Json;
using Harness.Tests.Faults.Kernel;
using Harness.Tests.Scenarios;

namespace Harness.Tests.Cli;

/// <summary>
/// The shipped scenario of TCP's own probes, in half its time: behind a proxy that swallows everything nobody notices, and where packets vanish the same probes do. The
/// second run shows that the first is not merely one without probes.
/// </summary>
[Collection(WaitingProcesses.Name)]
public sealed class TcpKeepAliveRunTests
{
    private static readonly string _scenario = Path.Combine(ShippedScenarios.Folder, "documents", "tcp-keepalive-silent-drop.yaml");

    [Fact]
    public Task Behind_a_proxy_nobody_notices() => WholeRuns.AskAsync(nameof(DropByProxyAsync));

    [Fact]
    public Task Where_packets_vanish_the_probes_find_out() => WholeRuns.AskAsync(nameof(DropByKernelAsync));

    internal static async Task DropByProxyAsync()
    {
        using var place = new Workplace();

        Ended ended = await HarnessProgram.RunAsync("run", _scenario, "--clients", "40", "--time-scale", "0.5", "--out", place.Out);

        Assert.True(ended.Code is 0 or 4, ended.ToString());
        Assert.Equal(["reconnects.failed >= 1", "staleness.max <= 8s"], Broken(place));
    }

    internal static async Task DropByKernelAsync()
    {
        await using NetNamespace net = await NetNamespace.CreateAsync();
        using var place = new Workplace();

        await using HarnessProgram program = HarnessProgram.StartIn(net, "run", _scenario, "--clients", "40", "--time-scale", "0.5", "--out", place.Out, "--fault-backend", "kernel");
        Ended ended = await program.EndAsync();

        // It was expected that nobody tries to reconnect during the fault, and somebody did.
        Assert.True(ended.Code is 1 or 4, ended.ToString());
        Assert.DoesNotContain("reconnects.failed >= 1", Broken(place));
    }

    /// <summary>What did not hold, as the file has it.</summary>
    private static string[] Broken(Workplace place) =>
    [
        .. place.RunJson().GetProperty("scenarios")[0].GetProperty("assertions").EnumerateArray()
            .Where(assertion => !assertion.GetProperty("passed").GetBoolean()).Select(Unscaled),
    ];

    /// <summary>Limits of times are scaled too: half of 8 s is 4 s.</summary>
    private static string Unscaled(JsonElement assertion) => assertion.GetProperty("expression").GetString()!.Replace("4s", "8s", StringComparison.Ordinal);
}
