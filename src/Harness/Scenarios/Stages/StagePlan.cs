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
    /// <summary>A session is an event where it begins, and may be one where it ends.</summary>
    private const int MostEvents = 2 * LoadSize.MostSessions;

    private readonly List<LoadEvent>? _events;
    private readonly long _begin;
    private SplitMix64 _random;

    /// <param name="begin">When it begins, µs.</param>
    /// <param name="length">How long it lasts, µs.</param>
    /// <param name="present">Places at its beginning.</param>
    /// <param name="count">The population's count.</param>
    /// <param name="random">Where draws come from; <see cref="Random"/> is its state afterwards.</param>
    /// <param name="events">Where events go, in any order; null: places are counted alone, and none is drawn an instant.</param>
    public StagePlan(long begin, long length, int present, int count, SplitMix64 random, List<LoadEvent>? events) =>
        (_begin, Length, Present, Peak, Count, _random, _events) = (begin, length, present, present, count, random, events);

    /// <summary>µs.</summary>
    public long Length { get; }

    /// <summary>Places there are now.</summary>
    public int Present { get; private set; }

    /// <summary>The most places there were at the same time.</summary>
    public int Peak { get; private set; }

    /// <summary>Places that came.</summary>
    public long Joins { get; private set; }

    /// <summary>How many clients the population has when its load is full.</summary>
    public int Count { get; }

    /// <summary>The generator after the draws made so far.</summary>
    public SplitMix64 Random => _random;

    /// <summary>Uniform in [0, 1).</summary>
    public double Draw() => _random.NextDouble();

    /// <summary>A client arrives at <paramref name="at"/>, µs from the stage's beginning.</summary>
    /// <param name="at">µs.</param>
    /// <param name="lifetime">How long it stays, µs; null: as the population says.</param>
    /// <exception cref="LoadTooLargeException">There are more than a run can hold.</exception>
    public void Arrive(double at, long? lifetime = null) => Add(new LoadEvent(At(at), LoadEventKind.Arrive, lifetime));

    /// <summary>
    /// Places are added or taken until there are <paramref name="places"/>: each in one of as many equal slots of the time as there are changes, at a
    /// drawn instant in it.
    /// </summary>
    /// <param name="places">How many there are to be. At least 0.</param>
    /// <param name="from">µs from the stage's beginning.</param>
    /// <param name="over">µs; 0: all at once.</param>
    /// <exception cref="LoadTooLargeException">There are more than a run can hold.</exception>
    public void MoveTo(int places, double from, double over)
    {
        int changes = _events is null ? 0 : Math.Abs(places - Present);
        Joins += Math.Max(0, places - Present);
        Peak = Math.Max(Peak, places);
        LoadEventKind kind = places > Present ? LoadEventKind.Join : LoadEventKind.Leave;
        double slot = changes > 0 ? over / changes : 0;
        for (int i = 0; i < changes; i++)
        {
            Add(new LoadEvent(At(from + (over > 0 ? slot * (i + Draw()) : 0)), kind));
        }

        Present = Math.Max(0, places);
    }

    private void Add(LoadEvent happens)
    {
        if (_events?.Count >= MostEvents)
        {
            throw new LoadTooLargeException();
        }

        _events?.Add(happens);
    }

    private long At(double at) => _begin + (long)at;
}
