using System.Collections.Immutable;
using Harness.Faults;
using Harness.Faults.Kinds;
using Harness.Metrics;
using Harness.Scenarios.Files.Config;
using Harness.Scenarios.Files.Validation;

namespace Harness.Scenarios.Files;

/// <summary>
/// The root mapping of a scenario file to a <see cref="Scenario"/>. What cannot be read is replaced by something harmless and marked as unusable, so that
/// the rest is still checked and the indices of lists stay those of the file; with any error the result is thrown away.
/// </summary>
internal static class ScenarioReader
{
    public static Scenario Read(ConfigSection root, ConfigProblems problems)
    {
        var topics = new TopicSettings();
        string name = root.Require("name")?.Text(GeneralRule.NameShape) ?? "unnamed";
        string description = root.Find("description")?.Text() ?? "";
        (ImmutableArray<Population> populations, ImmutableArray<LoadStage> load) = PopulationsReader.Read(root, problems);
        var scenario = new Scenario
        {
            Name = name,
            Description = description,
            Populations = populations,
            Topics = ReadTopics(root.Find("topics"), topics),
            Chat = root.Find("chat") is { } chat ? ChatReader.Read(chat) : null,
            Load = load,
            Cohorts = root.Find("cohorts")?.Count() ?? 10,
            Drain = root.Find("drain")?.Duration() ?? TimeSpan.FromSeconds(2),
            Target = root.Find("target") is { } target ? TargetReader.Read(target) : new TargetSettings(),
            Protocol = root.Find("protocol") is { } protocol ? ProtocolReader.Read(protocol) : null,
            Data = DataReader.Read(root.Find("data")),
            Faults = [.. (root.Find("faults")?.Items() ?? []).Select(item => ReadFault(item, problems))],
            Assertions = [.. (root.Find("assertions")?.Items() ?? []).Select(item => ReadAssertion(item, problems))],
            Expect = ReadExpect(root.Find("expect")),
        };
        root.Close();
        return scenario;
    }

    private static TopicSettings ReadTopics(ConfigValue? value, TopicSettings usual)
    {
        if (value?.Section() is not { } section)
        {
            return usual;
        }

        var topics = new TopicSettings
        {
            Count = section.Find("count")?.Count() ?? usual.Count,
            UpdatesPerSecond = section.Find("updates")?.Rate() ?? usual.UpdatesPerSecond,
            PerClient = section.Find("per_client")?.Count() ?? usual.PerClient,
        };
        section.Close();
        return topics;
    }

    private static Fault ReadFault(ConfigValue item, ConfigProblems problems)
    {
        if (item.Single("one kind of fault", FaultRegistry.All.Select(registered => registered.Name)) is { } fault && fault.Settings.Section() is { } section)
        {
            FaultKind kind = FaultRegistry.Find(fault.Key)!;
            Fault read = kind.Read(section, FaultPlacement.Read(section, kind));
            section.Close();
            return read;
        }

        problems.Spoil(item.Path);
        return new SilentDropFault { At = TimeSpan.Zero, For = TimeSpan.Zero, Share = 1 };
    }

    internal static ImmutableArray<string> ReadExpect(ConfigValue? value)
    {
        if (value?.Text(ExpectText.Shape) is not { } text)
        {
            return [];
        }

        if (!ExpectText.TryParse(text, out ImmutableArray<string> names, out string? error))
        {
            value.Error(error);
        }

        return names;
    }

    internal static Assertion ReadAssertion(ConfigValue item, ConfigProblems problems)
    {
        var unreadable = new Assertion { Expression = "", Metric = MetricNames.NeverOpened };
        ConfigSection? limits = null;
        string? text;
        if (item.IsText)
        {
            text = item.Text(AssertionText.Shape);
        }
        else if (item.Single("one assertion", AssertionText.Shape) is { } limited)
        {
            text = limited.Key;
            limits = limited.Settings.Section();
        }
        else
        {
            return unreadable;
        }

        int? fault = limits?.Find("fault")?.Count();
        CohortSide? side = limits?.Find("cohort")?.OneOf(("control", CohortSide.Control), ("hit", CohortSide.Hit));
        string? population = limits?.Find("population")?.Text();
        limits?.Close();
        if (text is null)
        {
            return unreadable;
        }

        if (!AssertionText.TryParse(text, out Assertion? assertion, out string? error))
        {
            problems.Error(item.Path, error, item.Line);
            return unreadable;
        }

        ImmutableArray<string> shown =
        [
            .. fault is { } index ? [$"fault: {index}"] : Array.Empty<string>(),
            .. side is { } named ? [$"cohort: {named.ToString().ToLowerInvariant()}"] : Array.Empty<string>(),
            .. population is not null ? [$"population: {population}"] : Array.Empty<string>(),
        ];
        return assertion with
        {
            Fault = fault,
            Cohort = side,
            Population = population,
            Expression = shown.IsEmpty ? assertion.Expression : $"{assertion.Expression} {{{string.Join(", ", shown)}}}",
        };
    }
}
