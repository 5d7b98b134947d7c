namespace Harness.Scenarios.Files.Config.Described;

/// <summary>
/// What a reader reads, found out by letting it read a mapping that has every key it asks for. A reader that goes different ways after one of several words
/// or kinds goes each of them: it is asked again, one choice further, until nothing is left that it has not done. So the keys here are the readers' own, and
/// a key that a reader learns is here without anybody adding it.
/// </summary>
/// <remarks>
/// <code>
/// round 1   preset → the first of them   faults[0] → latency: { at, for, latency … }      heartbeat.sender → client
/// round 2   preset → the second          faults[0] → silent-drop: { at, for … }           heartbeat.sender → server
/// …         last round: only what has to be there is there
/// </code>
/// A key is required where every visit of its mapping required it. Rules over several keys are the validator's, and not found out.
/// </remarks>
internal sealed class Description
{
    private const int MostRounds = 10_000;

    private Description()
    {
    }

    /// <summary>Whether only what is required is there.</summary>
    public bool IsBare { get; private set; }

    /// <summary>Where nobody looks: what is made up is never wrong. A new one each time, so that it does not grow.</summary>
    internal static ConfigProblems Problems => new("");

    /// <summary>Describes what <paramref name="read"/> reads.</summary>
    public static DescribedNode Of(Action<ConfigSection> read)
    {
        var description = new Description();
        var root = new DescribedNode("", null);
        int rounds = 0;
        do
        {
            read(new DescribedSection(root, description));
            if (++rounds > MostRounds)
            {
                throw new InvalidOperationException("A reader goes a new way each time it is asked, so what it reads cannot be described");
            }
        }
        while (root.IsPending);

        description.IsBare = true;
        read(new DescribedSection(root, description));
        return root;
    }
}
