using System.CommandLine;
using Harness.Runs;
using Harness.Runs.Roles;
using Harness.Toxiproxy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Harness.Cli;

/// <summary><c>harness proxy</c>: the fault proxy as a process of its own.</summary>
internal static class ProxyCommand
{
    /// <summary>Where people expect a Toxiproxy API.</summary>
    private const int DefaultPort = 8474;

    public static Command Create()
    {
        var host = new Option<string>("--host") { Description = "Address of the API.", DefaultValueFactory = _ => "127.0.0.1" };
        Option<int> port = Numbers.Port(DefaultPort, "Port of the API; 0 takes a free one.");
        Option<ulong> seed = Numbers.Option<ulong>("--seed", 1, 0, ulong.MaxValue, "Fixes which links a toxicity below 1 hits.");
        Option<int> sources = Numbers.Option("--source-addresses", 0, 0, 250, "Loopback addresses (127.0.1.1 and on) that connections to upstreams on this machine come from, in turns; 0: the system chooses.");
        var config = new Option<string?>("--config") { Description = "Proxies to start with: a JSON file as for toxiproxy-server -config.", HelpName = "file" };
        var command = new TaughtCommand(
            "proxy",
            "The fault proxy, driven by Toxiproxy's HTTP API.",
            """
            A config file is a JSON array of proxies: name, listen, upstream, and enabled (true unless given).
            The same array can be posted to /populate at any time.

            Try it: harness proxy
                    harness proxy --config toxiproxy/proxies.json
                    curl -d '{"name":"web","listen":"127.0.0.1:9001","upstream":"127.0.0.1:9000"}' http://127.0.0.1:8474/proxies
                    curl -d '{"type":"latency","attributes":{"latency":200}}' http://127.0.0.1:8474/proxies/web/toxics
            """)
        {
            host, port, config, seed, sources, CommonOptions.Owned, CommonOptions.Journal,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            SocketEngine.UseInline();
            using ILoggerFactory log = WarningsToStandardError();
            bool owned = parsed.GetValue(CommonOptions.Owned);
            string? file = parsed.GetValue(config);
            var options = new ToxiproxyOptions
            {
                Host = parsed.GetValue(host)!,
                Port = owned ? 0 : parsed.GetValue(port),
                Seed = unchecked((long)parsed.GetValue(seed)),
                SourceAddresses = parsed.GetValue(sources),
                Proxies = file is null ? [] : ProxyConfigFile.Read(file),
                LoggerFactory = log,
            };
            await ProxyRehearsal.RunAsync(cancellation).ConfigureAwait(false);
            ToxiproxyServer proxy = await StartAsync(options, file, cancellation).ConfigureAwait(false);
            await using (proxy.ConfigureAwait(false))
            {
                if (owned)
                {
                    await RoleHost.OwnedAsync("proxy", parsed.GetValue(CommonOptions.Journal), new ReadyLine("proxy", proxy.ApiUri.ToString())).ConfigureAwait(false);
                }
                else
                {
                    foreach (ProxyConfig started in proxy.Proxies)
                    {
                        Console.WriteLine($"{started.Name}: {started.Listen} → {started.Upstream}{(started.Enabled ? "" : " (disabled)")}");
                    }

                    Console.WriteLine($"Fault proxy: {proxy.ApiUri} (Ctrl-C ends it)");
                    Console.WriteLine($"Toxics: {string.Join(", ", ToxiproxyServer.ToxicTypes)}");
                    await RoleHost.ByHandAsync().ConfigureAwait(false);
                }
            }

            return ExitCodes.Passed;
        });
        return command;
    }

    private static ILoggerFactory WarningsToStandardError() => LoggerFactory.Create(logging => logging
        .SetMinimumLevel(LogLevel.Warning)
        // What the web server says of the API is answered there, or ends in an error of ours.
        .AddFilter("Microsoft", LogLevel.None)
        .AddSimpleConsole(format =>
        {
            format.SingleLine = true;
            format.TimestampFormat = "HH:mm:ss ";
        })
        .Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace));

    private static async Task<ToxiproxyServer> StartAsync(ToxiproxyOptions options, string? file, CancellationToken cancellation)
    {
        try
        {
            return await ToxiproxyServer.StartAsync(options, cancellation).ConfigureAwait(false);
        }
        catch (AddressUnavailableException e) when (e.Proxy is not null)
        {
            throw new EnvironmentException($"{file}: the proxy '{e.Proxy}' {e.Message}. Change its \"listen\" (port 0 takes a free one), or end what listens there.", e);
        }
        catch (AddressUnavailableException e)
        {
            throw new EnvironmentException($"The proxy {e.Message}. Choose another port with --port, or 0 for a free one.", e);
        }
        catch (ArgumentException e)
        {
            throw UsageException.From(e);
        }
    }
}
