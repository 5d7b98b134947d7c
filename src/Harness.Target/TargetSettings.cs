namespace Harness.Target;

/// <summary>What clients read from GET /config and scenarios may change while it runs.</summary>
internal sealed class TargetSettings(TimeSpan loopTime)
{
    private long _loopTimeTicks = loopTime.Ticks;

    public TimeSpan LoopTime
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref _loopTimeTicks));
        set => Interlocked.Exchange(ref _loopTimeTicks, value.Ticks);
    }
}
