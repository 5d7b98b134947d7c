using Harness.Judging;

namespace Harness.Reporting;

/// <summary>How much of a journal is there, in one sentence.</summary>
public static class JournalWords
{
    public static string Of(JournalExtent extent) => extent.Found is 0
        ? $"The journal is not there: of its {Format.Plural(extent.Facts, "fact")} none is used."
        : $"The journal is cut: {Format.Count(extent.Found)} of {Format.Plural(extent.Facts, "fact")} are there, {Format.Share(Math.Round((double)extent.Missing / extent.Facts, 3))} is missing.";
}
