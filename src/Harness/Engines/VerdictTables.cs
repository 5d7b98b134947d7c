using System.Data;
using System.Globalization;
using Harness.Judging;
using Harness.Runs;

namespace Harness.Engines;

/// <summary>A run's verdict as tables of text, for an engine whose report takes those: the words and figures of the run's own report.</summary>
public static class VerdictTables
{
    private const string None = "–";

    /// <summary>Three tables: the verdict, the assertions and invariants, and the faults. Every cell is text, and none is null.</summary>
    public static DataSet Of(RunOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        var tables = new DataSet("harness") { Locale = CultureInfo.InvariantCulture };
        ScenarioResult[] scenarios = [.. outcome.Result.Scenarios];
        // Reports sort tables by name.
        Fill(tables, "harness 1: verdict", ["scenario", "verdict", "clients", "seed", "report"], scenarios.Select(scenario => (string[])
            [scenario.Name, Word(scenario.Verdict), Number(scenario.Clients), outcome.Result.Seed.ToString(CultureInfo.InvariantCulture), Path.Combine(outcome.Folder, "index.html")]));
        Fill(tables, "harness 2: assertions", ["assertion", "result", "actual", "worst client"],
        [
            .. scenarios.SelectMany(scenario => scenario.Assertions).Select(assertion => (string[])
                [assertion.Expression, assertion.Passed ? "held" : "failed", assertion.Actual, assertion.Evidence.IsEmpty ? None : $"client {assertion.Evidence[0].Client} {assertion.Evidence[0].Why}"]),
            .. scenarios.SelectMany(scenario => scenario.Invariants).Where(invariant => !invariant.Passed).Select(invariant => (string[])
                [Scenarios.Scenario.InvariantPrefix + invariant.Name, "failed", None, invariant.Evidence.IsEmpty ? None : $"client {invariant.Evidence[0].Client} {invariant.Evidence[0].Why}"]),
        ]);
        Fill(tables, "harness 3: faults", ["fault", "affected", "detected", "undetected", "told", "detection p99", "fallback p99", "recovered", "recovery p99"], scenarios.SelectMany(scenario => scenario.Faults).Select(fault => (string[])
        [
            fault.Detail.Length > 0 ? $"{fault.Kind} ({fault.Detail})" : fault.Kind, Number(fault.Affected), Number(fault.Detected), Number(fault.Undetected), Number(fault.Told),
            Seconds(fault.Detection?.Seconds), Seconds(fault.Fallback), Number(fault.Recovered), Seconds(fault.Recovery),
        ]));
        return tables;
    }

    private static void Fill(DataSet tables, string name, string[] columns, IEnumerable<string[]> rows)
    {
        DataTable table = tables.Tables.Add(name);
        foreach (string column in columns)
        {
            table.Columns.Add(column, typeof(string));
        }

        foreach (string[] row in rows)
        {
            table.Rows.Add([.. row]);
        }
    }

    private static string Word(Verdict verdict) => verdict.ToString().ToLowerInvariant();

    private static string Number(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? None;

    private static string Seconds(Distribution? distribution) => distribution switch
    {
        null or { Count: 0 } => None,
        { P99: { } seconds } => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.###} s"),
        _ => "never",
    };
}
