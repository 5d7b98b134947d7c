using Harness.Judging;

namespace Harness.Reporting;

/// <summary>The comparison of transports as lines of a console, in columns; a star marks the best.</summary>
public static class TransportLines
{
    public static IEnumerable<string> Of(RunResult run)
    {
        foreach (TransportComparison comparison in TransportComparison.Of(run))
        {
            yield return "";
            yield return $"{TransportComparison.Title}: {comparison.Conditions}";
            string[][] table =
            [
                ["", .. TransportComparison.Heads.Select(head => head + " ")],
                .. comparison.Rows.Select(row => (string[])[$"{TransportComparison.Word(row.Transport)} ({row.Name})", .. row.Cells.Select(cell => cell.Text + (cell.IsBest ? "*" : " "))]),
            ];
            int[] widths = [.. Enumerable.Range(0, table[0].Length).Select(column => table.Max(row => row[column].Length))];
            foreach (string[] row in table)
            {
                yield return $"  {row[0].PadRight(widths[0])}  {string.Join("  ", row.Skip(1).Select((cell, i) => cell.PadLeft(widths[i + 1])))}".TrimEnd();
            }

            yield return $"  {TransportComparison.Legend.Replace("Best:", "* best:", StringComparison.Ordinal)}";
        }
    }
}
