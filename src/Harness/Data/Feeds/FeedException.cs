namespace Harness.Data.Feeds;

/// <summary>A feed's file is not there, or does not hold what it must. The message names the file and, where it is one, the line.</summary>
public sealed class FeedException : Exception
{
    public FeedException(string message)
        : base(message)
    {
    }

    public FeedException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
