using System.Net;
using System.Net.Sockets;
using System.Text;
using Harness.Journal;
using Harness.Judging;
using Harness.Runs;
using static Harness.Tests.Runs.Functional.RunScenarios;

namespace Harness.Tests.Runs.Functional;

/// <summary>Targets that are not the reference one, and targets that are none at all.</summary>
[Collection(LightRunsCollection.Name)]
public sealed class ForeignTargetTests(RunGroups runs)
{
    private const string Stale = "staleness.max <= 5s";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_foreign_target_does_not_tell_is_refused_by_name_before_anything_starts()
    {
        await using ForeignTarget target = await ForeignTarget.StartAsync(Token);
        var phases = new List<string>();

        UsageException e = await Assert.ThrowsAsync<UsageException>(() => runs.RunAsync(
            [Short("foreign", Undetected, Lost), Short("other", Stale)],
            new RunOptions { Target = target.SocketUri }, progress => phases.Add(progress.Phase), Token));

        Assert.Contains($"foreign: {Lost}", e.Message, StringComparison.Ordinal);
        Assert.Contains($"other: {Stale}", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Undetected, e.Message, StringComparison.Ordinal);
        Assert.Contains("--allow-unmeasured", e.Message, StringComparison.Ordinal);
        Assert.Empty(phases);
        Assert.Equal(1, target.Opened); // the probe
    }

    [Fact]
    public async Task Presence_is_refused_on_a_target_that_does_not_serve_it()
    {
        await using ForeignTarget target = await ForeignTarget.StartAsync(Token);
        RunnableScenario left = Build("left", Ping, "half-open: { at: 4s, share: 30%, gone: client }", ["presence.stale.max <= 6s", FalseAlarms]);

        UsageException e = await Assert.ThrowsAsync<UsageException>(() => runs.RunAsync([left], new RunOptions { Target = target.SocketUri }, _ => { }, Token));

        Assert.Contains("left: presence.stale.max <= 6s", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(FalseAlarms, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Faults_and_settings_that_are_ordered_are_refused_on_a_target_that_takes_no_orders()
    {
        await using ForeignTarget target = await ForeignTarget.StartAsync(Token);
        RunnableScenario zombie = Build("zombie", Ping, "zombie: { at: 4s, share: 30% }", [FalseAlarms]);
        RunnableScenario idle = zombie with
        {
            Scenario = zombie.Scenario with { Name = "idle", Faults = [], Target = zombie.Scenario.Target with { IdleClose = TimeSpan.FromSeconds(1), Flaws = ["replies-late"] } },
        };

        UsageException e = await Assert.ThrowsAsync<UsageException>(() =>
            runs.RunAsync([zombie, idle], new RunOptions { Target = target.SocketUri, AllowUnmeasured = true }, _ => { }, Token));

        Assert.Contains("has no control API", e.Message, StringComparison.Ordinal);
        Assert.Contains("  zombie: faults[0] zombie\n  idle: target.idle_close\n  idle: target.flaws\n", e.Message.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_allow_unmeasured_the_rest_is_judged_and_what_is_not_is_listed()
    {
        await using ForeignTarget target = await ForeignTarget.StartAsync(Token);

        RecordedRun run = new(await runs.RunAsync(
            [Short("foreign", Undetected, Lost, NeverOpened, FalseAlarms)],
            new RunOptions { Target = target.SocketUri, AllowUnmeasured = true }, _ => { }, Token));

        Assert.Equal([Undetected, NeverOpened, FalseAlarms], run.Result.Assertions.Select(assertion => assertion.Expression));
        Assert.True(run.Failed.Length == 0 && run.Broken.Length == 0, run.Story);
        Assert.Contains($"Not measured on this target: {Lost}.", run.Result.Notes);
        Assert.Equal(18, run.Result.Faults[0].Detected);
        Assert.DoesNotContain(JournalFile.Read(Path.Combine(run.Outcome.Folder, "journal.bin")).Facts, fact => fact.Kind == FactKind.Published);
        Assert.InRange(target.Opened, 60, int.MaxValue);
    }

    [Theory]
    [InlineData("HTTP/1.1 403 Forbidden\r\nContent-Length: 17\r\n\r\nno entry for bots", "403 Forbidden", "no entry for bots")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 15\r\n\r\n<h1>welcome</h1>", "200 OK", "<h1>welcome")]
    [InlineData("SSH-2.0-OpenSSH_9.2p1\r\n", "did not answer with a WebSocket upgrade", "SSH-2.0-OpenSSH")]
    [InlineData("", "closed the connection without an answer", "")]
    public async Task An_answer_that_is_no_upgrade_is_shown_with_its_status_and_first_bytes(string answer, string status, string bytes)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var target = new Uri($"ws://{listener.LocalEndpoint}/socket");
        Task answering = AnswerOnceAsync(listener, answer);

        EnvironmentException e = await Assert.ThrowsAsync<EnvironmentException>(() => RunAsync(target));
        await answering;

        Assert.Contains(target.ToString(), e.Message, StringComparison.Ordinal);
        Assert.Contains(status, e.Message, StringComparison.Ordinal);
        Assert.Contains(bytes, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_that_says_nothing_and_one_that_is_not_there_are_told_apart()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var target = new Uri($"ws://{listener.LocalEndpoint}/socket");

        EnvironmentException silent = await Assert.ThrowsAsync<EnvironmentException>(() => RunAsync(target));
        listener.Stop();
        EnvironmentException absent = await Assert.ThrowsAsync<EnvironmentException>(() => RunAsync(target));

        Assert.Contains("did not answer the handshake within", silent.Message, StringComparison.Ordinal);
        Assert.Contains("cannot be reached", absent.Message, StringComparison.Ordinal);
        Assert.All(new[] { silent, absent }, e => Assert.Contains(target.ToString(), e.Message, StringComparison.Ordinal));
    }

    private Task<RunOutcome> RunAsync(Uri target) => runs.RunAsync([Short("none", Undetected)], new RunOptions { Target = target }, _ => { }, Token);

    private static async Task AnswerOnceAsync(TcpListener listener, string answer)
    {
        using Socket socket = await listener.AcceptSocketAsync(Token);
        await socket.ReceiveAsync(new byte[4096], Token);
        await socket.SendAsync(Encoding.ASCII.GetBytes(answer), Token);
        socket.Shutdown(SocketShutdown.Send);
        // Read to the end, so that closing sends no RST over what was said.
        while (await socket.ReceiveAsync(new byte[4096], Token) > 0)
        {
        }
    }
}
