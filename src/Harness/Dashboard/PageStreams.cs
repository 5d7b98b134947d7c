using System.Threading.Channels;

namespace Harness.Dashboard;

/// <summary>An event as browsers read it: its name, and data without line ends.</summary>
internal sealed record PageEvent(string Name, string Data);

/// <summary>
/// Who reads the page's events. Each reader has a place for one event, so one that is slow misses what has been overtaken and never makes anybody wait; how many there may be is bounded.
/// </summary>
internal sealed class PageStreams(int most)
{
    private readonly Lock _lock = new();
    private readonly HashSet<Channel<PageEvent>> _readers = [];
    private TaskCompletionSource? _gone;
    private PageEvent? _last;

    /// <summary>How many read now.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _readers.Count;
            }
        }
    }

    /// <summary>A new reader; null: there are as many as there may be. One that comes after the end gets that alone.</summary>
    public Channel<PageEvent>? Open()
    {
        lock (_lock)
        {
            if (_readers.Count >= most)
            {
                return null;
            }

            var reader = Channel.CreateBounded<PageEvent>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
            _readers.Add(reader);
            if (_last is not null)
            {
                reader.Writer.TryWrite(_last);
                reader.Writer.Complete();
            }

            return reader;
        }
    }

    /// <summary>The reader has got what it wanted, or is gone.</summary>
    public void Close(Channel<PageEvent> reader)
    {
        lock (_lock)
        {
            _readers.Remove(reader);
            if (_readers.Count == 0)
            {
                _gone?.TrySetResult();
            }
        }
    }

    /// <summary>Gives everybody the newest event, in place of one that was not taken yet.</summary>
    public void Publish(PageEvent newest)
    {
        lock (_lock)
        {
            foreach (Channel<PageEvent> reader in _readers)
            {
                reader.Writer.TryWrite(newest);
            }
        }
    }

    /// <summary>The last event: the streams end with it.</summary>
    /// <returns>Completes when nobody reads any more.</returns>
    public Task End(PageEvent last)
    {
        lock (_lock)
        {
            _last = last;
            _gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            foreach (Channel<PageEvent> reader in _readers)
            {
                reader.Writer.TryWrite(last);
                reader.Writer.TryComplete();
            }

            if (_readers.Count == 0)
            {
                _gone.SetResult();
            }

            return _gone.Task;
        }
    }
}
