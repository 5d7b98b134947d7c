namespace Harness.Tests.Cli;

/// <summary>Runs of several classes that go to their end: each mostly waits for its fault to be over, so they are played at the same time.</summary>
internal static class WholeRuns
{
    private static readonly SideBySide<string> _all = new(
        name => name switch
        {
            nameof(RunTests.PassAsync) => RunTests.PassAsync(),
            nameof(RunTests.FailAsync) => RunTests.FailAsync(),
            nameof(TcpKeepAliveRunTests.DropByProxyAsync) => TcpKeepAliveRunTests.DropByProxyAsync(),
            nameof(TcpKeepAliveRunTests.DropByKernelAsync) => TcpKeepAliveRunTests.DropByKernelAsync(),
            _ => MappedToxiproxyTests.MapAsync(),
        },
        nameof(RunTests.PassAsync), nameof(RunTests.FailAsync), nameof(TcpKeepAliveRunTests.DropByProxyAsync), nameof(TcpKeepAliveRunTests.DropByKernelAsync),
        nameof(MappedToxiproxyTests.MapAsync));

    /// <summary>What came of the one of this name.</summary>
    public static Task AskAsync(string name) => _all.AskAsync(name);
}
