using System.Collections.Immutable;

namespace Harness.Scenarios.Files.Validation;

/// <summary>
/// Collects what the rules find. Each finding names the paths whose values it was computed from: where one of them is known to be wrong already,
/// the finding is dropped, because it would only repeat that error in other words.
/// </summary>
/// <param name="unusable">Paths that could not be read from the file.</param>
/// <param name="at">
/// Where the file has what a rule calls <c>clients</c>: rules speak of the clients of a scenario with one population, and a scenario with several is checked population by population.
/// </param>
internal sealed class Findings(IEnumerable<string> unusable, Func<string, string>? at = null)
{
    private readonly Func<string, string> _at = at ?? (path => path);
    private readonly List<string> _unusable = [.. unusable];
    private readonly List<Finding> _errors = [];
    private readonly List<Finding> _warnings = [];

    public ValidationResult Result => new([.. _errors], [.. _warnings]);

    /// <param name="path">Where.</param>
    /// <param name="message">The rule and the value, to be read after the path.</param>
    /// <param name="from">Other paths that the finding follows from.</param>
    public void Error(string path, string message, params ReadOnlySpan<string> from)
    {
        if (AreUsable(path) && AreUsable(from))
        {
            _errors.Add(new Finding(_at(path), message));
            _unusable.Add(_at(path));
        }
    }

    /// <summary>As <see cref="Error"/>, for what is allowed but probably not meant.</summary>
    public void Warning(string path, string message, params ReadOnlySpan<string> from)
    {
        if (AreUsable(path) && AreUsable(from))
        {
            _warnings.Add(new Finding(_at(path), message));
        }
    }

    /// <summary>The rule that most settings have: a lower end, and what the value is.</summary>
    public void AtLeast(string path, TimeSpan value, TimeSpan least)
    {
        if (value < least)
        {
            Error(path, $"must be at least {Config.Units.Show(least)}, but is {Config.Units.Show(value)}");
        }
    }

    /// <summary>As above, for a duration that cannot be nothing.</summary>
    public void MoreThanZero(string path, TimeSpan value)
    {
        if (value <= TimeSpan.Zero)
        {
            Error(path, $"must be more than 0s, but is {Config.Units.Show(value)}");
        }
    }

    /// <summary>As above, for counts.</summary>
    public void Within(string path, int value, int least, int most = int.MaxValue)
    {
        if (value < least)
        {
            Error(path, $"must be at least {least}, but is {value}");
        }
        else if (value > most)
        {
            Error(path, $"must be at most {most}, but is {value}");
        }
    }

    /// <summary>As above, for a share from nothing to all.</summary>
    public void Share(string path, double value)
    {
        if (!(value is >= 0 and <= 1))
        {
            Error(path, $"must be from 0% to 100%, but is {Config.Units.ShowShare(value)}");
        }
    }

    /// <summary>Whether all of these are free of errors so far: a policy whose parts are not must not be computed with.</summary>
    public bool AreUsable(params ReadOnlySpan<string> paths)
    {
        foreach (string given in paths)
        {
            string path = _at(given);
            if (_unusable.Exists(bad => Overlaps(bad, path)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether one is the other, or a part of it.</summary>
    private static bool Overlaps(string a, string b)
    {
        (string whole, string part) = a.Length <= b.Length ? (a, b) : (b, a);
        return part.StartsWith(whole, StringComparison.Ordinal) && (part.Length == whole.Length || whole.Length == 0 || part[whole.Length] is '.' or '[');
    }
}
