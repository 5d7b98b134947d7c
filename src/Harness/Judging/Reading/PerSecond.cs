using Harness.Journal;

namespace Harness.Judging.Reading;

/// <summary>The per-second histograms and counters of the journal, inside the judged time.</summary>
public sealed class PerSecond
{
    private const long Second = 1_000_000;

    private readonly Dictionary<Series, List<Fact>> _rows = [];
    private readonly JudgedTime _time;

    public PerSecond(RunJournal journal, JudgedTime time)
    {
        _time = time;
        foreach (Fact fact in journal.Facts)
        {
            // A role's seconds are not aligned with the load: the one that the load began in still counts.
            if (fact.Kind is FactKind.HistogramBucket or FactKind.CounterSlice && fact.At > time.Load - Second && fact.At < time.End)
            {
                if (!_rows.TryGetValue((Series)fact.A, out List<Fact>? rows))
                {
                    _rows.Add((Series)fact.A, rows = []);
                }

                rows.Add(fact);
            }
        }

        // A role that writes cohorts and their sum would be counted twice.
        foreach (List<Fact> rows in _rows.Values)
        {
            if (rows.Exists(row => row.Subject >= 0))
            {
                rows.RemoveAll(row => row.Subject < 0);
            }
        }
    }

    /// <summary>Seconds that the judged time has, the last one begun included.</summary>
    public int Count => (int)((_time.Length + Second - 1) / Second);

    public IReadOnlyList<Fact> Rows(Series series) => _rows.TryGetValue(series, out List<Fact>? rows) ? rows : [];

    /// <summary>The second of the run that an instant lies in; what lies just outside goes to the first or last.</summary>
    public int IndexOf(long at) => (int)Math.Clamp((at - _time.Load) / Second, 0, Math.Max(0, Count - 1));
}
