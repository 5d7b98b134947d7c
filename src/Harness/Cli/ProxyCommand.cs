using System.CommandLine;
using Harness.Runs;
using Harness.Runs.Roles;
using Harness.Toxiproxy;

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
        var command = new TaughtCommand(
            "proxy",
            "The fault proxy, driven by Toxiproxy's HTTP API.",
            """
            Try it: harness proxy
                    curl -d '{"name":"web","listen":"127.0.0.1:9001","upstream":"127.0.0.1:9000"}' http://127.0.0.1:8474/proxies
                    curl -d '{"type":"latency","attributes":{"latency":200}}' http://127.0.0.1:8474/proxies/web/toxics
            """)
        {
            host, port, seed, CommonOptions.Owned, CommonOptions.Journal,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            bool owned = parsed.GetValue(CommonOptions.Owned);
            var options = new ToxiproxyOptions
            {
                Host = parsed.GetValue(host)!,
                Port = owned ? 0 : parsed.GetValue(port),
                Seed = unchecked((int)parsed.GetValue(seed)),
            };
            try
            {
                ToxiproxyServer proxy = await ToxiproxyServer.StartAsync(options, cancellation).ConfigureAwait(false);
                await using (proxy.ConfigureAwait(false))
                {
                    if (owned)
                    {
                        await RoleHost.OwnedAsync("proxy", parsed.GetValue(CommonOptions.Journal), new ReadyLine("proxy", proxy.ApiUri.ToString())).ConfigureAwait(false);
                    }
                    else
                    {
                        Console.WriteLine($"Fault proxy: {proxy.ApiUri} with {string.Join(", ", ToxiproxyServer.ToxicTypes)} (Ctrl-C ends it)");
                        await RoleHost.ByHandAsync().ConfigureAwait(false);
                    }
                }

                return ExitCodes.Passed;
            }
            catch (AddressUnavailableException e)
            {
                throw new EnvironmentException($"The proxy {e.Message}. Choose another port with --port, or 0 for a free one.", e);
            }
            catch (ArgumentException e)
            {
                throw UsageException.From(e);
            }
        });
        return command;
    }
}
