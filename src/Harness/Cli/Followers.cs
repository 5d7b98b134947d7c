using System.Collections.Immutable;
using Harness.Dashboard;
using Harness.Runs;
using Harness.Telemetry;

namespace Harness.Cli;

/// <summary>Those who follow one run, from before it begins until all of them have seen its end.</summary>
/// <param name="linger">How long the metrics wait for a last reading.</param>
internal sealed class Followers(TimeSpan linger) : IAsyncDisposable
{
    private RunDashboard? _dashboard;
    private RunMeter? _meter;
    private PrometheusEndpoint? _prometheus;
    private OtlpExport? _otlp;
    private LiveServer? _server;
    private bool _keepMetrics;

    /// <summary>Takes what has to be said while the run goes on.</summary>
    public Action<string> Say { get; set; } = Console.Out.WriteLine;

    /// <summary>In the order in which they are told: the meter before those who read it.</summary>
    public ImmutableArray<IRunObserver> Observers => [.. new IRunObserver?[] { _dashboard, _meter, _prometheus, _otlp }.OfType<IRunObserver>()];

    /// <summary>Starts what was asked for, and says where it is found.</summary>
    /// <exception cref="EnvironmentException">An address cannot be had.</exception>
    public async Task StartAsync(ImmutableArray<ListenAddress> addresses, bool withPage, bool keepMetrics, OtlpTarget? otlp, CancellationToken cancellation)
    {
        _keepMetrics = keepMetrics;
        _meter = addresses.IsEmpty && otlp is null ? null : new RunMeter();
        _otlp = otlp is null ? null : new OtlpExport(_meter!, otlp, line => Say(line));
        if (addresses.IsEmpty)
        {
            return;
        }

        _prometheus = new PrometheusEndpoint(_meter!, keepMetrics);
        _dashboard = withPage ? new RunDashboard(TimeProvider.System) : null;
        _server = await LiveServer.StartAsync(addresses, new LiveContent(_dashboard, _prometheus.ScrapeAsync), TimeProvider.System, cancellation).ConfigureAwait(false);
        if (withPage)
        {
            Console.Out.WriteLine($"dashboard: {_server.Urls[0]}");
        }

        if (keepMetrics)
        {
            Console.Out.WriteLine($"metrics: {new Uri(_server.Urls[^1], "metrics")}");
        }
    }

    /// <summary>Shows the report to all who look, and lets the metrics be read once more. Cancellation ends the wait for that.</summary>
    public async Task EndAsync(RunOutcome outcome, CancellationToken cancellation)
    {
        if (_dashboard is not null)
        {
            await _dashboard.ShowReportAsync(outcome.Result, Path.Combine(outcome.Folder, "index.html")).ConfigureAwait(false);
        }

        if (_keepMetrics && _prometheus is { IsAwaited: true } && linger > TimeSpan.Zero && !cancellation.IsCancellationRequested)
        {
            Console.Out.WriteLine($"metrics: waiting to be read once more, {linger.TotalSeconds:0.#} s at the most (--metrics-linger)");
            await _prometheus.WaitAsync(linger, TimeProvider.System, cancellation).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        // The page says its last word while there is still a server for it.
        if (_dashboard is not null)
        {
            await _dashboard.DisposeAsync().ConfigureAwait(false);
        }

        if (_server is not null)
        {
            await _server.DisposeAsync().ConfigureAwait(false);
        }

        _prometheus?.Dispose();
        _otlp?.Dispose();
        _meter?.Dispose();
    }
}
