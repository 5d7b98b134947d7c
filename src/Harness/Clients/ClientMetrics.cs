using Harness.Journal;
using Harness.Metrics;

namespace Harness.Clients;

/// <summary>
/// A worker's counters for the live view, and its histograms and counters per second and cohort for the journal.
/// Written from socket, timer and pool threads.
/// </summary>
public sealed partial class ClientMetrics
{
    private readonly CohortSlice[] _cohorts;
    private readonly Histogram _lag = new();
    private readonly ClientState[] _stateOf;
    private readonly int[] _states = new int[Enum.GetValues<ClientState>().Length];
    private readonly long[] _intended;
    private readonly int _firstSlice;
    private long _heartbeats;
    private long _missed;
    private long _polls;
    private long _reconnects;
    private long _failedAttempts;
    private long _attempts;
    private long _answered;

    /// <summary>Round trips since the start, of all cohorts together: those per second and cohort go into the journal.</summary>
    private readonly int[] _roundTrips = new int[LogHistogram.Buckets];

    /// <param name="cohorts">Number of cohorts.</param>
    /// <param name="population">The population that the clients of this worker are of: its slices are told apart from those of the others.</param>
    /// <param name="intended">For each client of this worker, when it is to connect: µs of the monotonic clock.</param>
    public ClientMetrics(int cohorts, int population, long[] intended)
    {
        _cohorts = [.. Enumerable.Range(0, cohorts).Select(_ => new CohortSlice())];
        _firstSlice = population * cohorts;
        _intended = intended;
        _stateOf = new ClientState[intended.Length];
        _states[(int)ClientState.Idle] = intended.Length;
    }

    /// <summary>Clients by state, indexed by <see cref="ClientState"/>, and totals since the start.</summary>
    public ClientCounts Counts() => new(
        [.. _states.Select((_, i) => Volatile.Read(ref _states[i]))],
        Interlocked.Read(ref _heartbeats), Interlocked.Read(ref _missed), Interlocked.Read(ref _polls),
        Interlocked.Read(ref _reconnects), Interlocked.Read(ref _failedAttempts))
    {
        Answered = Interlocked.Read(ref _answered),
        Attempts = Interlocked.Read(ref _attempts),
        RoundTrips = [.. _roundTrips.Select((_, bucket) => (Bucket: bucket, Count: Volatile.Read(ref _roundTrips[bucket]))).Where(entry => entry.Count > 0).SelectMany(entry => (long[])[entry.Bucket, entry.Count])],
    };

    /// <summary>Writes what has come together since the last call as facts of the second that began at <paramref name="second"/> (µs), and starts anew.</summary>
    public void Flush(long second, JournalWriter journal)
    {
        for (int cohort = 0; cohort < _cohorts.Length; cohort++)
        {
            _cohorts[cohort].Flush(second, _firstSlice + cohort, journal);
        }

        _lag.Flush(second, -1, Series.TimerLag, journal);
    }

    internal void Lag(long late) => _lag.Add(late);

    internal void StateChanged(int entry, ClientState state)
    {
        Interlocked.Decrement(ref _states[(int)_stateOf[entry]]);
        Interlocked.Increment(ref _states[(int)state]);
        _stateOf[entry] = state;
    }

    /// <summary>When a client was to connect, µs.</summary>
    /// <param name="entry">Its place in the worker.</param>
    internal long IntendedOf(int entry) => _intended[entry];

    /// <param name="cohort">Whose.</param>
    /// <param name="entry">Its place in the worker.</param>
    internal void Opened(int cohort, int entry, bool first, long now)
    {
        if (!first)
        {
            Interlocked.Increment(ref _reconnects);
        }
        else
        {
            _cohorts[cohort].ConnectTime.Add(now - _intended[entry]);
        }
    }

    internal void HeartbeatSent(int cohort)
    {
        Interlocked.Increment(ref _heartbeats);
        Interlocked.Increment(ref _cohorts[cohort].Sent);
    }

    /// <param name="cohort">Whose.</param>
    /// <param name="fromDue">Since the heartbeat was due, µs.</param>
    /// <param name="fromWrite">Since it was written, µs.</param>
    internal void HeartbeatAnswered(int cohort, long fromDue, long fromWrite)
    {
        Interlocked.Increment(ref _answered);
        Interlocked.Increment(ref _roundTrips[LogHistogram.BucketOf(fromDue)]);
        Interlocked.Increment(ref _cohorts[cohort].Answered);
        _cohorts[cohort].RoundTrip.Add(fromDue);
        _cohorts[cohort].FromWrite.Add(fromWrite);
    }

    internal void Pushed(int cohort) => Interlocked.Increment(ref _cohorts[cohort].Pushes);

    internal void Missed() => Interlocked.Increment(ref _missed);

    /// <summary>An attempt to connect began; the first of a client is no reconnect.</summary>
    internal void AttemptStarted(AttemptCause cause)
    {
        if (cause != AttemptCause.Start)
        {
            Interlocked.Increment(ref _attempts);
        }
    }

    internal void AttemptFailed() => Interlocked.Increment(ref _failedAttempts);

    internal void Fetching(FetchReason reason)
    {
        if (FallbackPoller.IsPoll(reason))
        {
            Interlocked.Increment(ref _polls);
        }
    }

    internal void Fetched(int cohort, long took) => _cohorts[cohort].Fetch.Add(took);

    /// <summary>One cohort's second.</summary>
    private sealed class CohortSlice
    {
        public readonly Histogram RoundTrip = new();
        public readonly Histogram FromWrite = new();
        public readonly Histogram Fetch = new();
        public readonly Histogram ConnectTime = new();
        public long Sent;
        public long Answered;
        public long Pushes;

        public TrafficSlice Traffic { get; } = new();

        /// <param name="cohort">Population · K + cohort.</param>
        public void Flush(long second, int cohort, JournalWriter journal)
        {
            RoundTrip.Flush(second, cohort, Series.HeartbeatRtt, journal);
            FromWrite.Flush(second, cohort, Series.HeartbeatRttFromWrite, journal);
            Fetch.Flush(second, cohort, Series.FetchLatency, journal);
            ConnectTime.Flush(second, cohort, Series.ConnectTime, journal);
            FlushCounter(ref Sent, Series.HeartbeatsSent);
            FlushCounter(ref Answered, Series.HeartbeatsAnswered);
            FlushCounter(ref Pushes, Series.Pushes);
            Traffic.Flush(second, cohort, journal);

            void FlushCounter(ref long counter, Series series)
            {
                long amount = Interlocked.Exchange(ref counter, 0);
                if (amount > 0)
                {
                    journal.Add(Facts.CounterSlice(second, cohort, series, amount));
                }
            }
        }
    }

    /// <summary>Buckets that many threads add to and one empties.</summary>
    private sealed class Histogram
    {
        private readonly int[] _buckets = new int[LogHistogram.Buckets];

        public void Add(long microseconds) => Interlocked.Increment(ref _buckets[LogHistogram.BucketOf(microseconds)]);

        public void Flush(long second, int cohort, Series series, JournalWriter journal)
        {
            for (int i = 0; i < _buckets.Length; i++)
            {
                if (Volatile.Read(ref _buckets[i]) != 0)
                {
                    journal.Add(Facts.HistogramBucket(second, cohort, series, i, Interlocked.Exchange(ref _buckets[i], 0)));
                }
            }
        }
    }
}

/// <summary>Counts of one worker for the live view.</summary>
/// <param name="States">Clients by <see cref="ClientState"/>.</param>
/// <param name="Heartbeats">Sent since the start.</param>
/// <param name="Missed">Missed since the start.</param>
/// <param name="Polls">Polls begun since the start.</param>
/// <param name="Reconnects">Connections opened after a loss, since the start.</param>
/// <param name="FailedAttempts">Attempts that did not open, since the start.</param>
public sealed record ClientCounts(int[] States, long Heartbeats, long Missed, long Polls, long Reconnects, long FailedAttempts)
{
    /// <summary>Heartbeats answered since the start.</summary>
    public long Answered { get; init; }

    /// <summary>Attempts to reconnect begun since the start.</summary>
    public long Attempts { get; init; }

    /// <summary>Round trips of heartbeats since the start: a bucket of <see cref="LogHistogram"/> and how many lie in it, in turn; buckets ascend, and none is empty.</summary>
    public long[] RoundTrips { get; init; } = [];
}
