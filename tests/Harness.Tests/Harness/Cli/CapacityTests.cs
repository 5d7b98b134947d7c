namespace Harness.Tests.Cli;

/// <summary>What cannot be searched is refused before anything starts; a search itself is FindsAKnownLimitTests.</summary>
[Collection("commands")]
public sealed class CapacityTests
{
    private static readonly string _steady = Path.Combine(Scenarios.ShippedScenarios.Folder, "capacity", "steady.yaml");
    private static readonly string _faulty = Path.Combine(Scenarios.ShippedScenarios.Folder, "network", "silent-drop.yaml");

    public static TheoryData<string, string[], string[]> Mistakes => new()
    {
        { "", [], ["capacity needs a scenario file"] },
        { _steady, ["--slo", "heartbeat.rtt.p98 <= 2s", "--slo", "heartbeat.rtt.p99 <= 2"], ["--slo \"heartbeat.rtt.p98 <= 2s\" has the unknown statistic \"p98\"", "--slo \"heartbeat.rtt.p99 <= 2\" is about a time"] },
        { _steady, ["--vary", "client"], ["--vary \"client\" is not known; did you mean \"clients\"?"] },
        { _steady, ["--vary", "arrivals"], ["has no arrivals to vary: that needs a load with arrivals."] },
        { _steady, ["--from", "50", "--max", "40", "--at-least", "60"], ["--from must be at most --max, 40, but is 50.", "--at-least must be at most --max, 40, but is 60."] },
        { _faulty, ["--from", "5"], ["--from and --max must be at least 10: with a fault each of the 10 cohorts needs a client."] },
        { _steady, ["--slo", "detection.undetected == 0"], ["as a step of 200 clients: assertions[0]"] },
        { _steady, ["--for", "2s"], ["--for must be at least 3s, but is 2s: that is how long the clients of", "or give the clients a shorter heartbeat."] },
        { _steady, ["--for", "2s", "--time-scale", "2"], ["--for must be at least 3s, but is 2s"] },
        { _steady, ["--toxiproxy-listen", "127.0.0.1:21000-21019"], ["--toxiproxy-listen goes with --toxiproxy"] },
        { _steady, ["--upstream-as", "target:9000"], ["--upstream-as goes with --target and --toxiproxy"] },
        { _steady, ["--fault-backend", "magic"], ["--fault-backend must be toxiproxy or kernel, but is 'magic'."] },
        { _steady, ["--protocol", "nowhere.yaml"], ["nowhere.yaml"] },
        { _steady, ["--poll", "http://127.0.0.1:9/"], ["--poll goes with --target"] },
        { _steady, ["--target", "ws://127.0.0.1:9/", "--within", "2"], ["--within must be a share"] },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task What_cannot_be_searched_is_refused(string file, string[] options, string[] messages)
    {
        Ended ended = await HarnessProgram.RunAsync([.. file.Length > 0 ? ["capacity", file] : new[] { "capacity" }, .. options]);

        Assert.True(ended.Code == 2, ended.ToString());
        Assert.All(messages, message => Assert.Contains(message, ended.Errors, StringComparison.Ordinal));
    }
}
