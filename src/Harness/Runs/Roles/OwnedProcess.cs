using System.Diagnostics;
using System.Threading.Channels;
using Harness.Judging;

namespace Harness.Runs.Roles;

/// <summary>
/// A role as a child process. It ends when its standard input closes, which the system does for us even when this process is killed;
/// here it is also waited for and, if it does not come to an end, killed by its id.
/// </summary>
internal sealed class OwnedProcess : IAsyncDisposable
{
    private const int KeptLines = 20;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(8);

    private readonly Process _process;
    private readonly Queue<string> _lastLines = new();
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly Task _reading;
    private volatile bool _ending;
    private RoleResult _usage;

    private OwnedProcess(string name, Process process)
    {
        Name = name;
        _process = process;
        _usage = new RoleResult(name, 0, 0);
        Task output = ReadAsync(process.StandardOutput, line => _lines.Writer.TryWrite(line));
        Task errors = ReadAsync(process.StandardError, Keep);
        _reading = EndAsync(output, errors);
    }

    public string Name { get; }

    /// <summary>What it prints on standard output; completes when it ends.</summary>
    public ChannelReader<string> Lines => _lines.Reader;

    /// <summary>Completes when it has ended; whether that was asked for is <see cref="IsEnding"/>.</summary>
    public Task Ended => _reading;

    /// <summary>Whether its end has been asked for.</summary>
    public bool IsEnding => _ending;

    /// <summary>Starts <c>harness</c> with these arguments and environment.</summary>
    public static OwnedProcess Start(string name, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        (string file, string[] prefix) = Self();
        var start = new ProcessStartInfo(file)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (string argument in prefix.Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        foreach ((string key, string value) in environment)
        {
            start.Environment[key] = value;
        }

        return new OwnedProcess(name, Process.Start(start) ?? throw new EnvironmentException($"{file} could not be started."));
    }

    /// <summary>Writes a line to its standard input. One that has ended is noticed by its end, not here.</summary>
    public void Send(string line)
    {
        try
        {
            _process.StandardInput.WriteLine(line);
            _process.StandardInput.Flush();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            Keep($"(could not be told: {e.Message})");
        }
    }

    /// <summary>CPU and peak memory so far; the last reading once it has ended.</summary>
    public RoleResult Usage()
    {
        try
        {
            _process.Refresh();
            if (!_process.HasExited)
            {
                long peak = Math.Max(_process.PeakWorkingSet64, _process.WorkingSet64);
                _usage = new RoleResult(Name, _process.TotalProcessorTime.TotalSeconds, Math.Max(peak, _usage.PeakRssBytes));
            }
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It ended between the question and the answer: the last reading stands.
        }

        return _usage;
    }

    /// <summary>Its end in words: exit code and last lines.</summary>
    public string DescribeEnd()
    {
        string end = !_process.HasExited ? "closed its output"
            // How .NET tells of a signal. Who kills a role of a run is, more often than not, a system that is out of memory.
            : !OperatingSystem.IsWindows() && _process.ExitCode == 128 + 9 ? "was killed (signal 9; by the system, if memory ran out)"
            : !OperatingSystem.IsWindows() && _process.ExitCode is > 128 and < 160 ? $"was ended by signal {_process.ExitCode - 128}"
            : $"ended with exit code {_process.ExitCode}";
        lock (_lastLines)
        {
            return _lastLines.Count == 0
                ? $"{Name} (process {_process.Id}) {end}; it said nothing."
                : $"{Name} (process {_process.Id}) {end}. Its last lines:{Environment.NewLine}  {string.Join(Environment.NewLine + "  ", _lastLines)}";
        }
    }

    /// <summary>Closes its standard input, waits, and kills what does not end.</summary>
    public async ValueTask DisposeAsync()
    {
        Usage();
        _ending = true;
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // Its end of the pipe is gone: so is it.
        }

        using var patience = new CancellationTokenSource(_patience);
        try
        {
            await _process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }

        await _reading.ConfigureAwait(false);
        _process.Dispose();
    }

    /// <summary>How this program is started again: its own executable, or dotnet with its assembly (under a test host).</summary>
    private static (string File, string[] Prefix) Self()
    {
        string assembly = typeof(OwnedProcess).Assembly.Location;
        string executable = Path.ChangeExtension(assembly, OperatingSystem.IsWindows() ? ".exe" : null).TrimEnd('.');
        if (File.Exists(executable))
        {
            return (executable, []);
        }

        string? host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH");
        return (string.IsNullOrEmpty(host) ? "dotnet" : host, [assembly]);
    }

    private static async Task ReadAsync(StreamReader reader, Action<string> take)
    {
        while (await reader.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            take(line);
        }
    }

    private async Task EndAsync(Task output, Task errors)
    {
        await Task.WhenAll(output, errors).ConfigureAwait(false);
        await _process.WaitForExitAsync().ConfigureAwait(false);
        _lines.Writer.TryComplete();
    }

    private void Keep(string line)
    {
        lock (_lastLines)
        {
            _lastLines.Enqueue(line);
            if (_lastLines.Count > KeptLines)
            {
                _lastLines.Dequeue();
            }
        }
    }
}
