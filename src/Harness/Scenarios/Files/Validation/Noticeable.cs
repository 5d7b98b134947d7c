namespace Harness.Scenarios.Files.Validation;

/// <summary>Which faults the clients of a scenario can notice by their heartbeats.</summary>
internal static class Noticeable
{
    /// <summary>Meant to be noticed, and on the path that heartbeats take.</summary>
    public static bool Is(Fault fault) => fault.Traits.MeantToBeNoticed && fault.Path != FaultPath.Http;

    /// <summary>Meant to be noticed or told, and meant to be recovered from.</summary>
    public static bool Takes(Fault fault) =>
        fault is { Path: not FaultPath.Http, Traits: { ClientLeaves: false, IsForGood: false } } and ({ Traits.MeantToBeNoticed: true } or { Traits.EndsConnections: true });

    /// <summary>The faults that clients lose their connections to and that an assertion is about, with their indices.</summary>
    public static IEnumerable<(int Index, Fault Fault)> Taking(Scenario scenario, Assertion assertion) => scenario.Faults
        .Select((fault, index) => (Index: index, Fault: fault))
        .Where(each => Takes(each.Fault) && (assertion.Fault ?? each.Index) == each.Index);

    /// <summary>The noticeable faults that an assertion is about, with their indices.</summary>
    public static IEnumerable<(int Index, Fault Fault)> Of(Scenario scenario, Assertion assertion) => scenario.Faults
        .Select((fault, index) => (Index: index, Fault: fault))
        .Where(each => Is(each.Fault) && (assertion.Fault ?? each.Index) == each.Index);
}
