using System.CommandLine;
using Harness.Runs;
using Harness.Runs.Roles;
using Harness.Target;

namespace Harness.Cli;

/// <summary><c>harness target</c>: the reference back end as a process of its own.</summary>
internal static class TargetCommand
{
    public static Command Create()
    {
        var host = new Option<string>("--host") { Description = "Address to listen on.", DefaultValueFactory = _ => "127.0.0.1" };
        Option<int> port = Numbers.Port(9000, "Port to listen on; 0 takes a free one.");
        Option<int> topics = Numbers.Option("--topics", 20, 0, 100_000, "Number of topics, t0, t1, …");
        Option<Duration> presence = Durations.Option("--presence-threshold", TimeSpan.FromSeconds(30), "Silence after which a client is no longer present.");
        Option<Duration> sweep = Durations.Option("--presence-sweep", TimeSpan.FromSeconds(1), "How often silent clients are looked for.");
        Option<Duration> loop = Durations.Option("--loop-time", TimeSpan.FromSeconds(10), "Fallback interval that GET /config serves.");
        var command = new TaughtCommand(
            "target",
            "The reference back end: sockets, topics, presence and a control API.",
            """
            It serves:
              /socket              WebSocket, JSON: heartBeat, subscribe; pushes say which topic changed
              /topics/{name}       version and data; ?after=&wait= for a long poll
              /config, /presence   fallback interval; who is there
              /control/…           publish, drop, mute, busy: what scenarios do to it

            Try it: harness target --port 9000
                    harness run scenarios/silent-drop.yaml --target ws://127.0.0.1:9000/socket
            """)
        {
            host, port, topics, presence, sweep, loop, CommonOptions.Owned, CommonOptions.Journal,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            bool owned = parsed.GetValue(CommonOptions.Owned);
            var options = new TargetOptions
            {
                Host = parsed.GetValue(host)!,
                Port = owned ? 0 : parsed.GetValue(port),
                Topics = parsed.GetValue(topics),
                PresenceThreshold = parsed.GetValue(presence).Span,
                PresenceSweep = parsed.GetValue(sweep).Span,
                LoopTime = parsed.GetValue(loop).Span,
            };
            try
            {
                TargetServer target = await TargetServer.StartAsync(options, cancellation).ConfigureAwait(false);
                await using (target.ConfigureAwait(false))
                {
                    if (owned)
                    {
                        await RoleHost.OwnedAsync("target", parsed.GetValue(CommonOptions.Journal), new ReadyLine("target", target.HttpUri.ToString(), target.SocketUri.ToString())).ConfigureAwait(false);
                    }
                    else
                    {
                        Console.WriteLine($"Target: {target.SocketUri} and {target.HttpUri} (Ctrl-C ends it)");
                        await RoleHost.ByHandAsync().ConfigureAwait(false);
                    }
                }

                return ExitCodes.Passed;
            }
            catch (TargetAddressInUseException e)
            {
                throw new EnvironmentException($"{e.Address} is in use. Choose another port with --port, or 0 for a free one.", e);
            }
            catch (ArgumentException e)
            {
                throw UsageException.From(e);
            }
        });
        return command;
    }
}
