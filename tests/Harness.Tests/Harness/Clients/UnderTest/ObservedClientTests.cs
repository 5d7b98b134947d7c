using Harness.Clients.UnderTest;
using Harness.Journal;

namespace Harness.Tests.Clients.UnderTest;

public sealed class ObservedClientTests
{
    private readonly ObservedClient _client = new(client: 4);
    private readonly List<Fact> _facts = [];

    [Fact]
    public void A_loss_that_it_found_out_by_itself_is_declared_and_one_that_it_was_told_is_not()
    {
        Take(_client.Connecting(10));
        Take(_client.Opened(20));
        _client.Heard(25);
        Take(_client.Lost(60, 0, byItself: true));
        Take(_client.Connecting(70));
        Take(_client.Opened(80));
        Take(_client.Lost(90, 1001, byItself: false));

        Assert.Equal(
            [
                Facts.AttemptStarted(10, 4, 1, AttemptCause.Start), Facts.Opened(20, 4, 1),
                Facts.DeclaredDead(60, 4, 1, lastAnswer: 25), Facts.SocketGone(60, 4, 1, CloseCause.Own),
                Facts.AttemptStarted(70, 4, 2, AttemptCause.Loss), Facts.Opened(80, 4, 2),
                Facts.SocketGone(90, 4, 2, CloseCause.CloseFrame, 1001),
            ],
            Told());
    }

    [Fact]
    public void States_follow_the_connections()
    {
        Take(_client.Connecting(10));
        Take(_client.Opened(20));
        Take(_client.Lost(30, 1006, byItself: false));
        Take(_client.Failed(40, 503));
        Take(_client.Opened(50));
        Take(_client.ClosedByUser(60));
        Take(_client.Lost(70, 1000, byItself: true));

        Assert.Equal(
            [ClientState.Connecting, ClientState.Open, ClientState.Reconnecting, ClientState.Open, ClientState.Closed],
            _facts.Where(fact => fact.Kind == FactKind.StateChanged).Select(fact => (ClientState)fact.A));
        // Closing is its user's doing, not a detection.
        Assert.DoesNotContain(_facts, fact => fact.Kind == FactKind.DeclaredDead);
    }

    [Fact]
    public void An_attempt_that_was_not_reported_begins_when_it_ends()
    {
        Take(_client.Opened(20));
        Take(_client.Lost(30, 0, byItself: false));
        Take(_client.Failed(45, 0));
        Take(_client.Opened(60));

        Assert.Equal(
            [
                Facts.AttemptStarted(20, 4, 1, AttemptCause.Start), Facts.Opened(20, 4, 1), Facts.SocketGone(30, 4, 1, CloseCause.Fin),
                Facts.AttemptStarted(45, 4, 2, AttemptCause.Loss), Facts.AttemptFailed(45, 4, 2, CloseCause.Refused),
                Facts.AttemptStarted(60, 4, 3, AttemptCause.FailedAttempt), Facts.Opened(60, 4, 3),
            ],
            Told());
    }

    [Fact]
    public void A_second_open_beside_the_first_is_a_second_connection_for_the_judge_to_see()
    {
        Take(_client.Opened(20));
        Take(_client.Opened(30));

        Assert.Equal([1, 2], _facts.Where(fact => fact.Kind == FactKind.Opened).Select(fact => fact.A));
        Assert.DoesNotContain(_facts, fact => fact.Kind == FactKind.SocketGone);
    }

    [Fact]
    public void Nobody_attempts_after_the_close_unless_it_says_so()
    {
        Take(_client.ClosedByUser(10));
        Take(_client.Failed(20, 0));
        Assert.Equal([Facts.ClosedByUser(10, 4)], Told());

        // What does open is told, and so is an attempt that it reports.
        Take(_client.Opened(30));
        Take(_client.Connecting(40));
        Take(_client.Failed(50, 0));
        Assert.Equal(
            [Facts.ClosedByUser(10, 4), Facts.Opened(30, 4, 1), Facts.AttemptStarted(40, 4, 2, AttemptCause.Start), Facts.AttemptFailed(50, 4, 2, CloseCause.Refused)],
            Told());
    }

    [Fact]
    public void What_closes_without_being_open_changes_nothing() => Assert.Empty(_client.Lost(20, 1000, byItself: true));

    private void Take(IEnumerable<Fact> facts) => _facts.AddRange(facts);

    private IEnumerable<Fact> Told() => _facts.Where(fact => fact.Kind != FactKind.StateChanged);
}
