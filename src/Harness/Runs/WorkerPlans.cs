using System.Collections.Immutable;
using Harness.Clients;
using Harness.Faults;
using Harness.Load;
using Harness.Runs.Roles;
using Harness.Scenarios;

namespace Harness.Runs;

/// <summary>Divides a scenario's clients over its workers.</summary>
internal static class WorkerPlans
{
    /// <summary>One plan per worker: clients in a row, as equal in number as can be.</summary>
    public static IEnumerable<WorkerPlan> Divide(
        Scenario scenario, RunPlan plan, TargetAccess target, CohortProxies proxies, RolePlan roles, ImmutableArray<IWorkerLink> links, string folder)
    {
        int clients = plan.Starts.Length;
        for (int i = 0; i < links.Length; i++)
        {
            int first = (int)((long)clients * i / links.Length);
            int next = (int)((long)clients * (i + 1) / links.Length);
            yield return new WorkerPlan
            {
                Policy = scenario.Clients.Played,
                FirstClient = first,
                Starts = [.. plan.Starts[first..next]],
                Topics = scenario.Topics.Count,
                TopicsPerClient = scenario.Topics.PerClient,
                Seed = plan.Seed,
                SocketEndpoints = [.. proxies.WebSocketEndpoints.Select(nodes => nodes.Select(endpoint => endpoint.ToString()).ToArray())],
                SourceAddresses = LoopbackSources.For(clients / proxies.WebSocketEndpoints.Sum(nodes => nodes.Length), proxies.WebSocketEndpoints[0][0].Address),
                SocketPath = target.Socket.PathAndQuery,
                SocketAuthority = target.Socket.Authority,
                SocketTls = target.Socket.Scheme == Uri.UriSchemeWss,
                Handshake = scenario.Clients.Handshake,
                Tls = scenario.Clients.Tls ?? TlsSettings.Default,
                Protocol = scenario.Protocol,
                HttpEndpoints = [.. proxies.HttpEndpoints.Select(endpoint => $"{target.Http.Scheme}://{endpoint}{target.Http.AbsolutePath}")],
                HttpAuthority = target.Http.Authority,
                ConnectionsPerCohort = roles.ConnectionsPerCohort,
                JournalPath = Path.Combine(folder, $"{links[i].Name}.journal"),
                Name = links[i].Name,
            };
        }
    }
}
