using YamlDotNet.RepresentationModel;

namespace Harness.Scenarios.Files.Config;

/// <summary>
/// A mapping of settings, read key by key. The keys that were asked for are the known ones: <see cref="Close"/> reports every other,
/// with the nearest known key, and every required one that is missing.
/// </summary>
public class ConfigSection
{
    /// <summary>Far more than any mapping of a scenario has.</summary>
    public const int MostKeys = 1000;

    private readonly string _path;
    private readonly int _line;
    private readonly ConfigProblems _problems;
    private readonly Dictionary<string, (YamlNode Node, int Line)> _given = new(StringComparer.Ordinal);
    private readonly List<string> _known = [];
    private readonly List<string> _missing = [];
    private readonly HashSet<string> _empty = [];
    private readonly bool _isTooLarge;

    internal ConfigSection(string path, YamlMappingNode mapping, int line, ConfigProblems problems)
    {
        (_path, _line, _problems) = (path, line, problems);
        if (mapping.Children.Count > MostKeys)
        {
            problems.Error(path, $"has {mapping.Children.Count} keys, and at most {MostKeys} are read", line);
            problems.Spoil(path);
            _isTooLarge = true;
        }

        foreach ((YamlNode key, YamlNode value) in mapping.Children.Take(_isTooLarge ? 0 : MostKeys))
        {
            if (key is YamlScalarNode { Value: { } name })
            {
                _given[name] = (value, (int)key.Start.Line);
            }
            else
            {
                problems.Error(path, "has a key that is not text", (int)key.Start.Line);
            }
        }
    }

    /// <summary>Whether the file gives this key.</summary>
    public virtual bool Has(string key) => _given.ContainsKey(key);

    /// <summary>The value of a key that may be absent. An empty value is an error, not an absent one.</summary>
    public virtual ConfigValue? Find(string key)
    {
        Know(key);
        if (!_given.TryGetValue(key, out var found))
        {
            return null;
        }

        if (ConfigValue.IsNothing(found.Node))
        {
            if (_empty.Add(key))
            {
                _problems.Locate(PathOf(key), found.Line);
                _problems.Error(PathOf(key), "has no value", found.Line);
            }

            return null;
        }

        return new ConfigValue(PathOf(key), found.Node, found.Line, _problems);
    }

    /// <summary>The value of a key that must be there.</summary>
    public virtual ConfigValue? Require(string key)
    {
        if (!_given.ContainsKey(key))
        {
            Know(key);
            _missing.Add(key);
            return null;
        }

        return Find(key);
    }

    /// <summary>Every key that the file gives, where keys are the user's own names.</summary>
    /// <param name="suggested">Keys that have a meaning of their own, for the schema alone.</param>
    public virtual IEnumerable<(string Key, ConfigValue Value)> Each(params IReadOnlyCollection<string> suggested)
    {
        foreach (string key in _given.Keys.ToArray())
        {
            if (Find(key) is { } value)
            {
                yield return (key, value);
            }
        }
    }

    /// <summary>Every key that the file gives with its value; which of them are known is not touched by it. Empty values are left out.</summary>
    public virtual IEnumerable<(string Key, ConfigValue Value)> Given => _given
        .Where(given => !ConfigValue.IsNothing(given.Value.Node))
        .Select(given => (given.Key, new ConfigValue(PathOf(Shown(given.Key)), given.Value.Node, given.Value.Line, _problems)));

    /// <summary>The value of a key that can also be <c>none</c>; <paramref name="usual"/> where the key is absent or cannot be read.</summary>
    public virtual T? OrNone<T>(string key, Func<ConfigValue, T?> read, T? usual)
        where T : struct
        => Find(key) is not { } value ? usual : value.IsNone ? null : read(value) ?? usual;

    /// <summary>Reports unknown and missing keys. A missing key that an unknown one was probably meant for is not reported twice.</summary>
    public virtual void Close()
    {
        foreach ((string key, (_, int line)) in _given)
        {
            if (_known.Contains(key))
            {
                continue;
            }

            _problems.Error(PathOf(Shown(key)), $"is not known; {Nearest.Suggest(key, _known)}", line);
            if (Nearest.Find(key, _known) is { } meant)
            {
                _missing.Remove(meant);
                _problems.Spoil(PathOf(meant));
            }
        }

        foreach (string key in _isTooLarge ? [] : _missing)
        {
            _problems.Error(PathOf(key), "is missing", _line);
        }
    }

    private void Know(string key)
    {
        if (!_known.Contains(key))
        {
            _known.Add(key);
        }
    }

    private string PathOf(string key) => _path.Length == 0 ? key : $"{_path}.{key}";

    /// <summary>A key is part of a path as it is, unless it is no word at all.</summary>
    private static string Shown(string key) => key.Length is > 0 and <= 40 && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? key : Units.Quote(key);
}
