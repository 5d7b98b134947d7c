using System.CommandLine;
using System.CommandLine.Parsing;
using Harness.Clients.Protocol;
using Harness.Journal;
using Harness.Runs;
using Harness.Scenarios.Files;

namespace Harness.Cli;

/// <summary>What is tested and through what the network is broken: the options that <c>harness run</c> and <c>harness capacity</c> share.</summary>
internal sealed class TargetAndProxy
{
    private readonly Option<string?> _target = new("--target") { Description = "Socket URL of your server (ws://host:port/path, or wss://); without it, the embedded target.", HelpName = "url" };
    private readonly Option<string?> _poll = new("--poll") { Description = "Base URL of your server's HTTP side; without it, the target's host at the root.", HelpName = "url" };
    private readonly Option<string?> _protocol = new("--protocol") { Description = "File whose block protocol says what your server speaks, for scenarios that have none.", HelpName = "file" };
    private readonly Option<string[]> _toxiproxy = new("--toxiproxy") { Description = "API of a Toxiproxy server to break the network with; may repeat. Without it, the embedded one.", HelpName = "url", DefaultValueFactory = _ => [] };
    private readonly ProxyPlaces _places = new();
    private readonly Option<Duration?> _wait = Durations.Optional("--wait", "How long target and Toxiproxy may take until they listen, where all are started together; by default they have to already.");
    private readonly Option<FaultBackend?> _faultBackend = new("--fault-backend")
    {
        Description = "What makes silent-drop, one-way-drop and half-open: toxics of the fault proxy (toxiproxy, the default), or packet-filter rules (kernel; Linux, nftables, CAP_NET_ADMIN).",
        HelpName = "toxiproxy|kernel",
        CustomParser = ParseBackend,
    };

    public IEnumerable<Option> Options => [_target, _poll, _protocol, _toxiproxy, .. _places.Options, _wait, _faultBackend];

    /// <summary>The options with these in them.</summary>
    /// <exception cref="UsageException">One cannot be, or stands without what it goes with.</exception>
    public RunOptions AddTo(ParseResult parsed, RunOptions options) => _places.AddTo(parsed, options with
    {
        Target = parsed.GetValue(_target) is { } target ? TargetUrl.Socket(target) : null,
        Poll = parsed.GetValue(_poll) is { } poll ? PollOf(parsed, poll) : null,
        Toxiproxies = [.. (parsed.GetValue(_toxiproxy) ?? []).Select(url => TargetUrl.Toxiproxy(url))],
        Wait = parsed.GetValue(_wait)?.Span ?? TimeSpan.Zero,
        FaultBackend = parsed.GetValue(_faultBackend) ?? FaultBackend.Toxiproxy,
    });

    /// <summary>The file of <c>--protocol</c>; null: none was given.</summary>
    public string? ProtocolPath(ParseResult parsed) => parsed.GetValue(_protocol);

    /// <summary>What the target speaks, for scenarios that do not say; null: nothing was given.</summary>
    /// <exception cref="UsageException">The file cannot be read; the message has all that is wrong.</exception>
    public ProtocolSettings? Protocol(ParseResult parsed)
    {
        if (parsed.GetValue(_protocol) is not { } file)
        {
            return null;
        }

        IReadOnlyList<string> errors = ProtocolFile.Read(file, out ProtocolSettings? protocol);
        return errors.Count == 0 ? protocol : throw new UsageException(string.Join(Environment.NewLine, errors));
    }

    /// <summary>The embedded target serves its own HTTP side: another one would be ignored, and somebody misled.</summary>
    private Uri PollOf(ParseResult parsed, string poll) => parsed.GetValue(_target) is not null
        ? TargetUrl.Poll(poll)
        : throw new UsageException("--poll goes with --target: the embedded target has an HTTP side of its own.");

    private static FaultBackend? ParseBackend(ArgumentResult argument)
    {
        string text = argument.Tokens.Count > 0 ? argument.Tokens[0].Value : "";
        FaultBackend? backend = text switch
        {
            "toxiproxy" => FaultBackend.Toxiproxy,
            "kernel" => FaultBackend.Kernel,
            _ => null,
        };
        if (backend is null)
        {
            argument.AddError($"--fault-backend must be toxiproxy or kernel, but is '{text}'.");
        }

        return backend;
    }
}
