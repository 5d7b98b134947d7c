using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using Harness.Judging;
using Harness.Reporting;
using Harness.Reporting.Html;
using Harness.Reporting.Live;
using Harness.Runs;

namespace Harness.Dashboard;

/// <summary>
/// The live page of a run: follows it, and renders it anew for whoever looks, at most once a second and less often where that takes long. While nobody looks nothing is rendered.
/// </summary>
public sealed class RunDashboard : IRunObserver, IAsyncDisposable
{
    /// <summary>How many may read the events at the same time.</summary>
    public const int MostStreams = 32;

    private static readonly TimeSpan _period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(15);

    /// <summary>How long the readers have to take what the page ends as.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly TimeProvider _time;
    private readonly LiveState _state = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Renewed _page;
    private readonly Renewed _data;
    private readonly Task _loop;
    private volatile string? _report;
    private bool _ended;

    public RunDashboard(TimeProvider time)
    {
        _time = time;
        _page = new Renewed(time, PeriodAfter);
        _data = new Renewed(time, PeriodAfter);
        _loop = RenderAsync(_stop.Token);
    }

    /// <summary>Who reads the events.</summary>
    internal PageStreams Streams { get; } = new(MostStreams);

    public void Begins(RunOutset outset) => _state.Begins(outset);

    public void Shows(RunProgress progress) => _state.Shows(progress);

    public void Judged(ScenarioResult scenario) => _state.Judged(scenario);

    public Task<ImmutableArray<string>> EndsAsync(RunResult result) => Task.FromResult(ImmutableArray<string>.Empty);

    /// <summary>Everybody who looks sees the report from now on. Returns when all of them have it, or after two seconds.</summary>
    /// <param name="result">As it was written.</param>
    /// <param name="kept">Where: the file.</param>
    public async Task ShowReportAsync(RunResult result, string kept)
    {
        _report = await HtmlReport.RenderAsync(result).ConfigureAwait(false);
        await EndAsync(await LiveHtml.RenderEndAsync(result, kept).ConfigureAwait(false)).ConfigureAwait(false);
    }

    /// <summary>Ends; a run that left no report ends its page by saying so.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_loop.IsCompleted)
        {
            return;
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        if (!_ended && _state.Now() is { } run)
        {
            await EndAsync(await LiveHtml.RenderPartsAsync(run with { HasEnded = true, Current = null, Waiting = [] }).ConfigureAwait(false)).ConfigureAwait(false);
        }

        _stop.Dispose();
        _page.Dispose();
        _data.Dispose();
    }

    /// <summary>The page, at most as old as its rendering allows; null: the run has not begun.</summary>
    internal async Task<string?> PageAsync(CancellationToken cancellation) => _report
        ?? await _page.GetAsync(() => _state.Changes, async () => _state.Now() is { } run ? await LiveHtml.RenderAsync(run).ConfigureAwait(false) : null, cancellation).ConfigureAwait(false);

    /// <summary>The result as far as it is known, with the scenario that is being played; null: the run has not begun.</summary>
    internal Task<string?> JsonAsync(CancellationToken cancellation) => _data.GetAsync(() => _state.Changes, () => Task.FromResult(Json()), cancellation);

    private string? Json() => _state.Now() is { } run
        ? RunJson.Write(run.Result with { Scenarios = [.. run.Result.Scenarios, .. run.Current is { } current ? [current.SoFar] : Array.Empty<ScenarioResult>()] })
        : null;

    private static PageEvent EventOf(string name, PageParts parts) => new(name, JsonSerializer.Serialize(parts, _json));

    private async Task EndAsync(PageParts parts)
    {
        _ended = true;
        Task gone = Streams.End(EventOf("end", parts));
        await Task.WhenAny(gone, Task.Delay(_patience, _time)).ConfigureAwait(false);
    }

    private async Task RenderAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(_period, _time);
        long shown = -1;
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false))
            {
                long changes = _state.Changes;
                if (changes == shown || Streams.Count == 0 || _state.Now() is not { } run)
                {
                    continue;
                }

                long began = Stopwatch.GetTimestamp();
                Streams.Publish(EventOf("page", await LiveHtml.RenderPartsAsync(run).ConfigureAwait(false)));
                shown = changes;
                timer.Period = PeriodAfter(Stopwatch.GetElapsedTime(began));
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    /// <summary>
    /// When the next rendering may begin: it takes a tenth of one processor at the most, for the clients and the server share the machine. A rendering of 100 ms or less is made each second.
    /// </summary>
    internal static TimeSpan PeriodAfter(TimeSpan took) =>
        TimeSpan.FromTicks(Math.Clamp(took.Ticks * 10, _period.Ticks, _longest.Ticks));
}
