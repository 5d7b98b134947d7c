using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text;

namespace Harness.Journal;

/// <summary>
/// Texts in a journal of numbers: each is written once, as facts of 16 bytes of UTF-8 each, before the first fact that names it by its number. Numbers are those
/// of one role. A text beyond <see cref="MostBytes"/> is cut, and beyond <see cref="MostTexts"/> different ones the others share one that says so.
/// </summary>
public sealed class JournalTexts(JournalWriter journal)
{
    /// <summary>Bytes of a text that are kept.</summary>
    public const int MostBytes = 480;

    /// <summary>Different texts of one role that are kept.</summary>
    public const int MostTexts = 2000;

    private const int PerFact = 16;
    private readonly ConcurrentDictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Lock _writing = new();

    /// <summary>The number of a text, which is written if it is new.</summary>
    /// <param name="now">Microseconds.</param>
    public int Number(string text, long now)
    {
        if (_numbers.TryGetValue(text, out int known))
        {
            return known;
        }

        lock (_writing)
        {
            if (_numbers.TryGetValue(text, out known))
            {
                return known;
            }

            int number = _numbers.Count;
            if (number >= MostTexts)
            {
                text = $"(one of more than {MostTexts} different texts)";
                if (_numbers.TryGetValue(text, out known))
                {
                    return known;
                }
            }

            Write(number, text, now);
            _numbers[text] = number;
            return number;
        }
    }

    /// <summary>The texts of a run, by role and number.</summary>
    public static IReadOnlyDictionary<(short Role, int Number), string> Read(RunJournal journal)
    {
        Dictionary<(short, int), SortedDictionary<int, byte[]>> parts = [];
        foreach (ref readonly Fact fact in journal.Facts.AsSpan())
        {
            if (fact.Kind == FactKind.TextPart)
            {
                byte[] bytes = new byte[PerFact];
                BinaryPrimitives.WriteInt64LittleEndian(bytes, fact.C);
                BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), fact.D);
                if (!parts.TryGetValue((fact.Role, fact.A), out SortedDictionary<int, byte[]>? text))
                {
                    parts[(fact.Role, fact.A)] = text = [];
                }

                text[fact.B] = bytes;
            }
        }

        return parts.ToDictionary(part => part.Key, part => Encoding.UTF8.GetString([.. part.Value.Values.SelectMany(bytes => bytes)]).TrimEnd('\0'));
    }

    private void Write(int number, string text, long now)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text.Replace("\0", "", StringComparison.Ordinal));
        int length = Math.Min(bytes.Length, MostBytes);
        while (length < bytes.Length && length > 0 && (bytes[length] & 0xC0) == 0x80)
        {
            // A character is kept whole or not at all.
            length--;
        }

        Span<byte> part = stackalloc byte[PerFact];
        for (int i = 0; i * PerFact < Math.Max(1, length); i++)
        {
            part.Clear();
            bytes.AsSpan(i * PerFact, Math.Min(PerFact, length - (i * PerFact))).CopyTo(part);
            journal.Add(Facts.TextPart(now, number, i, BinaryPrimitives.ReadInt64LittleEndian(part), BinaryPrimitives.ReadInt64LittleEndian(part[8..])));
        }
    }
}
