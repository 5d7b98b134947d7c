using System.Runtime.InteropServices;
using System.Text;

namespace Harness.Journal;

/// <summary>
/// Appends facts to one role's journal file. Adding is a copy of 40 bytes under a short lock, from any thread; a loop of its own
/// writes twice a second, so a killed role loses at most one second.
/// </summary>
/// <remarks>
/// File: <c>HARNESSJ</c>, int32 version, int32 bytes per fact, int32 number of role names, each as int32 length and UTF-8; then facts.
/// Little-endian. A file cut in the middle of a fact is read up to the last whole one.
/// </remarks>
public sealed class JournalWriter : IAsyncDisposable
{
    internal const int Version = 1;
    internal static readonly byte[] Magic = "HARNESSJ"u8.ToArray();
    private static readonly TimeSpan _flushPeriod = TimeSpan.FromMilliseconds(500);

    private readonly Lock _adding = new();
    private readonly Lock _writing = new();
    private readonly FileStream _file;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _flushing;
    private List<Fact> _facts = new(1024);
    private List<Fact> _spare = new(1024);

    private JournalWriter(FileStream file, TimeProvider time)
    {
        _file = file;
        _flushing = FlushPeriodicallyAsync(time);
    }

    /// <summary>Creates the file (its folder must exist) and writes the header.</summary>
    /// <exception cref="IOException">The file exists or cannot be created.</exception>
    public static JournalWriter Create(string path, string role, TimeProvider time)
    {
        // Unbuffered: what Flush has written survives a SIGKILL.
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        WriteHeader(file, [role]);
        return new JournalWriter(file, time);
    }

    /// <summary>Appends a fact.</summary>
    public void Add(in Fact fact)
    {
        lock (_adding)
        {
            _facts.Add(fact);
        }
    }

    /// <summary>Writes what was added so far.</summary>
    public void Flush()
    {
        lock (_writing)
        {
            List<Fact> full;
            lock (_adding)
            {
                full = _facts;
                _facts = _spare;
                _spare = full;
            }

            if (full.Count > 0)
            {
                _file.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(full)));
                full.Clear();
            }
        }
    }

    /// <summary>Writes the rest and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _flushing.ConfigureAwait(false);
        Flush();
        await _file.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    internal static void WriteHeader(Stream file, IReadOnlyList<string> roles)
    {
        using var writer = new BinaryWriter(file, Encoding.UTF8, leaveOpen: true);
        writer.Write(Magic);
        writer.Write(Version);
        writer.Write(Fact.Size);
        writer.Write(roles.Count);
        foreach (string role in roles)
        {
            byte[] name = Encoding.UTF8.GetBytes(role);
            writer.Write(name.Length);
            writer.Write(name);
        }
    }

    private async Task FlushPeriodicallyAsync(TimeProvider time)
    {
        using var timer = new PeriodicTimer(_flushPeriod, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                Flush();
            }
        }
        catch (OperationCanceledException)
        {
            // Disposal writes the rest.
        }
    }
}
