using System.Net.WebSockets;
using System.Text;
using Harness.Clients.UnderTest;
using Harness.Faults.Kinds;
using Harness.Judging;
using Harness.Runs;
using Harness.Scenarios;

namespace Harness.Tests.Runs.Functional;

/// <summary>.NET's ClientWebSocket under test, with and without the timeout that makes it notice.</summary>
[Collection(RunsCollection.Name)]
public sealed class UnderTestTests(RunGroups runs)
{
    private static readonly ClientPolicy _promised = new()
    {
        Preset = "own-sdk",
        Heartbeat = new HeartbeatPolicy { Form = HeartbeatForm.Ping, Message = "", Interval = 500.Milliseconds, Answer = AnswerRule.Reply, ReplyTimeout = 1.Seconds },
        Reconnect = new ReconnectPolicy { Delay = 300.Milliseconds, MaxDelay = 300.Milliseconds, AttemptTimeout = 1.Seconds },
    };

    internal static IEnumerable<RunnableScenario> All => [Build("sound", hasTimeout: true), Build("deaf", hasTimeout: false), Broken()];

    private async Task<RecordedRun> RunAsync(string name) =>
        (await runs.SideBySideAsync("loads", () => LoadTests.WithClientsUnderTest))[name];

    [Fact]
    public async Task One_with_a_timeout_notices_and_comes_back()
    {
        RecordedRun run = await RunAsync("sound");
        Assert.True(run.Failed is [] && run.Broken is [], run.Story);
        FaultResult fault = Assert.Single(run.Result.Faults);
        Assert.Equal((9, 9, 0), (fault.Affected, fault.Detected, fault.Undetected));
        Assert.Contains(run.Result.Notes, note => note.StartsWith("Clients are under test", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_without_is_caught()
    {
        RecordedRun run = await RunAsync("deaf");
        Assert.True(run.Failed.Contains("detection.undetected == 0"), run.Story);
        Assert.Equal(9, run.Result.Faults[0].Undetected);
        Assert.Equal(9, run.Result.Assertions.Single(assertion => assertion.Expression == "detection.undetected == 0").Offenders);
    }

    [Fact]
    public async Task One_that_cannot_be_made_fails_in_the_open()
    {
        RecordedRun run = await RunAsync("broken");
        Assert.Equal(["clients.never_opened == 0", "session.failures == 0"], run.Failed);
        SessionFailure failure = Assert.Single(run.Result.Session!.Failures);
        Assert.StartsWith("the client under test threw when it was to connect: NotSupportedException: no licence", failure.What, StringComparison.Ordinal);
        Assert.Equal(3, failure.Times);
    }

    private static RunnableScenario Broken()
    {
        RunnableScenario broken = Build("broken", hasTimeout: true);
        return broken with
        {
            Scenario = broken.Scenario with
            {
                Clients = broken.Scenario.Clients with { Count = 10, UnderTest = client => client < 3 ? throw new NotSupportedException("no licence") : new Sdk(hasTimeout: true) },
                Faults = [],
                Load = [new RampStage { Over = 200.Milliseconds }, new HoldStage { For = 1500.Milliseconds }],
                Assertions = ["clients.never_opened == 0", "session.failures == 0"],
                Drain = 200.Milliseconds,
            },
        };
    }

    private static RunnableScenario Build(string name, bool hasTimeout) => new(new Scenario
    {
        Name = name,
        Clients = new ClientSettings { Count = 30, Policy = _promised, UnderTest = _ => new Sdk(hasTimeout) },
        Topics = new TopicSettings { PerClient = 0 },
        Load = [new RampStage { Over = 500.Milliseconds }, new HoldStage { For = 9500.Milliseconds }],
        Faults = [new SilentDropFault { At = 2.Seconds, For = 4.Seconds, Share = 0.3 }],
        Assertions = ["clients.never_opened == 0", "detection.undetected == 0", "recovery.unrecovered == 0", "false_alarms == 0", "session.failures == 0"],
    });

    /// <summary>A loop around ClientWebSocket.</summary>
    private sealed class Sdk(bool hasTimeout) : IClientUnderTest
    {
        private readonly CancellationTokenSource _closed = new();
        private Task _loop = Task.CompletedTask;

        public Task ConnectAsync(ClientTarget where, IClientEvents events, CancellationToken cancellation)
        {
            _loop = LoopAsync(where, events);
            return Task.CompletedTask;
        }

        public Task SendAsync(string text, CancellationToken cancellation) => throw new NotSupportedException();

        public async Task CloseAsync(CancellationToken cancellation)
        {
            await _closed.CancelAsync();
            await _loop;
        }

        public async ValueTask DisposeAsync()
        {
            await CloseAsync(CancellationToken.None);
            _closed.Dispose();
        }

        private async Task LoopAsync(ClientTarget where, IClientEvents events)
        {
            while (!_closed.IsCancellationRequested)
            {
                using var socket = new ClientWebSocket();
                socket.Options.KeepAliveInterval = where.Policy.Heartbeat!.Interval;
                socket.Options.KeepAliveTimeout = hasTimeout ? where.Policy.Heartbeat.ReplyTimeout!.Value : Timeout.InfiniteTimeSpan;
                using var attempt = CancellationTokenSource.CreateLinkedTokenSource(_closed.Token);
                attempt.CancelAfter(where.Policy.Reconnect.AttemptTimeout);
                bool opened = false;
                try
                {
                    events.Connecting();
                    await socket.ConnectAsync(where.Url, attempt.Token);
                    events.Opened();
                    opened = true;
                    byte[] buffer = new byte[1024];
                    while (await socket.ReceiveAsync(buffer.AsMemory(), _closed.Token) is { MessageType: not WebSocketMessageType.Close } received)
                    {
                        events.Message(Encoding.UTF8.GetString(buffer, 0, received.Count));
                    }

                    events.Closed((int)(socket.CloseStatus ?? 0), byItself: false);
                }
                catch (Exception e) when (e is WebSocketException or OperationCanceledException)
                {
                    if (!opened)
                    {
                        events.ConnectFailed();
                    }
                    else if (!_closed.IsCancellationRequested)
                    {
                        events.Closed(0, byItself: e is OperationCanceledException);
                    }
                }

                await Task.WhenAny(Task.Delay(where.Policy.Reconnect.Delay, TimeProvider.System), Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _closed.Token));
            }
        }
    }
}
