using System.Text.Json;
using System.Text.Json.Serialization;
using Harness.Clients;
using Harness.Load;
using Harness.Tests.Clients;

namespace Harness.Tests.Load;

public sealed class WorkerProtocolTests
{
    private static readonly WorkerCommand[] _commands =
    [
        new PrepareCommand(new WorkerPlan
        {
            Policy = Policies.Preset("heartbeat-rounds").Scale(0.02),
            Population = 1,
            Clients = [1_000, 1_001, 1_010],
            Starts = [0, 17, long.MaxValue],
            Ends = [5, long.MaxValue, long.MaxValue],
            Topics = 20,
            TopicsPerClient = 2,
            Seed = ulong.MaxValue,
            SocketEndpoints = [["127.0.0.1:4000", "[::1]:4001"], ["127.0.0.1:4002", "[::1]:4003"]],
            SourceAddresses = 3,
            SocketPath = "/socket?a=ü&b=\"",
            SocketAuthority = "target.example:8080",
            HttpEndpoints = ["http://127.0.0.1:5000/"],
            HttpAuthority = "target.example",
            ConnectionsPerCohort = 64,
            JournalPath = "/tmp/a folder/worker-1.journal",
            Name = "worker-1",
        }),
        new StartCommand(long.MaxValue),
        new ArmCommand(2, [3, 4], 5_000_000_000_000),
        new LeaveCommand(1, []),
        new SuspendCommand(3, [1, 9]),
        new WakeCommand(3, [1, 9]),
        new CloseCommand(),
    ];

    private static readonly WorkerReport[] _reports =
    [
        new ReadyReport(WorkerProtocol.Version),
        new RefusedReport("no \"room\"\nat all"),
        new CountsReport(new ClientCounts([1, 2, 3, 4, 5, 6, 7], 8, 9, 10, 11, long.MaxValue) { Answered = 12, Attempts = 13, RoundTrips = [5, 1, 900, long.MaxValue] }),
        new ArmedReport(2),
        new LeftReport(2, [7, 8, 9]),
        new SuspendedReport(3),
        new WokenReport(3),
        new EndedReport(),
    ];

    public static TheoryData<int> Commands => [.. Enumerable.Range(0, _commands.Length)];

    public static TheoryData<int> Reports => [.. Enumerable.Range(0, _reports.Length)];

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_command_arrives_as_it_was_sent_on_one_line(int index)
    {
        string line = WorkerProtocol.Write(_commands[index]);

        Assert.DoesNotContain('\n', line);
        Assert.Equivalent(_commands[index], WorkerProtocol.ReadCommand(line), strict: true);
        Assert.IsType(_commands[index].GetType(), WorkerProtocol.ReadCommand(line));
    }

    [Theory]
    [MemberData(nameof(Reports))]
    public void A_report_arrives_as_it_was_sent_on_one_line(int index)
    {
        string line = WorkerProtocol.Write(_reports[index]);

        Assert.DoesNotContain('\n', line);
        Assert.Equivalent(_reports[index], WorkerProtocol.ReadReport(line), strict: true);
        Assert.IsType(_reports[index].GetType(), WorkerProtocol.ReadReport(line));
    }

    [Fact]
    public void Policies_arrive_equal_whatever_preset_and_flaw()
    {
        var plan = ((PrepareCommand)_commands[0]).Plan;
        ClientPolicy[] policies =
        [
            .. PresetRegistry.All.Select(preset => preset.Policy),
            .. ClientFlaws.All.SelectMany(flaw => PresetRegistry.All.Select(preset => flaw.Apply(preset.Policy))),
            Policies.Quiet() with { Reconnect = Policies.Quiet().Reconnect with { Jitter = 0.1, Factor = 1.3, DelayAfterError = null } },
        ];

        Assert.All(policies, policy =>
        {
            string line = WorkerProtocol.Write(new PrepareCommand(plan with { Policy = policy }));
            ClientPolicy arrived = ((PrepareCommand)WorkerProtocol.ReadCommand(line)).Plan.Policy;
            Assert.Equal(policy.Reconnect.FirstDelays.AsEnumerable(), arrived.Reconnect.FirstDelays);
            Assert.Equal(policy.Reconnect.Rules.AsEnumerable(), arrived.Reconnect.Rules);

            // Immutable arrays are equal only if they are the same one.
            Assert.Equal(policy, arrived with { Reconnect = arrived.Reconnect with { FirstDelays = policy.Reconnect.FirstDelays, Rules = policy.Reconnect.Rules } });
        });
    }

    [Fact]
    public void Every_message_of_the_protocol_is_in_these_tables()
    {
        Assert.Equal(Derived<WorkerCommand>(), _commands.Select(command => command.GetType().Name).Order());
        Assert.Equal(Derived<WorkerReport>(), _reports.Select(report => report.GetType().Name).Order());
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("""{"type":"dance"}""")]
    [InlineData("""{"at":5}""")]
    [InlineData("""{"type":"prepare","plan":{}}""")]
    [InlineData("null")]
    public void A_line_that_is_no_message_is_refused(string line)
    {
        Assert.ThrowsAny<JsonException>(() => WorkerProtocol.ReadCommand(line));
        Assert.ThrowsAny<JsonException>(() => WorkerProtocol.ReadReport(line));
    }

    private static IEnumerable<string> Derived<T>() =>
        typeof(T).GetCustomAttributes(typeof(JsonDerivedTypeAttribute), inherit: false).Select(attribute => ((JsonDerivedTypeAttribute)attribute).DerivedType.Name).Order();
}
