using System.Collections.Immutable;

namespace Harness.Scenarios;

/// <summary>Divides a whole number of clients by weights.</summary>
public static class Shares
{
    /// <summary>
    /// As near to the weights as whole numbers allow, and the sum exactly: what is left over goes to the largest remainders (Hamilton's method). Nobody
    /// with a weight gets nothing as long as there are enough.
    /// </summary>
    /// <param name="count">To be divided. At least 0.</param>
    /// <param name="weights">None negative, at least one more than 0.</param>
    public static ImmutableArray<int> Of(int count, ImmutableArray<double> weights)
    {
        double sum = weights.Sum();
        int[] shares = [.. weights.Select(weight => (int)Math.Floor(count * weight / sum))];
        foreach (int next in Enumerable.Range(0, shares.Length).OrderByDescending(i => (count * weights[i] / sum) - shares[i]).Take(count - shares.Sum()))
        {
            shares[next]++;
        }

        while (Enumerable.Range(0, shares.Length).FirstOrDefault(i => shares[i] == 0 && weights[i] > 0, -1) is >= 0 and var poor && shares.Max() > 1)
        {
            shares[Array.IndexOf(shares, shares.Max())]--;
            shares[poor]++;
        }

        return [.. shares];
    }
}
