using System.Collections.Immutable;
using Harness.Judging;

namespace Harness.Tests.Reporting;

/// <summary>Series with the shape of a real run: a ramp, a dent while the fault is on, a way back with backoff.</summary>
public static class SampleSeries
{
    public static TimeSeries Empty { get; } = Cut(Of(0, 0, 0, 0, 0, recovers: false), 0);

    public static TimeSeries Of(int clients, int hit, double from, double to, int seconds, bool recovers)
    {
        Random random = new(7);
        string[] states = ["connecting", "open", "suspect", "polling", "reconnecting", "closed"];
        Dictionary<string, int[]> byState = states.ToDictionary(state => state, _ => new int[seconds]);
        int[] sent = new int[seconds], answered = new int[seconds], missed = new int[seconds], reconnects = new int[seconds], polls = new int[seconds];
        double?[] p50 = new double?[seconds], p99 = new double?[seconds];
        for (int i = 0; i < seconds; i++)
        {
            double t = i + 1;
            int started = (int)(clients * Math.Min(1, t / 8));
            int connecting = t < 8 ? 18 + random.Next(8) : 0;
            bool on = t > from && hit > 0;
            int lost = on ? (int)(hit * Math.Clamp((t - from - 2) / 1.2, 0, 1)) : 0;
            int suspect = on && t <= to ? (int)(hit * Math.Clamp(t - from - 0.4, 0, 1)) - lost : 0;
            int back = on && recovers && t > to ? (int)(hit * Math.Clamp((t - to) / 5, 0, 1)) : 0;
            int away = lost - back;
            int reconnecting = away / 9;
            byState["connecting"][i] = connecting;
            byState["suspect"][i] = Math.Max(0, suspect);
            byState["reconnecting"][i] = reconnecting;
            byState["polling"][i] = away - reconnecting;
            byState["open"][i] = Math.Max(0, started - connecting - Math.Max(0, suspect) - away);
            sent[i] = started - away + random.Next(-20, 20);
            missed[i] = Math.Max(0, suspect);
            answered[i] = Math.Max(0, sent[i] - missed[i]);
            reconnects[i] = back > 0 && back < hit ? (hit / 5) + random.Next(20) : 0;
            polls[i] = away - reconnecting;
            p50[i] = t < 2 ? null : 0.0006 + (random.NextDouble() * 0.0003);
            p99[i] = t < 2 ? null : 0.003 + (random.NextDouble() * 0.004) + (hit == 0 && t > from && t <= to ? 0.25 : 0);
        }

        return new TimeSeries
        {
            Seconds = [.. Enumerable.Range(0, seconds).Select(second => (double)second)],
            Clients = byState.ToImmutableSortedDictionary(state => state.Key, state => state.Value.ToImmutableArray()),
            HeartbeatsSent = [.. sent.Select(value => Math.Max(0, value))],
            HeartbeatsAnswered = [.. answered],
            HeartbeatsMissed = [.. missed],
            Reconnects = [.. reconnects],
            Polls = [.. polls],
            Attempts = [.. reconnects.Select(opened => opened * 2)],
            RttP50 = [.. p50],
            RttP99 = [.. p99],
        };
    }

    /// <summary>The first seconds of a series.</summary>
    public static TimeSeries Cut(TimeSeries series, int seconds) => new()
    {
        Seconds = [.. series.Seconds.Take(seconds)],
        Clients = series.Clients.ToImmutableSortedDictionary(state => state.Key, state => state.Value.Take(seconds).ToImmutableArray()),
        HeartbeatsSent = [.. series.HeartbeatsSent.Take(seconds)],
        HeartbeatsAnswered = [.. series.HeartbeatsAnswered.Take(seconds)],
        HeartbeatsMissed = [.. series.HeartbeatsMissed.Take(seconds)],
        Reconnects = [.. series.Reconnects.Take(seconds)],
        Polls = [.. series.Polls.Take(seconds)],
        Attempts = [.. series.Attempts.Take(seconds)],
        RttP50 = [.. series.RttP50.Take(seconds)],
        RttP99 = [.. series.RttP99.Take(seconds)],
    };
}
