using System.Collections.Frozen;
using System.Collections.Immutable;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary>Where each metric's value comes from. A new metric adds one line here and one in <see cref="MetricNames"/>; the judge stays as it is.</summary>
public static class MetricRegistry
{
    public static readonly ImmutableArray<IMetricSource> All =
    [
        new MissedHeartbeatsSource(),
        new DetectionTimeSource(),
        new DetectionWithinBoundSource(),
        new UndetectedSource(),
        new FalseAlarmsSource(),
        new FallbackTimeSource(),
        new RecoveryTimeSource(),
        new RecoveryWithinBoundSource(),
        new UnrecoveredSource(),
        new UpdatesLostSource(),
        new UpdatesSkippedSource(),
        new UpdatesDuplicateSource(),
        new UpdatesOutOfOrderSource(),
        new UpdatesDelaySource(),
        new PushesLostSource(),
        new StalenessSource(),
        new HeartbeatRttSource(),
        new HeartbeatsMissedSource(),
        new ReconnectsSource(),
        new FailedAttemptsSource(),
        new FailedPerClientSource(),
        new ReconnectsDelaySource(),
        new ReconnectsPeakSource(),
        new ReconnectsSynchronySource(),
        new NeverOpenedSource(),
        new StartedLateSource(),
        new NotStartedSource(),
        new SilencePollsSource(),
        new FetchesFailedSource(),
        new PollsPeakSource(),
        new SendsDeferredSource(),
        new SendsLostSource(),
        new SendsDelaySource(),
        new PresenceStaleSource(),
        new PresenceOfflineSource(),
        new HttpRequestsSource(),
        new HttpFailedSource(),
        new TrafficReceivedSource(),
        new TrafficSentSource(),
        new ChatLostSource(),
        new ChatDuplicateSource(),
        new ChatOutOfOrderSource(),
        new ChatMisdeliveredSource(),
        new ChatDelaySource(),
        new ChatRefusedSource(),
        new ChatAdmittedWithBadTokenSource(),
        new ChatBadTokenRetriesSource(),
        new ChatGroupListStaleSource(),
        new SessionFailuresSource(),
    ];

    private static readonly FrozenDictionary<string, IMetricSource> _byName = Index(All);

    /// <summary>The source of a metric.</summary>
    /// <exception cref="KeyNotFoundException">Nothing measures it.</exception>
    public static IMetricSource For(Metric metric) =>
        _byName.GetValueOrDefault(metric.Name) ?? (CustomMetrics.Is(metric) ? new CustomSource(metric) : null) ?? throw new KeyNotFoundException($"no source for metric {metric.Name}");

    /// <summary>Sources by the name of their metric.</summary>
    /// <exception cref="ArgumentException">Two sources for one metric.</exception>
    public static FrozenDictionary<string, IMetricSource> Index(IEnumerable<IMetricSource> sources)
    {
        Dictionary<string, IMetricSource> byName = [];
        foreach (IMetricSource source in sources)
        {
            if (!byName.TryAdd(source.Metric.Name, source))
            {
                throw new ArgumentException($"two sources for metric {source.Metric.Name}");
            }
        }

        return byName.ToFrozenDictionary();
    }
}
