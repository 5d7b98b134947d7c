using System.Collections.Immutable;
using Harness.Clients;
using Harness.Journal;
using Harness.Scenarios;
using Harness.Seeding;
using Harness.Timing;

namespace Harness.Simulation.Virtual;

/// <summary>
/// Plays schedules, one after the other, and leaves of each the journal that a run on real sockets would have left, but for its measurements.
/// Reused for all schedules of a simulation, so that nothing large is allocated per schedule. Not safe for concurrent use.
/// </summary>
internal sealed class VirtualRun
{
    /// <summary>The virtual instant at which the load begins: 0 means "not" in some facts.</summary>
    public const long Zero = 1_000_000;

    /// <summary>After the user has closed it, a client is watched for so long: it must stay closed.</summary>
    private const long Aftermath = 5_000_000;

    /// <summary>A schedule that needs more events than this turns in circles.</summary>
    private const int MostEvents = 2_000_000;

    private static readonly ImmutableArray<string> _roles = ["simulation"];

    private readonly ClientPolicy _played;
    private readonly int _topics;
    private readonly MachineFactory _machines;
    private readonly List<Fact> _facts = new(1024);
    private readonly VirtualEvents _events = new();
    private readonly VirtualNetwork _network;
    private readonly VirtualServer _server;
    private readonly VirtualClient _client;

    /// <param name="scenario">Whose clients are played.</param>
    /// <param name="machines">What plays a policy.</param>
    public VirtualRun(Scenario scenario, MachineFactory machines)
    {
        _played = scenario.Clients.Played;
        _topics = scenario.Topics.PerClient;
        _machines = machines;
        _network = new VirtualNetwork(_events);
        _server = new VirtualServer(_events, _network, scenario.Clients.Policy, _topics, _facts);
        _client = new VirtualClient(_events, _network, scenario.Clients.Policy, _facts);
    }

    /// <summary>Plays one schedule.</summary>
    /// <param name="schedule">What happens.</param>
    /// <param name="forReading">Whether to record what only a reader wants to see.</param>
    /// <exception cref="InvalidOperationException">The client does not come to an end.</exception>
    public RunJournal Play(Schedule schedule, bool forReading = false)
    {
        _facts.Clear();
        _events.Reset(0);
        _server.Reset(schedule.Network);
        _client.Reset(_machines(_played, _topics, ClientSeed.Of(schedule.Seed, VirtualClient.Number)), forReading);
        _facts.Add(Facts.PhaseBegan(Zero, RunPhase.Load));
        long end = Zero + schedule.End.Microseconds();
        long close = end + schedule.Drain.Microseconds();
        _network.Reset(schedule, Zero);
        _events.Add(new(Zero + schedule.Start.Microseconds(), VirtualEventKind.Start));
        _events.Add(new(end, VirtualEventKind.Drain));
        _events.Add(new(close, VirtualEventKind.Close));
        for (int i = 0; i < schedule.Ends.Length; i++)
        {
            _events.Add(new(Zero + schedule.Ends[i].At.Microseconds(), VirtualEventKind.ServerEnd, Number: i));
        }

        for (int i = 0; _topics > 0 && i < schedule.Publications.Length; i++)
        {
            _events.Add(new(Zero + schedule.Publications[i].Microseconds(), VirtualEventKind.Publish, Number: i));
        }

        int count = 0;
        while (_events.TryTake(out VirtualEvent taken) && taken.At <= close + Aftermath)
        {
            Handle(schedule, taken);
            if (++count > MostEvents)
            {
                throw new InvalidOperationException($"the client of schedule {schedule.Seed} still turns in circles after {MostEvents} events, {_events.Now} µs from its beginning");
            }
        }

        _facts.Add(Facts.PhaseBegan(close + Aftermath, RunPhase.Ended));
        return new RunJournal(_roles, forReading ? [.. _facts.OrderBy(fact => fact.At)] : [.. _facts]);
    }

    private void Handle(Schedule schedule, in VirtualEvent taken)
    {
        switch (taken.Kind)
        {
            case VirtualEventKind.Start:
                _client.Take(ClientInput.Start);
                break;
            case VirtualEventKind.Timer:
                _client.Timer();
                break;
            case VirtualEventKind.AtServer:
                _server.Take(taken);
                break;
            case VirtualEventKind.AtProxy:
                _network.CrossDown(taken);
                break;
            case VirtualEventKind.AtClient:
                _client.Hear(taken);
                break;
            case VirtualEventKind.Onset:
                Begin(taken.Number);
                break;
            case VirtualEventKind.Removal:
                Remove(taken.Number);
                break;
            case VirtualEventKind.ServerBeat:
                _server.Beat(taken.Connection);
                break;
            case VirtualEventKind.ServerEnd:
                _server.End(schedule.Ends[taken.Number]);
                break;
            case VirtualEventKind.Publish:
                _server.Publish(taken.Number);
                break;
            case VirtualEventKind.FetchAtServer:
                (int topic, long newerThan, long wait) = _client.Asks(taken.Number);
                _server.Asked(taken.Number, topic, newerThan, wait);
                break;
            case VirtualEventKind.FetchAnswered:
                _server.Answer(taken.Number, taken.Value);
                break;
            case VirtualEventKind.FetchAtProxy:
                _network.CrossDownHttp(taken);
                break;
            case VirtualEventKind.FetchAtClient:
                _client.Fetched(taken.Number, new FetchOutcome(taken.Value, 200));
                break;
            case VirtualEventKind.FetchTimeout:
                _client.Fetched(taken.Number, new FetchOutcome(null, 0));
                break;
            case VirtualEventKind.Drain:
                _facts.Add(Facts.PhaseBegan(_events.Now, RunPhase.Drain));
                break;
            case VirtualEventKind.Close:
                _facts.Add(Facts.PhaseBegan(_events.Now, RunPhase.Closing));
                _client.Take(ClientInput.CloseByUser);
                break;
            default:
                throw new InvalidOperationException($"no such event: {taken.Kind}");
        }
    }

    private void Begin(int fault)
    {
        bool isOpen = _client.IsOpen;
        bool wasArmed = _network.IsArmed;
        _network.Begin(fault, isOpen);
        _facts.Add(Facts.Edge(_events.Now, _events.Now, 0, fault, FaultEdge.Onset));
        if (_network.IsArmed && !wasArmed)
        {
            _client.Arm(fault);
        }
    }

    private void Remove(int fault)
    {
        _facts.Add(Facts.Edge(_events.Now, _events.Now, 0, fault, FaultEdge.Removal));
        if (_network.Remove(fault))
        {
            _client.BreakRequests();
        }
    }
}
