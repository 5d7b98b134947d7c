using System.Collections.Immutable;
using Harness.Clients;
using Harness.Journal;
using Harness.Judging.Measures;
using Harness.Judging.Reading;
using Harness.Metrics;
using Harness.Scenarios;

namespace Harness.Judging.Results;

/// <summary>Puts together the values per second of a run, from the beginning of the load to the end of the judged time.</summary>
public static class SeriesReader
{
    private static readonly ImmutableArray<ClientState> _shown =
        [ClientState.Connecting, ClientState.Open, ClientState.Suspect, ClientState.Polling, ClientState.Reconnecting, ClientState.Closed];

    public static TimeSeries Read(JudgeContext context)
    {
        PerSecond slices = context.PerSecond;
        int[] missed = new int[slices.Count], reconnects = new int[slices.Count], polls = new int[slices.Count], attempts = new int[slices.Count];
        foreach (ClientRecord client in context.Clients)
        {
            foreach (Fact fact in client.Judged)
            {
                bool isPoll = Attempts.IsPoll(fact);
                int[]? counter = fact.Kind switch
                {
                    FactKind.HeartbeatMissed => missed,
                    FactKind.Opened when fact.A != client.Connections[0].Number => reconnects,
                    _ when Attempts.IsReconnect(fact) => attempts,
                    _ => isPoll ? polls : null,
                };
                if (counter is { Length: > 0 })
                {
                    counter[slices.IndexOf(isPoll ? fact.D : fact.At)]++;
                }
            }
        }

        HistogramCounts?[] rtt = Histograms(slices, Series.HeartbeatRtt);
        SampleSet?[] stale = Staleness(context);
        return new TimeSeries
        {
            Seconds = [.. Enumerable.Range(0, slices.Count).Select(second => (double)second)],
            Clients = ClientsByState(context),
            HeartbeatsSent = Counters(slices, Series.HeartbeatsSent),
            HeartbeatsAnswered = Counters(slices, Series.HeartbeatsAnswered),
            HeartbeatsMissed = [.. missed],
            Reconnects = [.. reconnects],
            Polls = [.. polls],
            Attempts = [.. attempts],
            RttP50 = [.. rtt.Select(counts => counts?.At(Stat.P50) / 1e6)],
            RttP99 = [.. rtt.Select(counts => counts?.At(Stat.P99) / 1e6)],
            StalenessP99 = [.. stale.Select(samples => samples?.At(Stat.P99))],
            StalenessMax = [.. stale.Select(samples => samples?.At(Stat.Max))],
        };
    }

    private static ImmutableArray<int> Counters(PerSecond slices, Series series)
    {
        int[] values = new int[slices.Count];
        foreach (Fact row in slices.Rows(series))
        {
            if (values.Length > 0)
            {
                values[slices.IndexOf(row.At)] += (int)row.C;
            }
        }

        return [.. values];
    }

    private static HistogramCounts?[] Histograms(PerSecond slices, Series series)
    {
        var values = new HistogramCounts?[slices.Count];
        foreach (Fact row in slices.Rows(series))
        {
            if (values.Length > 0)
            {
                (values[slices.IndexOf(row.At)] ??= new HistogramCounts()).Add(row.B, row.C);
            }
        }

        return values;
    }

    /// <summary>The samples of <c>staleness</c> by second; nothing where it is not measured.</summary>
    private static SampleSet?[] Staleness(JudgeContext context)
    {
        var values = new List<double>?[context.PerSecond.Count];
        foreach (Sample sample in new StalenessSource().SamplesIn(new Scope(context, new Assertion { Expression = MetricNames.Staleness.Name, Metric = MetricNames.Staleness })))
        {
            if (values.Length > 0)
            {
                (values[context.PerSecond.IndexOf(sample.At)] ??= []).Add(sample.Value);
            }
        }

        return values.All(second => second is null) ? [] : [.. values.Select(second => second is null ? null : new SampleSet(second))];
    }

    /// <summary>
    /// How many clients are in each state at the end of each second: the growth per second of every state, summed up. A client that is idle
    /// (not started), or was closed by its user before the end, is in none of those shown. A client that left keeps the state in which it is said to be after that.
    /// </summary>
    private static ImmutableSortedDictionary<string, ImmutableArray<int>> ClientsByState(JudgeContext context)
    {
        int seconds = context.PerSecond.Count;
        var growth = _shown.ToDictionary(state => state, _ => new int[seconds]);
        foreach (ClientRecord client in context.Clients)
        {
            var state = ClientState.Idle;
            foreach (Fact fact in client.All)
            {
                if (fact.Kind != FactKind.StateChanged || fact.At >= context.Time.End || seconds == 0)
                {
                    continue;
                }

                int second = context.PerSecond.IndexOf(fact.At);
                var next = (ClientState)fact.A;
                if (growth.TryGetValue(state, out int[]? left))
                {
                    left[second]--;
                }

                // Those whose time was over are gone: stacked up, they would dwarf those who are there.
                bool isOver = next == ClientState.Closed && client is { WentAway: true, Left: null };
                if (!isOver && growth.TryGetValue(next, out int[]? entered))
                {
                    entered[second]++;
                }

                state = next;
            }
        }

        return growth.ToImmutableSortedDictionary(entry => entry.Key.ToString().ToLowerInvariant(), entry => RunningSum(entry.Value), StringComparer.Ordinal);
    }

    private static ImmutableArray<int> RunningSum(int[] growth)
    {
        int sum = 0;
        return [.. growth.Select(change => sum += change)];
    }
}
