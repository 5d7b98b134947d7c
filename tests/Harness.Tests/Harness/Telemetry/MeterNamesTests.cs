using Harness.Telemetry;
using Harness.Tests.Scenarios;

namespace Harness.Tests.Telemetry;

public sealed class MeterNamesTests
{
    [Fact]
    public void The_page_has_a_row_for_each_with_its_unit_and_what_it_is()
    {
        string page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(ShippedScenarios.Folder)!, "docs", "following-a-run.md"));

        string[][] rows = [.. page.Split("\n## Metrics\n")[1].Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray())];

        Assert.Equal(
            MeterNames.All.Select(entry => $"`{entry.Name}` {entry.Unit.Trim('{', '}')} {entry.Description}"),
            rows.Select(row => $"{row[0]} {row[2]} {row[4]}"));
    }
}
