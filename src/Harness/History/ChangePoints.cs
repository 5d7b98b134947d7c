using System.Collections.Immutable;

namespace Harness.History;

/// <summary>
/// Finds where a figure's level changed, as a nightly job sees it: run after run, with nothing but the runs up to then. Two windows slide over the series, the
/// newest runs and all those before them since the last change; they are compared by robust levels, in units of the spread that the series has had so far. What is
/// found is on probation until the runs after it agree with it, and is withdrawn if they agree with the old level. Which method, why, and how well it does:
/// docs/history.md and benchmarks/history.md.
/// </summary>
/// <remarks>
/// <code>
///   ├──────── level before (at least 10 runs) ────────┤├─ newest 5 or 10 ─┤
///   ·  ·   · ·    ·  ·  ·    ·  · ·   ·  ·   ·  ·   ·    °  °   ° °   °   now
///                                                      └ first run: the likeliest one
/// </code>
/// </remarks>
public sealed class ChangePoints
{
    /// <summary>Runs that a level takes before anything is compared with it.</summary>
    public const int LeastBefore = 10;

    /// <summary>Runs that a level, or the spread, is taken of at most: what is older may be forgotten.</summary>
    private const int MostBefore = 100;

    /// <summary>Runs behind which the spread is read: the newest may be on another level already.</summary>
    private const int Newest = 5;

    /// <summary>The spread is never taken for less than this share of the level: ten equal runs do not make the eleventh a change.</summary>
    private const double LeastSpread = 0.005;

    /// <summary>What the sample's spread is multiplied with: it leaves out the wild ones, and with them a little of the noise.</summary>
    private const double SpreadCorrection = 1.03;

    /// <summary>How much more is asked where the spread is known by few runs: × (1 + this ÷ n²).</summary>
    private const double FewRuns = 100;

    /// <summary>Runs that probation lasts at most.</summary>
    private const int LongestProbation = 5;

    /// <summary>Log-likelihood ratio for the new level that ends a probation at once, as in Wald's sequential test. For the old one it is heard to its end.</summary>
    private const double Convincing = 3;

    /// <summary>One run counts as no more than this many standard deviations.</summary>
    private const double Clipped = 3;

    /// <summary>How far back the first run of a change is looked for, and the fewest runs that are on the new level.</summary>
    private const int FurthestFirst = 8;

    private const int FewestSince = 3;

    /// <summary>Sizes of the newer window, and what the standardised difference has to exceed. The longer one is for changes too small to be seen in five runs.</summary>
    private static readonly (int Size, double Limit)[] _windows = [(5, 2.38), (10, 3.3)];

    private readonly double[] _values;
    private readonly ChangeLimits _limits;
    private readonly ImmutableArray<ChangePoint>.Builder _found = ImmutableArray.CreateBuilder<ChangePoint>();

    /// <summary>First run of the present level.</summary>
    private int _start;

    /// <summary>Deviations of earlier levels, relative to each.</summary>
    private double[] _earlier = [];

    private Probation? _probation;

    /// <summary>Before it no newer window begins: runs that made an alarm which was withdrawn are not to make it again.</summary>
    private int _earliest;

    private ChangePoints(ReadOnlySpan<double> values, ChangeLimits limits)
    {
        _values = values.ToArray();
        _limits = limits;
    }

    /// <summary>All change points of a series, those that were withdrawn too, in the order in which they were found.</summary>
    /// <param name="values">Oldest first; finite.</param>
    public static ImmutableArray<ChangePoint> Find(ReadOnlySpan<double> values, ChangeLimits limits)
    {
        var search = new ChangePoints(values, limits);
        for (int now = 0; now < values.Length; now++)
        {
            search.Look(now);
        }

        return search._found.ToImmutable();
    }

    private void Look(int now)
    {
        if (_probation is not null && IsOnProbation(now))
        {
            return;
        }

        int runs = now + 1 - _start;
        if (runs - _windows[0].Size < LeastBefore)
        {
            return;
        }

        double[] older = Between(_start, Math.Max(_start + LeastBefore, now + 1 - Newest));
        double about = Robust.Median(older);
        double[] deviations = [.. older.Select(value => (value - about) / Size(about)), .. _earlier];
        double spread = Math.Max(LeastSpread, Robust.Spread(deviations) * SpreadCorrection) * Size(about);
        spread = Math.Max(spread, _limits.Quantum / 2);
        double caution = 1 + (FewRuns / ((double)deviations.Length * deviations.Length));
        Candidate? best = null;
        foreach ((int size, double limit) in _windows)
        {
            if (runs - size >= LeastBefore && now + 1 - size >= _earliest
                && Compare(now + 1 - size, now, spread) is { } candidate
                && candidate.Statistic - (limit * caution) is var excess and > 0
                && Math.Abs(candidate.To - candidate.From) >= Math.Max(_limits.SmallestShare * Math.Abs(candidate.From), _limits.Quantum)
                && excess > (best?.Excess ?? 0))
            {
                best = candidate with { Excess = excess };
            }
        }

        if (best is not null)
        {
            Take(best, now, spread);
        }
    }

    /// <summary>The two windows of a split, and how far they are apart.</summary>
    private Candidate Compare(int first, int now, double spread)
    {
        double[] before = Between(_start, first);
        double[] since = Between(first, now + 1);
        double from = Robust.Level(before, spread);
        double to = Robust.Level(since, spread);
        return new Candidate(first, from, to, Math.Abs(to - from) / spread / Math.Sqrt((1.0 / before.Length) + (1.0 / since.Length)), 0);
    }

    private void Take(Candidate candidate, int now, double spread)
    {
        // Windows have fixed sizes, and most begin before the change.
        Candidate placed = Place(candidate, now + 1 - FurthestFirst, now, spread);
        _probation = new Probation(_start, _earlier, placed.From, placed.To, spread);
        _found.Add(new ChangePoint { First = placed.First, Found = now, From = placed.From, To = placed.To });
        Begin(placed, _start, _earlier);
    }

    /// <summary>The likeliest first run of a change: from it on, the runs are nearer to the new level than to the old one. The levels follow from that, and it from them, twice.</summary>
    private Candidate Place(Candidate candidate, int earliest, int now, double spread)
    {
        for (int round = 0; round < 2; round++)
        {
            (int first, double most, double sum) = (candidate.First, double.NegativeInfinity, 0);
            for (int run = now; run >= Math.Max(_start + LeastBefore - 2, earliest); run--)
            {
                sum += Against(_values[run], candidate.From, spread) - Against(_values[run], candidate.To, spread);
                if (now + 1 - run >= FewestSince && sum > most)
                {
                    (first, most) = (run, sum);
                }
            }

            candidate = Compare(first, now, spread) is var split && split.To > split.From == candidate.To > candidate.From ? split : candidate;
        }

        return candidate;
    }

    /// <summary>What a run says against a level: half the square of its distance in standard deviations, as in the likelihood of normal noise, of which a wild one has no more than others.</summary>
    private static double Against(double value, double level, double spread)
    {
        double distance = Math.Min(Math.Abs(value - level) / spread, Clipped);
        return distance * distance / 2;
    }

    /// <summary>A new level, and what is known of noise from those before it.</summary>
    private void Begin(Candidate change, int start, double[] earlier)
    {
        _start = start;
        double[] before = Between(start, change.First);
        _earlier = [.. earlier, .. before.Select(value => (value - change.From) / Size(change.From))];
        _earlier = _earlier[Math.Max(0, _earlier.Length - MostBefore)..];
        _start = change.First;
    }

    /// <summary>Whether the newest change still has to prove itself, after this run's word.</summary>
    private bool IsOnProbation(int now)
    {
        Probation probation = _probation!;
        double forOld = Against(_values[now], probation.To, probation.Spread) - Against(_values[now], probation.From, probation.Spread);
        probation = probation with { ForOld = probation.ForOld + forOld, Runs = probation.Runs + 1 };
        bool ends = probation.Runs >= LongestProbation;
        if (ends && probation.ForOld > 0)
        {
            _start = probation.Start;
            _earlier = probation.Earlier;
            _earliest = _found[^1].Found + 1;
            _found[^1] = _found[^1] with { Withdrawn = now };
            _probation = null;
        }
        else if (ends || probation.ForOld < -Convincing)
        {
            // With the runs since, its first one can be told better than when it was found.
            ChangePoint change = _found[^1];
            _start = probation.Start;
            Candidate placed = Place(Compare(change.First, now, probation.Spread), change.First - FewestSince, now, probation.Spread);
            _found[^1] = change with { First = placed.First, From = placed.From, To = placed.To, Confirmed = now };
            Begin(placed, probation.Start, probation.Earlier);
            _probation = null;
        }
        else
        {
            _probation = probation;
        }

        return _probation is not null;
    }

    private double[] Between(int from, int to) => _values[Math.Max(from, to - MostBefore)..to];

    /// <summary>What deviations are relative to: the level, but for one about 0.</summary>
    private double Size(double level) => Math.Max(Math.Abs(level), _limits.Quantum);

    private sealed record Candidate(int First, double From, double To, double Statistic, double Excess);

    /// <param name="Start">Where the old level began.</param>
    /// <param name="Earlier">The deviations that were known then.</param>
    /// <param name="From">The old level.</param>
    /// <param name="To">The new one.</param>
    /// <param name="Spread">In the figure's unit.</param>
    private sealed record Probation(int Start, double[] Earlier, double From, double To, double Spread)
    {
        /// <summary>Log-likelihood ratio of the old level against the new one.</summary>
        public double ForOld { get; init; }

        public int Runs { get; init; }
    }
}
