using System.Diagnostics;
using Harness.Runs;
using Harness.Tests.Faults.Kernel;

namespace Harness.Tests.Cli;

/// <summary>What a <c>harness</c> that has ended left: its code and what it said.</summary>
internal sealed record Ended(int Code, string Output, string Errors)
{
    /// <summary>Everything, for a message of a test that failed.</summary>
    public override string ToString() => $"exit code {Code}\n--- standard output\n{Output}\n--- standard error\n{Errors}";
}

/// <summary>The real program as a process of its own, with all its output kept. Disposal ends it and the roles it started, by their ids.</summary>
internal sealed class HarnessProgram : IAsyncDisposable
{
    /// <summary>Far beyond what anything here takes, because other builds may run on the machine.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly List<string> _output = [];
    private readonly List<string> _errors = [];
    private readonly Task _reading;
    private readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;
    private ProcessEntry[] _roles = [];

    private HarnessProgram(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        _reading = Task.WhenAll(ReadAsync(_process.StandardOutput, _output), ReadAsync(_process.StandardError, _errors));
    }

    /// <summary>The id; a wrapper such as <c>setsid</c> replaces itself by the program, so it is the program's.</summary>
    public int Id => _process.Id;

    public string Output => Text(_output);

    public string Errors => Text(_errors);

    private static string Assembly => typeof(HarnessRun).Assembly.Location;

    /// <summary>The program's own executable, which lies beside its assembly.</summary>
    private static string Executable => Path.ChangeExtension(Assembly, OperatingSystem.IsWindows() ? ".exe" : null).TrimEnd('.');

    public static HarnessProgram Start(params string[] arguments) => new(Info(Executable, arguments));

    /// <summary>As a terminal starts it: able to hear its signals even if these tests run in the background, where they are ignored; see env(1).</summary>
    public static HarnessProgram StartHearing(params string[] arguments) => new(Info("env", ["--default-signal=INT,HUP,QUIT", Executable, .. arguments]));

    /// <summary>The same, as the head of a process group of its own, which a signal can be sent to as a terminal does.</summary>
    public static HarnessProgram StartGroup(params string[] arguments) => new(Info("setsid", ["env", "--default-signal=INT,HUP,QUIT", Executable, .. arguments]));

    /// <summary>With at most so many descriptors.</summary>
    public static HarnessProgram StartLimited(int descriptors, params string[] arguments) =>
        new(Info("bash", ["-c", $"ulimit -n {descriptors}; exec \"$@\"", "bash", Executable, .. arguments]));

    /// <summary>In a network namespace, able to hear signals.</summary>
    public static HarnessProgram StartIn(NetNamespace net, params string[] arguments) =>
        new(Info("nsenter", [$"--net={net.Link}", "env", "--default-signal=INT,HUP,QUIT", Executable, .. arguments]));

    /// <summary>Without the right to filter packets, which root has.</summary>
    public static HarnessProgram StartWithoutRights(params string[] arguments) =>
        new(Environment.IsPrivilegedProcess ? Info("setpriv", ["--bounding-set=-net_admin", "--inh-caps=-net_admin", Executable, .. arguments]) : Info(Executable, arguments));

    /// <summary>Runs it to its end.</summary>
    public static async Task<Ended> RunAsync(params string[] arguments)
    {
        await using HarnessProgram program = Start(arguments);
        return await program.EndAsync();
    }

    /// <summary>Waits for its end.</summary>
    public async Task<Ended> EndAsync()
    {
        try
        {
            await _process.WaitForExitAsync(_cancellation).WaitAsync(Patience, _cancellation);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"harness still runs after {Patience.TotalSeconds} s.\n{new Ended(-1, Output, Errors)}");
        }

        // Its pipes are held open by its roles too: they end when the last of them has.
        await _reading.WaitAsync(Patience, _cancellation);
        return new Ended(_process.ExitCode, Output, Errors);
    }

    /// <summary>Waits until standard output holds a text.</summary>
    public Task SaysAsync(string text) => Until.TrueAsync(
        () => Output.Contains(text, StringComparison.Ordinal) || (_process.HasExited && _reading.IsCompleted ? throw new InvalidOperationException($"harness ended without saying '{text}'.\n{new Ended(_process.ExitCode, Output, Errors)}") : false),
        () => $"harness has not said '{text}'.\n{new Ended(-1, Output, Errors)}",
        Patience, _cancellation);

    /// <summary>Waits until it says so on standard error.</summary>
    public Task ComplainsAsync(string text) => Until.TrueAsync(
        () => Errors.Contains(text, StringComparison.Ordinal), () => $"harness has not complained '{text}'.\n{new Ended(-1, Output, Errors)}", Patience, _cancellation);

    /// <summary>Waits until target, proxy and worker exist.</summary>
    public async Task<ProcessEntry[]> RolesAsync()
    {
        await Until.TrueAsync(() => (_roles = ProcessTable.RolesOf(Id)).Length == 3, () => $"{_roles.Length} of 3 roles started.\n{Output}{Errors}", Patience, _cancellation);
        return _roles;
    }

    public void Signal(int signal) => ProcessTable.Signal(Id, signal);

    public void CloseInput() => _process.StandardInput.Close();

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        foreach (ProcessEntry role in _roles.Where(role => role.IsAlive))
        {
            ProcessTable.Signal(role.Id, Signals.Kill);
        }

        await _reading.WaitAsync(Patience, CancellationToken.None);
        _process.Dispose();
    }

    private static ProcessStartInfo Info(string file, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        // A CI system's name makes Spectre write colour codes even into a pipe.
        start.Environment.Remove("GITHUB_ACTIONS");
        return start;
    }

    private static async Task ReadAsync(StreamReader reader, List<string> lines)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (lines)
            {
                lines.Add(line);
            }
        }
    }

    private static string Text(List<string> lines)
    {
        lock (lines)
        {
            return string.Concat(lines.Select(line => line + "\n"));
        }
    }
}

/// <summary>Signal numbers of Linux.</summary>
internal static class Signals
{
    public const int HangUp = 1;
    public const int Interrupt = 2;
    public const int Quit = 3;
    public const int Kill = 9;
    public const int Terminate = 15;
}

/// <summary>Tests that start processes: one at a time, and nothing beside them, or they would measure each other.</summary>
[CollectionDefinition("processes", DisableParallelization = true)]
public sealed class ProcessesCollection;

/// <summary>Commands that play no fault and measure nothing: they mind no neighbour.</summary>
[CollectionDefinition("commands")]
public sealed class CommandsCollection;

/// <summary>Whole runs of few clients that wait for most of their time: a lane of <see cref="LanesLast"/>.</summary>
[CollectionDefinition(Name)]
public sealed class WaitingProcesses
{
    public const string Name = "waiting processes";
}
