namespace Harness.Clients.UnderTest;

/// <summary>Where a client under test is to connect.</summary>
/// <param name="Client">Its number in the scenario.</param>
/// <param name="Url">What it dials: the fault proxy of its cohort, with the target's path and the client's id.</param>
/// <param name="Host">The target's own authority, <c>host:port</c>, for the Host header of a server that looks at it.</param>
/// <param name="Policy">What the scenario says it promises, in scaled time: what of it can be set on the client is to be taken from here.</param>
/// <param name="TimeScale">The factor of the time scale, 1 for real time: for timers that stand in no policy.</param>
public sealed record ClientTarget(int Client, Uri Url, string Host, ClientPolicy Policy, double TimeScale);
