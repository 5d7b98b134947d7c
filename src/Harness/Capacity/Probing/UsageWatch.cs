using System.Collections.Immutable;
using Harness.Judging;
using Harness.Runs;

namespace Harness.Capacity.Probing;

/// <summary>
/// What each role used: while the level was held, for the report, and in its busiest seconds over load and drain, for the question whose limit it was.
/// <code>
///     ramp  │          hold            │ drain
///   ▁▃▅▇▇▇▇▇│▃▃▂▃▂▃▃▂▃▂▇▇▇▇▇▇▂▃▃▂▃▂▃▂▃▂│▂▂▁
///           ├── mean: reported ────────┤
///      ├──┤          busiest ├──┤                   a core is used up for as long as it is, not on average
/// </code>
/// </summary>
/// <param name="from">When the hold begins, from the start of the load.</param>
/// <param name="to">When it ends.</param>
/// <param name="cores">Of this machine.</param>
/// <param name="embedded">Whether the target is the embedded one.</param>
/// <param name="machine">Reads the processor seconds that everything on this machine has used, where a target of somebody else's is on it too; null: it is elsewhere.</param>
internal sealed class UsageWatch(TimeSpan from, TimeSpan to, int cores, bool embedded, Func<double?>? machine = null)
{
    /// <summary>Over less, a garbage collection or the compiler looks like the end of a core; over more, a queue has built up and gone again.</summary>
    private static readonly TimeSpan _window = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private readonly List<Reading> _readings = [];

    /// <summary>Takes a reading. Called from any thread, more than once between two readings of the roles: a phase that began is told too.</summary>
    public void See(RunProgress progress)
    {
        if (progress.Elapsed < TimeSpan.Zero || progress.Elapsed > progress.Total || progress.Roles.IsEmpty)
        {
            return;
        }

        lock (_lock)
        {
            if (_readings.Count == 0 || progress.Elapsed > _readings[^1].At)
            {
                _readings.Add(new Reading(progress.Elapsed, progress.Roles, Environment.CpuUsage.TotalTime.TotalSeconds, machine?.Invoke()));
            }
        }
    }

    /// <param name="told">What somebody else's target tells of itself; null: nothing.</param>
    public StepUsage Usage(RoleUse? told)
    {
        lock (_lock)
        {
            Reading[] held = [.. _readings.Where(reading => reading.At >= from && reading.At <= to)];
            ImmutableArray<RoleUse> roles = held.Length > 1 ? Between(held[0], held[^1]) : [];
            (Reading First, Reading Last)[] windows = [.. Windows()];
            RoleUse[] targets = [.. roles.Where(role => role.Kind == RoleKind.Target)];
            return new StepUsage
            {
                Roles = roles,
                Busiest = [.. windows.SelectMany(window => Between(window.First, window.Last)).GroupBy(role => role.Name).Select(uses => uses.MaxBy(role => role.Cores)!)],
                BusiestTogether = windows.Select(window => Together(window.First, window.Last, told)).DefaultIfEmpty(0).Max(),
                Cores = cores,
                SharesMachine = embedded || machine is not null,
                Target = targets.Length > 0 ? new RoleUse("target", RoleKind.Target, targets.Sum(target => target.Cores), targets.Sum(target => target.RssBytes)) : told,
            };
        }
    }

    /// <summary>From each reading to the first that is far enough behind it; where the whole is shorter than that, the whole.</summary>
    private IEnumerable<(Reading First, Reading Last)> Windows()
    {
        int last = 0;
        for (int first = 0; first < _readings.Count; first++)
        {
            while (last < _readings.Count && _readings[last].At - _readings[first].At < _window)
            {
                last++;
            }

            if (last == _readings.Count)
            {
                break;
            }

            yield return (_readings[first], _readings[last]);
        }

        if (_readings.Count > 1 && _readings[^1].At - _readings[0].At < _window)
        {
            yield return (_readings[0], _readings[^1]);
        }
    }

    private double Together(Reading first, Reading last, RoleUse? told)
    {
        double run = Between(first, last).Sum(role => role.Cores);
        double whole = last.Machine - first.Machine is { } used ? used / (last.At - first.At).TotalSeconds : 0;
        return Math.Max(whole, run + (machine is null ? 0 : told?.Cores ?? 0));
    }

    private static ImmutableArray<RoleUse> Between(Reading first, Reading last)
    {
        double seconds = (last.At - first.At).TotalSeconds;
        bool inProcess = last.Roles.Any(role => KindOf(role.Name) == RoleKind.Other);
        IEnumerable<RoleUse> roles = last.Roles
            .Join(first.Roles, after => after.Name, before => before.Name, (after, before) => new RoleUse(after.Name, KindOf(after.Name), (after.CpuSeconds - before.CpuSeconds) / seconds, after.PeakRssBytes));
        return inProcess ? [.. roles] : [.. roles, new RoleUse("run", RoleKind.Other, (last.Own - first.Own) / seconds, 0)];
    }

    /// <summary>Roles are named by what they are: <c>worker-0</c>, <c>proxy-1</c>, <c>target</c>, <c>target-1</c>.</summary>
    private static RoleKind KindOf(string name) => name.Split('-')[0] switch
    {
        "worker" or "proxy" => RoleKind.SingleThreaded,
        "target" => RoleKind.Target,
        _ => RoleKind.Other,
    };

    /// <param name="At">From the start of the load.</param>
    /// <param name="Own">CPU seconds of this process.</param>
    /// <param name="Machine">CPU seconds of everything on this machine.</param>
    private sealed record Reading(TimeSpan At, ImmutableArray<RoleResult> Roles, double Own, double? Machine);
}
