using System.Text;
using Harness.Scenarios.Files.Config;
using YamlDotNet.RepresentationModel;

namespace Harness.Scenarios.Files;

/// <summary>One call of <see cref="ScenarioFile.Load"/>: what has been read so far, and what was wrong with it.</summary>
internal sealed class ScenarioLoading
{
    /// <summary>A scenario is a page of text; what is larger is something else.</summary>
    private const long LargestFile = 1_000_000;

    private readonly List<LoadedScenario> _scenarios = [];
    private readonly List<string> _errors = [];
    private readonly List<string> _warnings = [];
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private bool _any;

    public LoadResult Finish()
    {
        if (!_any)
        {
            _errors.Add("no scenario file or folder is given");
        }

        return new LoadResult([.. _scenarios], [.. _errors], [.. _warnings]);
    }

    public void AddFileOrFolder(string path)
    {
        _any = true;
        if (!Directory.Exists(path))
        {
            AddFile(path, problem => _errors.Add($"{path}: {problem}"), mayBeProfile: true);
            return;
        }

        string[] files = YamlIn(path, recurse: true);
        if (files.Length == 0)
        {
            _errors.Add($"{path}: has no scenarios: no *.yaml or *.yml file in this folder or below");
        }

        foreach (string file in files)
        {
            AddFile(file, problem => _errors.Add($"{file}: {problem}"), mayBeProfile: true);
        }
    }

    /// <param name="path">The file.</param>
    /// <param name="refuse">Says where the file was named, when it cannot be read or is not what it must be.</param>
    /// <param name="mayBeProfile">False for what a profile lists: profiles do not nest.</param>
    private void AddFile(string path, Action<string> refuse, bool mayBeProfile)
    {
        if (TryRead(path, refuse) is not { } text)
        {
            return;
        }

        string full = Path.GetFullPath(path);
        var problems = new ConfigProblems(path);
        YamlMappingNode? root = YamlText.Root(text, "a scenario", problems);
        if (root is not null && root.Children.ContainsKey(new YamlScalarNode(Profile.Key)))
        {
            if (!mayBeProfile)
            {
                refuse("is a profile: a profile lists scenario files only");
            }
            else if (_read.Add(full))
            {
                AddProfile(path, root, problems);
                Keep(problems);
            }

            return;
        }

        if (!_read.Add(full))
        {
            return;
        }

        if (root is not null && ScenarioFile.Read(root, problems) is { } scenario)
        {
            if (_names.TryAdd(scenario.Name, path))
            {
                _scenarios.Add(new LoadedScenario(scenario, path, text));
            }
            else
            {
                problems.Error("name", $"\"{scenario.Name}\" is also the name of the scenario in {_names[scenario.Name]}");
            }
        }

        Keep(problems);
    }

    private void AddProfile(string path, YamlMappingNode root, ConfigProblems problems)
    {
        string folder = Path.GetDirectoryName(path) ?? "";
        foreach ((ConfigValue place, string file) in Profile.Read(new ConfigSection("", root, 1, problems)).Scenarios)
        {
            AddFile(Path.Combine(folder, file), problem => place.Error($"{Units.Quote(file)} {problem}"), mayBeProfile: false);
        }
    }

    private static string? TryRead(string path, Action<string> refuse)
    {
        try
        {
            var info = new FileInfo(path);
            if (Directory.Exists(path))
            {
                refuse("is a folder, not a file");
            }
            else if (!info.Exists)
            {
                refuse($"does not exist{Similar(path)}");
            }
            else if (info.Length > LargestFile)
            {
                refuse($"is no scenario: it has {info.Length} bytes, and at most {LargestFile} are read");
            }
            else
            {
                return File.ReadAllText(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
            }
        }
        catch (DecoderFallbackException)
        {
            refuse("is not YAML: it is not UTF-8 text");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            refuse($"cannot be read: {error.Message}");
        }

        return null;
    }

    /// <summary>The file that was probably meant.</summary>
    private static string Similar(string path)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".";
        return Directory.Exists(folder) && Nearest.Find(Path.GetFileName(path), YamlIn(folder, recurse: false).Select(file => Path.GetFileName(file)!)) is { } near
            ? $"; did you mean \"{near}\"?"
            : "";
    }

    private static string[] YamlIn(string folder, bool recurse)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = recurse, MaxRecursionDepth = 16, IgnoreInaccessible = true };
        return
        [
            .. Directory.EnumerateFiles(folder, "*", options)
                .Where(file => Path.GetExtension(file) is ".yaml" or ".yml")
                .Order(StringComparer.Ordinal),
        ];
    }

    private void Keep(ConfigProblems problems)
    {
        _errors.AddRange(problems.Errors);
        _warnings.AddRange(problems.Warnings);
    }
}
