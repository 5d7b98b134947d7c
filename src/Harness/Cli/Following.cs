using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using Harness.Dashboard;
using Harness.Runs;
using Harness.Telemetry;

namespace Harness.Cli;

/// <summary>How a run is followed from elsewhere while it goes on: the options of <c>harness run</c> for it, and what they start.</summary>
internal sealed class Following
{
    /// <summary>What an option without a value stands for.</summary>
    private const string Auto = "auto";

    /// <summary>Where the dashboard is looked for; any free port where it is taken, because the address is shown.</summary>
    private const int DashboardPort = 5123;

    /// <summary>OpenTelemetry's port for a Prometheus endpoint. It does not move: a server that scrapes has it in its configuration, and would read somebody else's metrics.</summary>
    private const int MetricsPort = 9464;

    private static readonly string[] _optional = ["--dashboard", "--metrics", "--otlp"];

    private readonly Option<ListenAddress?> _dashboard = Address(
        "--dashboard", ListenAddress.Loopback(DashboardPort, mayMove: true), $"Shows the run in a browser while it goes on. By itself: on 127.0.0.1, port {DashboardPort} or a free one.");

    private readonly Option<ListenAddress?> _metrics = Address(
        "--metrics", ListenAddress.Loopback(MetricsPort), $"Serves the run's metrics for Prometheus at /metrics, and leaves them as metrics.prom. By itself: on 127.0.0.1:{MetricsPort}; with --dashboard, there.");

    private readonly Option<Duration?> _linger = Durations.Optional(
        "--metrics-linger", "How long /metrics waits at the end to be read once more, with the verdicts, if it was read before. Default 15s.");

    private readonly Option<OtlpTarget?> _otlp = new("--otlp")
    {
        Description = "Sends the run's metrics to an OpenTelemetry collector, each second and with the verdicts at the end. By itself: where OTEL_EXPORTER_OTLP_ENDPOINT says.",
        HelpName = "url",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = ParseOtlp,
    };

    public IEnumerable<Option> Options => [_dashboard, _metrics, _linger, _otlp];

    /// <summary>
    /// The words with <c>--dashboard FILE</c> written as <c>--dashboard=auto FILE</c>: a value of these options may be left out, and the file behind one would be taken for it.
    /// </summary>
    public static string[] Spelled(string[] words) =>
        [.. words.Select((word, i) => _optional.Contains(word) && !IsValue(words.ElementAtOrDefault(i + 1)) ? $"{word}={Auto}" : word)];

    /// <summary>Listens and connects, before anything else is started.</summary>
    /// <exception cref="EnvironmentException">An address cannot be had.</exception>
    public async Task<Followers> StartAsync(ParseResult parsed, CancellationToken cancellation)
    {
        ListenAddress? dashboard = parsed.GetValue(_dashboard), metrics = parsed.GetValue(_metrics);
        if (parsed.GetValue(_linger) is not null && metrics is null)
        {
            throw new UsageException("--metrics-linger goes with --metrics.");
        }

        // Metrics of whom nobody said where to look for are found beside the page.
        ImmutableArray<ListenAddress> addresses =
        [
            .. dashboard is null ? Array.Empty<ListenAddress>() : [dashboard],
            .. metrics is null || (dashboard is not null && IsAuto(parsed, _metrics)) ? Array.Empty<ListenAddress>() : [metrics],
        ];
        var followers = new Followers(parsed.GetValue(_linger)?.Span ?? TimeSpan.FromSeconds(15));
        try
        {
            await followers.StartAsync(addresses, withPage: dashboard is not null, keepMetrics: metrics is not null, parsed.GetValue(_otlp), cancellation).ConfigureAwait(false);
            return followers;
        }
        catch
        {
            await followers.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static bool IsValue(string? word) =>
        word is not null && !word.StartsWith('-') && (word == Auto || word.Contains("://", StringComparison.Ordinal)
            || (!word.Contains('/', StringComparison.Ordinal) && !word.Contains('\\', StringComparison.Ordinal) && (word.All(char.IsAsciiDigit) || word.Contains(':', StringComparison.Ordinal))));

    private static bool IsAuto(ParseResult parsed, Option option) => parsed.GetResult(option) is { Tokens: [] or [{ Value: Auto }] };

    private static Option<ListenAddress?> Address(string name, ListenAddress usual, string description) => new(name)
    {
        Description = description,
        HelpName = "port|address:port",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = argument =>
        {
            string text = argument.Tokens.Count > 0 ? argument.Tokens[0].Value : Auto;
            ListenAddress? address = text == Auto ? usual : ListenAddress.Parse(text);
            if (address is null)
            {
                argument.AddError($"{name} must be a port, or an address of this machine with a port, such as {usual.Port} or 0.0.0.0:{usual.Port}, but is '{text}'.");
            }

            return address;
        },
    };

    private static OtlpTarget? ParseOtlp(ArgumentResult argument)
    {
        string text = argument.Tokens.Count > 0 ? argument.Tokens[0].Value : Auto;
        OtlpTarget? target = text == Auto ? new OtlpTarget(Given: null) : OtlpTarget.Parse(text);
        if (target is null)
        {
            argument.AddError($"--otlp must be a URL such as http://localhost:4318 (HTTP) or http://localhost:4317 (gRPC), but is '{text}'.");
        }

        return target;
    }
}
