using System.Threading.Channels;
using Harness.Metrics;
using Harness.Timing;

namespace Harness.Clients.Code;

/// <summary>
/// One client as its session code sees it. Its calls are made one after the other; durations that it is given are multiplied by the run's time scale, values that
/// it records are real ones. Every wait ends with an <see cref="OperationCanceledException"/> when the client ends.
/// </summary>
public sealed class CodeSession
{
    /// <summary>Messages kept for <see cref="ExpectAsync(Func{string, bool}, TimeSpan, string)"/>; of more, the oldest are dropped.</summary>
    public const int KeptMessages = 256;

    /// <summary>Waits that are still answered after the end. Code that swallows so many answers would go on for good, and keep a processor busy.</summary>
    private const int MostWaitsAfterEnd = 100;

    private readonly CodeHost _host;
    private readonly ICodePort _port;
    private readonly CancellationToken _end;
    private readonly Channel<string> _messages;
    private readonly List<SessionMeasure> _measures = [];
    private readonly Stack<string> _labels = new();
    private long _due;
    private int _dropped;
    private int _reopened;
    private int _waitsAfterEnd;

    internal CodeSession(CodeHost host, ICodePort port, long began, CancellationToken end)
    {
        (_host, _port, _due, _end) = (host, port, began, end);
        _messages = Channel.CreateBounded<string>(
            new BoundedChannelOptions(KeptMessages) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }, _ => Interlocked.Increment(ref _dropped));
        Random = host.RandomOf(port.Client);
    }

    /// <summary>The client's number in the scenario, from 0.</summary>
    public int Client => _port.Client;

    public int Cohort => _port.Cohort;

    /// <summary>Whether the client has an open socket now.</summary>
    public bool IsOpen => _port.IsOpen;

    /// <summary>How often the client has opened again since the code began.</summary>
    public int ReconnectsSeen => Volatile.Read(ref _reopened);

    /// <summary>A generator of this client's own: equal seeds of the run give equal draws.</summary>
    public Random Random { get; }

    /// <summary>The factor of the time scale, 1 for real time.</summary>
    public double TimeScale => _host.Code.TimeScale;

    /// <summary>What stands before the words of a time-out: the labels that are on.</summary>
    private string Where => _labels.Count > 0 ? $"in {string.Join('/', _labels.Reverse())}: " : "";

    /// <summary>
    /// Sends a text message. While there is no open socket it waits for the next one, behind the messages before it; the task ends when it was written.
    /// </summary>
    public async Task SendAsync(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        await HeedEndAsync().ConfigureAwait(false);
        await FailingAsync(_port.SendAsync(text, _end)).ConfigureAwait(false);
    }

    /// <summary>
    /// Waits for a message of the server. Looked at are, in order, those that have come in since the code began or since the last message that was expected; what
    /// does not match is passed over. Heartbeats are no messages, pushes are.
    /// </summary>
    /// <param name="predicate">Which. It runs on the thread pool.</param>
    /// <param name="timeout">How long to wait, from now.</param>
    /// <param name="what">What is waited for, in the words of the failure.</param>
    /// <exception cref="SessionTimeoutException">None came in time.</exception>
    public async Task<string> ExpectAsync(Func<string, bool> predicate, TimeSpan timeout, string what = "the expected message")
    {
        ArgumentNullException.ThrowIfNull(predicate);
        await HeedEndAsync().ConfigureAwait(false);
        bool others = false;
        using var late = new CancellationTokenSource(Scaled(timeout), _host.Time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_end, late.Token);
        try
        {
            while (await NextAsync(stop.Token).ConfigureAwait(false) is { } message)
            {
                if (predicate(message))
                {
                    _due = 0;
                    return message;
                }

                others = true;
            }
        }
        catch
        {
            // The client's end, or what the predicate threw, whatever it is.
            FailMeasures();
            throw;
        }

        FailMeasures();
        int dropped = Interlocked.Exchange(ref _dropped, 0);
        // In words that do not differ from client to client: reports count equal failures together.
        throw new SessionTimeoutException(
            $"{Where}{what} did not come within {Scaled(timeout).TotalSeconds:0.###} s"
            + (others ? ", though others did" : IsOpen ? "" : ", and the client is not open")
            + (dropped > 0 ? "; messages had been dropped because nobody had expected them" : ""));
    }

    /// <summary>Waits for a message that contains a text; see the other overload.</summary>
    /// <exception cref="SessionTimeoutException">None came in time.</exception>
    public Task<string> ExpectAsync(string text, TimeSpan timeout) =>
        ExpectAsync(message => message.Contains(text, StringComparison.Ordinal), timeout, $"a message with '{text}'");

    /// <summary>Gets a page below the base of the target's HTTP side, through the HTTP path of the client's cohort: faults on that path hit it.</summary>
    /// <param name="path">Relative to the base, such as <c>topics/t1</c>.</param>
    /// <param name="timeout">For the whole answer; null: as long as a fetch of the policy may take.</param>
    /// <exception cref="SessionTimeoutException">No answer in time.</exception>
    /// <exception cref="HttpRequestException">No connection.</exception>
    public async Task<FetchedPage> FetchAsync(string path, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        await HeedEndAsync().ConfigureAwait(false);
        return await FailingAsync(_host.Fetcher.GetAsync(Cohort, path, timeout is { } given ? Scaled(given) : _host.FetchTimeout, _end)).ConfigureAwait(false);
    }

    /// <summary>Does nothing for a while. What is measured directly afterwards counts from the instant at which the pause was to end, however late it did.</summary>
    public async Task PauseAsync(TimeSpan duration)
    {
        await HeedEndAsync().ConfigureAwait(false);
        TimeSpan scaled = Scaled(duration);
        long due = MonotonicClock.Now + scaled.Microseconds();
        await Task.Delay(scaled, _host.Time, _end).ConfigureAwait(false);
        _due = due;
    }

    /// <summary>
    /// Measures a latency until what it returns is disposed of. It begins at the intended instant: directly after the client opened or after a pause, when that was due;
    /// otherwise now. It counts as ∞ if a wait within it fails, and not at all if the client ends.
    /// </summary>
    /// <param name="name">Letters, digits, '-', '_' and '.': the metric is <c>custom.NAME</c>, behind the labels that are on.</param>
    public SessionMeasure Measure(string name)
    {
        var measure = new SessionMeasure(this, Named(name), _due > 0 ? _due : MonotonicClock.Now);
        _measures.Add(measure);
        return measure;
    }

    /// <summary>A metric of one's own: <c>custom.NAME</c>, behind the labels that are on.</summary>
    public SessionMetric Metric(string name) => new(this, Named(name));

    /// <summary>Puts a label before the names of what is measured until what it returns is disposed of: <c>custom.LABEL/NAME</c>. Labels nest, and time-outs name them.</summary>
    public IDisposable Label(string name)
    {
        CustomMetrics.CheckName(name);
        _labels.Push(name);
        return new LabelEnd(_labels);
    }

    internal void Reopened() => Interlocked.Increment(ref _reopened);

    internal void Heard(string text) => _messages.Writer.TryWrite(text);

    /// <summary>The code is over: nothing is kept any more.</summary>
    internal void Finished() => _messages.Writer.TryComplete();

    internal void Over(SessionMeasure measure)
    {
        _measures.Remove(measure);
        if (!_end.IsCancellationRequested)
        {
            double took = measure.HasFailed ? double.PositiveInfinity : (MonotonicClock.Now - measure.Began) / 1e6;
            _host.Measured(Client, measure.Name, took, Journal.SampleUnit.Seconds, measure.Began);
        }
    }

    internal void Record(string name, double value, Journal.SampleUnit unit) => _host.Measured(Client, name, value, unit, MonotonicClock.Now);

    private string Named(string name)
    {
        CustomMetrics.CheckName(name);
        return _labels.Count == 0 ? name : $"{string.Join('/', _labels.Reverse())}/{name}";
    }

    /// <summary>The next message that came in; null: time is up.</summary>
    private async Task<string?> NextAsync(CancellationToken stop)
    {
        try
        {
            return await _messages.Reader.ReadAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!_end.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>
    /// Before each wait. After the client's end it throws, and always from the thread pool's queue: code that swallows that and waits again would otherwise spin on one thread, inside
    /// of the very call that tells it of the end. Code that goes on all the same is not answered any more.
    /// </summary>
    private async Task HeedEndAsync()
    {
        if (!_end.IsCancellationRequested)
        {
            return;
        }

        await Task.Yield();
        if (++_waitsAfterEnd > MostWaitsAfterEnd)
        {
            // Nobody holds it, so it goes with what waits for it.
            await new TaskCompletionSource().Task.ConfigureAwait(false);
        }

        _end.ThrowIfCancellationRequested();
    }

    private TimeSpan Scaled(TimeSpan duration) => duration * TimeScale;

    private async Task FailingAsync(Task waiting)
    {
        try
        {
            await waiting.ConfigureAwait(false);
            _due = 0;
        }
        catch (SessionTimeoutException e)
        {
            FailMeasures();
            throw new SessionTimeoutException(Where + e.Message);
        }
        catch
        {
            FailMeasures();
            throw;
        }
    }

    private async Task<T> FailingAsync<T>(Task<T> waiting)
    {
        await FailingAsync((Task)waiting).ConfigureAwait(false);
        return await waiting.ConfigureAwait(false);
    }

    private void FailMeasures() => _measures.ForEach(measure => measure.Failed());

    private sealed class LabelEnd(Stack<string> labels) : IDisposable
    {
        private bool _over;

        public void Dispose()
        {
            if (!_over)
            {
                _over = true;
                labels.Pop();
            }
        }
    }
}
