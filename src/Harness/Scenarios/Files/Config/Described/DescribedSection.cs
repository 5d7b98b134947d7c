using YamlDotNet.RepresentationModel;

namespace Harness.Scenarios.Files.Config.Described;

/// <summary>A mapping that has every key that is asked for: it notes which they are.</summary>
internal sealed class DescribedSection(DescribedNode node, Description description) : ConfigSection("", new YamlMappingNode(), 1, Description.Problems)
{
    private readonly HashSet<string> _required = [];
    private readonly DescribedNode _node = node.VisitKeys();

    public override IEnumerable<(string Key, ConfigValue Value)> Given => [];

    public override bool Has(string key) => !description.IsBare && _node.Choose($"has {key}", 2) == 0;

    public override ConfigValue? Find(string key)
    {
        DescribedNode found = _node.Key(key);
        return description.IsBare ? null : new DescribedValue(found, description);
    }

    public override ConfigValue? Require(string key)
    {
        if (_required.Add(key))
        {
            _node.Required[key] = _node.Required.GetValueOrDefault(key) + 1;
        }

        return new DescribedValue(_node.Key(key), description);
    }

    public override IEnumerable<(string Key, ConfigValue Value)> Each(params IReadOnlyCollection<string> suggested)
    {
        DescribedNode value = _node.ReadOwnKey();
        _node.Words.AddRange(suggested.Except(_node.Words).ToArray());
        return [(suggested.FirstOrDefault() ?? "key", new DescribedValue(value, description))];
    }

    public override T? OrNone<T>(string key, Func<ConfigValue, T?> read, T? usual)
    {
        if (Find(key) is not { } value)
        {
            return usual;
        }

        _node.Key(key).CanBeNone = true;
        return read(value) ?? usual;
    }

    public override void Close()
    {
        // Nothing that is asked for is unknown here.
    }
}
