using Harness.Journal;

namespace Harness.Clients;

/// <summary>Requests and bytes of one cohort's second. Fields, because many threads add to them by reference.</summary>
internal sealed class TrafficSlice
{
    public long Requests;
    public long Failures;
    public long HttpReceived;
    public long HttpSent;
    public long SocketReceived;
    public long SocketSent;

    /// <param name="second">When it began, µs.</param>
    /// <param name="slice">Population · K + cohort.</param>
    /// <param name="journal">Where the facts go.</param>
    public void Flush(long second, int slice, JournalWriter journal)
    {
        Flush(ref Requests, Series.HttpRequests);
        Flush(ref Failures, Series.HttpFailures);
        Flush(ref HttpReceived, Series.HttpReceived);
        Flush(ref HttpSent, Series.HttpSent);
        Flush(ref SocketReceived, Series.SocketReceived);
        Flush(ref SocketSent, Series.SocketSent);

        void Flush(ref long counter, Series series)
        {
            long amount = Interlocked.Exchange(ref counter, 0);
            if (amount > 0)
            {
                journal.Add(Facts.CounterSlice(second, slice, series, amount));
            }
        }
    }
}
