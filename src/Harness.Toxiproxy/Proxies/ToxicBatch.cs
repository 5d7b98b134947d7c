using System.Diagnostics;
using Harness.Toxiproxy.Toxics;

namespace Harness.Toxiproxy.Proxies;

/// <summary>One change of a batch: a toxic to be added to a proxy, or with <see cref="Toxic"/> null the one of that name to be removed.</summary>
internal sealed record ToxicChange(Proxy Proxy, string Name, InstalledToxic? Toxic);

/// <summary>Changes of toxics on several proxies, made as one: all of them or none, and no other change of these proxies in between.</summary>
internal static class ToxicBatch
{
    /// <param name="refused">Where it returns false: the first change that cannot be made, because the name is taken or is none, or the proxy was removed.</param>
    /// <param name="began">Before the first of them, in Stopwatch ticks.</param>
    /// <param name="inForce">When all of them were in force on every connection, in Stopwatch ticks.</param>
    internal static bool TryApply(IReadOnlyList<ToxicChange> changes, out ToxicChange? refused, out long began, out long inForce)
    {
        // In an order that every batch keeps. One after the other, not one inside the other: a request can name more proxies than a stack is deep.
        Proxy[] proxies = [.. changes.Select(change => change.Proxy).Distinct().OrderBy(proxy => proxy.Ordinal)];
        int held = 0;
        try
        {
            for (; held < proxies.Length; held++)
            {
                proxies[held].Hold();
            }

            return TryApplyHeld(changes, out refused, out began, out inForce);
        }
        finally
        {
            while (held > 0)
            {
                proxies[--held].LetGo();
            }
        }
    }

    private static bool TryApplyHeld(IReadOnlyList<ToxicChange> changes, out ToxicChange? refused, out long began, out long inForce)
    {
        began = inForce = Stopwatch.GetTimestamp();
        refused = FirstImpossible(changes);
        if (refused is not null)
        {
            return false;
        }

        foreach (ToxicChange change in changes)
        {
            if (change.Toxic is { } toxic)
            {
                change.Proxy.Toxics.Add(toxic);
            }
            else
            {
                change.Proxy.Toxics.Remove(change.Name);
            }
        }

        inForce = Stopwatch.GetTimestamp();
        return true;
    }

    // In their order: a name can be given up and taken again.
    private static ToxicChange? FirstImpossible(IReadOnlyList<ToxicChange> changes)
    {
        var names = new Dictionary<Proxy, HashSet<string>>();
        foreach (ToxicChange change in changes)
        {
            if (!names.TryGetValue(change.Proxy, out HashSet<string>? taken))
            {
                taken = [.. change.Proxy.Toxics.All.Select(toxic => toxic.Name)];
                names.Add(change.Proxy, taken);
            }

            if (change.Proxy.HasEnded || !(change.Toxic is null ? taken.Remove(change.Name) : taken.Add(change.Name)))
            {
                return change;
            }
        }

        return null;
    }
}
