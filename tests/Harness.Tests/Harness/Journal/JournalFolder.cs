using System.Collections.Immutable;
using Harness.Journal;

namespace Harness.Tests.Journal;

/// <summary>A folder for journal files, gone when its test ends.</summary>
internal sealed class JournalFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("harness-journal-").FullName;

    public string In(string name) => Path.Combine(_path, name);

    /// <summary>Writes the facts of one role as its role would, and returns the file.</summary>
    public async Task<string> WriteAsync(string role, params Fact[] facts)
    {
        string path = In($"{role}.journal");
        await using var writer = JournalWriter.Create(path, role, TimeProvider.System);
        foreach (Fact fact in facts)
        {
            writer.Add(fact);
        }

        return path;
    }

    /// <summary>The facts in a file that its writer may still hold open, as somebody finds it after the role was killed.</summary>
    public ImmutableArray<Fact> ReadOpen(string path)
    {
        string copy = In("copy.journal");
        using (var source = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite))
        using (var target = File.Create(copy))
        {
            source.CopyTo(target);
        }

        return JournalFile.Read(copy).Facts;
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
