using Harness.Judging;

namespace Harness.Reporting.Html;

/// <summary>A distribution beside its bound.</summary>
/// <param name="Name">From what to what.</param>
/// <param name="Values">The statistics.</param>
/// <param name="Bound">What the policy promises, in the same unit; null: nothing.</param>
/// <param name="Write">How a value is written.</param>
public sealed record DistributionRow(string Name, Distribution Values, double? Bound, Func<double?, string> Write)
{
    /// <summary>The row, or null where there was nothing to measure.</summary>
    public static DistributionRow? Of(string name, Distribution? values, double? bound, Func<double?, string> write) =>
        values is null ? null : new DistributionRow(name, values, bound, write);

    /// <summary>A statistic in words; a dash without samples.</summary>
    public string Text(double? value) => Values.Count == 0 ? Format.None : Write(value);

    /// <summary>Whether a statistic says that something never happened, or not in time.</summary>
    public bool IsBad(double? value) => Values.Count > 0 && (value is not { } number || number > Bound);

    public string BoundText => Bound is { } bound ? $"≤ {Write(bound)}" : Format.None;
}
