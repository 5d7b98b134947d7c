using System.Collections.Immutable;

namespace Harness.Scenarios.Files.Config;

/// <summary>
/// Everything that is wrong with one file, each with its line and path, and where in the file each path stands: rules that know
/// only paths find their lines here.
/// </summary>
/// <param name="file">The file's name as it is shown in messages.</param>
public sealed class ConfigProblems(string file)
{
    private readonly List<(int Line, string Text)> _errors = [];
    private readonly List<(int Line, string Text)> _warnings = [];
    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);
    private readonly List<string> _unusable = [];

    /// <summary>The full path of the folder that the file is in.</summary>
    public string Folder { get; } = Path.GetDirectoryName(Path.GetFullPath(file.Length > 0 ? file : ".")) ?? Path.GetFullPath(".");

    /// <summary>For the files that this one names.</summary>
    public FileRoom Room { get; } = new();

    /// <summary>Messages such as <c>scenarios/network/silent-drop.yaml:14: faults[0].for must be …</c>, by line.</summary>
    public ImmutableArray<string> Errors => [.. _errors.OrderBy(error => error.Line).Select(error => error.Text)];

    /// <summary>As <see cref="Errors"/>, for what is allowed but probably not meant.</summary>
    public ImmutableArray<string> Warnings => [.. _warnings.OrderBy(warning => warning.Line).Select(warning => warning.Text)];

    /// <summary>Paths whose values could not be used: what follows from them is not reported again.</summary>
    public IReadOnlyList<string> Unusable => _unusable;

    /// <summary>Remembers where a path stands.</summary>
    public void Locate(string path, int line) => _lines[path] = line;

    /// <param name="path">The path, such as <c>faults[0].for</c>; empty for the file as a whole.</param>
    /// <param name="message">The rule and the value, to be read after the path.</param>
    /// <param name="line">The line; null: where the path, or the nearest part of the file around it, stands.</param>
    public void Error(string path, string message, int? line = null)
    {
        _errors.Add(Message(path, message, line));
        Spoil(path);
    }

    /// <summary>As <see cref="Error"/>, for what is allowed but probably not meant.</summary>
    public void Warning(string path, string message) => _warnings.Add(Message(path, message, null));

    /// <summary>Marks a path as unusable without a message of its own, because another message has said why.</summary>
    public void Spoil(string path) => _unusable.Add(path);

    private (int, string) Message(string path, string message, int? line)
    {
        int at = line ?? LineOf(path);
        string place = at > 0 ? $"{file}:{at}" : file;
        return (at, path.Length > 0 ? $"{place}: {path} {message}" : $"{place}: {message}");
    }

    private int LineOf(string path)
    {
        while (path.Length > 0)
        {
            if (_lines.TryGetValue(path, out int line))
            {
                return line;
            }

            path = path[..Math.Max(0, path.LastIndexOfAny(['.', '[']))];
        }

        return _lines.GetValueOrDefault("");
    }
}
