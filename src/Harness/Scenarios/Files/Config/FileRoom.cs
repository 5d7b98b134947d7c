namespace Harness.Scenarios.Files.Config;

/// <summary>How many bytes the files that one scenario names, feeds and arrivals, may still have: each process of a run holds them.</summary>
public sealed class FileRoom
{
    /// <summary>All of them together, bytes.</summary>
    public const long Most = 100_000_000;

    private long _left = Most;

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
}
