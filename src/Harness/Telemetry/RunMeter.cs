using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Harness.Journal;
using Harness.Judging;
using Harness.Metrics;
using Harness.Runs;

namespace Harness.Telemetry;

/// <summary>
/// A run's metrics as instruments of .NET: whoever listens to the meter <c>Harness</c> reads the newest snapshot. Totals are kept per scenario, so each series only grows; the verdicts
/// come with the judging.
/// </summary>
public sealed class RunMeter : IRunObserver, IDisposable
{
    /// <summary>Edges of the buckets of round trips, seconds: from a loopback to the longest pause that anybody waits for.</summary>
    private static readonly double[] _edges = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    private readonly Meter _meter;
    private readonly Histogram<double> _roundTrip;
    private readonly Lock _lock = new();
    private ImmutableDictionary<string, RunProgress> _progress = ImmutableDictionary<string, RunProgress>.Empty;
    private ImmutableArray<ScenarioResult> _judged = [];
    private string? _playing;
    private Verdict? _verdict;

    /// <param name="name">The meter's; whoever reads it asks for it by this.</param>
    public RunMeter(string name = MeterNames.Meter)
    {
        _meter = new Meter(name, typeof(RunMeter).Assembly.GetName().Version?.ToString(3));
        Gauge(MeterNames.Clients, ReadClients);
        Counter(MeterNames.HeartbeatsSent, now => now.HeartbeatsSent);
        Counter(MeterNames.HeartbeatsAnswered, now => now.HeartbeatsAnswered);
        Counter(MeterNames.HeartbeatsMissed, now => now.HeartbeatsMissed);
        MeterEntry roundTrip = MeterNames.Of(MeterNames.RoundTrip);
        _roundTrip = _meter.CreateHistogram(roundTrip.Name, roundTrip.Unit, roundTrip.Description, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = _edges });
        Counter(MeterNames.Polls, now => now.Polls);
        Counter(MeterNames.Reconnects, now => now.Reconnects);
        Counter(MeterNames.Attempts, now => now.Attempts);
        Counter(MeterNames.FailedAttempts, now => now.FailedAttempts);
        Gauge(MeterNames.FaultOn, () => _progress.Values.SelectMany(FaultsOf));
        Gauge(MeterNames.Elapsed, () => _progress.Select(entry => new Measurement<double>(Math.Max(0, entry.Value.Elapsed.TotalSeconds), Scenario(entry.Key))));
        MeterEntry cpu = MeterNames.Of(MeterNames.RoleCpu);
        _meter.CreateObservableCounter(cpu.Name, () => Roles(role => role.CpuSeconds), cpu.Unit, cpu.Description);
        Gauge(MeterNames.RoleMemory, () => Roles(role => role.PeakRssBytes));
        Gauge(MeterNames.AssertionPassed, () => Assertions(assertion => assertion.Passed || assertion.AsExpected ? 1.0 : 0));
        Gauge(MeterNames.AssertionValue, () => Assertions(assertion => assertion.ActualValue));
        Gauge(MeterNames.InvariantViolations, () => _judged.SelectMany(scenario => scenario.Invariants.Select(invariant =>
            new Measurement<int>(invariant.Violations, Scenario(scenario.Name), new("invariant", invariant.Name)))));
        Gauge(MeterNames.ScenarioVerdict, () => _judged.Select(scenario => new Measurement<int>(1, Scenario(scenario.Name), new("verdict", Word(scenario.Verdict)))));
        Gauge(MeterNames.RunVerdict, () => _verdict is { } verdict ? [new Measurement<int>(1, new KeyValuePair<string, object?>("verdict", Word(verdict)))] : Array.Empty<Measurement<int>>());
    }

    /// <summary>What it is asked for by.</summary>
    public string Name => _meter.Name;

    public void Begins(RunOutset outset)
    {
    }

    public void Shows(RunProgress progress)
    {
        lock (_lock)
        {
            RunProgress? before = _progress.GetValueOrDefault(progress.Scenario);
            _progress = _progress.SetItem(progress.Scenario, progress);
            _playing = progress.Scenario;
            foreach ((int bucket, long count) in progress.RoundTrips)
            {
                for (long each = before?.RoundTrips.GetValueOrDefault(bucket) ?? 0; each < count; each++)
                {
                    _roundTrip.Record(LogHistogram.ValueOf(bucket) / 1e6, Scenario(progress.Scenario));
                }
            }
        }
    }

    public void Judged(ScenarioResult scenario)
    {
        lock (_lock)
        {
            _judged = _judged.Add(scenario);
            _playing = null;
        }
    }

    public Task<ImmutableArray<string>> EndsAsync(RunResult result)
    {
        lock (_lock)
        {
            // Once more: a comparison with its history can have failed a scenario that had passed.
            _judged = result.Scenarios;
            _verdict = result.Verdict;
        }

        return Task.FromResult(ImmutableArray<string>.Empty);
    }

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Scenario(string name) => new("scenario", name);

    private static string Word(Verdict verdict) => verdict.ToString().ToLowerInvariant();

    private void Counter(string metric, Func<RunProgress, long> value)
    {
        MeterEntry about = MeterNames.Of(metric);
        _meter.CreateObservableCounter(about.Name, () => _progress.Select(entry => new Measurement<long>(value(entry.Value), Scenario(entry.Key))), about.Unit, about.Description);
    }

    private void Gauge<T>(string metric, Func<IEnumerable<Measurement<T>>> read)
        where T : struct
    {
        MeterEntry about = MeterNames.Of(metric);
        _meter.CreateObservableGauge(about.Name, read, about.Unit, about.Description);
    }

    /// <summary>Only of the scenario that is being played: those of the others are gone.</summary>
    private IEnumerable<Measurement<int>> ReadClients() =>
        _playing is { } playing && _progress.GetValueOrDefault(playing) is { States.IsDefaultOrEmpty: false } now
            ? Enum.GetValues<ClientState>().Select(state => new Measurement<int>(now.In(state), Scenario(playing), new("state", state.ToString().ToLowerInvariant())))
            : [];

    private static IEnumerable<Measurement<int>> FaultsOf(RunProgress now) => now.Faults.Select((fault, i) => new Measurement<int>(
        fault.IsOn ? 1 : 0, Scenario(now.Scenario), new("fault", $"{i}"), new("kind", fault.Fault.Kind)));

    private IEnumerable<Measurement<double>> Roles(Func<RoleResult, double> value) => _progress.Values.SelectMany(now =>
        now.Roles.Select(role => new Measurement<double>(value(role), Scenario(now.Scenario), new("role", role.Name))));

    private IEnumerable<Measurement<double>> Assertions(Func<AssertionResult, double?> value) =>
        from scenario in _judged
        from assertion in scenario.Assertions
        let found = value(assertion)
        where found is { } number && double.IsFinite(number)
        select new Measurement<double>(found.Value, Scenario(scenario.Name), new("assertion", assertion.Expression));
}
