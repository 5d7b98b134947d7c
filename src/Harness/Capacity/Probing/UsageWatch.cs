using System.Collections.Immutable;
using Harness.Judging;
using Harness.Runs;

namespace Harness.Capacity.Probing;

/// <summary>
/// What each role used while the level was held: the difference between the first and the last reading in the hold. What came before is the start of
/// processes and the ramp, and would make a short step look busy.
/// </summary>
/// <param name="from">When the hold begins, from the start of the load.</param>
/// <param name="to">When it ends.</param>
/// <param name="cores">Of this machine.</param>
/// <param name="embedded">Whether the target is the embedded one.</param>
internal sealed class UsageWatch(TimeSpan from, TimeSpan to, int cores, bool embedded)
{
    private readonly Lock _lock = new();
    private Reading? _first;
    private Reading? _last;

    /// <summary>Takes a reading if the level is being held.</summary>
    public void See(RunProgress progress)
    {
        if (progress.Elapsed < from || progress.Elapsed > to || progress.Roles.IsEmpty)
        {
            return;
        }

        var reading = new Reading(progress.Elapsed, progress.Roles, Environment.CpuUsage.TotalTime);
        lock (_lock)
        {
            _first ??= reading;
            _last = reading;
        }
    }

    /// <param name="told">What somebody else's target tells of itself; null: nothing.</param>
    public StepUsage Usage(RoleUse? told)
    {
        lock (_lock)
        {
            ImmutableArray<RoleUse> roles = _first is { } first && _last is { } last && last.At > first.At ? Between(first, last) : [];
            RoleUse[] targets = [.. roles.Where(role => role.Kind == RoleKind.Target)];
            return new StepUsage
            {
                Roles = roles,
                Cores = cores,
                SharesMachine = embedded,
                Target = targets.Length > 0 ? new RoleUse("target", RoleKind.Target, targets.Sum(target => target.Cores), targets.Sum(target => target.RssBytes)) : told,
            };
        }
    }

    private static ImmutableArray<RoleUse> Between(Reading first, Reading last)
    {
        double seconds = (last.At - first.At).TotalSeconds;
        bool inProcess = last.Roles.Any(role => KindOf(role.Name) == RoleKind.Other);
        IEnumerable<RoleUse> roles = last.Roles
            .Join(first.Roles, after => after.Name, before => before.Name, (after, before) => new RoleUse(after.Name, KindOf(after.Name), (after.CpuSeconds - before.CpuSeconds) / seconds, after.PeakRssBytes));
        return inProcess ? [.. roles] : [.. roles, new RoleUse("run", RoleKind.Other, (last.Own - first.Own).TotalSeconds / seconds, 0)];
    }

    /// <summary>Roles are named by what they are: <c>worker-0</c>, <c>proxy-1</c>, <c>target</c>, <c>target-1</c>.</summary>
    private static RoleKind KindOf(string name) => name.Split('-')[0] switch
    {
        "worker" or "proxy" => RoleKind.SingleThreaded,
        "target" => RoleKind.Target,
        _ => RoleKind.Other,
    };

    /// <param name="Own">CPU time of this process.</param>
    private sealed record Reading(TimeSpan At, ImmutableArray<RoleResult> Roles, TimeSpan Own);
}
