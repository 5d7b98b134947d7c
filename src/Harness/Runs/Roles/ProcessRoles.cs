using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using Harness.Judging;
using Harness.Load;
using Harness.Scenarios;

namespace Harness.Runs.Roles;

/// <summary>Each role a child process of this one: its CPU and memory are its own, and its end is noticed.</summary>
public sealed class ProcessRoles(string folder) : IRoleSet
{
    private static readonly TimeSpan _startPatience = TimeSpan.FromSeconds(30);

    private static readonly ImmutableDictionary<string, string> _socketEnvironment = SocketEngine.Inline.Add("DOTNET_gcServer", "0");

    // The target is somebody's server and keeps the defaults, but for its youngest generation (64 MB): with the default, thousands of clients make it
    // collect several times a second, and every collection stops all their answers for 10 to 80 ms.
    private static readonly ImmutableDictionary<string, string> _targetEnvironment = ImmutableDictionary.CreateRange(StringComparer.Ordinal,
    [
        KeyValuePair.Create("DOTNET_gcServer", "0"),
        KeyValuePair.Create("DOTNET_GCgen0size", "0x4000000"),
    ]);

    private readonly List<OwnedProcess> _processes = [];
    private readonly List<Task> _watching = [];
    private readonly TaskCompletionSource _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ImmutableArray<string> _journals = [];

    public string Kind => "processes";

    public Task Failure => _failure.Task;

    public ImmutableArray<string> Journals => _journals;

    public async Task<(Uri Socket, Uri Http)> StartTargetAsync(int node, TargetSettings settings, int topics, CancellationToken cancellation)
    {
        string name = node == 0 ? "target" : $"target-{node}";
        string journal = Journal(name);
        OwnedProcess process = Start(
            name,
            ["target", "--owned", "--journal", journal, "--topics", $"{topics}", "--presence-threshold", Milliseconds(settings.PresenceThreshold), "--presence-sweep", Milliseconds(settings.PresenceSweep)],
            _targetEnvironment);
        ReadyLine ready = await ReadyAsync(process, cancellation).ConfigureAwait(false);
        return (new Uri(ready.Socket!), new Uri(ready.Http!));
    }

    public async Task<Uri> StartProxyAsync(int number, ulong seed, int sourceAddresses, CancellationToken cancellation)
    {
        string name = $"proxy-{number}";
        OwnedProcess process = Start(
            name, ["proxy", "--owned", "--journal", Journal(name), "--seed", $"{(uint)seed + (uint)number}", "--source-addresses", $"{sourceAddresses}"],
            _socketEnvironment);
        ReadyLine ready = await ReadyAsync(process, cancellation).ConfigureAwait(false);
        return new Uri(ready.Http!);
    }

    public async Task<IWorkerLink> StartWorkerAsync(int number, CancellationToken cancellation)
    {
        OwnedProcess process = Start($"worker-{number}", ["worker", "--owned"], _socketEnvironment);
        await ReadyAsync(process, cancellation).ConfigureAwait(false);
        var reports = Channel.CreateUnbounded<WorkerReport>();
        _watching.Add(ReadReportsAsync(process, reports.Writer));
        return new Link(process, reports.Reader);
    }

    public ImmutableArray<RoleResult> Usage() => [.. _processes.Select(process => process.Usage())];

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_processes.Select(process => process.DisposeAsync().AsTask())).ConfigureAwait(false);
        await Task.WhenAll(_watching).ConfigureAwait(false);
    }

    private static string Milliseconds(TimeSpan span) => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds}ms");

    private string Journal(string name)
    {
        string path = Path.Combine(folder, name + ".journal");
        _journals = _journals.Add(path);
        return path;
    }

    private OwnedProcess Start(string name, string[] arguments, IReadOnlyDictionary<string, string> environment)
    {
        OwnedProcess process = OwnedProcess.Start(name, arguments, environment);
        _processes.Add(process);
        _watching.Add(WatchAsync(process));
        return process;
    }

    private async Task WatchAsync(OwnedProcess process)
    {
        await process.Ended.ConfigureAwait(false);
        if (!process.IsEnding)
        {
            _failure.TrySetException(new EnvironmentException(process.DescribeEnd()));
        }
    }

    /// <summary>Waits for the one line with which a role says that it serves.</summary>
    private static async Task<ReadyLine> ReadyAsync(OwnedProcess process, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(_startPatience);
        try
        {
            string line = await process.Lines.ReadAsync(patience.Token).ConfigureAwait(false);
            return JsonSerializer.Deserialize<ReadyLine>(line, JsonSerializerOptions.Web)
                ?? throw new EnvironmentException($"{process.Name} said {line} instead of that it is ready.");
        }
        catch (ChannelClosedException)
        {
            throw new EnvironmentException(process.DescribeEnd());
        }
        catch (JsonException e)
        {
            throw new EnvironmentException($"{process.Name} did not say that it is ready: {e.Message}", e);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new EnvironmentException($"{process.Name} was not ready after {_startPatience.TotalSeconds:0} s.");
        }
    }

    private async Task ReadReportsAsync(OwnedProcess process, ChannelWriter<WorkerReport> reports)
    {
        try
        {
            await foreach (string line in process.Lines.ReadAllAsync().ConfigureAwait(false))
            {
                reports.TryWrite(WorkerProtocol.ReadReport(line));
            }
        }
        catch (JsonException e)
        {
            _failure.TrySetException(new EnvironmentException($"{process.Name} said something that is no report: {e.Message}", e));
        }

        reports.TryComplete();
    }

    private sealed record Link(OwnedProcess Process, ChannelReader<WorkerReport> Reports) : IWorkerLink
    {
        public string Name => Process.Name;

        public void Send(WorkerCommand command) => Process.Send(WorkerProtocol.Write(command));
    }
}

/// <summary>The line that a role with <c>--owned</c> prints when it serves.</summary>
/// <param name="Ready">Its role.</param>
/// <param name="Http">Base URL of its HTTP side, if it has one.</param>
/// <param name="Socket">URL of its sockets, if it has any.</param>
public sealed record ReadyLine(string Ready, string? Http = null, string? Socket = null);
