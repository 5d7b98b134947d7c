namespace Harness.Scenarios.Files.Validation;

/// <summary>Which faults the clients of a scenario can notice by their heartbeats.</summary>
internal static class Noticeable
{
    /// <summary>Meant to be noticed, and on the path that heartbeats take.</summary>
    public static bool Is(Fault fault) => fault.Traits.MeantToBeNoticed && fault.Path != FaultPath.Http;

    /// <summary>The noticeable faults that an assertion is about, with their indices.</summary>
    public static IEnumerable<(int Index, Fault Fault)> Of(Scenario scenario, Assertion assertion) => scenario.Faults
        .Select((fault, index) => (Index: index, Fault: fault))
        .Where(each => Is(each.Fault) && (assertion.Fault ?? each.Index) == each.Index);
}
