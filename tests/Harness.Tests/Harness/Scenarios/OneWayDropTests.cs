using Harness.Scenarios;
using Harness.Scenarios.Files;

namespace Harness.Tests.Scenarios;

/// <summary>A push is an answer, so a drop of what clients send is noticed only where pushes leave a client silent for long enough.</summary>
public sealed class OneWayDropTests
{
    [Theory]
    [InlineData("upstream", "count: 20, updates: 5/s, per_client: 1", "12s", "")]
    [InlineData("upstream", "count: 20, updates: 5/s, per_client: 2", "12s", "")]
    [InlineData("upstream", "count: 20, updates: 0/s, per_client: 1", "3050ms", "")]
    [InlineData("upstream", "count: 20, updates: 5/s, per_client: 0", "3050ms", "")]
    [InlineData("downstream", "count: 20, updates: 8/s, per_client: 1", "3050ms", "")]
    [InlineData("upstream", "count: 20, updates: 5/s, per_client: 1", "6s", "faults[0].for of at least 6.1s (the policy detects within 3s, tolerance 50ms, and from the last push that still arrives), but it is 6s")]
    [InlineData("upstream", "count: 20, updates: 5/s, per_client: 2", "6200ms", "faults[0].for of at least 6.3s (the policy detects within 3s, tolerance 50ms, and from the last push that still arrives), but it is 6.2s")]
    [InlineData("upstream", "count: 20, updates: 8/s, per_client: 1", "12s", "3.05s without a push (the policy detects within 3s, tolerance 50ms), but faults[0] lets pushes through and topics push to each client every 2.5s or sooner")]
    public void Undetected_is_refused_where_nobody_has_to_detect(string direction, string topics, string length, string missing)
    {
        LoadResult result = ScenarioFile.Parse(
            $$"""
            name: one-way
            clients: { preset: heartbeat-rounds, count: 100, heartbeat: { interval: 1s, misses: 3 } }
            topics: { {{topics}} }
            load: [ ramp: { over: 60s } ]
            faults: [ one-way-drop: { at: 12s, for: {{length}}, share: 30%, direction: {{direction}} } ]
            assertions: [ detection.undetected == 0 ]
            """,
            "f.yaml");

        Assert.Equal(missing.Length == 0 ? [] : [$"f.yaml:6: assertions[0] detection.undetected needs {missing}"], result.Errors);
    }

    [Fact]
    public void Pushes_come_in_a_bunch_and_then_nothing_for_a_while()
    {
        Assert.Equal((TimeSpan.FromSeconds(0.4), TimeSpan.FromSeconds(3.6)), new TopicSettings { Count = 20, UpdatesPerSecond = 5, PerClient = 3 }.Pushes);
        Assert.Null(new TopicSettings { UpdatesPerSecond = 0 }.Pushes);
        Assert.Null(new TopicSettings { PerClient = 0 }.Pushes);
        Assert.True(new TopicSettings { UpdatesPerSecond = 1e-300 }.Pushes!.Value.Quiet > TimeSpan.FromDays(1000));
    }
}
