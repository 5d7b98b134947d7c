using Harness.Judging;
using Harness.Reporting;
using Harness.Runs;
using Harness.Scenarios.Files;

namespace Harness.Tests.Runs.Functional;

/// <summary>The same updates over three transports on real sockets, 30 clients each: each topic is published every 3 s.</summary>
[Collection(LightRunsCollection.Name)]
public sealed class TransportsTests(RunGroups runs)
{
    private static readonly RunnableScenario[] _scenarios =
    [
        Build("ajax", "preset: ajax-polling, fallback: { every: 500ms, timeout: 2s }"),
        Build("long", "preset: long-polling, fallback: { every: 500ms, timeout: 2500ms }"),
        Build("push", "preset: heartbeat-rounds, heartbeat: { interval: 5s, misses: 3 }, fallback: none"),
        // Half of the interval: what the shipped scenario says of ajax polling must not hold then.
        Build("hasty", "preset: ajax-polling, fallback: { every: 250ms, timeout: 2s }"),
    ];

    [Fact]
    public async Task Push_asks_least_and_ajax_polling_most_and_nobody_loses_anything()
    {
        Dictionary<string, RecordedRun> all = await runs.SideBySideAsync("transports", () => _scenarios);
        TransportResult ajax = Of(all["ajax"]), held = Of(all["long"]), push = Of(all["push"]);

        Assert.Equal([UpdateTransport.AjaxPolling, UpdateTransport.LongPolling, UpdateTransport.Push], [ajax.Transport, held.Transport, push.Transport]);
        Assert.True(push.RequestsPerMinute < held.RequestsPerMinute, $"push {push.RequestsPerMinute:0.0}, long polling {held.RequestsPerMinute:0.0} requests a minute");
        Assert.True(held.RequestsPerMinute < ajax.RequestsPerMinute / 2, $"long polling {held.RequestsPerMinute:0.0}, ajax polling {ajax.RequestsPerMinute:0.0} requests a minute");
        Assert.True(push.ReceivedPerMinute < ajax.ReceivedPerMinute, $"push {push.ReceivedPerMinute:0}, ajax polling {ajax.ReceivedPerMinute:0} bytes a minute");
        Assert.True(held.Delay!.P50 < ajax.Delay!.P50, $"long polling {held.Delay.P50}, ajax polling {ajax.Delay.P50} s");
        Assert.True(push.Delay!.P50 < ajax.Delay!.P50, $"push {push.Delay.P50}, ajax polling {ajax.Delay.P50} s");
        Assert.All([ajax, held, push], transport => Assert.Equal((30, 0), (transport.Clients, (int)transport.UpdatesLost!)));
        // In one process nobody can tell whose the CPU was.
        Assert.All([ajax, held, push], transport => Assert.Null(transport.TargetCpuPerMinute));
    }

    [Fact]
    public async Task A_poll_and_its_answer_are_as_long_as_by_hand()
    {
        TransportResult ajax = Of((await runs.SideBySideAsync("transports", () => _scenarios))["ajax"]);

        // GET /topics/t0 HTTP/1.1, Host: 127.0.0.1:PORT, and three line ends; ports here have four or five digits.
        int request = "GET /topics/t0 HTTP/1.1\r\nHost: 127.0.0.1:65535\r\n\r\n".Length;
        double perRequest = ajax.SentPerMinute!.Value / ajax.RequestsPerMinute;
        Assert.InRange(perRequest, request - 1.5, request + 0.5);
    }

    [Fact]
    public async Task Who_asks_twice_as_often_is_told_from_who_does_not()
    {
        Dictionary<string, RecordedRun> all = await runs.SideBySideAsync("transports", () => _scenarios);

        Assert.Contains(all["hasty"].Failed, expression => expression == "http.requests.per_client <= 140/min");
        Assert.DoesNotContain(all["push"].Failed, expression => expression == "http.requests.per_client <= 140/min");
    }

    [Fact]
    public async Task The_three_are_one_table()
    {
        Dictionary<string, RecordedRun> all = await runs.SideBySideAsync("transports", () => _scenarios);
        RunResult together = all["ajax"].Outcome.Result with { Scenarios = [all["ajax"].Result, all["long"].Result, all["push"].Result] };

        Assert.Equal(3, Assert.Single(TransportComparison.Of(together)).Rows.Length);
    }

    private static TransportResult Of(RecordedRun run) => run.Result.Transports.Single();

    private static RunnableScenario Build(string name, string clients)
    {
        string text = $$"""
            name: {{name}}
            clients: { count: 30, {{clients}} }
            topics: { count: 3, updates: 1/s, per_client: 1 }
            load:
              - ramp: { over: 500ms }
              - hold: { for: 7s }
            drain: 1s
            assertions:
              - http.requests.per_client <= 140/min
              - updates.lost == 0
            """;
        LoadResult loaded = ScenarioFile.Parse(text, name);
        Assert.True(loaded.IsValid, string.Join(Environment.NewLine, loaded.Errors));
        return new RunnableScenario(loaded.Scenarios[0].Scenario, text);
    }
}
