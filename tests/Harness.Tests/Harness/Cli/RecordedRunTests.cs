using System.Text.Json;
using System.Text.Json.Nodes;

namespace Harness.Tests.Cli;

/// <summary>What can be done with a run that is over: its report made again, judged by other assertions, compared.</summary>
[Collection(WaitingProcesses.Name)]
public sealed class RecordedRunTests
{
    [Fact]
    public Task A_run_that_is_over_can_be_shown_judged_and_compared_again() => WholeRuns.AskAsync(nameof(RunTests.PassAsync));

    /// <param name="place">Where a run has left its report.</param>
    /// <param name="code">How that run ended.</param>
    internal static async Task AgainAsync(Workplace place, int code)
    {
        string run = place.Report;
        await ShownAsync(run);
        await JudgedAsync(run, code, place);
        await ComparedAsync(run, code, place);
        await CutAsync(run, place);
        await BrokenAsync(run);
    }

    private static async Task ShownAsync(string run)
    {
        string page = await ReadAsync(run, "index.html"), data = await ReadAsync(run, "run.json");
        File.Delete(Path.Combine(run, "index.html"));

        await EndsAsync(0, "report", run);
        Assert.Equal(page, await ReadAsync(run, "index.html"));
        Assert.Equal(data, await ReadAsync(run, "run.json"));

        await EndsAsync(0, "report", Path.Combine(run, "run.json"), "--client", "3,5");
        Assert.Contains("Client 5 <span", await ReadAsync(run, "index.html"), StringComparison.Ordinal);
        Assert.Contains("has no client 4000", (await EndsAsync(2, "report", run, "--client", "4000")).Errors, StringComparison.Ordinal);
    }

    private static async Task JudgedAsync(string run, int code, Workplace place)
    {
        string again = Path.Combine(place.Out, "again");
        await EndsAsync(code, "judge", run, "--out", again);
        using JsonDocument before = JsonDocument.Parse(await ReadAsync(run, "run.json")), after = JsonDocument.Parse(await ReadAsync(Directory.GetDirectories(again).Single(), "run.json"));
        JsonElement recorded = before.RootElement.GetProperty("scenarios")[0], judged = after.RootElement.GetProperty("scenarios")[0];
        Assert.All(recorded.EnumerateObject(), field => Assert.Equal(field.Value.GetRawText(), judged.GetProperty(field.Name).GetRawText()));

        string stricter = place.Write("stricter.yaml", "assertions:\n  - detection.missed_heartbeats.max <= 1\n");
        Ended failed = await EndsAsync(code == 0 ? 1 : 4, "judge", run, "--assertions", stricter, "--out", again);
        Assert.Contains("✗ detection.missed_heartbeats.max <= 1", failed.Output, StringComparison.Ordinal);

        string wrong = place.Write("wrong.yaml", "assertions:\n  - detection.missed_heartbeat.max <= 1\n  - recovery.time <= 1s\n");
        Ended refused = await EndsAsync(2, "judge", run, "--assertions", wrong, "--out", again);
        Assert.Contains("wrong.yaml:2: ", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("wrong.yaml:3: ", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("is missing", (await EndsAsync(2, "judge", run, "--assertions", place.Write("none.yaml", "name: x\n"), "--out", again)).Errors, StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetDirectories(again).Length);
    }

    private static async Task ComparedAsync(string run, int code, Workplace place)
    {
        string folder = Path.Combine(place.Out, "compared");
        Ended ended = await EndsAsync(code, "compare", run, run, "--fail-on-worse", "--out", folder);
        Assert.Contains(code == 0 ? "Nothing differs beyond noise" : "invalid or incomplete", ended.Output, StringComparison.Ordinal);
        string comparison = Directory.GetDirectories(folder).Single();
        Assert.Equal(["index.html", "run.json", "summary.md"], Directory.GetFiles(comparison).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        await EndsAsync(0, "report", comparison);
        Assert.Contains("is a comparison, and this takes the folder of a run", (await EndsAsync(2, "judge", comparison)).Errors, StringComparison.Ordinal);
    }

    private static async Task CutAsync(string run, Workplace place)
    {
        string journal = Path.Combine(run, "journal.bin");
        byte[] whole = await File.ReadAllBytesAsync(journal, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(journal, whole[..((whole.Length / 2) + 7)], TestContext.Current.CancellationToken);

        Ended shown = await EndsAsync(0, "report", run, "--client", "3");
        Assert.Contains("The journal is cut: ", shown.Errors, StringComparison.Ordinal);
        Assert.Contains("is missing.", await ReadAsync(run, "index.html"), StringComparison.Ordinal);
        Ended judged = await EndsAsync(3, "judge", run, "--out", Path.Combine(place.Out, "cut"));
        Assert.Contains("The journal is cut: ", judged.Output, StringComparison.Ordinal);

        // However little is lost: its last facts are those of the end.
        await File.WriteAllBytesAsync(journal, whole[..^1], TestContext.Current.CancellationToken);
        await EndsAsync(3, "judge", run, "--out", Path.Combine(place.Out, "shorter"));

        await File.WriteAllBytesAsync(journal, whole[..30], TestContext.Current.CancellationToken);
        Assert.Contains("ends within its header", (await EndsAsync(2, "judge", run)).Errors, StringComparison.Ordinal);
        File.Delete(journal);
        Assert.Contains("journal.bin is not there", (await EndsAsync(2, "judge", run)).Errors, StringComparison.Ordinal);
        Assert.Contains("journal.bin is not there", (await EndsAsync(0, "report", run)).Errors, StringComparison.Ordinal);
        Assert.Contains("The journal is not there", await ReadAsync(run, "index.html"), StringComparison.Ordinal);
    }

    private static async Task BrokenAsync(string run)
    {
        string file = Path.Combine(run, "run.json"), page = await ReadAsync(run, "index.html");
        string whole = await ReadAsync(run, "run.json");
        foreach ((string text, string message) in new[]
        {
            (whole[..(whole.Length / 2)], "is not a whole run.json"),
            ("", "is not a whole run.json"),
            ("[]", "it has no formatVersion"),
            (With(whole, "formatVersion", 99), "is of format version 99, and this program reads up to 1: use a newer harness"),
            (With(whole, "formatVersion", 0), "is of format version 0, and this program reads from 1 on"),
            (With(whole, "scenarios", new JsonArray([null])), "is not a whole run.json: scenarios[0] is null"),
            (With(whole, "kind", "picture"), "is of kind 'picture', which this program does not know"),
        })
        {
            await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
            Ended ended = await EndsAsync(2, "report", run);
            Assert.Contains(message, ended.Errors, StringComparison.Ordinal);
            Assert.Equal(text, await ReadAsync(run, "run.json"));
            Assert.Equal(page, await ReadAsync(run, "index.html"));
        }

        await File.WriteAllTextAsync(file, whole, TestContext.Current.CancellationToken);
        Assert.Contains("it goes with --client", (await EndsAsync(2, "report", run, "--only", "bogus")).Errors, StringComparison.Ordinal);
        Assert.Contains("--out must be the name of a folder", (await EndsAsync(2, "judge", run, "--out", "")).Errors, StringComparison.Ordinal);
        Assert.Contains("must have a name", (await EndsAsync(2, "report", "")).Errors, StringComparison.Ordinal);
        Assert.Contains("is no run: there is no", (await EndsAsync(2, "report", Path.GetDirectoryName(run)!)).Errors, StringComparison.Ordinal);
    }

    private static string With(string json, string name, JsonNode value)
    {
        JsonNode node = JsonNode.Parse(json)!;
        node[name] = value;
        return node.ToJsonString();
    }

    private static Task<string> ReadAsync(string folder, string file) => File.ReadAllTextAsync(Path.Combine(folder, file), TestContext.Current.CancellationToken);

    private static async Task<Ended> EndsAsync(int code, params string[] arguments)
    {
        Ended ended = await HarnessProgram.RunAsync(arguments);
        Assert.True(ended.Code == code, $"harness {string.Join(' ', arguments)}\n{ended}");
        return ended;
    }
}
