using System.Globalization;

namespace Harness.Scenarios.Stages;

/// <summary>What the stages of the open model share: the range of a rate, and the rule for it.</summary>
internal static class ArrivalRate
{
    /// <summary>More cannot be connected from one machine.</summary>
    private const double Most = 100_000;

    /// <summary>What is wrong with a rate.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="rate">Arrivals per second.</param>
    /// <param name="orNone">Whether it may be 0.</param>
    public static IEnumerable<(string Key, string Message)> Check(string key, double rate, bool orNone = false)
    {
        if (!(rate <= Most && (rate > 0 || (orNone && rate == 0))))
        {
            string range = orNone ? string.Create(CultureInfo.InvariantCulture, $"from 0/s to {Most:0}/s") : string.Create(CultureInfo.InvariantCulture, $"more than 0/s and at most {Most:0}/s");
            yield return (key, string.Create(CultureInfo.InvariantCulture, $"must be {range}, but is {rate}/s"));
        }
    }
}
