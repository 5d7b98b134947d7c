using System.CommandLine;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading.Channels;
using Harness.Clients;
using Harness.Data;
using Harness.Journal;
using Harness.Load;
using Harness.Runs;
using Harness.Runs.Roles;
using Harness.Scenarios;
using Harness.Timing;

namespace Harness.Cli;

/// <summary>
/// <c>harness worker</c>: a part of a run's clients. Owned, it takes commands on standard input; by hand, it holds clients on a target,
/// without faults and without a verdict.
/// </summary>
internal static class WorkerCommandLine
{
    /// <summary>For the polls and fetches of clients by hand; a run's workers get theirs from its plan.</summary>
    private const int HttpConnections = 64;

    public static Command Create()
    {
        var target = new Option<string?>("--target") { Description = "Socket URL to hold clients on, ws://host:port/path, or wss://.", HelpName = "url" };
        Option<int> clients = Numbers.Option("--clients", 1000, 1, 1_000_000, "How many.");
        var preset = new Option<string>("--preset") { Description = "What they are (harness presets).", HelpName = "name", DefaultValueFactory = _ => "heartbeat-rounds" };
        Option<Duration> interval = Durations.Option("--heartbeat", TimeSpan.FromSeconds(30), "Heartbeat interval.");
        Option<Duration> over = Durations.Option("--over", TimeSpan.FromSeconds(5), "Time over which they connect.");
        Option<Duration> length = Durations.Option("--for", TimeSpan.FromSeconds(60), "How long to hold them, the connecting included.");
        Option<int> topics = Numbers.Option("--topics", 0, 0, 100_000, "Topics of the target; each client follows one of them, and falls back to polling as its preset does.");
        var journal = new Option<string?>("--journal") { Description = "File to keep its journal in.", HelpName = "file" };
        var command = new TaughtCommand(
            "worker",
            "Holds clients on a target: no proxy, no faults, no verdict. For a look at what a server and this machine can hold.",
            """
            Try it: harness worker --target ws://127.0.0.1:9000/socket --clients 5000 --heartbeat 5s --for 30s
            """)
        {
            target, clients, preset, interval, over, length, topics, journal, CommonOptions.Seed, CommonOptions.Owned,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(CommonOptions.Owned))
            {
                return await OwnedAsync(cancellation).ConfigureAwait(false);
            }

            ClientPreset chosen = PresetRegistry.Find(parsed.GetValue(preset)!)
                ?? throw new UsageException(CatalogueCommands.NoPreset(parsed.GetValue(preset)!));
            if (chosen.Policy.Transport == ClientTransport.Poll)
            {
                throw new UsageException($"{chosen.Name} has no socket to hold: play it in a scenario (harness presets {chosen.Name}).");
            }

            Uri url = TargetUrl.Socket(parsed.GetValue(target) ?? throw new UsageException("worker needs --target ws://host:port/path."));
            await TargetProbe.CheckAsync(url, new ClientSettings { Policy = chosen.Policy, Played = chosen.Policy, Count = 1 }, new DataSource(new DataSettings(), parsed.GetValue(CommonOptions.Seed), cohorts: 1, TimeProvider.System), cancellation).ConfigureAwait(false);
            int count = parsed.GetValue(clients);
            WorkerPlan plan = await PlanAsync(chosen, url, count, parsed.GetValue(interval).Span, parsed.GetValue(over).Span, parsed.GetValue(topics), parsed.GetValue(CommonOptions.Seed), parsed.GetValue(journal)).ConfigureAwait(false);
            try
            {
                return await HoldAsync(plan, parsed.GetValue(length).Span).ConfigureAwait(false);
            }
            finally
            {
                if (parsed.GetValue(journal) is null)
                {
                    File.Delete(plan.JournalPath);
                }
            }
        });
        return command;
    }

    private static async Task<int> OwnedAsync(CancellationToken cancellation)
    {
        using IDisposable deaf = RoleHost.IgnoreTerminal();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var commands = Channel.CreateUnbounded<WorkerCommand>();
        var reports = Channel.CreateUnbounded<WorkerReport>();
        Console.Out.WriteLine("""{"ready":"worker"}""");
        await Console.Out.FlushAsync(cancellation).ConfigureAwait(false);
        Task reading = ReadCommandsAsync(commands.Writer, stop);
        Task writing = WriteReportsAsync(reports.Reader);
        try
        {
            await Worker.RunAsync(commands.Reader, reports.Writer, TimeProvider.System, stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Standard input has ended, so the run has: nobody is left to report to.
        }

        await writing.ConfigureAwait(false);
        await reading.ConfigureAwait(false);
        return ExitCodes.Passed;
    }

    private static async Task ReadCommandsAsync(ChannelWriter<WorkerCommand> commands, CancellationTokenSource stop)
    {
        using var input = new StreamReader(Console.OpenStandardInput());
        try
        {
            while (await input.ReadLineAsync().ConfigureAwait(false) is { } line)
            {
                commands.TryWrite(WorkerProtocol.ReadCommand(line));
            }
        }
        catch (JsonException e)
        {
            // The worker ends with it, and its run hears why.
            commands.TryComplete(e);
            return;
        }

        commands.TryComplete();
        await stop.CancelAsync().ConfigureAwait(false);
    }

    private static async Task WriteReportsAsync(ChannelReader<WorkerReport> reports)
    {
        try
        {
            await foreach (WorkerReport report in reports.ReadAllAsync().ConfigureAwait(false))
            {
                await Console.Out.WriteLineAsync(WorkerProtocol.Write(report)).ConfigureAwait(false);
                await Console.Out.FlushAsync().ConfigureAwait(false);
            }
        }
        catch (IOException)
        {
            // The run has closed its end; the end of standard input says the rest.
        }
    }

    private static async Task<WorkerPlan> PlanAsync(ClientPreset preset, Uri url, int count, TimeSpan interval, TimeSpan over, int topics, ulong seed, string? journal)
    {
        ClientPolicy policy = preset.Played(preset.Policy) with
        {
            // What the server sends comes at its own times.
            Heartbeat = preset.Policy.Heartbeat is { Sender: HeartbeatSender.Client } heartbeat ? heartbeat with { Interval = interval } : preset.Policy.Heartbeat,
            Fallback = topics > 0 ? preset.Policy.Fallback : null,
        };
        IPAddress address = await ResolveAsync(url).ConfigureAwait(false);
        return new WorkerPlan
        {
            Policy = policy,
            Clients = [.. Enumerable.Range(0, count)],
            Starts = [.. LoadPlanner.Plan(
                new Population { Clients = new ClientSettings { Policy = policy, Played = policy, Count = count }, Load = [new RampStage { Over = over }] }, seed, over).Select(session => session.Start)],
            Topics = Math.Max(1, topics),
            TopicsPerClient = Math.Min(1, topics),
            Seed = seed,
            SocketEndpoints = [[new IPEndPoint(address, url.Port).ToString()]],
            SourceAddresses = LoopbackSources.For(count, address),
            SocketPath = url.PathAndQuery,
            SocketAuthority = url.Authority,
            SocketTls = url.Scheme == Uri.UriSchemeWss,
            HttpEndpoints = [$"http://{url.Authority}/"],
            HttpAuthority = url.Authority,
            ConnectionsPerCohort = HttpConnections,
            JournalPath = journal ?? Path.Combine(Path.GetTempPath(), $"harness-worker-{Guid.NewGuid():N}.journal"),
            Name = "worker",
        };
    }

    private static async Task<int> HoldAsync(WorkerPlan plan, TimeSpan length)
    {
        var commands = Channel.CreateUnbounded<WorkerCommand>();
        var reports = Channel.CreateUnbounded<WorkerReport>();
        using var signals = new Signals();
        Task working = Worker.RunAsync(commands.Reader, reports.Writer, TimeProvider.System, CancellationToken.None);
        commands.Writer.TryWrite(new PrepareCommand(plan));
        commands.Writer.TryWrite(new StartCommand(MonotonicClock.Now));
        Task showing = ShowAsync(reports.Reader);
        try
        {
            await Task.Delay(length, TimeProvider.System, signals.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C: close them now rather than later.
        }

        commands.Writer.TryWrite(new CloseCommand());
        await working.ConfigureAwait(false);
        await showing.ConfigureAwait(false);
        return signals.Token.IsCancellationRequested ? ExitCodes.Interrupted : ExitCodes.Passed;
    }

    private static async Task ShowAsync(ChannelReader<WorkerReport> reports)
    {
        int line = 0;
        await foreach (WorkerReport report in reports.ReadAllAsync().ConfigureAwait(false))
        {
            if (report is CountsReport { Counts: { } counts } && line++ % 4 == 0)
            {
                using Process self = Process.GetCurrentProcess();
                Console.WriteLine(
                    $"{counts.States[(int)ClientState.Open]} open, {counts.States[(int)ClientState.Connecting]} connecting, "
                    + $"{counts.States[(int)ClientState.Suspect]} suspect, {counts.States[(int)ClientState.Reconnecting]} reconnecting; "
                    + $"{counts.Heartbeats} heartbeats, {counts.Missed} missed; RSS {self.WorkingSet64 / 1024} KB, CPU {self.TotalProcessorTime.TotalSeconds:0.0} s");
            }
        }
    }

    private static async Task<IPAddress> ResolveAsync(Uri url)
    {
        try
        {
            IPAddress[] addresses = await Dns.GetHostAddressesAsync(url.DnsSafeHost).ConfigureAwait(false);
            return addresses.FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork) ?? addresses[0];
        }
        catch (SocketException e)
        {
            throw new EnvironmentException($"{url.DnsSafeHost} cannot be resolved: {e.Message}", e);
        }
    }
}
