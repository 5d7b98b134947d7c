using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Harness.Faults.Kinds;
using Harness.Scenarios;
using Harness.Scenarios.Files;
using Harness.Scenarios.Files.Config;

namespace Harness.Simulation;

/// <summary>A shrunk schedule as a scenario for real sockets: many clients that connect at once, each living it.</summary>
public static partial class Reproduction
{
    /// <summary>How many clients live the schedule side by side.</summary>
    public const int Clients = 30;

    /// <summary>All clients connect within this time, which is within what instants may move by.</summary>
    private static readonly TimeSpan _ramp = TimeSpan.FromMilliseconds(10);

    /// <summary>The scenario; null where <paramref name="why"/> says what a scenario cannot have.</summary>
    /// <param name="scenario">The one that was simulated.</param>
    /// <param name="finding">What it is to show.</param>
    public static Scenario? Build(Scenario scenario, ShrunkFinding finding, out string why)
    {
        Schedule schedule = finding.Played.Schedule;
        why = !schedule.Ends.IsEmpty ? "no fault of a scenario ends connections from the server's side"
            : schedule.Start > TimeSpan.Zero ? "it needs a client that connects later than the load begins"
            : !Shrinker.IsRegular(schedule) ? "it needs publications at instants that no rate gives"
            : "";
        if (why.Length > 0)
        {
            return null;
        }

        Rule rule = Rules.For(scenario).Single(known => known.Name == finding.Rule);
        return scenario with
        {
            Name = NameOf(scenario),
            Description = $"Found by harness simulate, schedule {finding.Seed}: breaks {finding.Rule}.",
            Clients = scenario.Clients with { Count = Clients },
            Topics = new TopicSettings
            {
                Count = Math.Max(1, scenario.Topics.PerClient),
                PerClient = scenario.Topics.PerClient,
                UpdatesPerSecond = schedule.Publications.IsEmpty ? 0 : Math.Round(1 / schedule.Publications[0].TotalSeconds, 6),
            },
            Load = [new RampStage { Over = _ramp }, new HoldStage { For = schedule.End - _ramp }],
            Drain = schedule.Drain,
            Cohorts = 1,
            Faults = [.. schedule.Faults.Select(fault => fault with { Share = 1 })],
            Assertions = rule.Assertion is { } assertion ? [assertion] : [],
        };
    }

    /// <summary>The scenario as a file that <c>harness run</c> takes; null where <paramref name="why"/> says why there is none.</summary>
    /// <param name="scenario">The one that was simulated, scaled if time was.</param>
    /// <param name="source">Its file's text, from which the clients are taken.</param>
    /// <param name="timeScale">What its time was scaled by; the file has unscaled time, and is run with the same factor.</param>
    /// <param name="finding">What it is to show.</param>
    public static string? Write(Scenario scenario, string source, double timeScale, ShrunkFinding finding, out string why)
    {
        if (Build(scenario, finding, out why) is not { } built)
        {
            return null;
        }

        if (ClientsOf(source) is not { } clients)
        {
            why = "the scenario that was simulated has no block 'clients:' of its own to be taken over";
            return null;
        }

        Scenario unscaled = timeScale == 1 ? built : built.Scale(1 / timeScale);
        string text = Text(unscaled, clients, finding.Rule);
        LoadResult loaded = ScenarioFile.Parse(text, $"{built.Name}.yaml");
        why = string.Join("; ", loaded.Errors);
        return loaded.IsValid ? text : null;
    }

    private static string NameOf(Scenario scenario) => scenario.Name.Length > 50 ? $"{scenario.Name[..50]}-simulated" : $"{scenario.Name}-simulated";

    private static string Text(Scenario scenario, string clients, string rule)
    {
        var text = new StringBuilder();
        text.AppendLine($"name: {scenario.Name}");
        text.AppendLine($"description: \"{scenario.Description}\"");
        text.AppendLine().AppendLine(clients).AppendLine();
        text.AppendLine(string.Create(
            CultureInfo.InvariantCulture,
            $"topics: {{ count: {scenario.Topics.Count}, updates: {(decimal)scenario.Topics.UpdatesPerSecond}/s, per_client: {scenario.Topics.PerClient} }}"));
        text.AppendLine("load:");
        foreach (LoadStage stage in scenario.Load)
        {
            text.AppendLine(stage is RampStage ? $"  - ramp: {{ over: {Units.Show(stage.Length)} }}" : $"  - hold: {{ for: {Units.Show(stage.Length)} }}");
        }

        text.AppendLine($"drain: {Units.Show(scenario.Drain)}");
        text.AppendLine("cohorts: 1");
        if (!scenario.Faults.IsEmpty)
        {
            text.AppendLine().AppendLine("faults:");
        }

        foreach (Fault fault in scenario.Faults)
        {
            text.AppendLine($"  - {fault.Kind}: {{ {string.Join(", ", Settings(fault))} }}");
        }

        text.AppendLine();
        if (scenario.Assertions.IsEmpty)
        {
            text.AppendLine($"# Nothing to assert: what it breaks is an invariant, {rule}, which is judged in every run.");
            return text.ToString();
        }

        text.AppendLine("assertions:");
        foreach (Assertion assertion in scenario.Assertions)
        {
            text.AppendLine($"  - {Expression(assertion)}");
        }

        return text.ToString();
    }

    private static IEnumerable<string> Settings(Fault fault)
    {
        yield return $"at: {Units.Show(fault.At)}";
        if (fault.For is { } length)
        {
            yield return $"for: {Units.Show(length)}";
        }

        yield return "share: 100%";
        yield return $"path: {fault.Path.ToString().ToLowerInvariant()}";
        switch (fault)
        {
            case LatencyFault latency:
                yield return $"latency: {Units.Show(latency.Latency)}";
                yield return $"jitter: {Units.Show(latency.Jitter)}";
                break;
            case OneWayDropFault oneWay:
                yield return $"direction: {oneWay.Direction.ToString().ToLowerInvariant()}";
                break;
            case HalfOpenFault halfOpen:
                yield return $"gone: {halfOpen.Gone.ToString().ToLowerInvariant()}";
                break;
        }
    }

    /// <summary>Limits of times are those of the unscaled scenario.</summary>
    private static string Expression(Assertion assertion) => assertion.Metric.Unit == Metrics.MetricUnit.Seconds
        ? $"{assertion.Metric.Name}.{assertion.Stat!.Value.ToString().ToLowerInvariant()} <= {Units.Show(TimeSpan.FromSeconds(assertion.Limit))}"
        : assertion.Expression;

    /// <summary>The block <c>clients:</c> of a scenario file, with another count.</summary>
    private static string? ClientsOf(string source)
    {
        Match block = ClientsBlock().Match(source.ReplaceLineEndings("\n"));
        return block.Success && Count().IsMatch(block.Value) ? Count().Replace(block.Value.TrimEnd(), $"count: {Clients}", 1) : null;
    }

    /// <summary>From the key at the margin to the next one there.</summary>
    [GeneratedRegex(@"^clients:.*\n?(^(?![^\s#]).*\n?)*", RegexOptions.Multiline)]
    private static partial Regex ClientsBlock();

    /// <summary>Not one in a comment.</summary>
    [GeneratedRegex(@"(?<=^[^#\n]*)\bcount:\s*\d+", RegexOptions.Multiline)]
    private static partial Regex Count();
}
