using Harness.Data;

namespace Harness.Clients.Code;

/// <summary>
/// What the user of one client does, in code. It is called once per client, when the client has opened for the first time, on the thread pool; it ends when it
/// returns, or when its client ends and <paramref name="cancellation"/> is cancelled. What it throws ends it, is recorded, and counts as one of <c>session.failures</c>;
/// the client and the run go on.
/// </summary>
/// <param name="session">The client, as its user sees it.</param>
/// <param name="cancellation">Cancelled when the client is closed or leaves.</param>
public delegate Task SessionCode(CodeSession session, CancellationToken cancellation);

/// <summary>What a scenario in C# brings along as code rather than as data: it lives in the process that wrote it, and is no part of a plan or of a file.</summary>
public sealed record ClientCode
{
    /// <summary>What the user of each client does; null: nothing beside what the policy says.</summary>
    public SessionCode? Session { get; init; }

    /// <summary>The client that is tested instead of the harness's own; null: the harness plays the policy.</summary>
    public UnderTest.ClientUnderTestFactory? UnderTest { get; init; }

    /// <summary>The factor of the time scale. Durations that code hands to its session are multiplied by it, as those of the scenario are.</summary>
    public double TimeScale { get; init; } = 1;

    /// <summary>Takes the run's secrets out of what its failures say: they are written to the journal, which is a file of the report.</summary>
    public SecretMask Secrets { get; init; } = SecretMask.None;
}
