using Harness.Clients.Code;
using Harness.Clients.UnderTest;
using Harness.Journal;
using Harness.Tests.Clients.Sockets;

namespace Harness.Tests.Clients.UnderTest;

/// <summary>A client of somebody's own under a worker: what it is told, and when.</summary>
public sealed class UnderTestClientTests
{
    /// <summary>The client was closed before there was one, so nobody closed it: it came up later and stayed.</summary>
    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task A_close_while_it_is_being_made_reaches_it()
    {
        using var made = new ManualResetEventSlim();
        var sdk = new Sdk();
        Fact[] facts = await PlayAsync(
            _ =>
            {
                made.Wait(Deadline.Token);
                return sdk;
            },
            facts => facts.Any(fact => fact.Kind == FactKind.ClosedByUser),
            made.Set);

        Assert.Equal((0, 1), (sdk.Connects, sdk.Closes));
        Assert.DoesNotContain(facts, fact => fact.Kind is FactKind.Opened or FactKind.AttemptStarted);
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task A_close_while_it_connects_comes_after_that()
    {
        var sdk = new Sdk { Connecting = TimeSpan.FromMilliseconds(600) };

        await PlayAsync(_ => sdk, facts => facts.Any(fact => fact.Kind == FactKind.ClosedByUser));

        Assert.Equal((1, 1, true), (sdk.Connects, sdk.Closes, sdk.WasConnectedAtClose));
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task A_timeout_of_its_own_loses_the_message()
    {
        var sdk = new Sdk { Opens = true };

        Fact[] facts = await PlayAsync(_ => sdk, facts => facts.Any(fact => fact.Kind == FactKind.SessionEnded), session: (session, _) => session.SendAsync("hello"), end: long.MaxValue);

        Assert.Single(facts, fact => fact.Kind == FactKind.SendAsked);
        Assert.Single(facts, fact => fact.Kind == FactKind.SendLost);
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task What_it_registers_with_its_token_may_throw()
    {
        var sdk = new Sdk { Opens = true, Throws = true };

        Fact[] facts = await PlayAsync(_ => sdk, facts => facts.Any(fact => fact.Kind == FactKind.ClosedByUser));

        Assert.Equal(1, sdk.Closes);
        Assert.Contains(facts, fact => fact.Kind == FactKind.SessionFailed);
    }

    /// <summary>The facts of a worker with one client, which its user closes 200 ms after the start.</summary>
    private static async Task<Fact[]> PlayAsync(
        ClientUnderTestFactory factory, Func<IReadOnlyList<Fact>, bool> until, Action? then = null, SessionCode? session = null, long end = 200_000)
    {
        await using var server = new ScriptedServer();
        await using LoneWorker worker = await LoneWorker.StartAsync(
            LoneWorker.Policy, [server.Endpoint],
            change: plan => plan with { Ends = [end], Code = new ClientCode { UnderTest = factory, Session = session } });
        await worker.RecordedAsync(until);
        then?.Invoke();
        return await worker.FactsAsync();
    }

    private sealed class Sdk : IClientUnderTest
    {
        private bool _connected;

        public bool Opens { get; init; }

        /// <summary>How long it connects, whatever its token says.</summary>
        public TimeSpan Connecting { get; init; }

        public bool Throws { get; init; }

        public int Connects { get; private set; }

        public int Closes { get; private set; }

        public bool WasConnectedAtClose { get; private set; }

        public async Task ConnectAsync(ClientTarget where, IClientEvents events, CancellationToken cancellation)
        {
            Connects++;
            if (Throws)
            {
                cancellation.Register(() => throw new NotSupportedException("not now"));
            }

            await Task.Delay(Connecting, TimeProvider.System, CancellationToken.None);
            _connected = true;
            if (Opens)
            {
                events.Opened();
            }
        }

        public Task SendAsync(string text, CancellationToken cancellation) => throw new TaskCanceledException("the SDK's own timeout");

        public Task CloseAsync(CancellationToken cancellation)
        {
            Closes++;
            WasConnectedAtClose = _connected;
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
