using System.Diagnostics;

namespace Harness.Dashboard;

/// <summary>
/// A text that is made for whoever asks: not twice of the same state, one at a time, and no sooner after the last one than that one's cost allows. However often it is
/// asked for, it costs a share of one processor.
/// </summary>
/// <param name="pause">From what the last one took to how long it stands.</param>
internal sealed class Renewed(TimeProvider time, Func<TimeSpan, TimeSpan> pause) : IDisposable
{
    private readonly SemaphoreSlim _making = new(1);
    private long _changes = -1;
    private long _made;
    private TimeSpan _stands;
    private string? _text;

    /// <summary>The text, new enough.</summary>
    /// <param name="changes">Counts the states; read before the text is made.</param>
    /// <param name="make">Null: there is nothing to tell yet.</param>
    public async Task<string?> GetAsync(Func<long> changes, Func<Task<string?>> make, CancellationToken cancellation)
    {
        await _making.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            long now = changes();
            if (_text is null || (now != _changes && time.GetElapsedTime(_made) >= _stands))
            {
                long began = Stopwatch.GetTimestamp();
                _text = await make().ConfigureAwait(false);
                (_changes, _made, _stands) = (now, time.GetTimestamp(), pause(Stopwatch.GetElapsedTime(began)));
            }

            return _text;
        }
        finally
        {
            _making.Release();
        }
    }

    public void Dispose() => _making.Dispose();
}
