using Harness.Journal;

namespace Harness.Judging.Reading;

/// <summary>What storms are made of: instants at which clients knocked at the server.</summary>
public static class Attempts
{
    /// <summary>Whether a fact is the beginning of an attempt to connect other than a client's first.</summary>
    public static bool IsReconnect(in Fact fact) => fact.Kind == FactKind.AttemptStarted && fact.B != (int)AttemptCause.Start;

    /// <summary>Whether a fact is the end of a poll, of the fallback or of a client that only polls; its D says when the poll began.</summary>
    public static bool IsPoll(in Fact fact) =>
        fact.Kind is FactKind.VersionHeld or FactKind.FetchAnswered or FactKind.FetchFailed && fact.B is (int)FetchReason.PollLoss or (int)FetchReason.PollSilence or (int)FetchReason.PollTransport;

    /// <summary>The window of so many microseconds, the later end excluded, in which most of the instants lie; the earliest such.</summary>
    /// <param name="sorted">Instants in ascending order, with the client of each.</param>
    /// <param name="width">µs.</param>
    /// <param name="distinct">Whether a client counts once, however often it knocks in the window.</param>
    public static Busiest BusiestWindow(IReadOnlyList<(long At, int Client)> sorted, long width, bool distinct = false)
    {
        var busiest = new Busiest(0, 0, 0);
        Dictionary<int, int> inWindow = [];
        int first = 0;
        for (int last = 0; last < sorted.Count; last++)
        {
            for (; sorted[first].At <= sorted[last].At - width; first++)
            {
                Leave(sorted[first].Client);
            }

            inWindow[sorted[last].Client] = inWindow.GetValueOrDefault(sorted[last].Client) + 1;
            int count = distinct ? inWindow.Count : last - first + 1;
            busiest = count > busiest.Count ? new Busiest(sorted[first].At, sorted[last].At, count) : busiest;
        }

        return busiest;

        void Leave(int client)
        {
            int left = inWindow[client] - 1;
            if (left == 0)
            {
                inWindow.Remove(client);
            }
            else
            {
                inWindow[client] = left;
            }
        }
    }
}

/// <summary>The window in which most happened.</summary>
/// <param name="From">The first instant in it, µs of the monotonic clock.</param>
/// <param name="To">The last instant in it.</param>
/// <param name="Count">How many instants, or clients, lie in it; 0: there are none at all.</param>
public sealed record Busiest(long From, long To, int Count);
