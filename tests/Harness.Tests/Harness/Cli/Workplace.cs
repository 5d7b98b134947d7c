using System.Text.Json;

namespace Harness.Tests.Cli;

/// <summary>A folder with scenario files and one for reports, gone when its test ends.</summary>
internal sealed class Workplace : IDisposable
{
    /// <summary>About 15 s: 60 clients, a drop under some of them, and time to come back.</summary>
    private const string Small =
        """
        name: small
        description: A silent drop under a few clients.
        clients:
          preset: heartbeat-rounds
          count: 60
          heartbeat: { interval: 500ms, misses: 3 }
          fallback: { on_push_silence: 5s, on_loss: 0s, every: 500ms, timeout: 1s }
          #more
        topics: { count: 5, updates: 2/s, per_client: 1 }
        load:
          - ramp: { over: 1s }
          - hold: { for: 11s }
        drain: 1s
        faults:
          - silent-drop: { at: 3s, for: 3s, share: 30%, path: websocket }
        assertions:
          - detection.within_bound
          - detection.undetected == 0
          - false_alarms == 0
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("harness-cli-").FullName;

    public Workplace() => Scenario = Write("small.yaml", Small);

    /// <summary>A scenario that passes.</summary>
    public string Scenario { get; }

    /// <summary>Where reports go; not made before a run makes it.</summary>
    public string Out => In("reports");

    /// <summary>The one report folder.</summary>
    public string Report => Assert.Single(Directory.GetDirectories(Out));

    public string In(string name) => Path.Combine(_folder, name);

    /// <summary>The small scenario with a part of its text replaced.</summary>
    public string With(string part, string otherwise)
    {
        Assert.Contains(part, Small, StringComparison.Ordinal);
        return Write("changed.yaml", Small.Replace(part, otherwise, StringComparison.Ordinal));
    }

    public string Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(name))!);
        File.WriteAllText(In(name), text);
        return In(name);
    }

    /// <summary>The report's run.json.</summary>
    public JsonElement RunJson()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Report, "run.json")));
        return document.RootElement.Clone();
    }

    /// <summary>Nothing of a run is there.</summary>
    public void AssertNothingStarted() => Assert.False(Directory.Exists(Out) && Directory.EnumerateFileSystemEntries(Out).Any(), "a report folder was made");

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
