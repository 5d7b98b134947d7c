using System.Globalization;
using System.Text.Json;
using Harness.Faults.Kernel;
using Harness.Tests.Faults.Kernel;

namespace Harness.Tests.Cli;

/// <summary>Whole runs with <c>--fault-backend kernel</c>, each in a network namespace of its test's own.</summary>
[Collection(WaitingProcesses.Name)]
public sealed class KernelBackendTests
{
    private const string Drop = "- silent-drop: { at: 3s, for: 3s, share: 30%, path: websocket }";

    /// <summary>Runs that are judged, then runs that are broken off: how soon is of no account there.</summary>
    private static readonly SideBySide<string> _judged = new(
        one => one == "sound" ? NoticeAsync() : NeverDeclareAsync(), "sound", "never-declares");

    private static readonly SideBySide<string> _brokenOff = new(
        one => one switch
        {
            "proxy" => LoseRoleAsync(),
            "kernel" or "toxiproxy" => KillAsync(one),
            _ => InterruptAsync(int.Parse(one, CultureInfo.InvariantCulture)),
        },
        Text(Signals.Interrupt), Text(Signals.Terminate), Text(Signals.HangUp), "proxy", "kernel", "toxiproxy");

    [Fact]
    public Task Faults_by_packets_are_noticed_as_those_by_toxics_are_and_no_rule_is_left() => _judged.AskAsync("sound");

    [Fact]
    public Task A_client_that_never_declares_is_not_told_either_and_goes_on_when_packets_pass_again() => _judged.AskAsync("never-declares");

    [Theory]
    [InlineData(Signals.Interrupt)]
    [InlineData(Signals.Terminate)]
    [InlineData(Signals.HangUp)]
    public Task A_run_that_is_interrupted_in_a_fault_leaves_no_rule(int signal) => _brokenOff.AskAsync(Text(signal));

    [Fact]
    public Task A_run_that_lost_a_role_in_a_fault_leaves_no_rule() => _brokenOff.AskAsync("proxy");

    [Theory]
    [InlineData("kernel")]
    [InlineData("toxiproxy")]
    public Task The_table_of_a_run_that_was_killed_goes_at_the_next_start_and_that_of_a_living_one_stays(string next) => _brokenOff.AskAsync(next);

    private static async Task NoticeAsync()
    {
        await using NetNamespace net = await NetNamespace.CreateAsync();
        using var place = new Workplace();
        string scenario = place.With(
            Drop,
            """
            - silent-drop: { at: 3s, for: 3500ms, share: 20% }
              - one-way-drop: { at: 3s, for: 3500ms, share: 20%, direction: downstream }
              - half-open: { at: 3s, share: 20%, gone: server }
              - latency: { at: 3s, for: 3500ms, share: 20%, latency: 50ms }
            """);
        await using HarnessProgram program = HarnessProgram.StartIn(net, "run", scenario, "--out", place.Out, "--fault-backend", "kernel");
        await program.SaysAsync("| fault: silent-drop");
        RunTable table = RunTable.Parse(Assert.Single(await net.Nft.TablesAsync()))!;
        Assert.Equal((program.Id, false), (table.Process, table.IsLeftover()));
        Ended ended = await program.EndAsync();

        Assert.True(ended.Code is 0 or 4, ended.ToString());
        Assert.Empty(ended.Errors);
        Assert.Empty(await net.Nft.TablesAsync());
        Assert.True(net.Retransmissions() > 20, $"{net.Retransmissions()} segments were sent again");
        JsonElement[] faults = [.. place.RunJson().GetProperty("scenarios")[0].GetProperty("faults").EnumerateArray()];
        Assert.Equal(["kernel", "kernel", "kernel", "toxiproxy"], faults.Select(fault => fault.GetProperty("backend").GetString()));
        Assert.All(faults, fault => Assert.Equal(12, fault.GetProperty("affected").GetInt32()));
        Assert.All(faults[..3], fault => Assert.Equal((12, 0, 0), (Count(fault, "detected"), Count(fault, "undetected"), Count(fault, "told"))));
        Assert.Contains("packets dropped by the kernel", await File.ReadAllTextAsync(Path.Combine(place.Report, "index.html"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static async Task NeverDeclareAsync()
    {
        await using NetNamespace net = await NetNamespace.CreateAsync();
        using var place = new Workplace();
        await using HarnessProgram program = HarnessProgram.StartIn(net, "run", place.With("#more", "flaws: [never-declares]"), "--out", place.Out, "--fault-backend", "kernel");
        Ended ended = await program.EndAsync();

        Assert.True(ended.Code is 1 or 4, ended.ToString());
        JsonElement scenario = place.RunJson().GetProperty("scenarios")[0];
        JsonElement fault = scenario.GetProperty("faults")[0];
        Assert.Equal((18, 0, 18, 0), (Count(fault, "affected"), Count(fault, "detected"), Count(fault, "undetected"), Count(fault, "told")));
        Assert.Equal(0, scenario.GetProperty("series").GetProperty("reconnects").EnumerateArray().Sum(count => count.GetInt32()));
    }

    private static async Task InterruptAsync(int signal)
    {
        await using NetNamespace net = await NetNamespace.CreateAsync();
        using var place = new Workplace();
        await using HarnessProgram program = HarnessProgram.StartIn(net, "run", place.Scenario, "--out", place.Out, "--fault-backend", "kernel");
        await program.SaysAsync("| fault: silent-drop");
        Assert.Single(await net.Nft.TablesAsync());

        program.Signal(signal);
        Ended ended = await program.EndAsync();

        Assert.True(ended.Code == 130, ended.ToString());
        Assert.Empty(await net.Nft.TablesAsync());
    }

    private static async Task LoseRoleAsync()
    {
        await using NetNamespace net = await NetNamespace.CreateAsync();
        using var place = new Workplace();
        await using HarnessProgram program = HarnessProgram.StartIn(net, "run", place.Scenario, "--out", place.Out, "--fault-backend", "kernel");
        ProcessEntry[] roles = await program.RolesAsync();
        await program.SaysAsync("| fault: silent-drop");

        ProcessTable.Signal(roles.Single(role => role.Role == "proxy").Id, Signals.Kill);
        Ended ended = await program.EndAsync();

        Assert.True(ended.Code == 3, ended.ToString());
        Assert.Empty(await net.Nft.TablesAsync());
    }

    private static async Task KillAsync(string next)
    {
        await using NetNamespace net = await NetNamespace.CreateAsync();
        using var place = new Workplace();
        string living = RunTable.OfThisProcess("0a1b2c3d").Name;
        await net.Nft.ApplyAsync(PacketRules.Make(living));
        await using (HarnessProgram killed = HarnessProgram.StartIn(net, "run", place.Scenario, "--out", place.Out, "--fault-backend", "kernel"))
        {
            await killed.RolesAsync();
            await killed.SaysAsync("| fault: silent-drop");
            killed.Signal(Signals.Kill);
            await killed.EndAsync();
        }

        Assert.Equal(2, (await net.Nft.TablesAsync()).Length);

        // A start that goes no further than to find that its target is not there.
        await using HarnessProgram started = HarnessProgram.StartIn(
            net, "run", place.Scenario, "--out", place.Out, "--fault-backend", next, "--target", $"ws://127.0.0.1:{OtherServer.ClosedPort()}/");
        Ended ended = await started.EndAsync();

        Assert.True(ended.Code == 3, ended.ToString());
        Assert.Equal([living], await net.Nft.TablesAsync());
    }

    private static string Text(int signal) => signal.ToString(CultureInfo.InvariantCulture);

    private static int Count(JsonElement fault, string name) => fault.GetProperty(name).GetInt32();
}
