using System.Runtime.InteropServices;

namespace Harness.Cli;

/// <summary>
/// SIGINT and SIGTERM, SIGHUP (its terminal is gone) and SIGQUIT as a cancellation: the first asks for an orderly end, the second one ends the process.
/// A SIGHUP that it was started deaf to (<c>nohup</c>) stays unheard.
/// </summary>
internal sealed class Signals : IDisposable
{
    private const int InterruptNumber = 2;
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;

    public Signals() => _registrations =
        [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT }.Select(signal => PosixSignalRegistration.Create(signal, Stop))];

    /// <summary>
    /// Undoes an inherited deafness to SIGINT; must come before the runtime looks at signals. A shell script starts what it puts into the
    /// background deaf, and .NET would keep it so; but whoever sends SIGINT to a load generator means it.
    /// </summary>
    public static void HearInterrupt()
    {
        if (!OperatingSystem.IsWindows())
        {
            SetHandler(InterruptNumber, handler: 0);
        }
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        Array.ForEach(_registrations, registration => registration.Dispose());
        _stop.Dispose();
    }

    [DllImport("libc", EntryPoint = "signal", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint SetHandler(int signal, nint handler);

    private void Stop(PosixSignalContext context)
    {
        // The children are owned: they end when their standard input does, so even the second signal orphans nobody.
        context.Cancel = !_stop.IsCancellationRequested;
        _stop.Cancel();
    }
}
