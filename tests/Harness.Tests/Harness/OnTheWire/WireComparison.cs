using Harness.Journal;

namespace Harness.Tests.OnTheWire;

/// <summary>One loss that a client declared, in the journal and on the wire; all times in µs of the monotonic clock.</summary>
/// <param name="Client">Its number.</param>
/// <param name="LastAnswer">The journal: the last answer before the declaration.</param>
/// <param name="LastReply">The wire: the last reply before it.</param>
/// <param name="Declared">The journal: the declaration.</param>
/// <param name="Gone">The journal: the socket is gone.</param>
/// <param name="Ended">The wire: the client's FIN or RST.</param>
internal sealed record WireComparison(int Client, long LastAnswer, long LastReply, long Declared, long Gone, long Ended)
{
    /// <summary>What the two clocks and their mapping may differ by.</summary>
    private const long Grain = 1000;

    /// <summary>How far journal and wire are apart at the last answer.</summary>
    public long AnswerOff => Math.Abs(LastAnswer - LastReply);

    /// <summary>How far they are apart at the end.</summary>
    public long EndOff => Math.Abs(Gone - Ended);

    /// <summary>A reply comes in before it is recorded, and a socket is declared dead before its end goes out.</summary>
    public bool IsInOrder => LastReply <= LastAnswer + Grain && LastAnswer < Declared && Declared <= Gone && Declared <= Ended + Grain;

    /// <summary>Every declared loss, or why one cannot be found on the wire.</summary>
    /// <param name="facts">Of the run.</param>
    /// <param name="connections">Of its clients.</param>
    /// <param name="shift">Added to the journal's times: what is found must depend on them.</param>
    public static IReadOnlyList<WireComparison> Of(IReadOnlyCollection<Fact> facts, IReadOnlyList<WireConnection> connections, long shift = 0)
    {
        ILookup<int, WireConnection> byClient = connections.ToLookup(connection => connection.Client);
        var found = new List<WireComparison>();
        foreach (Fact declared in facts.Where(fact => fact.Kind == FactKind.DeclaredDead))
        {
            Fact opened = facts.Single(fact => fact.Kind == FactKind.Opened && fact.Subject == declared.Subject && fact.A == declared.A);
            Fact gone = facts.Single(fact => fact.Kind == FactKind.SocketGone && fact.Subject == declared.Subject && fact.A == declared.A);
            WireConnection wire = byClient[declared.Subject].Last(connection => connection.Asked <= opened.At);
            Assert.True(wire.Replies.Count > 0 && wire.Ended is not null, $"client {declared.Subject}: {wire.Replies.Count} replies on the wire, end {wire.Ended}");
            found.Add(new WireComparison(declared.Subject, declared.C + shift, wire.Replies[^1], declared.At + shift, gone.At + shift, wire.Ended.Value));
        }

        return found;
    }
}
