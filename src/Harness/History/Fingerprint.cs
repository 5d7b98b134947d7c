using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Harness.Judging;

namespace Harness.History;

/// <summary>
/// What was asked, as one hash: the scenario's text, the number of clients and the time scale, which the command line changes. Seeds are not in it: another plan
/// of the same scenario has the same figures but for noise. A scenario in C# has no text; its populations, faults and assertions stand for it.
/// </summary>
public static class Fingerprint
{
    /// <summary>SHA-256 in lower-case hexadecimal, the first 16 digits: enough to tell the few versions of one scenario apart.</summary>
    public static string Of(ScenarioResult scenario, double timeScale)
    {
        StringBuilder asked = new();
        asked.Append(CultureInfo.InvariantCulture, $"{scenario.Name}\n{scenario.Clients}\n{timeScale:R}\n");
        if (scenario.Source.Length > 0)
        {
            asked.AppendJoin('\n', scenario.Source.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0 && !IsComment(line)));
        }
        else
        {
            asked.AppendJoin('\n', scenario.Populations.Select(population => $"{population.Name} {population.Preset} {population.PolicyBound.DetectionSeconds}"));
            asked.AppendJoin('\n', scenario.Faults.Select(fault => $"{fault.Kind} {fault.Detail} {fault.Path} {fault.Cohorts.Length}"));
            asked.AppendJoin('\n', scenario.Assertions.Select(assertion => assertion.Expression));
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(asked.ToString())))[..16];
    }

    /// <summary>A line that is nothing else. What is changed in it changes no figure, and should not cost a history.</summary>
    private static bool IsComment(string line) => line.AsSpan().TrimStart().StartsWith('#');
}
