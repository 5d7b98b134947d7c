using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Harness.Scenarios.Files.Config;

namespace Harness.Data.Feeds;

/// <summary>
/// JSON: an array of objects, each with the keys of the first, in any order. Texts are given as they are, numbers, <c>true</c>, <c>false</c> and <c>null</c>
/// as they are written, lists and objects as their JSON text.
/// </summary>
internal sealed class JsonTable : IFeedTable
{
    private readonly byte[] _bytes;
    private readonly List<int> _records;

    private JsonTable(byte[] bytes, ImmutableArray<string> columns, List<int> records) => (_bytes, Columns, _records) = (bytes, columns, records);

    public ImmutableArray<string> Columns { get; }

    public int Rows => _records.Count;

    /// <exception cref="FeedException">It is no table.</exception>
    public static JsonTable Read(byte[] bytes, string file)
    {
        int begin = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        var reader = new Utf8JsonReader(bytes.AsSpan(begin));
        try
        {
            return Read(ref reader, bytes, begin, file);
        }
        catch (JsonException e)
        {
            throw new FeedException($"{file}:{(e.LineNumber ?? 0) + 1} is not JSON: {e.Message.Split(" LineNumber:")[0].TrimEnd('.', ' ')}", e);
        }
        catch (InvalidOperationException e)
        {
            throw new FeedException($"{file}:{FeedTables.LineOf(bytes, begin + (int)reader.TokenStartIndex)} has a text with half of a surrogate pair (\\uD800 to \\uDFFF)", e);
        }
    }

    public string Value(int row, int column)
    {
        int begin = _records[row];
        var reader = new Utf8JsonReader(_bytes.AsSpan(begin), new JsonReaderOptions { AllowMultipleValues = true });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool found = reader.ValueTextEquals(Columns[column]);
            reader.Read();
            int from = begin + (int)reader.TokenStartIndex;
            bool isText = reader.TokenType == JsonTokenType.String;
            string? text = found && isText ? reader.GetString() : null;
            reader.Skip();
            if (found)
            {
                return text ?? Encoding.UTF8.GetString(_bytes.AsSpan(from, begin + (int)reader.BytesConsumed - from));
            }
        }

        throw new InvalidOperationException($"row {row} has lost its column {Columns[column]}");
    }

    private static JsonTable Read(ref Utf8JsonReader reader, byte[] bytes, int begin, string file)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
        {
            throw new FeedException($"{file} must be a list of objects, [{{…}}, {{…}}], but is something else");
        }

        var columns = new List<string>();
        var records = new List<int>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            int at = begin + (int)reader.TokenStartIndex;
            if (reader.TokenType != JsonTokenType.StartObject || records.Count == FeedTables.MostRows)
            {
                throw new FeedException($"{file}:{FeedTables.LineOf(bytes, at)} {(records.Count == FeedTables.MostRows ? $"is one row too many: at most {FeedTables.MostRows} are read" : "must be an object, a row, but is something else")}");
            }

            if (ReadRow(ref reader, columns, isFirst: records.Count == 0) is { } wrong)
            {
                throw new FeedException($"{file}:{FeedTables.LineOf(bytes, at)} {wrong}");
            }

            records.Add(at);
        }

        // What stands behind the list is no JSON, and says so here.
        reader.Read();
        return records.Count > 0 ? new JsonTable(bytes, [.. columns], records) : throw new FeedException($"{file} has no rows");
    }

    /// <summary>Reads one object; of the first, the columns.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    private static string? ReadRow(ref Utf8JsonReader reader, List<string> columns, bool isFirst)
    {
        var seen = new bool[isFirst ? 0 : columns.Count];
        int next = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (isFirst)
            {
                string name = reader.GetString()!;
                if (FeedTables.WrongColumn(name, columns) is { } wrong)
                {
                    return wrong;
                }

                columns.Add(name);
            }
            else
            {
                int index = IndexOf(ref reader, columns, next);
                if (index < 0 || seen[index])
                {
                    return $"has the key {Units.Quote(reader.GetString()!)}{(index < 0 ? ", and the first row has it not" : " twice")}";
                }

                (seen[index], next) = (true, index + 1);
            }

            reader.Read();
            if (reader.TokenType == JsonTokenType.String && reader.ValueIsEscaped)
            {
                // Half of a surrogate pair is JSON, and no text.
                _ = reader.GetString();
            }

            reader.Skip();
        }

        int missing = Array.IndexOf(seen, false);
        return missing >= 0 ? $"has no key {Units.Quote(columns[missing])}, and the first row has it"
            : columns.Count == 0 ? "has no keys"
            : null;
    }

    /// <summary>Rows mostly have their keys in one order, so the next one is tried first.</summary>
    private static int IndexOf(ref Utf8JsonReader reader, List<string> columns, int next)
    {
        if (next < columns.Count && reader.ValueTextEquals(columns[next]))
        {
            return next;
        }

        for (int i = 0; i < columns.Count; i++)
        {
            if (reader.ValueTextEquals(columns[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
