using Harness.Scenarios;
using Harness.Seeding;
using Harness.Timing;

namespace Harness.Load;

/// <summary>When each client is to connect: pure arithmetic over the stages, no clock in it.</summary>
public static class LoadProfile
{
    /// <summary>
    /// The intended connect instants, µs from the start of the load, ascending; client i starts at element i.
    /// Within a ramp from a to b clients, client a + j has the j-th of b − a equal slots, and a drawn place in it.
    /// Clients that no ramp reaches are absent.
    /// </summary>
    /// <param name="stages">The load.</param>
    /// <param name="count">What a ramp without a target of its own goes up to.</param>
    /// <param name="seed">Where places are drawn from.</param>
    public static long[] Starts(IEnumerable<LoadStage> stages, int count, ulong seed)
    {
        var starts = new List<long>();
        var random = new SplitMix64(seed);
        long begin = 0;
        foreach (LoadStage stage in stages)
        {
            if (stage is RampStage ramp)
            {
                int from = starts.Count;
                int to = Math.Min(ramp.To ?? count, count);
                double slot = to > from ? (double)ramp.Over.Microseconds() / (to - from) : 0;
                for (int j = 0; j < to - from; j++)
                {
                    starts.Add(begin + (long)(slot * (j + random.NextDouble())));
                }
            }

            begin += stage.Length.Microseconds();
        }

        return [.. starts];
    }
}
