using System.Collections.Immutable;

namespace Harness.Data.Feeds;

/// <summary>The rows of a file, which is held once; a value is made when it is asked for. Safe to read from any thread.</summary>
internal interface IFeedTable
{
    /// <summary>In the file's order.</summary>
    ImmutableArray<string> Columns { get; }

    int Rows { get; }

    string Value(int row, int column);
}
