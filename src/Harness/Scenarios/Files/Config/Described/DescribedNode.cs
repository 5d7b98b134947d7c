namespace Harness.Scenarios.Files.Config.Described;

/// <summary>What kind of scalar a reader asked for.</summary>
internal enum ScalarKind
{
    Text,
    Duration,
    Rate,
    Share,
    Number,
    Count,
    Boolean,
}

/// <summary>
/// One place of a file as the readers see it: everything they asked of it, over all rounds (<see cref="Description"/>). A place can be several things at
/// once, such as the word <c>none</c> or a mapping.
/// </summary>
/// <param name="name">The key; of a list's item <c>[]</c>; empty for the file as a whole.</param>
/// <param name="parent">The place around it; null: it is the file as a whole.</param>
internal sealed class DescribedNode(string name, DescribedNode? parent)
{
    private readonly Dictionary<string, (int Next, int Of)> _choices = new(StringComparer.Ordinal);

    public string Name { get; } = name;

    public DescribedNode? Parent { get; } = parent;

    /// <summary>Whether it is one of the kinds that a mapping of one key can name: its settings keep the path of the mapping.</summary>
    public bool IsAlternative { get; private init; }

    public bool CanBeNone { get; set; }

    public SortedSet<ScalarKind> Scalars { get; } = [];

    public List<string> Words { get; } = [];

    public List<TextShape> Shapes { get; } = [];

    /// <summary>The keys of its mapping; null: no mapping was asked for.</summary>
    public Dictionary<string, DescribedNode>? Keys { get; private set; }

    /// <summary>How often its mapping was read.</summary>
    public int Visits { get; private set; }

    /// <summary>In how many of the visits a key had to be there.</summary>
    public Dictionary<string, int> Required { get; } = new(StringComparer.Ordinal);

    /// <summary>The value under keys that are the user's own.</summary>
    public DescribedNode? OwnKey { get; private set; }

    /// <summary>Its items; null: no list was asked for.</summary>
    public DescribedNode? Item { get; private set; }

    /// <summary>The kinds that its one key can name; null: no such mapping was asked for.</summary>
    public Dictionary<string, DescribedNode>? Alternatives { get; private set; }

    /// <summary>What the one key looks like where it is text of its own.</summary>
    public TextShape? KeyShape { get; private set; }

    /// <summary>Whether a reader may still do something that it has not done in any round.</summary>
    public bool IsPending => _choices.Values.Any(choice => choice.Next < choice.Of) || Children.Any(child => child.IsPending);

    private IEnumerable<DescribedNode> Children =>
        [.. Keys?.Values ?? Enumerable.Empty<DescribedNode>(), .. Alternatives?.Values ?? Enumerable.Empty<DescribedNode>(), .. new[] { Item, OwnKey }.OfType<DescribedNode>()];

    /// <summary>Which of <paramref name="of"/> ways to go this time: each in turn.</summary>
    public int Choose(string what, int of)
    {
        int next = _choices.TryGetValue(what, out (int Next, int Of) choice) ? choice.Next : 0;
        _choices[what] = (next + 1, Math.Max(of, choice.Of));
        return next % of;
    }

    public DescribedNode Key(string key) => In(Keys!, key, new DescribedNode(key, this));

    public DescribedNode VisitKeys()
    {
        Keys ??= new Dictionary<string, DescribedNode>(StringComparer.Ordinal);
        Visits++;
        return this;
    }

    public DescribedNode ReadOwnKey() => OwnKey ??= new DescribedNode("*", this);

    public DescribedNode ReadItem() => Item ??= new DescribedNode("[]", this);

    /// <summary>The one key of this round and its settings: each known one in turn, those first that still have something to show.</summary>
    public (string Key, DescribedNode Settings) ReadAlternative(TextShape shape)
    {
        KeyShape = shape;
        Alternatives ??= new Dictionary<string, DescribedNode>(StringComparer.Ordinal);
        string[] keys = shape.Words.IsEmpty ? ["*"] : [.. shape.Words];
        int turn = Choose("alternative", keys.Length);
        string chosen = Array.Find(keys, key => !Alternatives.ContainsKey(key)) ?? Array.Find(keys, key => Alternatives[key].IsPending) ?? keys[turn];
        return (chosen, In(Alternatives, chosen, new DescribedNode(chosen, this) { IsAlternative = true }));
    }

    public bool IsRequired(string key) => Required.GetValueOrDefault(key) == Visits;

    private static DescribedNode In(Dictionary<string, DescribedNode> nodes, string name, DescribedNode made)
    {
        nodes.TryAdd(name, made);
        return nodes[name];
    }
}
