using System.Collections.Immutable;
using Harness.Clients;
using Harness.Clients.Chat;
using Harness.Faults;
using Harness.Load;
using Harness.Runs.Roles;
using Harness.Scenarios;
using Harness.Timing;

namespace Harness.Runs;

/// <summary>Divides a scenario's clients over its workers.</summary>
internal static class WorkerPlans
{
    /// <summary>One plan per worker: clients in a row, as equal in number as can be.</summary>
    /// <param name="secret">The key of the chat room's tokens.</param>
    public static IEnumerable<WorkerPlan> Divide(
        Scenario scenario, RunPlan plan, TargetAccess target, CohortProxies proxies, RolePlan roles, ImmutableArray<IWorkerLink> links, string folder, byte[] secret)
    {
        int clients = plan.Starts.Length;
        ChatPlan? chat = scenario.Chat is { } room
            ? new ChatPlan { Settings = room, Clients = scenario.Clients.Count, Secret = secret, Until = scenario.Duration.Microseconds() }
            : null;
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
                SocketPath = scenario.Chat?.Path ?? target.Socket.PathAndQuery,
                SocketAuthority = target.Socket.Authority,
                SocketTls = target.Socket.Scheme == Uri.UriSchemeWss,
                Handshake = scenario.Clients.Handshake,
                Tls = scenario.Clients.Tls ?? TlsSettings.Default,
                Chat = chat,
                HttpEndpoints = [.. proxies.HttpEndpoints.Select(endpoint => $"{target.Http.Scheme}://{endpoint}{target.Http.AbsolutePath}")],
                HttpAuthority = target.Http.Authority,
                ConnectionsPerCohort = roles.ConnectionsPerCohort,
                JournalPath = Path.Combine(folder, $"{links[i].Name}.journal"),
                Name = links[i].Name,
            };
        }
    }
}
