using System.Collections.Immutable;
using Harness.Judging;
using Harness.Reporting;
using Harness.Runs;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Harness.Telemetry;

/// <summary>
/// A run's metrics for a server that comes and reads them (Prometheus). The verdicts are there only once the run has been judged, and the run ends then: so it can wait for one last
/// reading, where somebody has read before, and what would have been read then is kept beside the report as <c>metrics.prom</c>.
/// </summary>
public sealed class PrometheusEndpoint : IRunObserver, IDisposable
{
    /// <summary>The file beside the report, such as node_exporter's textfile collector and the Pushgateway take.</summary>
    public const string FileName = "metrics.prom";

    private readonly PrometheusText _text = new();
    private readonly TaskCompletionSource _lastScrape = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private readonly BaseExportingMetricReader _reader;
    private readonly MeterProvider _provider;
    private readonly bool _keep;
    private string _folder = "";
    private bool _isScraped;
    private bool _isJudged;

    /// <param name="meter">Read at each scrape. Not disposed of.</param>
    /// <param name="keep">Whether <c>metrics.prom</c> is written.</param>
    public PrometheusEndpoint(RunMeter meter, bool keep)
    {
        ArgumentNullException.ThrowIfNull(meter);
        _keep = keep;
        _reader = new BaseExportingMetricReader(_text);
        _provider = Sdk.CreateMeterProviderBuilder().AddMeter(meter.Name).AddReader(_reader).Build();
    }

    /// <summary>Whether a last scrape is worth waiting for: somebody has scraped, and not yet since the run was judged.</summary>
    public bool IsAwaited => _isScraped && !_lastScrape.Task.IsCompleted;

    /// <summary>The metrics as they are now.</summary>
    public Task<string> ScrapeAsync(CancellationToken cancellation)
    {
        bool isLast = _isJudged;
        string text = Collect();
        _isScraped = true;
        if (isLast)
        {
            _lastScrape.TrySetResult();
        }

        return Task.FromResult(text);
    }

    /// <summary>Waits for a scrape of the judged run, as long as that at the most.</summary>
    public async Task WaitAsync(TimeSpan most, TimeProvider time, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(_lastScrape.Task, Task.Delay(most, time, either.Token)).ConfigureAwait(false);
        await either.CancelAsync().ConfigureAwait(false);
    }

    public void Begins(RunOutset outset) => _folder = outset.Folder;

    public void Shows(RunProgress progress)
    {
    }

    public void Judged(ScenarioResult scenario)
    {
    }

    /// <summary>Comes after the meter's own.</summary>
    public async Task<ImmutableArray<string>> EndsAsync(RunResult result)
    {
        _isJudged = true;
        if (_keep)
        {
            await WholeFile.WriteAsync(Path.Combine(_folder, FileName), Collect(), CancellationToken.None).ConfigureAwait(false);
        }

        return [];
    }

    public void Dispose()
    {
        _provider.Dispose();
        _text.Dispose();
    }

    private string Collect()
    {
        lock (_lock)
        {
            _reader.Collect();
            return _text.Text;
        }
    }
}
