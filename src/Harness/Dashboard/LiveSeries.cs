using System.Collections.Immutable;
using Harness.Journal;
using Harness.Judging;
using Harness.Metrics;
using Harness.Runs;

namespace Harness.Dashboard;

/// <summary>
/// The values per second of a scenario while it is played, from its snapshots. They come twice a second, so a value may stand half a second beside the one that the report computes
/// from the journal.
/// </summary>
/// <remarks>
/// <code>
///  second       0           1           2
///               ├───────────┼───────────┼──
///  snapshots       ×    ×      ×    ×        what lies between two of them stands in the second of their middle;
///                       └ states of 0   └ states of 1, which is complete with the first snapshot behind its end
/// </code>
/// </remarks>
internal sealed class LiveSeries
{
    private static readonly ImmutableArray<ClientState> _shown =
        [ClientState.Connecting, ClientState.Open, ClientState.Suspect, ClientState.Polling, ClientState.Reconnecting, ClientState.Closed];

    private readonly List<Second> _seconds = [];
    private RunProgress? _last;
    private int _complete;

    /// <summary>Takes the next snapshot; one from before the load has nothing to say.</summary>
    public void Add(RunProgress now)
    {
        if (now.States.IsDefaultOrEmpty || now.Elapsed < TimeSpan.Zero)
        {
            return;
        }

        RunProgress before = _last ?? now with
        {
            Elapsed = TimeSpan.Zero,
            HeartbeatsSent = 0,
            HeartbeatsAnswered = 0,
            HeartbeatsMissed = 0,
            Polls = 0,
            Reconnects = 0,
            Attempts = 0,
            RoundTrips = ImmutableSortedDictionary<int, long>.Empty,
        };
        At((int)((before.Elapsed + now.Elapsed).TotalSeconds / 2)).Count(before, now);
        At((int)now.Elapsed.TotalSeconds).States = now.States;
        _last = now;
        for (int end = (int)now.Elapsed.TotalSeconds; _complete < end; _complete++)
        {
            _seconds[_complete].Complete();
        }
    }

    /// <summary>The seconds that are complete.</summary>
    public TimeSeries ToSeries()
    {
        Second[] whole = [.. _seconds.Take(_complete)];
        return new TimeSeries
        {
            Seconds = [.. whole.Select((_, second) => (double)second)],
            Clients = _shown.ToImmutableSortedDictionary(
                state => state.ToString().ToLowerInvariant(), state => whole.Select(second => second.States[(int)state]).ToImmutableArray(), StringComparer.Ordinal),
            HeartbeatsSent = [.. whole.Select(second => second.Sent)],
            HeartbeatsAnswered = [.. whole.Select(second => second.Answered)],
            HeartbeatsMissed = [.. whole.Select(second => second.Missed)],
            Reconnects = [.. whole.Select(second => second.Reconnects)],
            Polls = [.. whole.Select(second => second.Polls)],
            Attempts = [.. whole.Select(second => second.Attempts)],
            RttP50 = [.. whole.Select(second => second.RttP50)],
            RttP99 = [.. whole.Select(second => second.RttP99)],
        };
    }

    /// <summary>The second; those between the last one and it, of which no snapshot came, keep its states.</summary>
    private Second At(int index)
    {
        while (_seconds.Count <= index)
        {
            _seconds.Add(new Second { States = _seconds.Count > 0 ? _seconds[^1].States : ImmutableArray.Create(new int[Enum.GetValues<ClientState>().Length]) });
        }

        return _seconds[index];
    }

    private sealed class Second
    {
        private HistogramCounts? _roundTrips = new();

        public required ImmutableArray<int> States { get; set; }
        public int Sent { get; private set; }
        public int Answered { get; private set; }
        public int Missed { get; private set; }
        public int Reconnects { get; private set; }
        public int Polls { get; private set; }
        public int Attempts { get; private set; }
        public double? RttP50 { get; private set; }
        public double? RttP99 { get; private set; }

        public void Count(RunProgress before, RunProgress now)
        {
            Sent += (int)(now.HeartbeatsSent - before.HeartbeatsSent);
            Answered += (int)(now.HeartbeatsAnswered - before.HeartbeatsAnswered);
            Missed += (int)(now.HeartbeatsMissed - before.HeartbeatsMissed);
            Reconnects += (int)(now.Reconnects - before.Reconnects);
            Polls += (int)(now.Polls - before.Polls);
            Attempts += (int)(now.Attempts - before.Attempts);
            foreach ((int bucket, long count) in now.RoundTrips)
            {
                _roundTrips?.Add(bucket, count - before.RoundTrips.GetValueOrDefault(bucket));
            }
        }

        /// <summary>Nothing is counted here any more. Ten kilobytes of buckets become two numbers: a run may last for hours.</summary>
        public void Complete()
        {
            RttP50 = _roundTrips?.At(Stat.P50) / 1e6;
            RttP99 = _roundTrips?.At(Stat.P99) / 1e6;
            _roundTrips = null;
        }
    }
}
