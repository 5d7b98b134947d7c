using System.Collections.Immutable;
using System.Diagnostics.Tracing;
using Harness.Judging;
using Harness.Runs;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Harness.Telemetry;

/// <summary>
/// Sends a run's metrics to an OpenTelemetry collector while the run goes on, and its verdicts when it has been judged. A collector that cannot be reached changes nothing of the run: it is said once,
/// counted, and noted in the report.
/// </summary>
public sealed class OtlpExport : IRunObserver, IDisposable
{
    /// <summary>For the last export, with the verdicts: a run does not wait longer for a collector.</summary>
    private const int Patience = 5000;

    private readonly MeterProvider _provider;
    private readonly CountedExporter _exporter;
    private readonly Reasons _reasons = new();
    private readonly Uri _endpoint;
    private bool _isLate;

    /// <param name="meter">What is sent. Not disposed of.</param>
    /// <param name="target">Where to.</param>
    /// <param name="say">Told once, when the first export fails.</param>
    /// <param name="environment">The variables of OpenTelemetry; null: those of the process.</param>
    public OtlpExport(RunMeter meter, OtlpTarget target, Action<string> say, Func<string, string?>? environment = null)
    {
        ArgumentNullException.ThrowIfNull(meter);
        ArgumentNullException.ThrowIfNull(target);
        environment ??= Environment.GetEnvironmentVariable;
        OtlpExporterOptions options = target.Options(environment);
        _endpoint = options.Endpoint;
        _exporter = new CountedExporter(options, () => say($"metrics: {_endpoint} does not take them{Why}; the run goes on."));
        var reader = new PeriodicExportingMetricReader(_exporter, OtlpTarget.IntervalMilliseconds(environment), options.TimeoutMilliseconds)
        {
            TemporalityPreference = OtlpTarget.Temporality(environment),
        };
        _provider = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(ResourceBuilder.CreateEmpty()
                .AddService("harness", serviceVersion: typeof(OtlpExport).Assembly.GetName().Version?.ToString(3))
                .AddTelemetrySdk()
                // Last, so that OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES have their say.
                .AddEnvironmentVariableDetector())
            .AddMeter(meter.Name)
            .AddReader(reader)
            .Build();
    }

    private string Why => _reasons.Last is { Length: > 0 } why ? $" ({why})" : "";

    public void Begins(RunOutset outset)
    {
    }

    public void Shows(RunProgress progress)
    {
    }

    public void Judged(ScenarioResult scenario)
    {
    }

    /// <summary>Comes after the meter's own: sends the verdicts, and says what did not arrive.</summary>
    public async Task<ImmutableArray<string>> EndsAsync(RunResult result)
    {
        // The provider waits on the thread that asks it to.
        _isLate = !await Task.Run(() => _provider.ForceFlush(Patience)).ConfigureAwait(false);
        (int failed, int all) = _exporter.Counts;
        return failed == 0 && !_isLate ? []
            : [$"Metrics did not arrive at {_endpoint}: {failed} of {all} exports failed{Why}{(_isLate ? ", the last one with the verdicts among them" : "")}. The verdict does not depend on them."];
    }

    public void Dispose()
    {
        // Once more what has not changed is not worth waiting for.
        _provider.Shutdown(_isLate ? 1 : Patience);
        _provider.Dispose();
        _reasons.Dispose();
    }

    /// <summary>The exporter, with a count of what came of it.</summary>
    private sealed class CountedExporter(OtlpExporterOptions options, Action firstFailed) : OtlpMetricExporter(options)
    {
        private int _all;
        private int _failed;

        public (int Failed, int All) Counts => (Volatile.Read(ref _failed), Volatile.Read(ref _all));

        public override ExportResult Export(in Batch<Metric> metrics)
        {
            Interlocked.Increment(ref _all);
            ExportResult result = base.Export(metrics);
            if (result != ExportResult.Success && Interlocked.Increment(ref _failed) == 1)
            {
                firstFailed();
            }

            return result;
        }
    }

    /// <summary>Why an export failed: the exporter tells nobody but its event source.</summary>
    private sealed class Reasons : EventListener
    {
        private const string Source = "OpenTelemetry-Exporter-OpenTelemetryProtocol";

        public string Last { get; private set; } = "";

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == Source)
            {
                EnableEvents(eventSource, EventLevel.Warning);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            // An exception comes as its text, stack trace included; its first line says what happened.
            foreach (string text in (eventData.Payload ?? new([])).OfType<string>().Select(text => text.Split('\n')[0].Trim()))
            {
                int cut = text.IndexOf("Exception: ", StringComparison.Ordinal);
                Last = cut >= 0 ? text[(cut + "Exception: ".Length)..].Split(" ---> ")[0] : Last;
            }
        }
    }
}
