using System.Runtime.InteropServices;
using System.Text.Json;
using Harness.Journal;
using Harness.Runs.Roles;
using Harness.Timing;

namespace Harness.Cli;

/// <summary>
/// What role processes have in common. Owned: one ready line, ignores what a terminal sends to children too (SIGINT, SIGQUIT, SIGHUP), keeps
/// a journal of its stalls, and ends when standard input closes, which also happens when the parent is killed. By hand: ends on these or SIGTERM.
/// </summary>
internal static class RoleHost
{
    /// <summary>Says that an owned role serves, and waits until it is to end.</summary>
    /// <param name="role">Its name in the journal.</param>
    /// <param name="journal">The journal to create; null: none.</param>
    /// <param name="ready">What the parent is told.</param>
    public static async Task OwnedAsync(string role, string? journal, ReadyLine ready)
    {
        using IDisposable deaf = IgnoreTerminal();
        JournalWriter? writer = journal is null ? null : JournalWriter.Create(journal, role, TimeProvider.System);
        StallWatchdog? watchdog = writer is null ? null : new StallWatchdog((from, to) => writer.Add(Facts.Stall(from, to)));
        Console.Out.WriteLine(JsonSerializer.Serialize(ready, JsonSerializerOptions.Web));
        await Console.Out.FlushAsync().ConfigureAwait(false);
        await InputEndsAsync().ConfigureAwait(false);
        watchdog?.Dispose();
        if (writer is not null)
        {
            await writer.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Waits for a signal that ends it.</summary>
    public static async Task ByHandAsync()
    {
        using var signals = new Signals();
        var ended = new TaskCompletionSource();
        using CancellationTokenRegistration registration = signals.Token.Register(ended.SetResult);
        await ended.Task.ConfigureAwait(false);
    }

    /// <summary>Makes the process deaf to the signals of its terminal until disposed of.</summary>
    public static IDisposable IgnoreTerminal() => new Deafness();

    private static async Task InputEndsAsync()
    {
        using Stream input = Console.OpenStandardInput();
        byte[] nothing = new byte[64];
        while (await input.ReadAsync(nothing).ConfigureAwait(false) > 0)
        {
            // Whatever the parent says, only its end counts here.
        }
    }

    private sealed class Deafness : IDisposable
    {
        private readonly PosixSignalRegistration[] _registrations =
            [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGQUIT, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, context => context.Cancel = true))];

        public void Dispose() => Array.ForEach(_registrations, registration => registration.Dispose());
    }
}
