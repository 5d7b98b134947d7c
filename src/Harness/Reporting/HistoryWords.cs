using System.Globalization;
using Harness.Judging;

namespace Harness.Reporting;

/// <summary>What changed against a scenario's history, in words: every report says it alike.</summary>
public static class HistoryWords
{
    /// <summary>How to have one, where there is none.</summary>
    public const string HowTo = "Not compared with earlier runs. harness run … --history DIR keeps accepted runs there, and shows what changed since them.";

    /// <summary>The comparison in one sentence: <c>Nothing changed beyond noise, against 10 runs.</c></summary>
    public static string Sentence(this HistoryComparison history) => history switch
    {
        { Runs: 0 } => "There is nothing to compare with yet: this is the first accepted run of its kind in the history.",
        { Figures: 0 } => $"There {(history.Runs == 1 ? "is" : "are")} {Format.Plural(history.Runs, "run")} to compare with yet, and five are needed to tell a change from noise.",
        { Changes.IsEmpty: true } => $"Nothing changed beyond noise, against {Format.Plural(history.Runs, "run")} ({Format.Plural(history.Figures, "figure")}).",
        _ => $"{Counted(history)}, against {Format.Plural(history.Runs, "run")} ({Format.Plural(history.Figures, "figure")}).",
    };

    /// <summary>A change in one line: <c>worse: recovery.time.p99 of silent-drop 5.02 s → 6.1 s (+21.5 %) since 20260301-021709-nightly</c>.</summary>
    public static string Line(this FigureChange change) =>
        $"{change.Word()}: {change.Name} {Value(change.From, change.Unit)} → {Value(change.To, change.Unit)} ({Percent(change)}) {change.Since()}";

    /// <summary><c>worse</c>, <c>better</c>, or <c>changed</c> where neither can be said.</summary>
    public static string Word(this FigureChange change) => change.IsWorse ? "worse" : change.IsBetter ? "better" : "changed";

    /// <summary>A sign of its own shape: up or down as the figure went, with a mark where that is worse.</summary>
    public static string Sign(this FigureChange change) => change.To > change.From ? "▲" : "▼";

    /// <summary>How far it is known, and since when.</summary>
    public static string Since(this FigureChange change) => change.Evidence == ChangeEvidence.Lasting ? $"since {change.FirstRun}" : "in this run alone";

    /// <summary><c>+32 %</c>; from 0 there is no percentage.</summary>
    public static string Percent(FigureChange change) => change.Share is { } share
        ? (share * 100).ToString(Math.Abs(share) >= 0.995 ? "+#,0;−#,0" : "+0.#;−0.#", CultureInfo.InvariantCulture) + " %"
        : "from none";

    /// <summary>A value with its unit.</summary>
    public static string Value(double value, FigureUnit unit) => unit switch
    {
        FigureUnit.Seconds => Format.Seconds(value),
        FigureUnit.Bytes => Format.Bytes((long)Math.Round(value)),
        FigureUnit.Rate => $"{Format.Number(value)}/s",
        FigureUnit.ByteRate => $"{Format.Bytes((long)Math.Round(value))}/s",
        FigureUnit.Share => Format.Share(value),
        _ => Format.Number(value),
    };

    private static string Counted(HistoryComparison history)
    {
        int worse = history.Changes.Count(change => change.IsWorse);
        int better = history.Changes.Count(change => change.IsBetter);
        int other = history.Changes.Length - worse - better;
        string[] parts =
        [
            .. worse > 0 ? [$"{Format.Plural(worse, "figure")} got worse"] : Array.Empty<string>(),
            .. better > 0 ? [$"{Format.Plural(better, "figure")} got better"] : Array.Empty<string>(),
            .. other > 0 ? [$"{Format.Plural(other, "figure")} changed"] : Array.Empty<string>(),
        ];
        return string.Join(", ", parts);
    }
}
