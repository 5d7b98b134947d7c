using System.Collections.Immutable;

namespace Harness.Scenarios.Files.Validation;

/// <summary>
/// Whether a scenario can be run and its assertions mean something. For scenarios from files, scaled ones and those built in C# alike; nothing is changed.
/// A new rule adds one file and one line here.
/// </summary>
public static class ScenarioValidator
{
    /// <summary>Stands for how many faults there are among the paths that a finding follows from: wrong where the list as a whole is, not where one fault is.</summary>
    internal const string FaultList = "faults.list";

    private const string Clients = "clients";

    /// <summary>What concerns the scenario as a whole, however many populations it has. Ranges first: what follows from a value out of its range is not reported again.</summary>
    private static readonly ImmutableArray<Action<Scenario, Findings>> _ofScenario =
    [
        PopulationsRule.Check,
        GeneralRule.Check,
        TopicsRule.CheckRanges,
        ChatRule.Check,
        LoadRule.Check,
        LoadSizeRule.Check,
        DataRule.Check,
        FaultTimingRule.Check,
        FaultShareRule.Check,
        FaultSettingsRule.Check,
        FaultOverlapRule.Check,
        NodeCrashRule.Check,
        CodeRule.Check,
        AssertionLimitsRule.Check,
        ExpectRule.Check,
    ];

    /// <summary>What follows from a policy: checked for each population as if it were the only one.</summary>
    private static readonly ImmutableArray<Action<Scenario, Findings>> _ofPopulation =
    [
        HeartbeatRule.Check,
        TcpKeepAliveRule.Check,
        ReconnectRule.Check,
        FallbackRule.Check,
        SendRule.Check,
        TextsRule.Check,
        HandshakeRule.Check,
        TlsRule.Check,
        PresenceRule.Check,
        TopicsRule.Check,
        ChatRule.CheckClients,
        CodeRule.CheckClients,
        UnderTestRule.Check,
        ProtocolRule.Check,
        AssertionNeedsRule.Check,
        DetectionTimeRule.Check,
        RecoveryRoomRule.Check,
        LatencyRule.Check,
    ];

    /// <summary>Everything that is wrong, at once.</summary>
    public static ValidationResult Validate(Scenario scenario) => Validate(scenario, []);

    /// <summary>As <see cref="Validate(Scenario)"/>, leaving out what follows from values that could not be read.</summary>
    internal static ValidationResult Validate(Scenario scenario, IEnumerable<string> unusable)
    {
        if (scenario.Populations.IsEmpty)
        {
            return new ValidationResult([new Finding(Clients, "is missing: a scenario needs clients, or populations")], []);
        }

        var findings = new Findings(unusable, path => PathIn(scenario, 0, path));
        foreach (Action<Scenario, Findings> check in _ofScenario)
        {
            check(scenario, findings);
        }

        string[] wrong = [.. unusable, .. findings.Result.Errors.Select(error => error.Path)];
        ImmutableArray<ValidationResult> each = [.. scenario.Populations.Select((_, index) => OfPopulation(scenario, index, wrong))];
        return new ValidationResult(
            [.. findings.Result.Errors, .. Common(scenario, each, result => result.Errors)],
            [.. findings.Result.Warnings, .. Common(scenario, each, result => result.Warnings)]);
    }

    private static ValidationResult OfPopulation(Scenario scenario, int index, IEnumerable<string> unusable)
    {
        var findings = new Findings(unusable, path => PathIn(scenario, index, path));
        Scenario alone = scenario.Only(scenario.Populations[index]);
        foreach (Action<Scenario, Findings> check in _ofPopulation)
        {
            check(alone, findings);
        }

        return findings.Result;
    }

    /// <summary>
    /// A population's own settings are its own matter. An assertion, a fault or a topic is wrong only if it is for every population that it is about: that one of several has no
    /// heartbeats does not take the sense from an assertion on the others'.
    /// </summary>
    private static IEnumerable<Finding> Common(Scenario scenario, ImmutableArray<ValidationResult> each, Func<ValidationResult, ImmutableArray<Finding>> of)
    {
        var told = new HashSet<Finding>();
        for (int index = 0; index < each.Length; index++)
        {
            foreach (Finding finding in of(each[index]))
            {
                bool isOwn = finding.Path.StartsWith(PathIn(scenario, index, Clients), StringComparison.Ordinal);
                bool holds = isOwn || Enumerable.Range(0, each.Length).Where(other => Concerns(scenario, finding.Path, other)).All(other => of(each[other]).Any(same => same.Path == finding.Path));
                if (holds && Concerns(scenario, finding.Path, index) && (isOwn || !told.Any(before => before.Path == finding.Path && before != finding)) && told.Add(finding))
                {
                    yield return finding;
                }
            }
        }
    }

    /// <summary>Whether what stands at a path is about a population: an assertion that is limited to another one is not.</summary>
    private static bool Concerns(Scenario scenario, string path, int population)
    {
        const string list = "assertions[";
        return !path.StartsWith(list, StringComparison.Ordinal)
            || !int.TryParse(path.AsSpan(list.Length, path.IndexOf(']', StringComparison.Ordinal) - list.Length), out int index)
            || scenario.Assertions[index].Population is not { } only
            || only == scenario.Populations[population].Name;
    }

    /// <summary>Where the file has what rules call <c>clients</c>.</summary>
    private static string PathIn(Scenario scenario, int index, string path) =>
        scenario.Populations is [{ Name: Population.Usual }] || !path.StartsWith(Clients, StringComparison.Ordinal) || (path.Length > Clients.Length && path[Clients.Length] != '.')
            ? path
            : $"populations[{index}]{path[Clients.Length..]}";
}
