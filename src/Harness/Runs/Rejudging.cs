using System.Collections.Immutable;
using Harness.Clients.Protocol;
using Harness.Journal;
using Harness.Judging;
using Harness.Judging.Results;
using Harness.Metrics;
using Harness.Scenarios;
using Harness.Scenarios.Files;
using Harness.Scenarios.Files.Validation;

namespace Harness.Runs;

/// <summary>
/// Judges a recorded run again: its scenarios are read from the texts that stand in its result, its plan is made from its seed again, and the facts come from its journal.
/// <code>
///   run.json ──► source, origin, seed ──► Scenario, RunPlan ──┐
///   journal.bin ──► the facts of one scenario ────────────────┴──► Judge ──► ScenarioResult
/// </code>
/// </summary>
public sealed class Rejudging
{
    private readonly RunResult _recorded;
    private readonly RunJournal _journal;

    /// <param name="recorded">As <c>run.json</c> has it.</param>
    /// <param name="journal">As <c>journal.bin</c> has it, whole or cut.</param>
    public Rejudging(RunResult recorded, RunJournal journal)
    {
        _recorded = recorded;
        _journal = journal;
    }

    /// <summary>Assertions instead of the scenario's own, with what has to be broken; null: the scenario's own.</summary>
    public (ImmutableArray<Assertion> Assertions, ImmutableArray<string> Expect)? Instead { get; init; }

    /// <summary>One scenario of the run, judged as this program judges.</summary>
    /// <exception cref="UsageException">It cannot be: its text is not there or not valid any more, or its plan is another one.</exception>
    public ScenarioResult Judge(ScenarioResult recorded)
    {
        JudgedRun run = Read(recorded);
        ScenarioResult judged = Judging.Judge.Run(run);
        return judged with
        {
            Verdict = recorded.Verdict == Verdict.Incomplete ? Verdict.Incomplete : judged.Verdict,
            Roles = recorded.Roles,
            Transports = TransportReader.WithCpu(judged.Transports, recorded.Roles),
            Source = recorded.Source,
            Origin = recorded.Origin,
            NotMeasured = recorded.NotMeasured,
            PlanDigest = recorded.PlanDigest,
            Notes = [.. judged.Notes, .. recorded.Notes.Except(judged.Notes)],
        };
    }

    /// <summary>Whether facts of a scenario are lost where the journal's end is: the last one that has any, and those after it.</summary>
    public bool IsCut(string scenario)
    {
        string[] names = [.. _recorded.Scenarios.Select(each => each.Name)];
        return Array.IndexOf(names, scenario) >= Array.FindLastIndex(names, name => _journal.Of(name).Facts.Length > 0);
    }

    /// <summary>The lives of single clients of a scenario, in the order in which they were asked for.</summary>
    /// <exception cref="UsageException">It cannot be judged again, or there is no such client.</exception>
    public ImmutableArray<ClientLife> Lives(ScenarioResult recorded, IEnumerable<int> clients)
    {
        var context = new JudgeContext(Read(recorded));
        return
        [
            .. clients.Select(client => LifeReader.Of(context, client)
                ?? throw new UsageException($"{recorded.Name} has no client {client}: its clients are 0 to {context.Clients.Length - 1}.")),
        ];
    }

    private JudgedRun Read(ScenarioResult recorded)
    {
        Scenario scenario = ScenarioOf(recorded);
        RunPlan plan = RunPlan.Create(scenario, _recorded.Seed);
        return plan.Digest == recorded.PlanDigest
            ? new JudgedRun { Scenario = scenario, FaultCohorts = plan.FaultCohorts, FirstClients = plan.FirstClients, Planned = plan.Sessions.Length, Journal = _journal.Of(recorded.Name) }
            : throw new UsageException($"{recorded.Name} cannot be judged again: seed {_recorded.Seed} gives another plan now than it had then. A file that it names has changed since, or the run is of another version of harness.");
    }

    private Scenario ScenarioOf(ScenarioResult recorded)
    {
        if (recorded.Origin is not { } origin || recorded.Source.Length == 0)
        {
            throw new UsageException($"{recorded.Name} cannot be judged again: its run.json does not say which file it came from. Scenarios in C#, steps of a search and runs of older versions do not.");
        }

        LoadResult loaded = ScenarioFile.Parse(recorded.Source, origin.File);
        if (!loaded.IsValid)
        {
            throw new UsageException(string.Join(Environment.NewLine, loaded.Errors.Prepend($"{recorded.Name} cannot be judged again by the text in its run.json (files that it names are looked for beside {origin.File}):")));
        }

        Scenario scenario = loaded.Scenarios[0].Scenario;
        scenario = scenario with { Protocol = scenario.Protocol ?? ProtocolOf(origin) };
        scenario = origin.Clients is { } clients ? scenario.WithClients(clients) : scenario;
        if (Instead is { } instead)
        {
            Refuse(recorded, scenario, instead.Assertions);
            scenario = scenario with { Assertions = instead.Assertions, Expect = instead.Expect };
        }
        else
        {
            // What the target could not be measured by was left out of the run, and is left out of its judgement.
            scenario = scenario with { Assertions = scenario.Assertions.RemoveAll(assertion => recorded.NotMeasured.Contains(assertion.Metric.Name)) };
        }

        scenario = _recorded.TimeScale == 1 ? scenario : scenario.Scale(_recorded.TimeScale);
        ImmutableArray<Finding> errors = ScenarioValidator.Validate(scenario).Errors;
        return errors.IsEmpty
            ? scenario
            : throw new UsageException(string.Join(Environment.NewLine, errors.Select(error => $"{recorded.Name}: {error}")));
    }

    private static void Refuse(ScenarioResult recorded, Scenario asRun, ImmutableArray<Assertion> assertions)
    {
        bool looked = asRun.Assertions.Any(assertion => assertion.Metric.Needs.HasFlag(MetricNeeds.Listing));
        if (!looked && assertions.FirstOrDefault(assertion => assertion.Metric.Needs.HasFlag(MetricNeeds.Listing)) is { } unasked)
        {
            throw new UsageException($"{recorded.Name}: {unasked.Expression} cannot be judged: who is listed as present is looked up only in a run that asserts {unasked.Metric.Name} itself.");
        }

        if (assertions.FirstOrDefault(assertion => recorded.NotMeasured.Contains(assertion.Metric.Name)) is { } unmeasured)
        {
            throw new UsageException($"{recorded.Name}: {unmeasured.Expression} cannot be judged: the target of this run gave no facts for {unmeasured.Metric.Name}.");
        }
    }

    private static ProtocolSettings? ProtocolOf(ScenarioOrigin origin)
    {
        if (origin.Protocol is not { } file)
        {
            return null;
        }

        IReadOnlyList<string> errors = ProtocolFile.Read(file, out ProtocolSettings? protocol);
        return errors.Count == 0 ? protocol : throw new UsageException(string.Join(Environment.NewLine, errors));
    }
}
