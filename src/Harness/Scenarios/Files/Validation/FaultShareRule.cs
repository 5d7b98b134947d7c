using System.Globalization;
using Harness.Scenarios.Files.Config;

namespace Harness.Scenarios.Files.Validation;

/// <summary>A share is a whole number of cohorts, so that it is known which clients a fault hits.</summary>
internal static class FaultShareRule
{
    /// <summary>How far from whole still counts: 33.33% of 3 cohorts is meant to be one of them.</summary>
    private const double Slack = 0.01;

    public static void Check(Scenario scenario, Findings findings)
    {
        for (int i = 0; i < scenario.Faults.Length; i++)
        {
            double share = scenario.Faults[i].Share;
            string path = $"faults[{i}].share";
            if (!(share is > 0 and <= 1))
            {
                string meant = string.Create(CultureInfo.InvariantCulture, $"{share:0.####}");
                string shown = share is > 1 and <= 100 ? $"{meant}, which is {Units.ShowShare(share)}; did you mean {meant}%?" : Units.ShowShare(share);
                findings.Error(path, $"must be more than 0% and at most 100%, but is {shown}");
                continue;
            }

            double hit = share * scenario.Cohorts;
            int below = (int)Math.Floor(hit);
            if (Math.Abs(hit - Math.Round(hit)) > Slack || Math.Round(hit) < 1)
            {
                string nearest = below == 0 ? Show(1, scenario.Cohorts) : $"{Show(below, scenario.Cohorts)} or {Show(below + 1, scenario.Cohorts)}";
                findings.Error(
                    path,
                    string.Create(CultureInfo.InvariantCulture, $"{Units.ShowShare(share)} of {scenario.Cohorts} cohorts is {hit:0.##}; nearest: {nearest}"),
                    "cohorts");
            }
        }
    }

    private static string Show(int hit, int cohorts) => Units.ShowShare((double)hit / cohorts);
}
