namespace Harness.Judging;

/// <summary>Where a scenario came from and what the command line made of it, so that its journal can be judged again: beside the text itself, which stands in <see cref="ScenarioResult.Source"/>.</summary>
/// <param name="File">The scenario file, as it was named: what the text names in turn is looked for beside it.</param>
/// <param name="Clients">The number that was asked for instead of the file's own; null: none was.</param>
/// <param name="Protocol">The file of <c>--protocol</c>, where that said what the target speaks; null: it did not.</param>
public sealed record ScenarioOrigin(string File, int? Clients = null, string? Protocol = null);

/// <summary>How much a journal holds.</summary>
/// <param name="Facts">Facts that the run recorded.</param>
/// <param name="Found">Facts that were still there when a report was made again; null: as it was written.</param>
public sealed record JournalExtent(long Facts, long? Found = null)
{
    /// <summary>Facts that are missing now.</summary>
    public long Missing => Math.Max(0, Facts - (Found ?? Facts));
}
