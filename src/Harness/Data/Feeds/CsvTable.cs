using System.Collections.Immutable;
using System.Text;
using Harness.Scenarios.Files.Config;

namespace Harness.Data.Feeds;

/// <summary>
/// CSV (RFC 4180): the first record names the columns, values are separated by commas, and one that holds a comma, a quote or a line end
/// stands in quotes. A byte order mark, line ends of either kind and empty lines are taken.
/// </summary>
internal sealed class CsvTable : IFeedTable
{
    private readonly byte[] _bytes;
    private readonly List<int> _records;

    private CsvTable(byte[] bytes, ImmutableArray<string> columns, List<int> records) => (_bytes, Columns, _records) = (bytes, columns, records);

    public ImmutableArray<string> Columns { get; }

    public int Rows => _records.Count;

    /// <exception cref="FeedException">It is no table.</exception>
    public static CsvTable Read(byte[] bytes, string file)
    {
        var cursor = new CsvCursor(bytes, bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0);
        if (!cursor.ToRecord())
        {
            throw new FeedException($"{file} is empty");
        }

        ImmutableArray<string> columns = ReadHeader(ref cursor, file);
        var records = new List<int>();
        (int line, int values) ragged = default;
        int others = 0;
        while (cursor.ToRecord())
        {
            (int line, int begin) = (cursor.Line, cursor.At);
            int values = 1;
            while (cursor.SkipValue(file))
            {
                values++;
            }

            if (values != columns.Length)
            {
                others += ragged.line > 0 ? 1 : 0;
                ragged = ragged.line > 0 ? ragged : (line, values);
            }

            if (records.Count == FeedTables.MostRows)
            {
                throw new FeedException($"{file}:{line} is one row too many: at most {FeedTables.MostRows} are read");
            }

            records.Add(begin);
        }

        if (ragged.line > 0)
        {
            throw new FeedException($"{file}:{ragged.line} must have {columns.Length} values, as many as there are columns, but has {ragged.values}{(others > 0 ? $", and so have {others} other rows a wrong number" : "")}");
        }

        return records.Count > 0 ? new CsvTable(bytes, columns, records) : throw new FeedException($"{file} has columns, but no rows");
    }

    public string Value(int row, int column)
    {
        var cursor = new CsvCursor(_bytes, _records[row]);
        for (int i = 0; i < column; i++)
        {
            cursor.SkipValue("");
        }

        return cursor.ReadValue("", out _);
    }

    private static ImmutableArray<string> ReadHeader(ref CsvCursor cursor, string file)
    {
        int line = cursor.Line;
        var columns = ImmutableArray.CreateBuilder<string>();
        bool more = true;
        while (more)
        {
            string column = cursor.ReadValue(file, out more).Trim();
            columns.Add(FeedTables.WrongColumn(column, columns) is { } wrong ? throw new FeedException($"{file}:{line} {wrong}; the first line names the columns") : column);
        }

        return columns is [var only] && only.AsSpan().ContainsAny(';', '\t')
            ? throw new FeedException($"{file}:{line} has the one column {Units.Quote(only)}: columns are separated by commas")
            : columns.ToImmutable();
    }
}
