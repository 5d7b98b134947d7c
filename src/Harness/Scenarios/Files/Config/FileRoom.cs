namespace Harness.Scenarios.Files.Config;

/// <summary>What the files that one scenario names, feeds and arrivals, may still have: each process of a run holds them.</summary>
public sealed class FileRoom
{
    /// <summary>All of them together, bytes.</summary>
    public const long Most = 100_000_000;

    private long _left = Most;
    private int _arrivals;

    /// <summary>Whether arrivals were refused: those of further files need not be read.</summary>
    public bool IsFullOfArrivals { get; private set; }

    /// <summary>Takes room for one; false: there is not enough left, and none is taken.</summary>
    public bool Take(long bytes)
    {
        if (bytes > _left)
        {
            return false;
        }

        _left -= bytes;
        return true;
    }

    /// <summary>Takes room for the rows of a file of arrivals; false: with these they would be more than <paramref name="most"/>, and none is taken.</summary>
    public bool TakeArrivals(int rows, int most)
    {
        IsFullOfArrivals |= rows > most - _arrivals;
        _arrivals += IsFullOfArrivals ? 0 : rows;
        return !IsFullOfArrivals;
    }
}
