namespace Harness.Tests.Scenarios;

/// <summary>A folder of this test's own, gone when it ends.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("harness-scenarios-").FullName;

    /// <summary>Writes a file below the folder and returns its full name.</summary>
    public string Write(string name, string text)
    {
        string full = In(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        return full;
    }

    public string In(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
