using System.Collections.Immutable;
using System.Net;
using Harness.Clients;
using Harness.Scenarios;

namespace Harness.Runs;

/// <summary>How many processes of each role a run takes. Pure arithmetic.</summary>
/// <param name="Workers">Worker processes.</param>
/// <param name="Proxies">Fault proxy processes.</param>
/// <param name="Nodes">Target processes.</param>
/// <param name="ConnectionsPerCohort">HTTP connections that the clients of one cohort share, per worker.</param>
/// <param name="SourceAddresses">How many source addresses a proxy spreads its connections to the target over; 0: the system chooses.</param>
public sealed record RolePlan(int Workers, int Proxies, int Nodes, int ConnectionsPerCohort, int SourceAddresses)
{
    /// <summary>How many of the workers play each population: a worker plays one only.</summary>
    public static ImmutableArray<int> WorkersOf(ImmutableArray<int> populations, int cohorts, long? limit, int connectionsPerCohort)
    {
        long room = (limit ?? long.MaxValue / 4) - RolePlanner.Reserve - ((long)connectionsPerCohort * cohorts);
        return [.. populations.Select(clients => room > 0 ? (int)Math.Max(1, (clients + room - 1) / room) : Math.Max(1, clients))];
    }
}

/// <summary>
/// Divides clients over processes so that none runs out of descriptors.
/// <code>
///   workers             proxies, each with some of the cohorts' (× nodes)    nodes
///   clients in a row ─► cohort 0 · node 0, cohort 0 · node 1, … ─────────►   client i: cohort i mod K, node (i / K) mod nodes
///          1 each                         2 each                             1 each
/// </code>
/// Polls and fetches come on top: each worker has up to 64 HTTP connections to each cohort's proxy, which has one node for them. Where the server holds polls,
/// each client takes a connection for as long as it waits: there are as many as clients.
/// </summary>
public static class RolePlanner
{
    /// <summary>Descriptors that a .NET process needs beside its connections: files, pipes, its event loops.</summary>
    public const int Reserve = 300;

    private const int MostHttpPerCohort = 64;
    private const int MostNodes = 64;

    /// <summary>The roles of a scenario's run on this machine: the same before anything starts as when it does.</summary>
    /// <param name="peaks">How many clients of each population there are at the same time, at most.</param>
    /// <param name="limit">Descriptors per process; null: none.</param>
    /// <exception cref="EnvironmentException">It does not fit.</exception>
    public static RolePlan Plan(Scenario scenario, ImmutableArray<int> peaks, RunOptions options, long? limit)
    {
        RolePlan plan = Plan(
            peaks, scenario.Cohorts, scenario.Target.Nodes, limit, options.Target is null, options.Toxiproxies.IsEmpty,
            holdsPolls: scenario.Populations.Any(population => population.Clients.Policy.Fallback is { LongPoll: true }));
        return scenario.Chat is null || plan.Nodes == 1 ? plan : throw new EnvironmentException(
            $"So many clients need {plan.Nodes} processes of the target under this machine's descriptor limit, and each would have a chat room of its own. Raise the limit (ulimit -n), or ask for fewer clients.");
    }

    /// <summary>The plan, or an exception that says how many descriptors are missing.</summary>
    /// <param name="populations">How many clients of each population there are at the same time, at most.</param>
    /// <param name="cohorts">K.</param>
    /// <param name="nodes">Nodes of the target that the scenario asks for; more are planned where one would run out of descriptors.</param>
    /// <param name="limit">Descriptors per process; null: none.</param>
    /// <param name="ownTarget">Whether the target is ours: its nodes hold a socket per client. Somebody else's counts as one node.</param>
    /// <param name="ownProxies">Whether the proxies are ours: each connection costs them two.</param>
    /// <param name="holdsPolls">Whether polls are held by the server (long polling).</param>
    /// <exception cref="EnvironmentException">It does not fit.</exception>
    public static RolePlan Plan(ImmutableArray<int> populations, int cohorts, int nodes, long? limit, bool ownTarget, bool ownProxies, bool holdsPolls = false)
    {
        (RolePlan plan, long needed, string who) = Divide(populations, cohorts, nodes, limit, ownTarget, ownProxies, holdsPolls);
        if (needed > (limit ?? long.MaxValue))
        {
            int clients = populations.Sum();
            int most = MostClients(cohorts, limit, nodes, ownTarget, ownProxies, holdsPolls);
            needed = LeastLimit(clients, cohorts, nodes, ownTarget, ownProxies, holdsPolls);
            throw new EnvironmentException(
                $"{clients:N0} clients need {needed:N0} descriptors in {who}, but a process gets {limit:N0}. "
                + $"Raise the limit (Linux and macOS: ulimit -n {needed}; for good: /etc/security/limits.conf or LimitNOFILE= of the service)"
                + (most > 0 ? $", or run at most {most:N0} clients (--clients)." : "."));
        }

        return plan;
    }

    /// <summary>As above, for clients of one population.</summary>
    public static RolePlan Plan(int clients, int cohorts, int nodes, long? limit, bool ownTarget, bool ownProxies) =>
        Plan([clients], cohorts, nodes, limit, ownTarget, ownProxies);

    /// <summary>The most clients that <see cref="Plan(ImmutableArray{int}, int, int, long?, bool, bool, bool)"/> finds room for, up to a million; by default with every role on this machine.</summary>
    public static int MostClients(int cohorts, long? limit, int nodes = 1, bool ownTarget = true, bool ownProxies = true, bool holdsPolls = false)
    {
        int low = 0, high = 1_000_000;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (Divide([middle], cohorts, nodes, limit, ownTarget, ownProxies, holdsPolls).Needed <= (limit ?? long.MaxValue))
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
    private static long LeastLimit(int clients, int cohorts, int nodes, bool ownTarget, bool ownProxies, bool holdsPolls)
    {
        long low = Reserve, high = int.MaxValue;
        while (low < high)
        {
            long middle = (low + high) / 2;
            if (Divide([clients], cohorts, nodes, middle, ownTarget, ownProxies, holdsPolls).Needed <= middle)
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
    private static (RolePlan Plan, long Needed, string Who) Divide(
        ImmutableArray<int> populations, int cohorts, int wantedNodes, long? limit, bool ownTarget, bool ownProxies, bool holdsPolls)
    {
        int clients = populations.Sum();
        int perCohort = Math.Clamp((clients + cohorts - 1) / cohorts, 4, holdsPolls ? int.MaxValue / cohorts : MostHttpPerCohort);
        long most = limit ?? long.MaxValue / 4;
        int http = perCohort * cohorts;

        // HTTP connections are per worker; the worker that holds fewest clients still needs its own.
        ImmutableArray<int> workersOf = RolePlan.WorkersOf(populations, cohorts, limit, perCohort);
        int workers = workersOf.Sum();
        var load = new Connections(clients, cohorts, (long)perCohort * workers);
        int nodes = ownTarget ? Least(wantedNodes, Math.Max(wantedNodes, MostNodes), n => load.OfNode(n) + Reserve <= most) : 1;
        int proxies = ownProxies ? Least(1, cohorts * nodes, p => load.OfProxy(nodes, p) + Reserve <= most) : 1;

        long worker = populations.Zip(workersOf, (each, of) => Ceiling(each, of)).Max() + http + Reserve;
        long target = ownTarget ? load.OfNode(nodes) + Reserve : 0;
        long proxy = ownProxies ? load.OfProxy(nodes, proxies) + Reserve : 0;
        long needed = Math.Max(worker, Math.Max(target, proxy));
        int sources = LoopbackSources.For(load.OfNode(nodes), IPAddress.Loopback);
        return (new RolePlan(workers, proxies, nodes, perCohort, sources), needed, needed == target ? "the target" : needed == proxy ? "a fault proxy" : "a worker");
    }

    /// <summary>The first number that fits; the last of all where none does.</summary>
    private static int Least(int first, int last, Func<int, bool> fits)
    {
        int number = first;
        while (number < last && !fits(number))
        {
            number++;
        }

        return number;
    }

    private static long Ceiling(long amount, long each) => (amount + each - 1) / each;

    /// <summary>What the fullest node and proxy hold when proxies are dealt out in turns (<see cref="Faults.CohortProxies"/>).</summary>
    /// <param name="Clients">All of them.</param>
    /// <param name="Cohorts">K.</param>
    /// <param name="HttpPerCohort">HTTP connections of all workers to one cohort's path.</param>
    private readonly record struct Connections(int Clients, int Cohorts, long HttpPerCohort)
    {
        public long OfNode(int nodes) => (Cohorts * Sockets(nodes)) + (Ceiling(Cohorts, nodes) * HttpPerCohort);

        /// <summary>In descriptors: two for a connection.</summary>
        public long OfProxy(int nodes, int proxies) =>
            2 * ((Ceiling((long)Cohorts * nodes, proxies) * Sockets(nodes)) + (Ceiling(Cohorts, proxies) * HttpPerCohort));

        /// <summary>Clients of one cohort that dial one node.</summary>
        private long Sockets(int nodes) => Ceiling(Clients, (long)Cohorts * nodes);
    }
}
