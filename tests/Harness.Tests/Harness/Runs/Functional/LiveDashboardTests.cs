using System.Text.Json;
using Harness.Dashboard;
using Harness.Judging;
using Harness.Runs;
using Harness.Tests.Dashboard;
using Harness.Tests.Reporting;
using static Harness.Tests.Runs.Functional.RunScenarios;

namespace Harness.Tests.Runs.Functional;

/// <summary>A real run of five seconds and its page, from the first event to the report.</summary>
[Collection(LightRunsCollection.Name)]
public sealed class LiveDashboardTests(RunGroups runs)
{
    [Fact]
    public async Task The_page_of_a_run_follows_it_and_ends_as_its_report()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using var dashboard = new RunDashboard(TimeProvider.System);
        await using LiveServer server = await LiveServer.StartAsync([ListenAddress.Loopback(0)], new LiveContent(dashboard, null), TimeProvider.System, cancellation);
        using var client = new HttpClient();
        var last = new Dictionary<string, RunProgress>(StringComparer.Ordinal);
        Task<List<(string Name, string Title, string Body)>> reading = ReadAsync(client, new Uri(server.Urls[0], "events"), cancellation);

        RunOutcome outcome = await runs.RunAsync([Short("followed", Undetected), Short("second", FalseAlarms)], new RunOptions { Observers = [dashboard] }, now => last[now.Scenario] = now, CancellationToken.None);
        string soFar = (await dashboard.JsonAsync(cancellation))!;
        await dashboard.ShowReportAsync(outcome.Result, Path.Combine(outcome.Folder, "index.html"));
        List<(string Name, string Title, string Body)> events = await reading;

        (string Name, string Title, string Body)[] pages = [.. events.Where(each => each.Name == "page")];
        Assert.Contains(pages, page => page.Title == "running: followed · harness" && page.Body.Contains("silent-drop is on", StringComparison.Ordinal));
        Assert.Contains(pages, page => page.Body.Contains("followed (1 of 2): hold, ", StringComparison.Ordinal));
        Assert.All(pages, page => Assert.Contains("band running", page.Body, StringComparison.Ordinal));
        Assert.Contains(pages, page => page.Title == "running: second · harness" && page.Body.Contains($"chip {outcome.Result.Scenarios[0].Verdict.ToString().ToLowerInvariant()}", StringComparison.Ordinal));
        (string name, string title, string body) = events[^1];
        Assert.Equal("end", name);
        Assert.StartsWith(outcome.Result.Verdict.ToString().ToLowerInvariant(), title, StringComparison.Ordinal);
        Assert.Contains("index.html", body, StringComparison.Ordinal);
        Assert.DoesNotContain("band running", body, StringComparison.Ordinal);

        Assert.Empty(RunSchemaTests.Errors(soFar));
        Assert.Empty(RunSchemaTests.Errors(await File.ReadAllTextAsync(Path.Combine(outcome.Folder, "run.json"), cancellation)));
        AssertCounts(outcome.Result.Scenarios[0], last["followed"]);
    }

    /// <summary>What was counted live is what the judge reads from the journal: nothing counts twice or not at all. The last of it is not told any more: up to a second of five, on a machine that is busy with other things.</summary>
    private static void AssertCounts(ScenarioResult judged, RunProgress last)
    {
        AssertMost(judged.Series.HeartbeatsSent.Sum(), last.HeartbeatsSent);
        AssertMost(judged.Series.HeartbeatsAnswered.Sum(), last.HeartbeatsAnswered);
        AssertMost(judged.Series.Attempts.Sum(), last.Attempts);
        AssertMost(judged.Series.Reconnects.Sum(), last.Reconnects);
        Assert.Equal(last.HeartbeatsAnswered, last.RoundTrips.Values.Sum());
        FaultProgress fault = Assert.Single(last.Faults);
        Assert.Equal(judged.Faults[0].Cohorts, fault.Cohorts);
        Assert.InRange(fault.On!.Value.TotalSeconds, judged.Faults[0].Onset!.From - 0.5, judged.Faults[0].Onset!.To);
        Assert.InRange(fault.Off!.Value.TotalSeconds, judged.Faults[0].Removed!.From, judged.Faults[0].Removed!.To + 0.5);
    }

    private static void AssertMost(int all, long live) => Assert.InRange(live, all * 0.6, all);

    private static async Task<List<(string Name, string Title, string Body)>> ReadAsync(HttpClient client, Uri address, CancellationToken cancellation)
    {
        var events = new List<(string, string, string)>();
        await foreach ((string name, string data) in SseReader.ReadAsync(client, address, cancellation))
        {
            using JsonDocument parts = JsonDocument.Parse(data);
            events.Add((name, parts.RootElement.GetProperty("title").GetString()!, parts.RootElement.GetProperty("body").GetString()!));
        }

        return events;
    }
}
