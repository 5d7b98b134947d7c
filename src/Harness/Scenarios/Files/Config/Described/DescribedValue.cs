using System.Collections.Immutable;
using YamlDotNet.RepresentationModel;

namespace Harness.Scenarios.Files.Config.Described;

/// <summary>A value that is whatever it is read as: it notes what that was, and answers something harmless.</summary>
internal sealed class DescribedValue(DescribedNode node, Description description) : ConfigValue(node.Name, new YamlScalarNode("text"), 1, Description.Problems)
{
    public override bool IsText => node.Choose("text or not", 2) == 0;

    public override bool IsNone
    {
        get
        {
            node.CanBeNone = true;
            return false;
        }
    }

    public override void Error(string message)
    {
        // The answers here are made up: nothing that is wrong with them matters.
    }

    public override string? Text(TextShape? shape = null)
    {
        node.Scalars.Add(ScalarKind.Text);
        if (shape is null)
        {
            return "text";
        }

        if (!node.Shapes.Contains(shape))
        {
            node.Shapes.Add(shape);
        }

        int turn = node.Choose("words", shape.Words.Length + 1);
        return turn < shape.Words.Length ? shape.Words[turn] : "text";
    }

    public override TimeSpan? Duration() => Noted(ScalarKind.Duration, TimeSpan.FromSeconds(1));

    public override double? Rate() => Noted(ScalarKind.Rate, 1.0);

    public override double? Share() => Noted(ScalarKind.Share, 0.5);

    public override double? Number() => Noted(ScalarKind.Number, 1.0);

    public override int? Count() => Noted(ScalarKind.Count, 1);

    public override bool? Boolean() => Noted(ScalarKind.Boolean, node.Choose("boolean", 2) == 0);

    public override T? OneOf<T>(params ReadOnlySpan<(string Word, T Value)> words)
    {
        foreach ((string word, _) in words)
        {
            AddWord(word);
        }

        return words[node.Choose("words", words.Length)].Value;
    }

    public override T? Named<T>(Func<string, T?> find, IEnumerable<string> known)
        where T : class
    {
        string[] names = [.. known];
        Array.ForEach(names, AddWord);
        return names.Length == 0 ? null : find(names[node.Choose("names", names.Length)]);
    }

    public override ConfigSection? Section() => new DescribedSection(node, description);

    public override ConfigSection? SectionOrNone()
    {
        node.CanBeNone = true;
        return Section();
    }

    public override ImmutableArray<ConfigValue> Items() => [new DescribedValue(node.ReadItem(), description)];

    public override (string Key, ConfigValue Settings)? Single(string what, TextShape shape)
    {
        (string key, DescribedNode settings) = node.ReadAlternative(shape);
        return (key, new DescribedValue(settings, description));
    }

    private protected override string? Scalar(string rule)
    {
        node.Scalars.Add(ScalarKind.Text);
        return "text";
    }

    private void AddWord(string word)
    {
        if (!node.Words.Contains(word))
        {
            node.Words.Add(word);
        }
    }

    private T Noted<T>(ScalarKind kind, T value)
    {
        node.Scalars.Add(kind);
        return value;
    }
}
