using System.Collections.Immutable;
using System.CommandLine;
using Harness.Faults;
using Harness.Runs;

namespace Harness.Cli;

/// <summary>
/// <c>--toxiproxy-listen</c> and <c>--upstream-as</c>: for a Toxiproxy that sees the network from somewhere else, in a container say.
/// <code>
///   clients ──► HOST:PORTS ──(port mapping)──► proxies 0.0.0.0:PORTS │ Toxiproxy │ ──► target, by the name it has there: --upstream-as
/// </code>
/// </summary>
internal sealed class ProxyPlaces
{
    private readonly Option<string[]> _listen = new("--toxiproxy-listen")
    {
        Description = "Where clients reach the proxies of a Toxiproxy behind a port mapping: they listen on these ports. Repeats as --toxiproxy does.",
        HelpName = "host:first-last",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> _upstream = new("--upstream-as")
    {
        Description = "Host and port of the target as the Toxiproxy's host sees it, where that is not what --target says.",
        HelpName = "host:port",
    };

    public IEnumerable<Option> Options => [_listen, _upstream];

    /// <summary>The options with these in them.</summary>
    /// <exception cref="UsageException">One cannot be, or stands without what it goes with.</exception>
    public RunOptions AddTo(ParseResult parsed, RunOptions options)
    {
        ImmutableArray<ProxyListen> listens =
        [
            .. (parsed.GetValue(_listen) ?? []).Select(text => ProxyListen.Parse(text)
                ?? throw new UsageException($"--toxiproxy-listen must be host:port-port, such as 127.0.0.1:21000-21019, but is '{text}'.")),
        ];
        if (!listens.IsEmpty && listens.Length != options.Toxiproxies.Length)
        {
            throw new UsageException($"--toxiproxy-listen goes with --toxiproxy, one for each: there are {listens.Length} and {options.Toxiproxies.Length}.");
        }

        string? upstream = parsed.GetValue(_upstream);
        if (upstream is not null && ProxyListen.Parse(upstream) is not { Ports: 1 })
        {
            throw new UsageException($"--upstream-as must be host:port, such as target:9000, but is '{upstream}'.");
        }

        return upstream is null || (options.Target is not null && !options.Toxiproxies.IsEmpty)
            ? options with { ProxyListens = listens, UpstreamAs = upstream }
            : throw new UsageException("--upstream-as goes with --target and --toxiproxy: it is the one's name as the other sees it.");
    }
}
