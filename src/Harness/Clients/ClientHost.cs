using System.Net;
using Harness.Clients.Chat;
using Harness.Clients.Code;
using Harness.Clients.Protocol;
using Harness.Clients.Sockets;
using Harness.Clients.UnderTest;
using Harness.Data;
using Harness.Journal;
using Harness.Seeding;
using Harness.Timing;
using Harness.WebSockets;

namespace Harness.Clients;

/// <summary>What all clients of one worker share: where they connect, what they say, who keeps their time and their facts.</summary>
public sealed class ClientHost
{
    private readonly ClientHostOptions _options;
    private readonly Action<int> _disarmed;

    /// <param name="options">The plan's part for this worker.</param>
    /// <param name="journal">Where facts go.</param>
    /// <param name="wheel">One entry per client of this worker.</param>
    /// <param name="metrics">Counters and histograms of this worker.</param>
    /// <param name="fetcher">Polls and fetches.</param>
    /// <param name="disarmed">Told the fault whenever a client needs no longer be waited for.</param>
    public ClientHost(ClientHostOptions options, JournalWriter journal, TimingWheel wheel, ClientMetrics metrics, TopicFetcher fetcher, Action<int> disarmed)
    {
        _options = options;
        _disarmed = disarmed;
        Journal = journal;
        Wheel = wheel;
        Metrics = metrics;
        Fetcher = fetcher;
        Protocol = options.Protocol ?? new ReferenceProtocol(options.Policy, options.Topics, options.TopicsPerClient);
        Connections = new ConnectionFactory(options, Protocol.IdParameter);
        HeartbeatText = new SentText(Protocol.Heartbeat, options.Data);
        AnswerText = new SentText(Protocol.HeartbeatAnswer, options.Data);
        LeastHeartbeatGap = options.Policy.Heartbeat is { RandomStart: false } h ? h.Interval.Microseconds() * 9 / 10 : 0;
        MessageText = new SentText(options.Policy.Send?.Message ?? "", options.Data);
        Began = MonotonicClock.Now;
        Chat = options.Chat is { } chat ? new ChatHost(chat, options.Data, journal) : null;
        Code = options.Code is { } code ? new CodeHost(code, options.Seed, options.Policy.FetchTimeout, journal, fetcher, options.Time) : null;
    }

    public ClientPolicy Policy => _options.Policy;

    public int TopicsPerClient => _options.TopicsPerClient;

    /// <summary>When the worker began, µs.</summary>
    public long Began { get; }

    internal JournalWriter Journal { get; }

    internal TimingWheel Wheel { get; }

    internal ClientMetrics Metrics { get; }

    internal TopicFetcher Fetcher { get; }

    internal ConnectionFactory Connections { get; }

    /// <summary>The chat room; null where the clients are in none.</summary>
    internal ChatHost? Chat { get; }

    /// <summary>What its clients bring along as code; null: nothing.</summary>
    internal CodeHost? Code { get; }

    /// <summary>What they speak.</summary>
    internal IMessageProtocol Protocol { get; }

    /// <summary>What texts are filled from.</summary>
    internal DataSource Data => _options.Data;

    internal SentText HeartbeatText { get; }

    /// <summary>What a client whose own heartbeats the server answers says to a heartbeat of the server.</summary>
    internal SentText AnswerText { get; }

    internal SentText MessageText { get; }

    /// <summary>Heartbeats of one connection that are due closer together than this, µs, are one too many; 0 where the first may follow the open at any distance.</summary>
    internal long LeastHeartbeatGap { get; }

    internal Opcode HeartbeatOpcode => Policy.Heartbeat?.Form switch
    {
        HeartbeatForm.Ping => Opcode.Ping,
        HeartbeatForm.Pong => Opcode.Pong,
        _ => Opcode.Text,
    };

    /// <summary>
    /// Whether ping and pong frames mean something to the client. A page of a browser never sees them: to a client whose heartbeats are texts, a server that
    /// answers nothing else is silent.
    /// </summary>
    internal bool HearsPings => Policy.Heartbeat is { Sender: HeartbeatSender.Server } or { Form: HeartbeatForm.Ping };

    /// <summary>Whether heartbeats come from the server: what looks like a reply is one then.</summary>
    internal bool ServerBeats => Policy.Heartbeat?.Sender == HeartbeatSender.Server;

    /// <summary>The load begins at that instant, µs; nobody has been started yet.</summary>
    public void LoadBegins(long at)
    {
        if (Chat is not null)
        {
            Chat.Began = at;
        }
    }

    /// <summary>A client that plays the policy, or drives the one that is under test.</summary>
    internal IDrivenClient NewClient(int client, int entry) => Code is { Code.UnderTest: { } factory } code
        ? new UnderTestClient(this, code, factory, client, entry, _options.TargetOf(client, code.Code.TimeScale))
        : new ClientSession(this, client, entry);

    internal IClientMachine NewMachine(int client) => _options.Machine(Policy, TopicsPerClient, SeedOf(client));

    internal int CohortOf(int client) => client % _options.SocketEndpoints.Count;

    internal EndPoint SocketEndpoint(int cohort, int node) => _options.SocketEndpoints[cohort][node % _options.SocketEndpoints[cohort].Count];

    /// <summary>The node of the target that a client dials first: the clients of a cohort take turns.</summary>
    internal int FirstNodeOf(int client) => client / _options.SocketEndpoints.Count % _options.SocketEndpoints[0].Count;

    /// <summary>The address that a client's sockets are bound to; null: the system chooses.</summary>
    internal IPAddress? SourceOf(int client) => _options.SourceAddresses > 0 ? LoopbackSources.At(client % _options.SourceAddresses) : null;

    internal ulong SeedOf(int client) => ClientSeed.Of(_options.Seed, client);

    internal int TopicOf(int client, int index) => (client + index) % _options.Topics;

    /// <summary>The index among a client's own topics; -1 if it does not follow that one.</summary>
    internal int OwnTopic(int client, int topic)
    {
        if (topic == Announcement.OwnTopic && TopicsPerClient > 0)
        {
            return 0;
        }

        if (topic < 0 || topic >= _options.Topics)
        {
            return -1;
        }

        int index = (topic - (client % _options.Topics) + _options.Topics) % _options.Topics;
        return index < _options.TopicsPerClient ? index : -1;
    }

    /// <summary>Is told what the clients do; null: nobody.</summary>
    internal ISessionWatcher? Watcher => _options.Watcher;

    internal void Disarmed(int fault) => _disarmed(fault);
}

/// <summary>A worker's part of the plan, as far as its clients see it.</summary>
public sealed record ClientHostOptions
{
    /// <summary>The policy that is played.</summary>
    public required ClientPolicy Policy { get; init; }

    /// <summary>Number of topics in all.</summary>
    public required int Topics { get; init; }

    public required int TopicsPerClient { get; init; }

    /// <summary>Where sockets are dialled, by cohort and then by node of the target: usually a fault proxy. Client i is in cohort i mod K.</summary>
    public required IReadOnlyList<IReadOnlyList<EndPoint>> SocketEndpoints { get; init; }

    /// <summary>How many source addresses the clients are spread over (<see cref="LoopbackSources"/>); 0: the system chooses.</summary>
    public int SourceAddresses { get; init; }

    /// <summary>Path of the socket endpoint on the target.</summary>
    public required string SocketPath { get; init; }

    /// <summary>The target's own authority, for the Host header: whatever is dialled, the target sees its own name.</summary>
    public required string SocketAuthority { get; init; }

    /// <summary>Whether the sockets speak TLS, end to end: <c>wss://</c>.</summary>
    public bool SocketTls { get; init; }

    /// <summary>What clients ask for when they open their sockets.</summary>
    public HandshakeSettings Handshake { get; init; } = new();

    /// <summary>How TLS is spoken to the target.</summary>
    public TlsSettings Tls { get; init; } = TlsSettings.Default;

    /// <summary>What texts are filled from.</summary>
    public required DataSource Data { get; init; }

    /// <summary>The run's seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The chat room that the clients are in; null: none.</summary>
    public ChatPlan? Chat { get; init; }

    /// <summary>What the scenario brings along as code; null: nothing.</summary>
    public ClientCode? Code { get; init; }

    /// <summary>For the waits of code.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Is told what the clients do; null: nobody.</summary>
    internal ISessionWatcher? Watcher { get; init; }

    /// <summary>Where a client of somebody's own is to connect.</summary>
    internal ClientTarget TargetOf(int client, double timeScale)
    {
        IReadOnlyList<EndPoint> nodes = SocketEndpoints[client % SocketEndpoints.Count];
        EndPoint dialled = nodes[client / SocketEndpoints.Count % nodes.Count];
        string authority = dialled is DnsEndPoint name ? $"{name.Host}:{name.Port}" : dialled.ToString()!;
        return new ClientTarget(
            client, new Uri($"{(SocketTls ? "wss" : "ws")}://{authority}{TargetProtocol.SocketPath(SocketPath, client)}"), SocketAuthority, Policy, timeScale);
    }

    /// <summary>What clients say and how they read what the server says; null: the reference back end's messages.</summary>
    public IMessageProtocol? Protocol { get; init; }

    /// <summary>What plays the policy.</summary>
    public MachineFactory Machine { get; init; } = ClientMachines.Create;
}
