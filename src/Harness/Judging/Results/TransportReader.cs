using System.Collections.Immutable;
using System.Globalization;
using Harness.Clients;
using Harness.Judging.Measures;
using Harness.Metrics;
using Harness.Scenarios;

namespace Harness.Judging.Results;

/// <summary>What each population's way to its updates cost; the figures are those of the metrics, limited to it.</summary>
public static class TransportReader
{
    /// <summary>Names of the target's processes begin with it.</summary>
    private const string Target = "target";

    /// <summary>The populations that had clients and follow topics.</summary>
    public static ImmutableArray<TransportResult> Read(JudgeContext context) => context.Scenario.Topics.PerClient == 0
        ? []
        : [.. context.Scenario.Populations.Where((_, index) => context.StartedOf(index).Any()).Select(population => Of(context, population))];

    /// <summary>With the CPU that the target used, where it can be told whom for.</summary>
    public static ImmutableArray<TransportResult> WithCpu(ImmutableArray<TransportResult> transports, IEnumerable<RoleResult> roles)
    {
        double?[] target = [.. roles.Where(role => role.Name == Target || role.Name.StartsWith(Target + "-", StringComparison.Ordinal)).Select(role => role.JudgedCpuSeconds)];
        return transports is [{ ClientSeconds: > 0 } only] && target.Length > 0 && target.All(seconds => seconds is not null)
            ? [only with { TargetCpuPerMinute = target.Sum() / only.ClientSeconds * 60 }]
            : transports;
    }

    private static TransportResult Of(JudgeContext context, Population population)
    {
        var scope = new Scope(context, new Assertion { Expression = population.Name, Metric = MetricNames.HttpRequests, Population = population.Name });
        bool isOurs = population.Clients.UnderTest is null;
        TopicSettings topics = context.Scenario.Topics;
        return new TransportResult
        {
            Population = population.Name,
            Transport = TransportOf(population.Clients.Policy),
            Clients = scope.Clients.Count(),
            ClientSeconds = SliceCounters.ClientSeconds(scope),
            RequestsPerMinute = (new HttpRequestsSource().RateIn(scope) ?? 0) * 60,
            RequestsFailed = HttpFailedSource.CountIn(scope) ?? 0,
            ReceivedPerMinute = isOurs ? new TrafficReceivedSource().RateIn(scope) * 60 : null,
            SentPerMinute = isOurs ? new TrafficSentSource().RateIn(scope) * 60 : null,
            Delay = Distributions.Of(new UpdatesDelaySource().SamplesIn(scope)) is { Count: > 0 } delay ? delay : null,
            UpdatesLost = (long?)new UpdatesLostSource().CountIn(scope),
            Follows = string.Create(CultureInfo.InvariantCulture, $"{topics.Count} topics, {topics.PerClient} per client, {topics.UpdatesPerSecond:0.###} updates/s in all"),
        };
    }

    private static UpdateTransport TransportOf(ClientPolicy policy) =>
        policy.Transport != ClientTransport.Poll ? UpdateTransport.Push
        : policy.Fallback is { LongPoll: true } ? UpdateTransport.LongPolling
        : UpdateTransport.AjaxPolling;
}
