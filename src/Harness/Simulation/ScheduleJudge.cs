using System.Collections.Immutable;
using Harness.Clients;
using Harness.Judging;
using Harness.Journal;
using Harness.Scenarios;
using Harness.Simulation.Virtual;

namespace Harness.Simulation;

/// <summary>
/// Plays schedules and judges them by the judge of real runs: its readers, its metrics and its invariants. Not safe for concurrent use.
/// </summary>
public sealed class ScheduleJudge
{
    private static readonly ImmutableArray<int> _everyone = [0];

    private readonly Scenario _scenario;
    private readonly VirtualRun _run;

    /// <param name="scenario">Whose clients are played and judged.</param>
    /// <param name="machines">What plays a policy.</param>
    public ScheduleJudge(Scenario scenario, MachineFactory? machines = null)
    {
        // One client, hit by everything: who else there is makes no difference to it.
        _scenario = scenario with
        {
            Clients = scenario.Clients with { Count = 1 },
            Topics = scenario.Topics with { Count = Math.Max(1, scenario.Topics.PerClient), UpdatesPerSecond = 1 },
            Cohorts = 1,
            Assertions = [],
        };
        Rules = Simulation.Rules.For(scenario);
        _run = new VirtualRun(_scenario, machines ?? ClientMachines.Create);
    }

    /// <summary>The rules, the heaviest first.</summary>
    public ImmutableArray<Rule> Rules { get; }

    /// <summary>The rules that a schedule broke, the heaviest first; usually none.</summary>
    public ImmutableArray<Rule> Broken(Schedule schedule)
    {
        JudgeContext context = Play(schedule, forReading: false);
        ImmutableArray<Rule>.Builder? broken = null;
        foreach (Rule rule in Rules)
        {
            if (!rule.IsKept(context))
            {
                (broken ??= ImmutableArray.CreateBuilder<Rule>()).Add(rule);
            }
        }

        return broken?.ToImmutable() ?? [];
    }

    /// <summary>Whether a schedule breaks one rule.</summary>
    public bool Breaks(Schedule schedule, Rule rule) => !rule.IsKept(Play(schedule, forReading: false));

    /// <summary>A schedule with everything that a reader wants to see of it.</summary>
    internal JudgeContext Play(Schedule schedule, bool forReading)
    {
        RunJournal journal = _run.Play(schedule, forReading);
        return new JudgeContext(new JudgedRun
        {
            Scenario = _scenario with
            {
                Faults = schedule.Faults,
                Load = [new HoldStage { For = schedule.End }],
                Drain = schedule.Drain,
            },
            FaultCohorts = [.. schedule.Faults.Select(_ => _everyone)],
            Journal = journal,
        });
    }
}
