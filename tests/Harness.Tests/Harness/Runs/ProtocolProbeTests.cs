using System.Text;
using Harness.Clients;
using Harness.Clients.Protocol;
using Harness.Runs;
using Harness.Scenarios;
using Harness.Tests.Clients.Sockets;
using Harness.WebSockets;

namespace Harness.Tests.Runs;

/// <summary>A conversation for each population that has one of its own, without a secret in what is told of it.</summary>
public sealed class ProtocolProbeTests
{
    private const string Secret = "zq9-token-of-mine";

    private static readonly ProtocolSettings _protocol = new()
    {
        Topics = new TopicNameSettings { Template = "news-${number}" },
        Heartbeat = "hi",
        HeartbeatReply = [new MatchSettings { Text = "ho" }],
        Push = new AnnouncementSettings { Match = [new MatchSettings { Json = [new JsonCondition("$.op", "msg")] }], Topic = new PlaceSettings { Json = "$.ch" } },
    };

    [Fact]
    public void There_is_a_conversation_for_each_population_that_talks_differently()
    {
        Scenario scenario = Build(Of("phones", "ping-timeout"), Of("desks", "ping-timeout"), Of("robots", "ajax-polling"), Of("old", "heartbeat-rounds"));

        Assert.Equal(["phones", "robots", "old"], ProtocolProbe.Voices(scenario).Select(population => population.Name));
    }

    /// <summary>Only the first population was tried: what the others say was found out by their clients.</summary>
    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task A_run_tries_every_population_and_says_whom_the_server_does_not_answer()
    {
        await using var server = new ScriptedServer();
        Task serving = ServeAsync(server);
        Population silent = Of("silent", "ping-timeout");
        silent = silent with { Clients = silent.Clients with { Policy = silent.Clients.Policy with { Heartbeat = null } } };
        Scenario scenario = Build(silent, Of("phones", "ping-timeout")) with { Topics = new TopicSettings { PerClient = 0 } };

        EnvironmentException told = await Assert.ThrowsAsync<EnvironmentException>(
            () => TargetFacts.MeasurableAsync([new RunnableScenario(scenario)], new RunOptions { Target = new Uri($"ws://{server.Endpoint}/live") }, Deadline.Token));

        Assert.StartsWith("voices, phones: the target ", told.Message, StringComparison.Ordinal);
        Assert.False(serving.IsCompleted);
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task A_secret_that_the_server_pushes_is_not_told()
    {
        Environment.SetEnvironmentVariable("HARNESS_SECRET_PROBE", Secret);
        Population phones = Of("phones", "ping-timeout");
        phones = phones with { Clients = phones.Clients with { Handshake = new HandshakeSettings { Headers = [new HandshakeField("Authorization", "Bearer ${env.HARNESS_SECRET_PROBE}")] } } };
        await using var server = new ScriptedServer();
        var told = new StringBuilder();
        var probe = new ProtocolProbe(
            new Uri($"ws://{server.Endpoint}/live"), poll: null, Build(phones), phones, seed: 1, TimeProvider.System, line => told.AppendLine(line.ToString()));
        Task<ProbeFindings> probing = probe.RunAsync(TimeSpan.FromMilliseconds(500), Deadline.Token);
        ScriptedConnection connection = await server.OpenedAsync();
        await connection.FrameAsync(Opcode.Text, "ho");
        await connection.FrameAsync(Opcode.Text, $$"""{"op":"msg","ch":"{{Secret}}"}""");

        ProbeFindings found = await probing;

        string all = string.Join(Environment.NewLine, [told.ToString(), .. found.Wrong, .. found.Missing, .. found.Unseen]);
        Assert.Contains("topic finds \"***\" in it", all, StringComparison.Ordinal);
        Assert.DoesNotContain("zq9", all, StringComparison.Ordinal);
    }

    private static async Task ServeAsync(ScriptedServer server)
    {
        while (true)
        {
            await server.OpenedAsync();
        }
    }

    private static Population Of(string name, string preset) => new() { Name = name, Clients = new ClientSettings { Count = 10, Policy = PresetRegistry.Find(preset)!.Policy } };

    private static Scenario Build(params Population[] populations) => new() { Name = "voices", Populations = [.. populations], Protocol = _protocol, Load = [new HoldStage { For = TimeSpan.FromSeconds(1) }] };
}
