using Harness.Clients.Code;
using Harness.Data;
using Harness.Journal;
using Harness.Tests.Clients.Sockets;
using Harness.WebSockets;

namespace Harness.Tests.Clients.Code;

/// <summary>Session code that does not obey its end is told of, and holds nobody up: the worker ends, and its journal is whole.</summary>
public sealed class SessionRunTests
{
    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task Code_that_swallows_its_cancellation_in_a_loop_is_left()
    {
        string failure = Assert.Single(await FailuresAsync(async (session, _) =>
        {
            while (true)
            {
                try
                {
                    await session.PauseAsync(TimeSpan.FromSeconds(1));
                }
                catch (OperationCanceledException)
                {
                    // As code does that ends its loop by nothing.
                }
            }
        }));

        Assert.Equal("did not end within 3 s of its client's end: it has to pass its cancellation token on", failure);
    }

    /// <summary>It blocks the cancellation itself, which was waited for without a limit.</summary>
    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task What_code_registers_with_its_token_may_block()
    {
        var over = new ManualResetEventSlim();
        string failure = Assert.Single(await FailuresAsync(async (_, ct) =>
        {
            ct.Register(() => over.Wait(CancellationToken.None));
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
        }));
        over.Set();

        Assert.StartsWith("did not end within 3 s", failure, StringComparison.Ordinal);
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task What_code_registers_with_its_token_may_throw()
    {
        string failure = Assert.Single(await FailuresAsync(async (_, ct) =>
        {
            using CancellationTokenRegistration registration = ct.Register(() => throw new NotSupportedException("not now"));
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
        }));

        Assert.StartsWith("what it had registered with its cancellation token threw: NotSupportedException: not now", failure, StringComparison.Ordinal);
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task A_predicate_that_throws_a_cancellation_of_its_own_did_not_run_out_of_time()
    {
        string failure = Assert.Single(await FailuresAsync(
            (session, _) => session.ExpectAsync(_ => throw new OperationCanceledException("own"), TimeSpan.FromSeconds(30)), says: """{"event":"hello"}"""));

        Assert.StartsWith("OperationCanceledException: own", failure, StringComparison.Ordinal);
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task A_secret_in_a_failure_is_not_written()
    {
        string failure = Assert.Single(await FailuresAsync(
            (_, _) => throw new InvalidOperationException("login refused: zq9-token-of-mine"), secrets: new SecretMask(["zq9-token-of-mine"])));

        Assert.StartsWith("InvalidOperationException: login refused: ***", failure, StringComparison.Ordinal);
    }

    /// <summary>What one client's code did wrong, from its open to the end of its worker.</summary>
    /// <param name="says">What the server says once the client is open; null: nothing.</param>
    private static async Task<string[]> FailuresAsync(SessionCode code, string? says = null, SecretMask? secrets = null)
    {
        await using var server = new ScriptedServer();
        await using LoneWorker worker = await LoneWorker.StartAsync(
            LoneWorker.Policy, [server.Endpoint],
            change: plan => plan with { Code = new ClientCode { Session = code, Secrets = secrets ?? SecretMask.None } });
        ScriptedConnection connection = await server.OpenedAsync();
        await worker.RecordedAsync(facts => facts.Any(fact => fact.Kind == FactKind.SessionBegan));
        if (says is not null)
        {
            await connection.FrameAsync(Opcode.Text, says);
        }

        if (says is not null || secrets is not null)
        {
            await worker.RecordedAsync(facts => facts.Any(fact => fact.Kind == FactKind.SessionEnded));
        }

        return await worker.FailuresAsync();
    }
}
