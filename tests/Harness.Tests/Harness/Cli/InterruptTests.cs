using Harness.Journal;

namespace Harness.Tests.Cli;

/// <summary>SIGINT, SIGTERM, SIGHUP and SIGQUIT: the roles end, what happened so far is reported as incomplete, exit code 130.</summary>
[Collection("processes")]
public sealed class InterruptTests
{
    private static readonly SideBySide<(int Signal, bool WholeGroup)> _runs = new(
        one => InterruptAsync(one.Signal, one.WholeGroup),
        (Signals.Interrupt, false), (Signals.Interrupt, true), (Signals.Terminate, false), (Signals.HangUp, true), (Signals.Quit, true));

    [Theory]
    [InlineData(Signals.Interrupt, false)]
    [InlineData(Signals.Interrupt, true)]
    [InlineData(Signals.Terminate, false)]
    [InlineData(Signals.HangUp, true)]
    [InlineData(Signals.Quit, true)]
    public async Task In_mid_run(int signal, bool wholeGroup)
    {
        Assert.SkipUnless(ProcessTable.IsReadable, ProcessTable.LinuxOnly);
        await _runs.AskAsync((signal, wholeGroup));
    }

    [Fact]
    public async Task While_the_roles_start_and_are_ended_by_it_first()
    {
        Assert.SkipUnless(ProcessTable.IsReadable, ProcessTable.LinuxOnly);
        using var place = new Workplace();
        await using HarnessProgram program = HarnessProgram.Start("run", place.Scenario, "--out", place.Out);
        ProcessEntry[] roles = await program.RolesAsync();

        // As when a service is stopped: every process gets the signal, and ours need not be the first that it reaches.
        Array.ForEach(roles, role => ProcessTable.Signal(role.Id, Signals.Terminate));
        await ProcessTable.GoneAsync(roles, HarnessProgram.Patience, TestContext.Current.CancellationToken);
        program.Signal(Signals.Terminate);
        Ended ended = await program.EndAsync();

        Assert.True(ended.Code == 130, ended.ToString());
        Assert.Empty(ended.Errors);
        Assert.DoesNotContain(roles, role => role.IsAlive);
    }

    [Fact]
    public async Task While_a_silent_target_is_probed()
    {
        Assert.SkipUnless(ProcessTable.IsReadable, ProcessTable.LinuxOnly);
        using var place = new Workplace();
        await using var silent = new OtherServer();
        await using HarnessProgram program = HarnessProgram.StartHearing("run", place.Scenario, "--out", place.Out, "--target", $"ws://127.0.0.1:{silent.Port}/socket");
        await program.SaysAsync("harness: small");

        program.Signal(Signals.Interrupt);
        Ended ended = await program.EndAsync();

        Assert.True(ended.Code == 130, ended.ToString());
        Assert.Equal("Interrupted before anything was started.\n", ended.Errors);
        place.AssertNothingStarted();
    }

    private static async Task InterruptAsync(int signal, bool wholeGroup)
    {
        using var place = new Workplace();
        string[] arguments = ["run", place.Scenario, "--out", place.Out];
        await using HarnessProgram program = wholeGroup ? HarnessProgram.StartGroup(arguments) : HarnessProgram.StartHearing(arguments);
        ProcessEntry[] roles = await program.RolesAsync();
        await program.SaysAsync(" hold ");

        ProcessTable.Signal(wholeGroup ? -program.Id : program.Id, signal);
        Ended ended = await program.EndAsync();

        Assert.True(ended.Code == 130, ended.ToString());
        Assert.Empty(ended.Errors);
        Assert.Contains("INCOMPLETE", ended.Output, StringComparison.Ordinal);
        Assert.Contains("The run was interrupted", ended.Output, StringComparison.Ordinal);
        Assert.Equal("incomplete", place.RunJson().GetProperty("verdict").GetString());
        Assert.False(Directory.Exists(Path.Combine(place.Report, ".roles")));
        Assert.True(File.Exists(Path.Combine(place.Report, "index.html")));
        Assert.DoesNotContain(roles, role => role.IsAlive);
        // The worker was told to close its clients, so the signal that the whole group got did not end it.
        Assert.Equal(60, JournalFile.Read(Path.Combine(place.Report, "journal.bin")).Facts.Count(fact => fact.Kind == FactKind.ClosedByUser));
    }
}
