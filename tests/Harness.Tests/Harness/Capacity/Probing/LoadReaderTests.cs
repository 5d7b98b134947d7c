using System.Collections.Immutable;
using Harness.Capacity;
using Harness.Capacity.Levers;
using Harness.Capacity.Probing;
using Harness.Clients;
using Harness.Journal;
using Harness.Scenarios;
using Harness.Scenarios.Files;

namespace Harness.Tests.Capacity.Probing;

/// <summary>Ten clients, a ramp of 1 s, a hold of 10 s.</summary>
public sealed class LoadReaderTests
{
    private const long Zero = 5_000_000;

    private static Scenario Parse(string more, string send = "") => ScenarioFile.Parse(
        $$"""
        name: s
        clients: { preset: heartbeat-rounds, count: 10, heartbeat: { interval: 1s }{{send}} }
        load: [ ramp: { over: 1s }, hold: { for: 10s } ]
        {{more}}
        """,
        "s.yaml").Scenarios.Single().Scenario;

    private static StepLoad Read(Scenario scenario, params IEnumerable<Fact> facts) => LoadReader.Read(
        LeverRegistry.Find("messages")!, scenario,
        new RunJournal(["run"], [Facts.PhaseBegan(Zero, RunPhase.Load), .. facts.OrderBy(fact => fact.At), Facts.PhaseBegan(At(13), RunPhase.Closing), Facts.Opened(At(14), 9, 1)]),
        TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));

    private static long At(double seconds) => Zero + (long)(seconds * 1e6);

    private static Fact[] Tries(int client, params (CloseCause Cause, int Status)[] ends) =>
        [Facts.AttemptStarted(At(0.1), client, 1, AttemptCause.Start), .. ends.Select((end, i) => Facts.AttemptFailed(At(0.2 + i), client, i + 1, end.Cause, end.Status))];

    [Fact]
    public void Whom_the_target_turned_away_is_who_was_answered_each_time()
    {
        NeverIn never = Read(
            Parse("topics: { updates: 5/s, per_client: 1 }"),
            [
                .. Tries(0, (CloseCause.HandshakeRefused, 503), (CloseCause.HandshakeRefused, 503)),
                .. Tries(1, (CloseCause.HandshakeRefused, 429)),
                .. Tries(2, (CloseCause.HandshakeRefused, 503), (CloseCause.AttemptTimeout, 0)), // and was not answered: that may be ours
                .. Tries(3), // its attempt hangs
                .. Tries(4, (CloseCause.HandshakeRefused, 503)), Facts.Opened(At(3), 4, 2), // came in
                .. Tries(9, (CloseCause.HandshakeRefused, 503)), // opened only after the end
            ]).NeverIn!;

        Assert.Equal(new NeverIn(5, 3, 4, 503), never);
        Assert.False(never.IsTheTargetsWord);
        Assert.True(Read(Parse("topics: { updates: 5/s, per_client: 1 }"), Tries(0, (CloseCause.HandshakeRefused, 503))).NeverIn!.IsTheTargetsWord);
        Assert.False(Read(Parse("topics: { updates: 5/s, per_client: 1 }")).NeverIn!.IsTheTargetsWord);
    }

    [Theory]
    [InlineData(110, 0, 10, 10, 10)]
    [InlineData(55, 0, 10, 10, 5)] // the target took long over each
    [InlineData(55, 55, 10, 0, 5)] // they were handed over late
    [InlineData(0, 0, 10, 10, 0)]
    public void Publications_are_due_by_our_own_schedule_and_made_by_the_target(int made, int late, double asked, double due, double done)
    {
        OfferedMessages messages = Read(Parse("topics: { updates: 10/s, per_client: 1 }"), Enumerable.Range(0, made).Select(i => Facts.Published(At(i / 10.0), 0, i + 1, i < late ? 400_000 : 2_000))).Messages!;

        Assert.Equal((true, asked), (messages.ByTarget, messages.Asked));
        Assert.Equal(due, messages.Due, 1e-6);
        Assert.Equal(done, messages.Done, 1e-6);
    }

    [Theory]
    [InlineData(100, 100, 10.3, 10.3)] // a root of ten clients over ten seconds is allowed for
    [InlineData(60, 60, 6.3, 6.3)] // missed instants are skipped by who sends
    [InlineData(100, 40, 10.3, 4.3)]
    public void What_clients_send_is_counted_while_the_level_is_held(int asked, int sent, double due, double done)
    {
        Scenario scenario = Parse("topics: { updates: 0/s, per_client: 0 }", ", send: { every: 1s }");
        OfferedMessages messages = Read(
            scenario,
            [
                .. Enumerable.Range(0, asked).Select(i => Facts.SendAsked(At(1.05 + (i / 10 * 0.9)), i % 10, i, open: true)),
                .. Enumerable.Range(0, sent).Select(i => Facts.SendDone(At(1.06 + (i / 10 * 0.9)), i % 10, i)),
                Facts.SendAsked(At(0.5), 3, 900, open: true), Facts.SendAsked(At(11.5), 3, 901, open: true), // the ramp, and the drain
            ]).Messages!;

        Assert.Equal((false, 10.0), (messages.ByTarget, messages.Asked));
        Assert.Equal(due, messages.Due, 0.05);
        Assert.Equal(done, messages.Done, 0.05);
    }

    [Fact]
    public void What_is_said_in_a_chat_room_is_counted_so_too()
    {
        OfferedMessages messages = Read(
            Parse("topics: { updates: 0/s, per_client: 0 }\nchat: { groups: 2, messages: 20/s }"),
            Enumerable.Range(0, 150).Select(i => ChatFacts.Asked(At(1.1 + (i * 0.06)), i % 10, i, ChatKind.Group, 0, At(1.1), open: true))).Messages!;

        Assert.Equal((20.0, 15.3, 0.3), (messages.Asked, Math.Round(messages.Due, 1), Math.Round(messages.Done, 1)));
    }

    [Fact]
    public void Where_timers_are_stopped_no_rate_is_promised() =>
        Assert.Null(Read(Parse("topics: { updates: 0/s, per_client: 0 }", ", send: { every: 1s }"), Facts.Suspended(At(3), 1, 0)).Messages);
}
