using System.Text.Json;
using Harness.Tests.Simulation;

namespace Harness.Tests.Cli;

[Collection("commands")]
public sealed class SimulateTests
{
    [Fact]
    public async Task A_flaw_is_told_with_its_timeline_and_leaves_a_file_to_run()
    {
        using var place = new Place(Simulated.File("never-declares"));
        Ended ended = await HarnessProgram.RunAsync("simulate", place.Scenario, "--seeds", "500", "--out", place.Folder);

        Assert.True(ended.Code == 1, ended.ToString());
        Assert.Empty(ended.Errors);
        Assert.Contains("few-seconds: 500 schedules in ", ended.Output, StringComparison.Ordinal);
        Assert.Contains("breaks detection.within_bound: the client never declared its connection dead", ended.Output, StringComparison.Ordinal);
        Assert.Contains("silent-drop begins on its cohort", ended.Output, StringComparison.Ordinal);
        string folder = Assert.Single(Directory.GetDirectories(place.Folder));
        Assert.Matches("harness run .*few-seconds-simulated.yaml\n", ended.Output);
        using JsonDocument json = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "run.json"), TestContext.Current.CancellationToken));
        Assert.Equal("simulation", json.RootElement.GetProperty("kind").GetString());
        Assert.Equal("few-seconds-simulated.yaml", json.RootElement.GetProperty("smallest").GetProperty("file").GetString());

        string replay = ended.Output.Split("One of them: harness ")[1].Split('\n')[0];
        Ended replayed = await HarnessProgram.RunAsync(replay.Split(' '));
        Assert.Equal(1, replayed.Code);
        Assert.Contains("breaks detection.within_bound", replayed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sound_client_leaves_nothing_and_exits_with_0()
    {
        using var place = new Place(Simulated.File(""));
        Ended ended = await HarnessProgram.RunAsync("simulate", place.Scenario, "--seeds", "500", "--out", place.Folder);

        Assert.True(ended.Code == 0, ended.ToString());
        Assert.Contains("0 of them broke a rule", ended.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(place.Folder));
    }

    [Theory]
    [InlineData("faults: [ half-open: { at: 2s, share: 20%, gone: client } ]", "--seeds 5", "none of its faults can be simulated (half-open)")]
    [InlineData("", "--seeds 0", "--seeds must be a whole number from 1 to 100,000,000, but is '0'")]
    [InlineData("", "--time-scale 0.1", "with --time-scale applied: clients.heartbeat.interval must be at least 100ms")]
    [InlineData("", "--time-scale 0", "--time-scale must be a number over 0 and up to 100")]
    public async Task What_cannot_be_simulated_is_refused(string faults, string options, string message)
    {
        using var place = new Place(Simulated.File("", faults));
        Ended ended = await HarnessProgram.RunAsync(["simulate", place.Scenario, .. options.Split(' ')]);

        Assert.True(ended.Code == 2, ended.ToString());
        Assert.Contains(message, ended.Errors, StringComparison.Ordinal);
    }

    private sealed class Place : IDisposable
    {
        public Place(string scenario)
        {
            Scenario = Path.Combine(Folder, "few-seconds.yaml");
            File.WriteAllText(Scenario, scenario);
        }

        public string Folder { get; } = Directory.CreateTempSubdirectory("harness-simulate-").FullName;

        public string Scenario { get; }

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }
}
