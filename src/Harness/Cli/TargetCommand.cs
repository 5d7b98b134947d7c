using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using Harness.Runs;
using Harness.Runs.Roles;
using Harness.Scenarios.Files.Config;
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
        Option<Duration?> idle = Durations.Optional("--idle-close", "Silence after which a socket is closed with 1001.");
        Option<Duration?> heartbeat = Durations.Optional("--server-heartbeat", "Interval at which the server pings each socket.");
        Option<Duration?> heartbeatTimeout = Durations.Optional("--server-heartbeat-timeout", "Time to answer its ping, after which the socket is dropped (default: the interval).");
        var heartbeatForm = new Option<PingForm>("--server-heartbeat-form")
        {
            Description = "Its ping: a text message, or an RFC 6455 frame.", DefaultValueFactory = _ => PingForm.Text,
        };
        Option<double> busy = Shares.Option("--busy", "Share of topic requests and handshakes that is answered 503.");
        Option<double> losePushes = Shares.Option("--lose-pushes", "Share of pushes that never goes out.");
        Option<int> maxClients = Numbers.Option("--max-clients", 0, 0, 1_000_000, "Sockets that may be open at once; further handshakes are answered 503. 0: any number.");
        Option<int> slowPast = Numbers.Option("--slow-past", 0, 0, 1_000_000, "Clients past which each answer comes late; 0: never.");
        Option<Duration> slowBy = Durations.Option("--slow-by", TimeSpan.FromMilliseconds(500), "How late, with one client more; with twice as many, twice as late.");
        var token = new Option<string?>("--token") { Description = "Token that ?token= or Authorization: Bearer must hold; others get 401.", HelpName = "token" };
        var chatSecret = new Option<string?>("--chat-secret") { Description = "Key of the chat room's tokens, at least 32 bytes as text (default: drawn).", HelpName = "secret" };
        Option<Duration> tokenLifetime = Durations.Option("--token-lifetime", TimeSpan.FromHours(1), "How long a token of POST /login is good for, at most.");
        var keepPresence = new Option<bool>("--restart-keeps-presence") { Description = "Keep who was there over a crash." };
        Option<TargetFlaw[]> flaws = FlawOption();
        Option<Duration?> flawDelay = Durations.Optional("--flaw-delay", "Delay of the flaws that have one (default: their own).");
        var command = new TaughtCommand(
            "target",
            "The reference back end: sockets, topics, presence and a control API.",
            $$"""
            It serves:
              /socket              WebSocket, JSON: heartBeat, subscribe, broadcast; pushes say which topic changed
              /topics/{name}       version and data; ?after=&wait= for a long poll
              /chat, /login        a chat room with tokens (docs/chat.md)
              /config, /presence   fallback interval; who is there
              /control/…           publish, drop, mute, crash, …: what scenarios do to it (docs/your-own-server.md)

            Flaws:
            {{string.Join('\n', TargetFlaws.All.Select(flaw => $"  {flaw.Name,-24}{flaw.Meaning}"))}}

            Try it: harness target --port 9000
                    harness run scenarios/network/silent-drop.yaml --target ws://127.0.0.1:9000/socket
                    harness target --server-heartbeat 5s --idle-close 1m --flaw replies-late
                    harness target --max-clients 200      (harness capacity finds them)
            """)
        {
            host, port, topics, presence, sweep, loop, idle, heartbeat, heartbeatTimeout, heartbeatForm, busy, losePushes, maxClients, slowPast, slowBy, token, chatSecret, tokenLifetime, keepPresence, flaws, flawDelay,
            CommonOptions.Owned, CommonOptions.Journal,
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
                IdleClose = parsed.GetValue(idle)?.Span ?? TimeSpan.Zero,
                ServerHeartbeat = parsed.GetValue(heartbeat) is { } every
                    ? new ServerHeartbeat { Interval = every.Span, Timeout = (parsed.GetValue(heartbeatTimeout) ?? every).Span, Form = parsed.GetValue(heartbeatForm) }
                    : null,
                Busy = parsed.GetValue(busy),
                LosePushes = parsed.GetValue(losePushes),
                MaxClients = parsed.GetValue(maxClients),
                SlowPast = parsed.GetValue(slowPast) is var past and > 0 ? new SlowPast(past, parsed.GetValue(slowBy).Span) : null,
                Auth = parsed.GetValue(token) is { } secret ? new TargetAuth { Mode = AuthMode.Status, Token = secret } : null,
                ChatSecret = parsed.GetValue(chatSecret) is { } key ? [.. Encoding.UTF8.GetBytes(key)] : [],
                TokenLifetime = parsed.GetValue(tokenLifetime).Span,
                RestartClears = !parsed.GetValue(keepPresence),
                Flaws = [.. parsed.GetValue(flaws) ?? []],
                FlawDelay = parsed.GetValue(flawDelay)?.Span,
            };
            // Read once, when the first socket is made. No client is waited for on those threads: see UnsafePreferInlineScheduling in TargetServer.
            InlineCompletions.PreferUnlessSet();
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

    private static Option<TargetFlaw[]> FlawOption()
    {
        var option = new Option<TargetFlaw[]>("--flaw")
        {
            Description = "What it does wrong, one of those below; may repeat.",
            HelpName = "name",
            Arity = ArgumentArity.OneOrMore,
            CustomParser = argument => [.. argument.Tokens.Select(token => Flaw(token.Value, argument)).OfType<TargetFlaw>()],
        };
        option.CompletionSources.Add([.. TargetFlaws.All.Select(flaw => flaw.Name)]);
        return option;
    }

    private static TargetFlaw? Flaw(string name, ArgumentResult argument)
    {
        TargetFlaw? flaw = TargetFlaws.Find(name);
        if (flaw is null)
        {
            argument.AddError($"--flaw must be one of {string.Join(", ", TargetFlaws.All.Select(known => known.Name))}, but is {Units.Quote(name)}.");
        }

        return flaw;
    }
}
