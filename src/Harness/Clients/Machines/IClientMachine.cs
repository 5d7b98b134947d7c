using Harness.Journal;

namespace Harness.Clients.Machines;

/// <summary>
/// One client as a pure state machine: takes (now, input), adds effects, and tells when it next wants to be asked. It does no I/O and reads no
/// clock, so a driver on real sockets, a table in a test and the simulator in virtual time all play the same client. All times are microseconds.
/// Not safe for concurrent use: one owner per machine.
/// </summary>
public interface IClientMachine
{
    /// <summary>The state that the live view counts.</summary>
    ClientState State { get; }

    /// <summary>When <see cref="ClientInput.TimerDue"/> is wanted next; <see cref="long.MaxValue"/>: not until something happens.</summary>
    long NextDue { get; }

    /// <summary>The version held of one of the client's own topics; 0: none yet.</summary>
    long Held(int topic);

    /// <summary>Takes one input and adds what is to be done to <paramref name="effects"/>, in order.</summary>
    void Step(long now, in ClientInput input, List<ClientEffect> effects);
}

/// <summary>Makes the machine that plays a policy.</summary>
/// <param name="policy">What it plays.</param>
/// <param name="topics">How many topics it follows; 0 for none.</param>
/// <param name="seed">Where its draws come from.</param>
public delegate IClientMachine MachineFactory(ClientPolicy policy, int topics, ulong seed);

/// <summary>The machines there are.</summary>
public static class ClientMachines
{
    /// <summary>The machine that a policy asks for.</summary>
    public static IClientMachine Create(ClientPolicy policy, int topics, ulong seed) => policy.AsWritten switch
    {
        AsWritten.HeartbeatRounds => new HeartbeatRoundsAsWritten(policy, topics, seed),
        AsWritten.PingTimeout => new PingTimeoutAsWritten(policy, topics, seed),
        _ => new ClientMachine(policy, topics, seed),
    };
}
