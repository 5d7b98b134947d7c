namespace Harness.Target;

/// <summary>
/// What a server of a known size does: it lets no more than so many sockets in, and answers later when there are more than it is fit for.
/// Both limits are settings; a search for the capacity has to find them.
/// </summary>
internal sealed class Admission(LiveSettings settings, Counters counters)
{
    private int _inside;

    /// <summary>Takes a place, to be given back by <see cref="Leave"/>.</summary>
    /// <returns>False, and counted as a refusal, if all of them are taken.</returns>
    public bool TryEnter()
    {
        // Taken before it is looked at, so that of two that come for the last place one gets it.
        var inside = Interlocked.Increment(ref _inside);
        if (settings.Current.MaxClients is var most and > 0 && inside > most)
        {
            Leave();
            counters.FullRefusal();
            return false;
        }

        return true;
    }

    public void Leave() => Interlocked.Decrement(ref _inside);

    /// <summary>How much later answers come now; zero while there are not too many.</summary>
    public TimeSpan Delay() => settings.Current.SlowPast?.DelayOf(Volatile.Read(ref _inside)) ?? TimeSpan.Zero;
}
