using Harness.Seeding;
using Harness.Timing;

namespace Harness.Scenarios.Stages;

/// <summary>What happens to the number of clients at an instant.</summary>
public enum LoadEventKind
{
    /// <summary>A place more: a client connects and stays until the place goes.</summary>
    Join,

    /// <summary>A place less: of the clients with a place, the one whose place is newest closes.</summary>
    Leave,

    /// <summary>A client comes without a place.</summary>
    Arrive,
}

/// <summary>One event of a load.</summary>
/// <param name="At">µs from the start of the population's load.</param>
/// <param name="Lifetime">Of one that arrives: how long it stays, µs, where the stage itself says so.</param>
public readonly record struct LoadEvent(long At, LoadEventKind Kind, long? Lifetime = null);

/// <summary>One stage while it is planned: what there is at its beginning, where its draws come from, and what it has decided so far.</summary>
public sealed class StagePlan
{
    private readonly List<LoadEvent> _events;
    private readonly long _begin;
    private SplitMix64 _random;

    /// <param name="begin">When it begins, µs.</param>
    /// <param name="length">How long it lasts, µs.</param>
    /// <param name="present">Places at its beginning.</param>
    /// <param name="count">The population's count.</param>
    /// <param name="random">Where draws come from; <see cref="Random"/> is its state afterwards.</param>
    /// <param name="events">Where events go, in any order.</param>
    public StagePlan(long begin, long length, int present, int count, SplitMix64 random, List<LoadEvent> events) =>
        (_begin, Length, Present, Count, _random, _events) = (begin, length, present, count, random, events);

    /// <summary>µs.</summary>
    public long Length { get; }

    /// <summary>Places there are now.</summary>
    public int Present { get; private set; }

    /// <summary>How many clients the population has when its load is full.</summary>
    public int Count { get; }

    /// <summary>The generator after the draws made so far.</summary>
    public SplitMix64 Random => _random;

    /// <summary>Uniform in [0, 1).</summary>
    public double Draw() => _random.NextDouble();

    /// <summary>A client arrives at <paramref name="at"/>, µs from the stage's beginning.</summary>
    /// <param name="at">µs.</param>
    /// <param name="lifetime">How long it stays, µs; null: as the population says.</param>
    public void Arrive(double at, long? lifetime = null) => _events.Add(new LoadEvent(At(at), LoadEventKind.Arrive, lifetime));

    /// <summary>
    /// Places are added or taken until there are <paramref name="places"/>: each in one of as many equal slots of the time as there are changes, at a
    /// drawn instant in it.
    /// </summary>
    /// <param name="places">How many there are to be. At least 0.</param>
    /// <param name="from">µs from the stage's beginning.</param>
    /// <param name="over">µs; 0: all at once.</param>
    public void MoveTo(int places, double from, double over)
    {
        int changes = Math.Abs(places - Present);
        LoadEventKind kind = places > Present ? LoadEventKind.Join : LoadEventKind.Leave;
        double slot = changes > 0 ? over / changes : 0;
        for (int i = 0; i < changes; i++)
        {
            _events.Add(new LoadEvent(At(from + (over > 0 ? slot * (i + Draw()) : 0)), kind));
        }

        Present = Math.Max(0, places);
    }

    private long At(double at) => _begin + (long)at;
}
