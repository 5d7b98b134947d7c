using System.Collections.Immutable;

namespace Harness.Journal;

/// <summary>The journals of all roles of one scenario's run, merged by the clock; or those of all scenarios of a run, one behind the other.</summary>
/// <param name="Roles">Names of the roles; <see cref="Fact.Role"/> is an index into it. In the journal of a whole run each begins with its scenario and a slash.</param>
/// <param name="Facts">In the order of <see cref="Fact.At"/>; facts of one role with the same time keep their order.</param>
public sealed record RunJournal(ImmutableArray<string> Roles, ImmutableArray<Fact> Facts)
{
    /// <summary>One journal for the run: roles are named after their scenario, so that <see cref="Of"/> can tell the parts apart again.</summary>
    public static RunJournal Join(IEnumerable<(string Scenario, RunJournal Journal)> journals)
    {
        var roles = ImmutableArray.CreateBuilder<string>();
        var facts = ImmutableArray.CreateBuilder<Fact>();
        foreach ((string scenario, RunJournal journal) in journals)
        {
            int offset = roles.Count;
            roles.AddRange(journal.Roles.Select(role => $"{scenario}/{role}"));
            facts.AddRange(journal.Facts.Select(fact => fact with { Role = (short)(fact.Role + offset) }));
        }

        return new RunJournal(roles.ToImmutable(), facts.ToImmutable());
    }

    /// <summary>The part of one scenario, with the names that its roles had in it; without any facts where there is none.</summary>
    public RunJournal Of(string scenario)
    {
        string prefix = scenario + "/";
        int[] own = [.. Enumerable.Range(0, Roles.Length).Where(role => Roles[role].StartsWith(prefix, StringComparison.Ordinal))];
        if (own.Length == 0)
        {
            return new RunJournal([], []);
        }

        // They were joined in one piece.
        (int from, int to) = (own[0], own[^1]);
        return new RunJournal(
            [.. own.Select(role => Roles[role][prefix.Length..])],
            [.. Facts.Where(fact => fact.Role >= from && fact.Role <= to).Select(fact => fact with { Role = (short)(fact.Role - from) })]);
    }
}
