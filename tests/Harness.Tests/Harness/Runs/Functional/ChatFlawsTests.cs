using Harness.Judging;
using Harness.Runs;
using Harness.Scenarios.Files;

namespace Harness.Tests.Runs.Functional;

/// <summary>A chat room on real sockets: each defect of the server is found, and named by the assertions that it breaks and by no other.</summary>
[Collection(RunsCollection.Name)]
public sealed class ChatFlawsTests(RunGroups runs)
{
    private const string Lost = "chat.lost == 0";
    private const string Duplicate = "chat.duplicate == 0";
    private const string OutOfOrder = "chat.out_of_order == 0";
    private const string Misdelivered = "chat.misdelivered == 0";
    private const string Admitted = "chat.admitted_with_bad_token == 0";
    private const string Retries = "chat.bad_token.retries.max == 0";
    private const string Refused = "chat.refused >= 1";
    private const string Stale = "chat.group_list.stale == 0";
    private const string FalseAlarms = "false_alarms == 0";

    public static TheoryData<string, string[]> Flaws => new()
    {
        { "sound", [] },
        { "loses-chat", [Lost] },
        { "duplicates-chat", [Duplicate] },
        { "reorders-chat", [OutOfOrder] },
        { "misdelivers-chat", [Misdelivered] },
        { "accepts-expired-tokens", [Admitted] },
        { "accepts-forged-tokens", [Admitted] },
        { "hides-leavers", [Stale] },
    };

    [Theory]
    [MemberData(nameof(Flaws))]
    public async Task A_flaw_of_the_server_breaks_the_assertions_that_are_meant_for_it_and_a_sound_one_none(string flaw, string[] expected)
    {
        RecordedRun run = await RunAsync(flaw);

        Assert.True(run.Failed.SequenceEqual(expected), run.Story);
        Assert.True(run.Broken.Length == 0, run.Story);
        ChatResult chat = run.Result.Chat!;
        Assert.True(chat.Owed > 100, run.Story);
        Assert.InRange(chat.Received, chat.Owed - chat.Lost, int.MaxValue);
    }

    /// <summary>Every token ends four seconds after the load began, while all are in the room; those that are given then end with the run.</summary>
    [Fact]
    public async Task Everybody_logs_in_again_when_its_token_is_over()
    {
        RecordedRun run = await RunAsync("expiry");

        Assert.True(run.Failed.Length == 0 && run.Broken.Length == 0, run.Story);
        Assert.InRange(run.Result.Chat!.Owed, 1, int.MaxValue);
    }

    private async Task<RecordedRun> RunAsync(string name) =>
        (await runs.SideBySideAsync("chat", () => Flaws.Select(row => Scenario(row.Data.Item1)).Append(Expiry())))[name];

    private static RunnableScenario Expiry() => Parse("expiry", """
            name: expiry
            clients:
              preset: heartbeat-rounds
              count: 30
              heartbeat: { interval: 1s, misses: 2 }
              reconnect: { delay: 300ms, max_delay: 300ms, attempt_timeout: 2s }
            topics: { per_client: 0, updates: 0/s }
            chat: { groups: 3, messages: 20/s, burst: 2, tokens: { lifetime: 4s, together: true } }
            load:
              - ramp: { over: 1s }
              - hold: { for: 6s }
            drain: 4s
            assertions:
              - chat.refused >= 30
              - reconnects >= 30
              - chat.lost == 0
              - chat.duplicate == 0
              - chat.out_of_order == 0
              - chat.group_list.stale == 0
            """);

    /// <summary>
    /// Forty clients in four groups; who is reset comes back after 3.5 s, so that the others have to be told. The policy finds a loss within 2 s.
    /// </summary>
    private static RunnableScenario Scenario(string flaw)
    {
        string text = $$"""
            name: {{flaw}}
            clients:
              preset: heartbeat-rounds
              count: 40
              heartbeat: { interval: 1s, misses: 2 }
              reconnect: { delay: 3500ms, delay_after_error: 3500ms, max_delay: 3500ms, attempt_timeout: 4s }
            topics: { per_client: 0, updates: 0/s }
            chat:
              groups: 4
              messages: 20/s
              talkers: 50%
              burst: 2
              singles: 20%
              broadcasts: 5%
              tokens: { expired: 10%, forged: 10% }
            target: { flaws: [{{(flaw == "sound" ? "" : flaw)}}] }
            load:
              - ramp: { over: 1s }
              - hold: { for: 9s }
            drain: 4s
            faults:
              - reset: { at: 4s, share: 30% }
            assertions:
              - {{string.Join("\n  - ", Lost, Duplicate, OutOfOrder, Misdelivered, Admitted, Retries, Refused, Stale, FalseAlarms)}}
            """;
        return Parse(flaw, text);
    }

    private static RunnableScenario Parse(string name, string text)
    {
        LoadResult loaded = ScenarioFile.Parse(text, name);
        Assert.True(loaded.IsValid, string.Join(Environment.NewLine, loaded.Errors));
        return new RunnableScenario(loaded.Scenarios[0].Scenario, text);
    }
}
