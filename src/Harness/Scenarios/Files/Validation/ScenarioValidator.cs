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

    /// <summary>Ranges first: what follows from a value out of its range is not reported again.</summary>
    private static readonly ImmutableArray<Action<Scenario, Findings>> _rules =
    [
        GeneralRule.Check,
        HeartbeatRule.Check,
        ReconnectRule.Check,
        FallbackRule.Check,
        SendRule.Check,
        HandshakeRule.Check,
        TlsRule.Check,
        TopicsRule.Check,
        ProtocolRule.Check,
        LoadRule.Check,
        FaultTimingRule.Check,
        FaultShareRule.Check,
        FaultSettingsRule.Check,
        FaultOverlapRule.Check,
        NodeCrashRule.Check,
        AssertionLimitsRule.Check,
        AssertionNeedsRule.Check,
        ExpectRule.Check,
        DetectionTimeRule.Check,
        RecoveryRoomRule.Check,
        LatencyRule.Check,
    ];

    /// <summary>Everything that is wrong, at once.</summary>
    public static ValidationResult Validate(Scenario scenario) => Validate(scenario, []);

    /// <summary>As <see cref="Validate(Scenario)"/>, leaving out what follows from values that could not be read.</summary>
    internal static ValidationResult Validate(Scenario scenario, IEnumerable<string> unusable)
    {
        var findings = new Findings(unusable);
        foreach (Action<Scenario, Findings> check in _rules)
        {
            check(scenario, findings);
        }

        return findings.Result;
    }
}
