namespace Harness.Tests.Runs.Functional;

internal static class Reports
{
    /// <summary>What every run that has begun leaves.</summary>
    public static readonly string[] Files = ["index.html", "run.json", "series.csv", "junit.xml", "summary.md", "journal.bin"];
}
