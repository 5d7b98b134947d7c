namespace Harness.Tests.Cli;

/// <summary>Whoever is killed, and whenever: the run says who it was, and no process is left behind.</summary>
[Collection("processes")]
public sealed class RoleDeathTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(15);
    private static readonly SideBySide<(string Role, string Name)> _runs = new(
        one => DieInMidRunAsync(one.Role, one.Name), ("worker", "worker-0"), ("proxy", "proxy-0"), ("target", "target"));

    [Theory]
    [InlineData("worker", "worker-0")]
    [InlineData("proxy", "proxy-0")]
    [InlineData("target", "target")]
    public async Task A_role_that_dies_in_mid_run_ends_the_run_and_is_named(string role, string name)
    {
        Assert.SkipUnless(ProcessTable.IsReadable, ProcessTable.LinuxOnly);
        await _runs.AskAsync((role, name));
    }

    [Theory]
    [InlineData("worker", "worker-0")]
    [InlineData("proxy", "proxy-0")]
    [InlineData("target", "target")]
    public async Task A_role_that_dies_while_it_starts_is_named_and_leaves_no_report(string role, string name)
    {
        Assert.SkipUnless(ProcessTable.IsReadable, ProcessTable.LinuxOnly);
        using var place = new Workplace();
        await using HarnessProgram program = HarnessProgram.Start("run", place.Scenario, "--out", place.Out);
        ProcessEntry[] roles = await program.RolesAsync();
        ProcessEntry victim = roles.Single(entry => entry.Role == role);

        ProcessTable.Signal(victim.Id, Signals.Kill);
        Ended ended = await program.EndAsync();

        Assert.True(ended.Code == 3, ended.ToString());
        Assert.StartsWith($"{name} (process {victim.Id}) was killed", ended.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(roles, entry => entry.IsAlive);
        place.AssertNothingStarted();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Roles_do_not_outlive_a_run_that_is_killed(bool whileStarting)
    {
        Assert.SkipUnless(ProcessTable.IsReadable, ProcessTable.LinuxOnly);
        using var place = new Workplace();
        await using HarnessProgram program = HarnessProgram.Start("run", place.Scenario, "--out", place.Out);
        ProcessEntry[] roles = await program.RolesAsync();
        if (!whileStarting)
        {
            await program.SaysAsync(" hold ");
        }

        program.Signal(Signals.Kill);

        await ProcessTable.GoneAsync(roles, _patience, TestContext.Current.CancellationToken);
        Assert.Equal(128 + Signals.Kill, (await program.EndAsync()).Code);
    }

    private static async Task DieInMidRunAsync(string role, string name)
    {
        using var place = new Workplace();
        await using HarnessProgram program = HarnessProgram.Start("run", place.Scenario, "--out", place.Out);
        ProcessEntry[] roles = await program.RolesAsync();
        await program.SaysAsync(" hold ");
        ProcessEntry victim = roles.Single(entry => entry.Role == role);

        ProcessTable.Signal(victim.Id, Signals.Kill);
        Ended ended = await program.EndAsync();

        Assert.True(ended.Code == 3, ended.ToString());
        Assert.StartsWith($"{name} (process {victim.Id}) was killed (signal 9", ended.Errors, StringComparison.Ordinal);
        Assert.Single(ended.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal("incomplete", place.RunJson().GetProperty("verdict").GetString());
        Assert.False(Directory.Exists(Path.Combine(place.Report, ".roles")));
        Assert.DoesNotContain(roles, entry => entry.IsAlive);
    }
}
