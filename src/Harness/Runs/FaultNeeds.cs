using System.Collections.Immutable;
using Harness.Faults;
using Harness.Scenarios;

namespace Harness.Runs;

/// <summary>What scenarios ask of a target or of a Toxiproxy that not every one can do: told before anything starts.</summary>
internal static class FaultNeeds
{
    /// <summary>A target without the reference back end's control API cannot be ordered to do anything.</summary>
    /// <exception cref="UsageException">Something needs it: all that does, by name.</exception>
    public static void CheckWithoutControl(Uri target, IReadOnlyList<RunnableScenario> scenarios)
    {
        ImmutableArray<string> asked =
        [
            .. scenarios.SelectMany(runnable => Faults(runnable, kind => kind.NeedsControl).Select(each => each.Name)
                .Concat(runnable.Scenario.Chat is null ? [] : [$"{runnable.Scenario.Name}: chat"])
                .Concat(runnable.Scenario.Target.KeysThatNeedControl().Select(key => $"{runnable.Scenario.Name}: target.{key}"))),
        ];
        if (!asked.IsEmpty)
        {
            throw new UsageException(
                $"The target {target} has no control API (docs/your-own-server.md), which these need:{List(asked)}"
                + "Take them out of the scenario, or leave --target out.");
        }
    }

    /// <summary>What a stock Toxiproxy has no toxics for.</summary>
    /// <exception cref="UsageException">Something needs the embedded one: all that does, by name, and why.</exception>
    public static void CheckOnStock(Uri toxiproxy, IReadOnlyList<RunnableScenario> scenarios)
    {
        ImmutableArray<string> asked = [.. NotOnStock(scenarios).Select(each => $"{each.Name}: a stock Toxiproxy {each.Kind.NotOnStock}")];
        if (!asked.IsEmpty)
        {
            throw new UsageException(
                $"The Toxiproxy server {toxiproxy} is a stock one and cannot make these faults:{List(asked)}"
                + "Take them out of the scenario, leave --toxiproxy out, or start `harness proxy` there.");
        }
    }

    /// <summary>The faults that a stock Toxiproxy cannot make.</summary>
    public static IEnumerable<(string Name, FaultKind Kind)> NotOnStock(IEnumerable<RunnableScenario> scenarios) =>
        scenarios.SelectMany(runnable => Faults(runnable, kind => kind.NotOnStock is not null));

    private static IEnumerable<(string Name, FaultKind Kind)> Faults(RunnableScenario runnable, Func<FaultKind, bool> which) => runnable.Scenario.Faults
        .Select((fault, index) => (Name: $"{runnable.Scenario.Name}: faults[{index}] {fault.Kind}", Kind: FaultRegistry.Find(fault.Kind)!))
        .Where(each => which(each.Kind));

    private static string List(ImmutableArray<string> lines) => string.Concat(lines.Select(line => $"{Environment.NewLine}  {line}")) + Environment.NewLine;
}
