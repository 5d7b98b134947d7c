using System.Text.Json;
using System.Text.Json.Serialization;
using Harness.Clients;
using Harness.Clients.Chat;
using Harness.Clients.Code;
using Harness.Clients.Protocol;
using Harness.Data;

namespace Harness.Load;

/// <summary>What a run tells a worker. One JSON object per line; <c>type</c> says which.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(PrepareCommand), "prepare")]
[JsonDerivedType(typeof(StartCommand), "start")]
[JsonDerivedType(typeof(ArmCommand), "arm")]
[JsonDerivedType(typeof(LeaveCommand), "leave")]
[JsonDerivedType(typeof(SuspendCommand), "suspend")]
[JsonDerivedType(typeof(WakeCommand), "wake")]
[JsonDerivedType(typeof(CloseCommand), "close")]
public abstract record WorkerCommand;

/// <summary>Build everything that can be built before the first connect; answered by <see cref="ReadyReport"/>.</summary>
public sealed record PrepareCommand(WorkerPlan Plan) : WorkerCommand;

/// <summary>The load begins at that instant, µs of the machine's monotonic clock.</summary>
public sealed record StartCommand(long At) : WorkerCommand;

/// <summary>Record the first byte of every open client of these cohorts from <see cref="Since"/> (µs) on; answered by <see cref="ArmedReport"/> once none is waited for.</summary>
public sealed record ArmCommand(int Fault, int[] Cohorts, long Since) : WorkerCommand;

/// <summary>The clients of these cohorts leave without a word; answered by <see cref="LeftReport"/>.</summary>
public sealed record LeaveCommand(int Fault, int[] Cohorts) : WorkerCommand;

/// <summary>The timers of the started clients of these cohorts stop; answered by <see cref="SuspendedReport"/>.</summary>
public sealed record SuspendCommand(int Fault, int[] Cohorts) : WorkerCommand;

/// <summary>The timers of the suspended clients of these cohorts run again; answered by <see cref="WokenReport"/>.</summary>
public sealed record WakeCommand(int Fault, int[] Cohorts) : WorkerCommand;

/// <summary>Close every client as its user would, then end; answered by <see cref="EndedReport"/>.</summary>
public sealed record CloseCommand : WorkerCommand;

/// <summary>What a worker tells its run. One JSON object per line.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ReadyReport), "ready")]
[JsonDerivedType(typeof(RefusedReport), "refused")]
[JsonDerivedType(typeof(CountsReport), "counts")]
[JsonDerivedType(typeof(ArmedReport), "armed")]
[JsonDerivedType(typeof(LeftReport), "left")]
[JsonDerivedType(typeof(SuspendedReport), "suspended")]
[JsonDerivedType(typeof(WokenReport), "woken")]
[JsonDerivedType(typeof(EndedReport), "ended")]
public abstract record WorkerReport;

/// <summary>Prepared.</summary>
/// <param name="Version">The protocol's version; a run refuses a worker of another one.</param>
public sealed record ReadyReport(int Version) : WorkerReport;

/// <summary>It cannot be done, and why.</summary>
public sealed record RefusedReport(string Why) : WorkerReport;

/// <summary>Live counts, twice a second.</summary>
public sealed record CountsReport(ClientCounts Counts) : WorkerReport;

/// <summary>Every armed client has sent a byte, or has lost its connection.</summary>
public sealed record ArmedReport(int Fault) : WorkerReport;

/// <summary>The clients have left.</summary>
public sealed record LeftReport(int Fault, int[] Clients) : WorkerReport;

/// <summary>The clients' timers stand still.</summary>
public sealed record SuspendedReport(int Fault) : WorkerReport;

/// <summary>The clients' timers run again.</summary>
public sealed record WokenReport(int Fault) : WorkerReport;

/// <summary>Every client is closed and the journal is on disk.</summary>
public sealed record EndedReport : WorkerReport;

/// <summary>A worker's part of a run.</summary>
public sealed record WorkerPlan
{
    /// <summary>The policy that its clients play.</summary>
    public required ClientPolicy Policy { get; init; }

    /// <summary>The population that its clients are of, by its place in the scenario.</summary>
    public int Population { get; init; }

    /// <summary>The numbers of its clients in the scenario, in the order in which they start.</summary>
    public required int[] Clients { get; init; }

    /// <summary>When each of its clients is to connect, µs from the start of the load.</summary>
    public required long[] Starts { get; init; }

    /// <summary>When each of them is closed by its user, µs from the start of the load; <see cref="long.MaxValue"/>: not before the end. Empty: nobody is.</summary>
    public long[] Ends { get; init; } = [];

    public required int Topics { get; init; }

    public required int TopicsPerClient { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>host:port that sockets dial, by cohort and then by node of the target.</summary>
    public required string[][] SocketEndpoints { get; init; }

    /// <summary>How many source addresses, 127.0.1.1 and on, the clients are spread over; 0: the system chooses.</summary>
    public int SourceAddresses { get; init; }

    /// <summary>Path (and query) of the socket endpoint.</summary>
    public required string SocketPath { get; init; }

    /// <summary>Host header of the handshake.</summary>
    public required string SocketAuthority { get; init; }

    /// <summary>Whether the sockets speak TLS, end to end: <c>wss://</c>.</summary>
    public bool SocketTls { get; init; }

    /// <summary>Locale and feeds; the worker reads the files itself, and holds each of them once.</summary>
    public DataFiles Data { get; init; } = new();

    /// <summary>What clients ask for when they open their sockets. Environment variables are looked up by the worker: their values are no part of the plan.</summary>
    public HandshakeSettings Handshake { get; init; } = new();

    /// <summary>How TLS is spoken to the target; its files are read by the worker.</summary>
    public TlsSettings Tls { get; init; } = TlsSettings.Default;

    /// <summary>The chat room that the clients are in; null: none.</summary>
    public ChatPlan? Chat { get; init; }

    /// <summary>What the target speaks; null: the reference back end's messages.</summary>
    public ProtocolSettings? Protocol { get; init; }

    /// <summary>Base of the HTTP path of each cohort, ending in a slash.</summary>
    public required string[] HttpEndpoints { get; init; }

    /// <summary>Host header of polls and fetches.</summary>
    public required string HttpAuthority { get; init; }

    /// <summary>HTTP connections to one cohort's path that may be open at once.</summary>
    public required int ConnectionsPerCohort { get; init; }

    /// <summary>What its clients bring along as code; null: nothing. It does not travel: only a worker of the same process gets it.</summary>
    [JsonIgnore]
    public ClientCode? Code { get; init; }

    /// <summary>Who starts its clients, where the plan's instants do not; it does not travel either.</summary>
    [JsonIgnore]
    internal IClientPace? Pace { get; init; }

    /// <summary>The journal file to create.</summary>
    public required string JournalPath { get; init; }

    /// <summary>The worker's name in journal and report.</summary>
    public required string Name { get; init; }
}

/// <summary>The protocol's text form.</summary>
public static class WorkerProtocol
{
    /// <summary>Raised when a message changes its meaning.</summary>
    public const int Version = 3;

    private static readonly JsonSerializerOptions _options = new(JsonSerializerDefaults.Web);

    public static string Write(WorkerCommand command) => JsonSerializer.Serialize(command, _options);

    public static string Write(WorkerReport report) => JsonSerializer.Serialize(report, _options);

    /// <exception cref="JsonException">The line is no command of this version.</exception>
    public static WorkerCommand ReadCommand(string line) => Read<WorkerCommand>(line);

    /// <exception cref="JsonException">The line is no report of this version.</exception>
    public static WorkerReport ReadReport(string line) => Read<WorkerReport>(line);

    private static T Read<T>(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, _options) ?? throw new JsonException("null is no message");
        }
        catch (NotSupportedException e)
        {
            // What the serializer says of an object without a type.
            throw new JsonException(e.Message, e);
        }
    }
}
