using System.Collections.Immutable;

namespace Harness.Data;

/// <summary>When a placeholder has another value.</summary>
public enum Repeats
{
    /// <summary>Never for one client: it is the same in every text of it.</summary>
    Client,

    /// <summary>With each message, and with each place in a text where it stands.</summary>
    Message,
}

/// <summary>Something that texts can hold as <c>${name}</c>.</summary>
/// <param name="Name">With its family, such as <c>user.name</c>.</param>
/// <param name="Repeats">When it has another value.</param>
/// <param name="Meaning">One line, for the docs.</param>
/// <param name="Value">What stands in its place.</param>
public sealed record Placeholder(string Name, Repeats Repeats, string Meaning, Func<Draw, string> Value)
{
    /// <summary>What it takes in brackets, such as <c>from,to</c>; empty: it takes nothing.</summary>
    public string Parameters { get; init; } = "";

    /// <summary>What is wrong with such arguments, to be read after the placeholder; null if nothing is. Never asked where <see cref="Parameters"/> is empty.</summary>
    public Func<ImmutableArray<string>, string?> Check { get; init; } = _ => null;

    /// <summary>Arguments that show what it does, for the docs.</summary>
    public string Example { get; init; } = "";

    /// <summary>Whether it is one of a kind that <see cref="TemplateNames"/> allows only where messages are counted.</summary>
    public bool CountsMessages { get; init; }

    /// <summary>The part before the dot, or the whole name.</summary>
    public string Family => Name.Split('.')[0];
}
