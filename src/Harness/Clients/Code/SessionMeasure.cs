namespace Harness.Clients.Code;

/// <summary>A latency that is being measured: from <see cref="CodeSession.Measure"/> to its disposal.</summary>
public sealed class SessionMeasure : IDisposable
{
    private readonly CodeSession _session;
    private bool _over;

    internal SessionMeasure(CodeSession session, string name, long began) => (_session, Name, Began) = (session, name, began);

    internal string Name { get; }

    /// <summary>The intended beginning, µs.</summary>
    internal long Began { get; }

    internal bool HasFailed { get; private set; }

    /// <summary>What is measured did not come about: it counts as ∞ ("never") instead of as the time until now.</summary>
    public void Failed() => HasFailed = true;

    /// <summary>Records the latency.</summary>
    public void Dispose()
    {
        if (!_over)
        {
            _over = true;
            _session.Over(this);
        }
    }
}

/// <summary>A custom metric of session code.</summary>
public readonly struct SessionMetric
{
    private readonly CodeSession _session;
    private readonly string _name;

    internal SessionMetric(CodeSession session, string name) => (_session, _name) = (session, name);

    /// <summary>Records a value without a unit.</summary>
    public void Add(double value) => _session.Record(_name, value, Journal.SampleUnit.Number);

    /// <summary>Records a duration, a real one: the time scale does not change it.</summary>
    public void Add(TimeSpan value) => _session.Record(_name, value.TotalSeconds, Journal.SampleUnit.Seconds);
}
