using System.Collections.Immutable;
using Harness.Clients;
using Harness.Clients.Chat;
using Harness.Data;
using Harness.Faults;
using Harness.Load;
using Harness.Runs.Roles;
using Harness.Scenarios;
using Harness.Timing;

namespace Harness.Runs;

/// <summary>Divides a scenario's clients over its workers.</summary>
internal static class WorkerPlans
{
    /// <summary>
    /// One plan per worker. A worker plays one population; the clients of a population are dealt out to its workers in blocks of one for each cohort, so
    /// that each has as many at any time, and of every cohort, as the others.
    /// </summary>
    /// <param name="secret">The key of the chat room's tokens.</param>
    /// <param name="pace">Who starts the clients, where the plan's instants do not.</param>
    public static IEnumerable<WorkerPlan> Divide(
        Scenario scenario, RunPlan plan, TargetAccess target, CohortProxies proxies, RolePlan roles, ImmutableArray<IWorkerLink> links, string folder, byte[] secret, SessionPace? pace)
    {
        ChatPlan? chat = scenario.Chat is { } room
            ? new ChatPlan { Settings = room, Clients = plan.Sessions.Length, Secret = secret, Until = scenario.Duration.Microseconds() }
            : null;
        ImmutableArray<int> workersOf = RolePlan.WorkersOf(plan.Peaks, scenario.Cohorts, Machine.Read().DescriptorLimit, roles.ConnectionsPerCohort);
        var secrets = SecretMask.OfVariables(RunSecrets.VariablesOf(scenario));
        int next = 0;
        for (int i = 0; i < scenario.Populations.Length; i++)
        {
            ClientSettings clients = scenario.Populations[i].Clients;
            int[][] parts = Deal([.. plan.ClientsOf(i)], workersOf[i], scenario.Cohorts);
            foreach (int[] part in parts)
            {
                IWorkerLink link = links[next++];
                yield return new WorkerPlan
                {
                    Policy = clients.Played,
                    Population = i,
                    Clients = part,
                    Starts = [.. part.Select(client => plan.Sessions[client].Start)],
                    Ends = part.All(client => plan.Sessions[client].End == long.MaxValue) ? [] : [.. part.Select(client => plan.Sessions[client].End)],
                    Topics = scenario.Topics.Count,
                    TopicsPerClient = scenario.Topics.PerClient,
                    Seed = plan.Seed,
                    SocketEndpoints = [.. proxies.WebSocketEndpoints.Select(nodes => nodes.Select(endpoint => endpoint.ToString()).ToArray())],
                    SourceAddresses = LoopbackSources.For(plan.Peaks.Sum() / proxies.WebSocketEndpoints.Sum(nodes => nodes.Length), proxies.WebSocketEndpoints[0][0].Address),
                    SocketPath = scenario.Chat?.Path ?? target.Socket.PathAndQuery,
                    SocketAuthority = target.Socket.Authority,
                    SocketTls = target.Socket.Scheme == Uri.UriSchemeWss,
                    Data = scenario.Data.Files,
                    Handshake = clients.Handshake,
                    Tls = clients.Tls ?? TlsSettings.Default,
                    Chat = chat,
                    Protocol = scenario.Protocol,
                    HttpEndpoints = [.. proxies.HttpEndpoints.Select(endpoint => $"{target.Http.Scheme}://{endpoint}{target.Http.AbsolutePath}")],
                    HttpAuthority = target.Http.Authority,
                    ConnectionsPerCohort = roles.ConnectionsPerCohort,
                    Code = clients.Code is { } code ? code with { Secrets = secrets } : null,
                    Pace = pace,
                    JournalPath = Path.Combine(folder, $"{link.Name}.journal"),
                    Name = link.Name,
                };
            }
        }
    }

    private static int[][] Deal(int[] clients, int workers, int cohorts) =>
        [.. Enumerable.Range(0, workers).Select(worker => clients.Where((_, i) => i / cohorts % workers == worker).ToArray())];
}
