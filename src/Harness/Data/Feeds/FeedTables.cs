using System.Text.Unicode;
using Harness.Scenarios.Files.Config;

namespace Harness.Data.Feeds;

/// <summary>A file to its table.</summary>
internal static class FeedTables
{
    /// <summary>The largest file, bytes. Each worker holds it once.</summary>
    public const long LargestFile = 50_000_000;

    /// <summary>The most rows: as many as there can be clients.</summary>
    public const int MostRows = 1_000_000;

    /// <summary>The most columns, and the longest name of one.</summary>
    private const int MostColumns = 1000;
    private const int LongestName = 100;

    /// <param name="path">The file.</param>
    /// <param name="room">What is left for the files of its scenario; null: whoever read them before has seen to it.</param>
    /// <exception cref="FeedException">It cannot be read, or is no table.</exception>
    public static IFeedTable Read(string path, FileRoom? room = null)
    {
        byte[] bytes = ReadBytes(path, room);
        string name = Path.GetFileName(path);
        if (!Utf8.IsValid(bytes))
        {
            throw new FeedException($"{name}:{LineOf(bytes, FirstInvalid(bytes))} is not UTF-8 text");
        }

        return Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase) ? JsonTable.Read(bytes, name) : CsvTable.Read(bytes, name);
    }

    /// <summary>What is wrong with one more column; null if nothing is.</summary>
    internal static string? WrongColumn(string name, IReadOnlyCollection<string> before) =>
        name.Length == 0 ? $"has no name for column {before.Count + 1}"
        : name.Length > LongestName ? $"has a column whose name is longer than {LongestName} characters, {Units.Quote(name)}"
        : before.Count == MostColumns ? $"has more than {MostColumns} columns"
        : before.Contains(name) ? $"has the column {Units.Quote(name)} twice"
        : null;

    /// <summary>The line of an offset, from 1.</summary>
    internal static int LineOf(ReadOnlySpan<byte> bytes, int offset) => bytes[..offset].Count((byte)'\n') + 1;

    private static byte[] ReadBytes(string path, FileRoom? room)
    {
        try
        {
            string? refusal = PlainFile.Refusal(path, LargestFile, out long length);
            if (refusal is null && room?.Take(length) == false)
            {
                refusal = $"has {length} bytes, and the files that a scenario names have at most {FileRoom.Most} together";
            }

            return refusal is null ? File.ReadAllBytes(path) : throw new FeedException($"{path} {refusal}");
        }
        catch (Exception e) when (PlainFile.IsUnreadable(e))
        {
            throw new FeedException($"{path} cannot be read: {e.Message}", e);
        }
    }

    private static int FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        int at = 0;
        while (System.Text.Rune.DecodeFromUtf8(bytes[at..], out _, out int length) == System.Buffers.OperationStatus.Done)
        {
            at += length;
        }

        return at;
    }
}
