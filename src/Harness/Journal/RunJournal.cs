using System.Collections.Immutable;

namespace Harness.Journal;

/// <summary>The journals of all roles of one scenario's run, merged by the clock.</summary>
/// <param name="Roles">Names of the roles; <see cref="Fact.Role"/> is an index into it.</param>
/// <param name="Facts">In the order of <see cref="Fact.At"/>; facts of one role with the same time keep their order.</param>
public sealed record RunJournal(ImmutableArray<string> Roles, ImmutableArray<Fact> Facts);
