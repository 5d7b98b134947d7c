using System.Text.RegularExpressions;

namespace Harness.Tests.Cli;

/// <summary>Finds the commands <c>harness …</c> in shell scripts and pages.</summary>
internal static partial class CommandLines
{
    /// <summary>The words of each command behind the program's name, as a shell would hand them over; what CI fills in is <c>x</c>.</summary>
    public static IEnumerable<string[]> In(string script) => Continued().Replace(script, " ").Split('\n')
        .Select(line => Command().Match(line))
        .Where(match => match.Success)
        .Select(match => Words(Filled().Replace(match.Groups[1].Value, "x")));

    private static string[] Words(string line)
    {
        string command = End().Split(line)[0];
        return [.. Word().Matches(command).Select(word => word.Value.Trim('"')).Where(word => word != "$OPTIONS")];
    }

    [GeneratedRegex(@"\\\n\s*")]
    private static partial Regex Continued();

    [GeneratedRegex(@"^\s*(?:\$ |exec )?(?:\$HARNESS|[\w./]*\bharness)(?= (?!is|the|stands)|$)(.*)$")]
    private static partial Regex Command();

    [GeneratedRegex(@"\$\{\{[^}]*\}\}")]
    private static partial Regex Filled();

    [GeneratedRegex(@"\s+(?:\|\|?|&&|;|#|>|2>)\s*")]
    private static partial Regex End();

    [GeneratedRegex("\"[^\"]*\"|\\S+")]
    private static partial Regex Word();
}
