namespace Harness.Runs;

/// <summary>How many processes of each role a run takes. Pure arithmetic.</summary>
/// <param name="Workers">Worker processes.</param>
/// <param name="Proxies">Fault proxy processes.</param>
/// <param name="ConnectionsPerCohort">HTTP connections that the clients of one cohort share, per worker.</param>
public sealed record RolePlan(int Workers, int Proxies, int ConnectionsPerCohort);

/// <summary>Divides clients over processes so that none runs out of descriptors.</summary>
public static class RolePlanner
{
    /// <summary>Descriptors that a .NET process needs beside its connections: files, pipes, its event loops.</summary>
    public const int Reserve = 300;

    private const int MostHttpPerCohort = 64;

    /// <summary>The plan, or an exception that says how many descriptors are missing.</summary>
    /// <param name="clients">Clients of the scenario.</param>
    /// <param name="cohorts">K.</param>
    /// <param name="limit">Descriptors per process; null: none.</param>
    /// <param name="ownTarget">Whether the target is one of our processes: it holds a socket per client, and one process holds it.</param>
    /// <param name="ownProxies">Whether the proxies are ours: each connection costs them two.</param>
    /// <exception cref="EnvironmentException">It does not fit.</exception>
    public static RolePlan Plan(int clients, int cohorts, long? limit, bool ownTarget, bool ownProxies)
    {
        (RolePlan plan, long needed, string who) = Divide(clients, cohorts, limit, ownTarget, ownProxies);
        if (needed > (limit ?? long.MaxValue))
        {
            int most = MostClients(cohorts, limit, ownTarget, ownProxies);
            needed = LeastLimit(clients, cohorts, ownTarget, ownProxies);
            throw new EnvironmentException(
                $"{clients:N0} clients need {needed:N0} descriptors in {who}, but a process gets {limit:N0}. "
                + $"Raise the limit (Linux and macOS: ulimit -n {needed}; for good: /etc/security/limits.conf or LimitNOFILE= of the service)"
                + (most > 0 ? $", or run at most {most:N0} clients (--clients)." : "."));
        }

        return plan;
    }

    /// <summary>The most clients that <see cref="Plan"/> finds room for, up to a million; by default with every role on this machine.</summary>
    public static int MostClients(int cohorts, long? limit, bool ownTarget = true, bool ownProxies = true)
    {
        int low = 0, high = 1_000_000;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (Divide(middle, cohorts, limit, ownTarget, ownProxies).Needed <= (limit ?? long.MaxValue))
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }

    /// <summary>
    /// The smallest limit that is enough. What the fullest process needs under a limit that is too small is more than that: every further worker
    /// brings connections of its own.
    /// </summary>
    private static long LeastLimit(int clients, int cohorts, bool ownTarget, bool ownProxies)
    {
        long low = Reserve, high = int.MaxValue;
        while (low < high)
        {
            long middle = (low + high) / 2;
            if (Divide(clients, cohorts, middle, ownTarget, ownProxies).Needed <= middle)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }

    /// <summary>As few processes as can hold it, and what the fullest of them needs.</summary>
    private static (RolePlan Plan, long Needed, string Who) Divide(int clients, int cohorts, long? limit, bool ownTarget, bool ownProxies)
    {
        int perCohort = Math.Clamp((clients + cohorts - 1) / cohorts, 4, MostHttpPerCohort);
        long room = (limit ?? long.MaxValue / 4) - Reserve;
        int http = perCohort * cohorts;

        // HTTP connections are per worker; the worker that holds fewest clients still needs its own.
        int workers = (int)(room > http ? Math.Max(1, Ceiling(clients, room - http)) : clients);
        long sockets = clients + ((long)http * workers);
        int proxies = (int)(!ownProxies ? 1 : room > 1 ? Math.Clamp(Ceiling(sockets, room / 2), 1, cohorts) : cohorts);

        long worker = Ceiling(clients, workers) + http + Reserve;
        long target = ownTarget ? sockets + Reserve : 0;
        long proxy = ownProxies ? (2 * Ceiling(sockets, proxies)) + Reserve : 0;
        long needed = Math.Max(worker, Math.Max(target, proxy));
        return (new RolePlan(workers, proxies, perCohort), needed, needed == target ? "the target" : needed == proxy ? "a fault proxy" : "a worker");
    }

    private static long Ceiling(long amount, long each) => (amount + each - 1) / each;
}
