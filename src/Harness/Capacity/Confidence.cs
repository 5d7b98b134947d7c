using System.Globalization;

namespace Harness.Capacity;

/// <summary>
/// How sure an end of the gap is. An end is decided by the side that first has so many runs, which is a majority vote of at most 2k − 1: wrong if k runs
/// go wrong before k go right (a negative binomial tail). And from k runs of k that agree follows, exactly and without any assumption about the noise but
/// that the runs are alike, how often such a run comes out so: at least 0.05^(1/k) of the time, at 95 % (Clopper and Pearson, Biometrika 26, 1934).
/// </summary>
public static class Confidence
{
    /// <summary>What is assumed for the statement: one run in ten goes wrong by chance.</summary>
    public const double AssumedError = 0.1;

    /// <summary>The chance that an end that was decided by the first <paramref name="agree"/> runs to agree is wrong, if a share of the runs goes wrong.</summary>
    public static double WrongEnd(int agree, double error)
    {
        // Of the runs before the one that decides, i went right: C(agree − 1 + i, i) orders.
        double sum = 0, orders = 1;
        for (int i = 0; i < agree; i++)
        {
            sum += orders * Math.Pow(error, agree) * Math.Pow(1 - error, i);
            orders = orders * (agree + i) / (i + 1);
        }

        return sum;
    }

    /// <summary>
    /// The chance, at the least, that the limit lies between the two ends. They are no two votes: any level below the limit that is decided to have broken bounds the search for
    /// good, wherever it goes on. So all decided levels have to be right, each as an end is.
    /// </summary>
    public static double RightInterval(int agree, int decided, double error) => Math.Pow(1 - WrongEnd(agree, error), decided);

    /// <summary>The share of runs that would come out so, at the least, at a confidence of 95 % (one-sided), after so many runs that did and some that did not.</summary>
    public static double LeastShare(int agreed, int contradicted)
    {
        if (agreed == 0)
        {
            return 0;
        }

        // The share at which so many or more of the runs agree in exactly 5 % of the cases; the chance grows with the share.
        double low = 0, high = 1;
        for (int i = 0; i < 60; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = AtLeast(agreed, agreed + contradicted, middle) < 0.05 ? (middle, high) : (low, middle);
        }

        return low;
    }

    /// <summary>The two ends of a result, in words.</summary>
    /// <param name="held">The lower end.</param>
    /// <param name="broke">The upper end; null where there is none.</param>
    /// <param name="agree">How many runs had to agree.</param>
    /// <param name="decided">How many levels were decided on the way, the ends among them.</param>
    public static string Words(LevelRecord held, LevelRecord? broke, int agree, int decided)
    {
        double wrong = WrongEnd(agree, AssumedError);
        string ends = broke is null
            ? $"{Runs(held.Held, held)} held at the number. If one run in ten goes wrong by chance, that is wrong in {Percent(wrong)} of such searches"
            : $"{Runs(held.Held, held)} held at the lower end, {Runs(broke.Broke, broke)} broke at the upper one. If one run in ten goes wrong by chance, an end taken alone is wrong in {Percent(wrong)} of such searches, "
                + $"and the interval in at most {Percent(1 - RightInterval(agree, decided, AssumedError))}: any of the {decided} levels that were decided bounds it";
        return $"{ends}. Without that assumption: at a confidence of 95 %, at least {Percent(LeastShare(held.Held, held.Broke))} of the runs at the number hold; more runs (--agree) say more.";
    }

    private static string Runs(int agreed, LevelRecord level) => $"{agreed} of {level.Held + level.Broke} runs";

    private static string Percent(double share) => (share * 100).ToString("0.#", CultureInfo.InvariantCulture) + " %";

    private static double AtLeast(int successes, int trials, double share)
    {
        double sum = 0, ways = 1;
        for (int k = 0; k <= trials; k++)
        {
            sum += k >= successes ? ways * Math.Pow(share, k) * Math.Pow(1 - share, trials - k) : 0;
            ways = ways * (trials - k) / (k + 1);
        }

        return sum;
    }
}
