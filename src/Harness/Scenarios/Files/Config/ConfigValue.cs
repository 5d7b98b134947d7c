using System.Collections.Immutable;
using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Harness.Scenarios.Files.Config;

/// <summary>
/// One value of a file, with its path. Each reading either returns the value or reports path, rule and value and returns null,
/// so a reader goes on and finds the next error. Ranges are not checked here: that is the validator's part, for scenarios built in C# too.
/// What is virtual has a second meaning where a reader is only asked what it would read (<see cref="Described.DescribedValue"/>); a reading built on
/// <see cref="Scalar"/> needs none.
/// </summary>
public class ConfigValue
{
    /// <summary>Far more than any scenario has; rules compare items with each other.</summary>
    public const int MostItems = 1000;

    private readonly YamlNode _node;
    private readonly ConfigProblems _problems;

    internal ConfigValue(string path, YamlNode node, int line, ConfigProblems problems)
    {
        (Path, Line, _node, _problems) = (path, line, node, problems);
        problems.Locate(path, line);
    }

    /// <summary>Such as <c>clients.heartbeat.interval</c> or <c>faults[0]</c>.</summary>
    public string Path { get; }

    /// <summary>The line of the value's key, from 1.</summary>
    public int Line { get; }

    /// <summary>For the files that its file names.</summary>
    public FileRoom Room => _problems.Room;

    /// <summary>Whether it is neither a list nor a mapping.</summary>
    public virtual bool IsText => _node is YamlScalarNode;

    /// <summary>Whether it is a list with anything in it.</summary>
    public bool HasItems => _node is YamlSequenceNode { Children.Count: > 0 };

    /// <summary>Whether it is a list.</summary>
    public bool IsList => _node is YamlSequenceNode;

    /// <summary>Whether it is the word <c>none</c>.</summary>
    public virtual bool IsNone => _node is YamlScalarNode { Value: "none" };

    /// <summary>Reports something wrong with this value.</summary>
    public virtual void Error(string message) => _problems.Error(Path, message, Line);

    /// <summary>Text; anything that is no list and no mapping.</summary>
    /// <param name="shape">What it has to look like, for the schema alone: whether it does is checked by the reader.</param>
    public virtual string? Text(TextShape? shape = null) => Scalar("text");

    /// <summary>The full path of a file; a relative one begins at the folder of the file that names it.</summary>
    public string? File() => Scalar("the path of a file") is { } path ? System.IO.Path.GetFullPath(path, _problems.Folder) : null;

    /// <summary>A duration of either sign.</summary>
    public virtual TimeSpan? Duration() => Scalar("a duration such as 12s or 250ms") is not { } text ? null
        : Units.TryDuration(text, out TimeSpan value) ? value
        : Refuse<TimeSpan>(Units.NoDuration(text));

    /// <summary>Events per second.</summary>
    public virtual double? Rate() => Scalar("a rate such as 5/s or 300/min") is not { } text ? null
        : Units.TryRate(text, out double value) ? value
        : Refuse<double>(Units.NoRate(text));

    /// <summary>A share; 1 is all.</summary>
    public virtual double? Share() => Scalar("a share such as 30% or 0.3") is not { } text ? null
        : Units.TryShare(text, out double value) ? value
        : Refuse<double>($"must be a share such as 30% or 0.3, but is {Units.Quote(text)}");

    /// <summary>A decimal number.</summary>
    public virtual double? Number() => Scalar("a number") is not { } text ? null
        : Units.TryNumber(text, out decimal value) ? (double)value
        : Refuse<double>($"must be a number, but is {Units.Quote(text)}");

    /// <summary>A whole number of either sign.</summary>
    public virtual int? Count()
    {
        if (Scalar("a whole number") is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value))
        {
            return value;
        }

        return Refuse<int>(Units.TryNumber(text, out decimal number) && decimal.IsInteger(number) && Math.Abs(number) > int.MaxValue
            ? $"must be a whole number of at most {int.MaxValue}, but is {text}"
            : $"must be a whole number without a unit, but is {Units.Quote(text)}");
    }

    /// <summary>true or false.</summary>
    public virtual bool? Boolean() => Scalar("true or false") switch
    {
        null => null,
        "true" => true,
        "false" => false,
        var text => Refuse<bool>($"must be true or false, but is {Units.Quote(text)}"),
    };

    /// <summary>One of a few words.</summary>
    public virtual T? OneOf<T>(params ReadOnlySpan<(string Word, T Value)> words)
        where T : struct
    {
        string[] known = new string[words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            known[i] = words[i].Word;
        }

        string rule = Nearest.Join(known, "or");
        if (Scalar(rule) is not { } text)
        {
            return null;
        }

        int index = Array.IndexOf(known, text);
        return index >= 0 ? words[index].Value : Refuse<T>($"must be {rule}, but is {Units.Quote(text)}");
    }

    /// <summary>A name from a registry.</summary>
    public virtual T? Named<T>(Func<string, T?> find, IEnumerable<string> known)
        where T : class
    {
        string[] names = [.. known];
        if (Scalar($"one of {Nearest.Join(names, "and")}") is not { } text)
        {
            return null;
        }

        T? found = find(text);
        if (found is null)
        {
            Error($"{Units.Quote(text)} is not known; {Nearest.Suggest(text, names)}");
        }

        return found;
    }

    /// <summary>The mapping below this value. Close it when all of its keys have been asked for.</summary>
    public virtual ConfigSection? Section()
    {
        if (_node is YamlMappingNode mapping)
        {
            return new ConfigSection(Path, mapping, Line, _problems);
        }

        Error($"must be a mapping of settings, but is {Kind()}");
        return null;
    }

    /// <summary>The mapping below this value, for a key that can also be <c>none</c>: null then, and null with an error for anything else.</summary>
    public virtual ConfigSection? SectionOrNone()
    {
        if (_node is YamlMappingNode)
        {
            return Section();
        }

        if (!IsNone)
        {
            Error($"must be none or a mapping of settings, but is {Kind()}");
        }

        return null;
    }

    /// <summary>The values of the list below this value; empty where it is no list.</summary>
    public virtual ImmutableArray<ConfigValue> Items()
    {
        if (_node is YamlSequenceNode { Children.Count: > MostItems } many)
        {
            Error($"has {many.Children.Count} items, and at most {MostItems} are read");
            return [];
        }

        if (_node is YamlSequenceNode list)
        {
            return [.. list.Children.Select((item, index) => new ConfigValue($"{Path}[{index}]", item, (int)item.Start.Line, _problems))];
        }

        Error($"must be a list, but is {Kind()}");
        return [];
    }

    /// <summary>
    /// A mapping of one key, such as <c>silent-drop: { at: 12s }</c>: the key names what it is, the value has its settings.
    /// The settings keep this value's path, so that messages read <c>faults[0].at</c>.
    /// </summary>
    /// <param name="what">What the key names, for the message.</param>
    /// <param name="known">The keys that there are; any other is reported.</param>
    public (string Key, ConfigValue Settings)? Single(string what, IEnumerable<string> known)
    {
        string[] names = [.. known];
        if (Single(what, new TextShape { Words = [.. names] }) is not { } single)
        {
            return null;
        }

        if (names.Contains(single.Key))
        {
            return single;
        }

        _problems.Error($"{Path}.{single.Key}", $"is not known; {Nearest.Suggest(single.Key, names)}", single.Settings.Line);
        _problems.Spoil(Path);
        return null;
    }

    /// <summary>As <see cref="Single(string, IEnumerable{string})"/>, where the key is text that the reader understands by itself.</summary>
    /// <param name="what">What the key is, for the message.</param>
    /// <param name="shape">What the key has to look like, for the schema alone.</param>
    public virtual (string Key, ConfigValue Settings)? Single(string what, TextShape shape)
    {
        if (_node is not YamlMappingNode mapping)
        {
            Error($"must be {what} with its settings, but is {Kind()}");
            return null;
        }

        string?[] keys = [.. mapping.Children.Keys.Select(key => (key as YamlScalarNode)?.Value)];
        if (keys is [{ } only])
        {
            (YamlNode key, YamlNode value) = mapping.Children[0];
            return (only, new ConfigValue(Path, value, (int)key.Start.Line, _problems));
        }

        Error(keys.Length == 0 || keys.Contains(null)
            ? $"must be {what} with its settings, but has no such key"
            : $"must be {what} alone, but has the keys {Nearest.Join(keys!, "and")} (settings are indented below it)");
        return null;
    }

    internal static bool IsNothing(YamlNode node) =>
        node is YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain, Value: null or "" or "~" or "null" or "Null" or "NULL" };

    private protected virtual string? Scalar(string rule)
    {
        if (_node is YamlScalarNode { Value: { } text } && !IsNothing(_node))
        {
            return text;
        }

        Error($"must be {rule}, but is {Kind()}");
        return null;
    }

    private T? Refuse<T>(string message)
        where T : struct
    {
        Error(message);
        return null;
    }

    private string Kind() => _node switch
    {
        YamlMappingNode => "a mapping",
        YamlSequenceNode => "a list",
        YamlScalarNode { Value: { } text } when !IsNothing(_node) => Units.Quote(text),
        _ => "empty",
    };
}
