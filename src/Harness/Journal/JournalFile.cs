using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;

namespace Harness.Journal;

/// <summary>A journal that is no journal: its message says which file and why.</summary>
public sealed class JournalFormatException(string message) : Exception(message);

/// <summary>Reads journal files, merges those of several roles by the clock, and writes the merged one.</summary>
public static class JournalFile
{
    /// <summary>Reads one file. A last fact that is cut in the middle is left out.</summary>
    /// <exception cref="JournalFormatException">The file is no journal, or of another version.</exception>
    public static RunJournal Read(string path)
    {
        ReadOnlySpan<byte> bytes = File.ReadAllBytes(path);
        int at = JournalWriter.Magic.Length;
        if (bytes.Length < at + 12 || !bytes[..at].SequenceEqual(JournalWriter.Magic))
        {
            throw new JournalFormatException($"{path} is not a journal of this program.");
        }

        int version = NextInt(bytes, ref at);
        int size = NextInt(bytes, ref at);
        if (version != JournalWriter.Version || size != Fact.Size)
        {
            throw new JournalFormatException($"{path} has journal format {version} ({size} bytes a fact); this program reads format {JournalWriter.Version}.");
        }

        int count = NextInt(bytes, ref at);
        var roles = ImmutableArray.CreateBuilder<string>();
        for (int i = 0; i < count; i++)
        {
            int length = bytes.Length - at >= 4 ? NextInt(bytes, ref at) : -1;
            if (length < 0 || length > bytes.Length - at)
            {
                throw new JournalFormatException($"{path} ends within its header.");
            }

            roles.Add(Encoding.UTF8.GetString(bytes.Slice(at, length)));
            at += length;
        }

        int whole = (bytes.Length - at) / Fact.Size * Fact.Size;
        return new RunJournal(roles.ToImmutable(), [.. MemoryMarshal.Cast<byte, Fact>(bytes.Slice(at, whole))]);
    }

    /// <summary>Reads the files of a run's roles and merges them by time; facts of one role with equal times keep their order.</summary>
    public static RunJournal Merge(IEnumerable<string> paths)
    {
        var roles = new List<string>();
        var facts = new List<Fact>();
        var keys = new List<long>();
        foreach (string path in paths)
        {
            RunJournal one = Read(path);
            int offset = roles.Count;
            roles.AddRange(one.Roles);

            // A trail entry carries the time of a heartbeat that lies before its declaration, and stays behind it all the same: it is
            // sorted by the time of that declaration, which precedes it in the file, if not directly: threads write between the two.
            var declared = new Dictionary<int, long>();
            foreach (Fact fact in one.Facts)
            {
                if (fact.Kind == FactKind.DeclaredDead)
                {
                    declared[fact.Subject] = fact.At;
                }

                facts.Add(fact with { Role = (short)(fact.Role + offset) });
                keys.Add(fact.Kind == FactKind.HeartbeatTrail ? declared.GetValueOrDefault(fact.Subject, fact.At) : fact.At);
            }
        }

        // OrderBy is stable: equal times keep their order.
        return new RunJournal([.. roles], [.. Enumerable.Range(0, facts.Count).OrderBy(i => keys[i]).Select(i => facts[i])]);
    }

    /// <summary>Writes a journal to a file that appears whole or not at all.</summary>
    public static void Write(string path, RunJournal journal)
    {
        string partial = path + ".partial";
        try
        {
            using (var file = new FileStream(partial, FileMode.Create, FileAccess.Write))
            {
                JournalWriter.WriteHeader(file, journal.Roles);
                file.Write(MemoryMarshal.AsBytes(journal.Facts.AsSpan()));
            }

            File.Move(partial, path, overwrite: true);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }

    private static int NextInt(ReadOnlySpan<byte> bytes, ref int at)
    {
        int value = BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]);
        at += 4;
        return value;
    }
}
