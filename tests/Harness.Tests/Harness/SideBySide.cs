namespace Harness.Tests;

/// <summary>
/// Cases that mostly wait, such as for a fault to be over: who asks for one first starts all of them, and each test is told what came of its own. They run outside
/// of the test that asked, so that they outlive it.
/// </summary>
/// <param name="play">Plays one case to its end, with its assertions.</param>
/// <param name="cases">All of them; as many at a time as this machine stands.</param>
internal sealed class SideBySide<TCase>(Func<TCase, Task> play, params TCase[] cases)
    where TCase : notnull
{
    private readonly Lazy<Dictionary<TCase, Task>> _played = new(() => cases.ToDictionary(one => one, one => Start(play, one)));

    /// <summary>What came of a case.</summary>
    public Task AskAsync(TCase one) => _played.Value[one];

    private static Task Start(Func<TCase, Task> play, TCase one)
    {
        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(() => play(one));
        }
    }
}
