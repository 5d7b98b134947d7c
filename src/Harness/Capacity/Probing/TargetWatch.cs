using System.Net.Http.Json;
using System.Text.Json;
using Harness.Clients;
using Harness.Clients.Sockets;
using Harness.Runs;

namespace Harness.Capacity.Probing;

/// <summary>Reads what somebody's target tells of itself while a step runs: <c>rssBytes</c> and <c>cpuSeconds</c> of <c>GET control/stats</c>.</summary>
internal sealed class TargetWatch : IAsyncDisposable
{
    private static readonly TimeSpan _period = TimeSpan.FromMilliseconds(500);

    private readonly HttpClient _http;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly TimeSpan _from;
    private readonly TimeSpan _to;
    private readonly Task _reading;
    private Reading? _first;
    private Reading? _last;
    private volatile bool _held;

    /// <param name="http">Base of its HTTP side.</param>
    /// <param name="tls">How it is spoken to over <c>https://</c>, as by the clients.</param>
    /// <param name="from">When the hold begins, from the start of the load.</param>
    /// <param name="to">When it ends.</param>
    public TargetWatch(Uri http, TlsSettings tls, TimeSpan from, TimeSpan to, TimeProvider time)
    {
        _http = new HttpClient(new TlsClient(tls).Handler()) { BaseAddress = http, Timeout = TimeSpan.FromSeconds(2) };
        (_from, _to) = (from, to);
        _time = time;
        _reading = ReadAsync(_stop.Token);
    }

    /// <summary>Whether the level is being held: only that counts.</summary>
    public void See(RunProgress progress) => _held = progress.Elapsed >= _from && progress.Elapsed <= _to;

    /// <summary>Ends it.</summary>
    /// <returns>What the target used; null: it does not tell.</returns>
    public async Task<RoleUse?> EndAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _reading.ConfigureAwait(false);
        return _first is { } first && _last is { } last && last.At > first.At
            ? new RoleUse("target", RoleKind.Target, (last.CpuSeconds - first.CpuSeconds) / _time.GetElapsedTime(first.At, last.At).TotalSeconds, last.RssBytes)
            : null;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync().ConfigureAwait(false);
        _stop.Dispose();
        _http.Dispose();
    }

    private async Task ReadAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(_period, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false))
            {
                if (_held && await StatsAsync(cancellation).ConfigureAwait(false) is { RssBytes: { } rss, CpuSeconds: { } cpu })
                {
                    var reading = new Reading(_time.GetTimestamp(), rss, cpu);
                    _first ??= reading;
                    _last = reading with { RssBytes = Math.Max(rss, _last?.RssBytes ?? 0) };
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // It is over.
        }
    }

    private async Task<Stats?> StatsAsync(CancellationToken cancellation)
    {
        try
        {
            return await _http.GetFromJsonAsync<Stats>("control/stats", JsonSerializerOptions.Web, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            // It does not tell, or is too busy to: then its memory and CPU are not measured, which is what the report says.
            return null;
        }
    }

    private sealed record Stats(long? RssBytes, double? CpuSeconds);

    private sealed record Reading(long At, long RssBytes, double CpuSeconds);
}
