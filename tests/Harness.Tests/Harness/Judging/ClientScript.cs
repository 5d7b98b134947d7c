using Harness.Clients;
using Harness.Journal;

namespace Harness.Tests.Judging;

/// <summary>What one client does, told in order. Numbers its connections by itself.</summary>
internal sealed class ClientScript(int client, List<Fact> facts)
{
    private int _connection;

    /// <summary>An attempt that opens 10 ms later, at <paramref name="at"/>.</summary>
    public ClientScript Opens(double at, AttemptCause? cause = null) => Tries(at - 0.01, cause).OpensNow(at);

    public ClientScript Tries(double at, AttemptCause? cause = null)
    {
        _connection++;
        return Add(Facts.AttemptStarted(T(at), client, _connection, cause ?? (_connection == 1 ? AttemptCause.Start : AttemptCause.Loss)));
    }

    public ClientScript OpensNow(double at) => Add(Facts.Opened(T(at), client, _connection));

    public ClientScript Fails(double at, CloseCause cause = CloseCause.AttemptTimeout, int status = 0) => Add(Facts.AttemptFailed(T(at), client, _connection, cause, status));

    /// <summary>Attempts that run into their timeout of 2 s, one after the other as long as they end before <paramref name="until"/>.</summary>
    public ClientScript TriesInVain(double from, double until)
    {
        for (double at = from; at + 2 <= until; at += 2)
        {
            Tries(at, at == from ? AttemptCause.Loss : AttemptCause.LockEnded).Fails(at + 2);
        }

        return this;
    }

    /// <summary>Declares the connection dead and closes it; the heartbeats since the last answer are in the trail.</summary>
    public ClientScript Declares(double at, double lastAnswer, double late = 0)
    {
        Add(Facts.DeclaredDead(T(at), client, _connection, T(lastAnswer), (long)(late * 1e6)));
        Add(Facts.HeartbeatTrail(T(lastAnswer - 0.003), T(lastAnswer - 0.003), T(lastAnswer), client, _connection));
        for (double sent = lastAnswer + 1; sent < at; sent++)
        {
            Add(Facts.HeartbeatTrail(T(sent), T(sent), 0, client, _connection));
        }

        return Add(Facts.SocketGone(T(at), client, _connection, CloseCause.Own));
    }

    /// <summary>Declares the connection dead and waits for the close frame with its socket open.</summary>
    public ClientScript DeclaresOnly(double at, double lastAnswer) => Add(Facts.DeclaredDead(T(at), client, _connection, T(lastAnswer)));

    public ClientScript IsTold(double at, CloseCause cause = CloseCause.Fin, int code = 0) => Add(Facts.SocketGone(T(at), client, _connection, cause, code));

    public ClientScript Closes(double at) => Add(Facts.SocketGone(T(at), client, _connection, CloseCause.Own));

    public ClientScript Misses(double at, int inARow = 1) => Add(Facts.HeartbeatMissed(T(at), client, _connection, inARow, T(at - 1)));

    public ClientScript Holds(double at, long version, FetchReason reason = FetchReason.Push, int? topic = null) =>
        Add(Facts.VersionHeld(T(at), client, topic ?? client, version, reason, T(at - 0.005)));

    public ClientScript Polls(double at, bool ok = true, FetchReason reason = FetchReason.PollLoss, double took = 0.005) => Add(ok
        ? Facts.FetchAnswered(T(at), client, client, 1, reason, T(at - took))
        : Facts.FetchFailed(T(at), client, client, 0, reason, T(at - took)));

    public ClientScript Fetched(double at, long version, FetchReason reason = FetchReason.Push) => Add(Facts.FetchAnswered(T(at), client, client, version, reason, T(at - 0.005)));

    /// <summary>A push on the newest connection, unless another is named.</summary>
    public ClientScript Pushed(double at, long version, int? connection = null, int? topic = null) =>
        Add(Facts.PushSeen(T(at), client, topic ?? client, connection ?? _connection, version));

    public ClientScript GivesUp(double at, GiveUpReason reason = GiveUpReason.AttemptsExhausted) => Add(Facts.GaveUp(T(at), client, _connection, reason));

    public ClientScript WaitsForSend(double at) => Add(Facts.WaitsForSend(T(at), client, _connection));

    public ClientScript IsSuspended(double at, double until, int fault = 0) => Add(Facts.Suspended(T(at), client, fault)).Add(Facts.Woken(T(until), client, fault));

    public ClientScript FirstByte(double at, int fault = 0) => Add(Facts.FirstByteAfterArming(T(at), client, fault));

    public ClientScript Leaves(double at, int fault = 0) => Add(Facts.Left(T(at), client, fault));

    public ClientScript IsDropped(double at) => Add(Facts.PresenceDropped(T(at), T(at - 0.1), client));

    public ClientScript Asked(double at, int message, bool open) => Add(Facts.SendAsked(T(at), client, message, open));

    public ClientScript Sent(double at, int message) => Add(Facts.SendDone(T(at), client, message));

    public ClientScript Lost(double at, int message) => Add(Facts.SendLost(T(at), client, message));

    public ClientScript IsClosedByUser(double at) => Add(Facts.ClosedByUser(T(at), client));

    public ClientScript Refuses(double at) => Add(Facts.HeartbeatRefused(T(at), client, _connection));

    public ClientScript Hurries(double at) => Add(Facts.HeartbeatHurried(T(at), client, _connection, T(at - 0.2)));

    public ClientScript Joins(double at) => Add(ChatFacts.Joined(T(at), client, _connection));

    /// <summary>Is to say something, and says it a millisecond later.</summary>
    public ClientScript Says(double at, int id, int to, ChatKind kind = ChatKind.Group, bool open = true) =>
        Add(ChatFacts.Asked(T(at), client, id, kind, to, T(at), open)).Add(ChatFacts.Sent(T(at + 0.001), client, id, kind, to, T(at), _connection));

    public ClientScript Hears(double at, int from, int id, int group = -1, ChatKind? kind = null) =>
        Add(ChatFacts.Received(T(at), client, from, id, kind ?? (group < 0 ? ChatKind.Single : ChatKind.Group), group, _connection));

    public ClientScript IsRefusedAToken(double at, ChatCredential credential) => Add(ChatFacts.Refused(T(at), client, _connection, credential, logsInAgain: false));

    public ClientScript IsListed(double at, int group, int member, bool isIn = true) => Add(ChatFacts.Listed(T(at), client, group, member, _connection, isIn));

    public ClientScript Is(double at, ClientState state) => Add(Facts.StateChanged(T(at), client, state));

    private static long T(double seconds) => RunBuilder.At(seconds);

    private ClientScript Add(Fact fact)
    {
        facts.Add(fact);
        return this;
    }
}
