using System.Diagnostics;

namespace Harness.Tests.Runs.Functional;

internal static class Eventually
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(15);

    /// <summary>Waits until a condition holds.</summary>
    public static async Task HoldsAsync(Func<bool> condition, Func<string> otherwise)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < _deadline, otherwise());
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
