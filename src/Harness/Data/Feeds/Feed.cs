using System.Collections.Immutable;
using Harness.Scenarios.Files.Config;
using Harness.Seeding;

namespace Harness.Data.Feeds;

/// <summary>Rows from a CSV or JSON file. Every process that needs them reads the file itself; it is held in memory once, however many clients there are.</summary>
public sealed class Feed
{
    private readonly IFeedTable _table;
    private readonly ulong _stream;

    private Feed(FeedFile from, IFeedTable table)
    {
        (From, _table) = (from, table);
        _stream = Draw.StreamOf($"feed {from.Name}");
    }

    /// <summary>What it was opened from.</summary>
    public FeedFile From { get; }

    /// <summary>The family of its placeholders.</summary>
    public string Name => From.Name;

    /// <summary>In the file's order.</summary>
    public ImmutableArray<string> Columns => _table.Columns;

    public int Rows => _table.Rows;

    /// <summary>Reads and checks the whole file.</summary>
    /// <exception cref="FeedException">It is not there, too large, not UTF-8, empty, or a row has not what the columns ask for.</exception>
    public static Feed Open(FeedFile from) => Open(from, null);

    /// <summary>As <see cref="Open(FeedFile)"/>, with a limit for all files together.</summary>
    /// <param name="room">What is left for the files of its scenario; null: whoever read them before has seen to it.</param>
    internal static Feed Open(FeedFile from, FileRoom? room) => new(from, FeedTables.Read(from.Path, room));

    /// <summary>The row of a client, and with <see cref="FeedFile.Each"/> of one of its messages.</summary>
    public int RowOf(ClientData client, long message)
    {
        long of = From.Each == Repeats.Message ? message : 0;
        return From.Pick switch
        {
            FeedPick.Unique => client.Client < Rows ? client.Client : throw new InvalidOperationException($"the feed {Name} has {Rows} rows, and none for client {client.Client}"),
            FeedPick.InOrder => (int)((client.Client + of) % Rows),
            _ => new SplitMix64(client.SeedOf(_stream, of)).NextInt(Rows),
        };
    }

    /// <summary>The placeholder of a column; null when <paramref name="error"/> says why there is none.</summary>
    internal Placeholder? Find(string column, out string? error)
    {
        int index = Columns.IndexOf(column);
        error = index >= 0 ? null : $"has ${{{Name}.{column}}}, but {System.IO.Path.GetFileName(From.Path)} has no column {Units.Quote(column)}; {Nearest.Suggest(column, Columns)}";
        return index >= 0 ? new Placeholder($"{Name}.{column}", From.Each, "the feed's column", draw => _table.Value(RowOf(draw.Client, draw.Message), index)) : null;
    }
}

/// <summary>Which file a feed is read from, and how its rows are given out.</summary>
/// <param name="Name">The family of its placeholders, <c>${name.column}</c>.</param>
/// <param name="Path">A CSV file, or JSON (an array of objects) if its name ends in <c>.json</c>.</param>
/// <param name="Pick">Which row a client gets.</param>
/// <param name="Each">Whether it keeps that row, or gets another with each message.</param>
public sealed record FeedFile(string Name, string Path, FeedPick Pick = FeedPick.InOrder, Repeats Each = Repeats.Client);
