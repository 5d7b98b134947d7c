using Harness.Scenarios.Files.Config;
using YamlDotNet.RepresentationModel;

namespace Harness.Scenarios.Files;

/// <summary>One call of <see cref="ScenarioFile.Load"/>: what has been read so far, and what was wrong with it.</summary>
internal sealed class ScenarioLoading
{
    /// <summary>Far more than a night has time for.</summary>
    private const int MostFiles = 1000;

    /// <summary>Profiles that list profiles, and so on.</summary>
    private const int DeepestProfile = 16;

    private readonly List<LoadedScenario> _scenarios = [];
    private readonly List<string> _errors = [];
    private readonly List<string> _warnings = [];
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    /// <summary>The profiles that are being read, each listed by the one before: full path and shown name.</summary>
    private readonly List<(string Full, string Shown)> _under = [];

    private readonly List<LoadedProfile> _profiles = [];
    private ProfileSettings _settings = new();
    private bool _any;
    private bool _tooMany;

    public LoadResult Finish()
    {
        if (!_any)
        {
            _errors.Add("no scenario file or folder is given");
        }

        return new LoadResult([.. _scenarios], [.. _errors], [.. _warnings]) { Profiles = [.. _profiles], Settings = _settings };
    }

    public void AddFileOrFolder(string path)
    {
        _any = true;
        Add(path, problem => _errors.Add($"{path}: {problem}"));
    }

    private void Add(string path, Action<string> refuse)
    {
        if (!Directory.Exists(path))
        {
            AddFile(path, refuse, isInFolder: false);
            return;
        }

        if (FilesOf(path, refuse) is not { } files)
        {
            return;
        }

        if (files.Length == 0)
        {
            refuse("has no scenarios: no *.yaml or *.yml file in this folder or below");
        }

        foreach (string file in files)
        {
            AddFile(file, problem => _errors.Add($"{file}: {problem}"), isInFolder: true);
        }
    }

    private static string[]? FilesOf(string folder, Action<string> refuse)
    {
        try
        {
            if (YamlFolder.Files(folder, recurse: true) is not { } files)
            {
                refuse("has too much in it to look through: name the folder with the scenarios");
                return null;
            }

            if (files.Length <= MostFiles)
            {
                return files;
            }

            refuse($"has {files.Length} scenario files, and at most {MostFiles} are run together");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            refuse($"cannot be read: {error.Message}");
        }

        return null;
    }

    /// <param name="path">The file.</param>
    /// <param name="refuse">Says where the file was named, when it cannot be read or is not what it must be.</param>
    /// <param name="isInFolder">Whether nobody named it. A profile among such files repeats what the folder has, and its settings are not asked for.</param>
    private void AddFile(string path, Action<string> refuse, bool isInFolder)
    {
        if (_read.Count >= MostFiles && !_read.Contains(FullPath(path)))
        {
            if (!_tooMany)
            {
                refuse($"is one file too many: at most {MostFiles} are run together");
            }

            _tooMany = true;
            return;
        }

        if (TextFile.Read(path, refuse) is not { } text)
        {
            return;
        }

        string full = FullPath(path);
        if (_under.FindIndex(profile => profile.Full == full) is >= 0 and int from)
        {
            refuse($"lists itself: {string.Join(" → ", _under.Skip(from).Select(profile => profile.Shown).Append(path))}");
            return;
        }

        if (!_read.Add(full))
        {
            return;
        }

        var problems = new ConfigProblems(path);
        YamlMappingNode? root = YamlText.Root(text, "a scenario", problems);
        if (root is not null && root.Children.ContainsKey(new YamlScalarNode(Profile.Key)))
        {
            AddProfile((full, path), root, problems, isInFolder, refuse);
        }
        else if (root is not null && ScenarioFile.Read(root, problems) is { } scenario)
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

        _errors.AddRange(problems.Errors);
        _warnings.AddRange(problems.Warnings);
    }

    private void AddProfile((string Full, string Shown) file, YamlMappingNode root, ConfigProblems problems, bool isInFolder, Action<string> refuse)
    {
        if (_under.Count >= DeepestProfile)
        {
            refuse($"is listed over more than {DeepestProfile} profiles");
            return;
        }

        Profile profile = Profile.Read(new ConfigSection("", root, 1, problems));
        if (_under.Count == 0 && !isInFolder)
        {
            _profiles.Add(new LoadedProfile(profile.Name, profile.Description));
            TakeOver(profile.Settings, problems);
        }

        string folder = Path.GetDirectoryName(file.Shown) ?? "";
        _under.Add(file);
        foreach ((ConfigValue place, string entry) in profile.Scenarios)
        {
            Add(Shown(Path.Combine(folder, entry)), problem => place.Error($"{Units.Quote(entry)} {problem}"));
        }

        _under.RemoveAt(_under.Count - 1);
    }

    /// <summary>Without the way up and down again of an entry such as <c>../network</c>.</summary>
    private static string Shown(string path)
    {
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            return path;
        }

        string full = Path.GetFullPath(path);
        return Path.IsPathRooted(path) ? full : Path.GetRelativePath(Environment.CurrentDirectory, full);
    }

    /// <summary>A run has one time scale and one number of clients.</summary>
    private void TakeOver(ProfileSettings settings, ConfigProblems problems)
    {
        if (_settings.TimeScale is { } scale && settings.TimeScale is { } other && scale != other)
        {
            problems.Error("time_scale", "is not that of the other profile: run them one by one");
        }

        if (_settings.Clients is { } clients && settings.Clients is { } others && clients != others)
        {
            problems.Error("clients", "is not that of the other profile: run them one by one");
        }

        _settings = new ProfileSettings(settings.TimeScale ?? _settings.TimeScale, settings.Clients ?? _settings.Clients);
    }

    /// <summary>Where links lead, so that one file under two names is one file.</summary>
    private static string FullPath(string path)
    {
        string full = Path.GetFullPath(path);
        try
        {
            return File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return full;
        }
    }
}
