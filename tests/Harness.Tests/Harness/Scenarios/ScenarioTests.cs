using System.Collections;
using System.Reflection;
using Harness.Clients;
using Harness.Faults.Kinds;
using Harness.Metrics;
using Harness.Scenarios;
using Harness.Tests.Runs;

namespace Harness.Tests.Scenarios;

/// <summary>semantics.md, Time scale: every duration shrinks, rates grow, and nothing else moves.</summary>
public sealed class ScenarioTests
{
    private static readonly Scenario _scenario = Intents.Scenario(2_000, 10, 0.3) with
    {
        Clients = new ClientSettings
        {
            Policy = Full(PresetRegistry.Find("heartbeat-rounds")!.Policy),
            Played = Full(PresetRegistry.Find("ping-timeout")!.Policy),
            Flaws = ["impatient"],
            Count = 2_000,
        },
        Load = [new RampStage { Over = TimeSpan.FromSeconds(8), To = 500 }, new HoldStage { For = TimeSpan.FromSeconds(34) }, new RampStage { Over = TimeSpan.FromSeconds(8) }],
        Faults =
        [
            new SilentDropFault { At = TimeSpan.FromSeconds(12), For = TimeSpan.FromSeconds(12), Share = 0.3, Path = FaultPath.All },
            new LatencyFault { At = TimeSpan.FromSeconds(13), For = TimeSpan.FromSeconds(11), Share = 0.2, Latency = TimeSpan.FromSeconds(0.2), Jitter = TimeSpan.FromSeconds(0.05) },
            new HalfOpenFault { At = TimeSpan.FromSeconds(14), Share = 0.1, Gone = GoneSide.Client },
        ],
        Assertions =
        [
            new Assertion { Expression = "fallback.time.p99 <= 2s", Metric = MetricNames.FallbackTime, Stat = Stat.P99, Comparison = Comparison.LessOrEqual, Limit = 2 },
            new Assertion { Expression = "detection.missed_heartbeats.max <= 3", Metric = MetricNames.MissedHeartbeats, Stat = Stat.Max, Comparison = Comparison.LessOrEqual, Limit = 3 },
            new Assertion { Expression = "detection.within_bound", Metric = MetricNames.DetectionWithinBound },
        ],
    };

    [Theory]
    [InlineData(0.02)]
    [InlineData(1)]
    [InlineData(2)]
    public void Every_duration_is_multiplied(double factor)
    {
        Dictionary<string, TimeSpan> before = Durations(_scenario), after = Durations(_scenario.Scale(factor));

        Assert.Equal(before.Keys.Order(), after.Keys.Order());
        Assert.InRange(before.Count, 30, 100);
        Assert.All(before, pair => Assert.True(pair.Value * factor == after[pair.Key], $"{pair.Key}: {pair.Value} became {after[pair.Key]}"));
    }

    [Fact]
    public void Rates_are_divided_and_limits_of_durations_multiplied()
    {
        Scenario scaled = _scenario.Scale(0.02);

        Assert.Equal(250, scaled.Topics.UpdatesPerSecond, 1e-9);
        Assert.Equal([0.04, 3, 1], scaled.Assertions.Select(assertion => Math.Round(assertion.Limit, 9)));
    }

    [Fact]
    public void Nothing_else_moves()
    {
        Scenario back = _scenario.Scale(0.5).Scale(2);

        Assert.Equivalent(_scenario, back, strict: true);
        Assert.Equal(_scenario.Scale(0.5).Duration, _scenario.Duration * 0.5);
    }

    [Theory]
    [InlineData(2_000, 500)]
    [InlineData(200, 50)]
    [InlineData(1, 1)]
    [InlineData(8_000, 2_000)]
    public void Another_number_of_clients_moves_absolute_targets_with_it(int count, int to)
    {
        Scenario scenario = _scenario.WithClients(count);

        Assert.Equal(count, scenario.Clients.Count);
        Assert.Equal(to, ((RampStage)scenario.Load[0]).To);
        Assert.Null(((RampStage)scenario.Load[2]).To);
        Assert.Equal(_scenario.Duration, scenario.Duration);
    }

    /// <summary>A policy with nothing left at null, so that every duration is seen.</summary>
    private static ClientPolicy Full(ClientPolicy policy) => policy with
    {
        Heartbeat = policy.Heartbeat! with { ReplyTimeout = TimeSpan.FromSeconds(7) },
        Reconnect = policy.Reconnect with { DelayAfterError = TimeSpan.FromSeconds(3) },
        Fallback = new FallbackPolicy
        {
            OnPushSilence = TimeSpan.FromSeconds(60), OnLoss = TimeSpan.FromSeconds(4), AfterFailedAttempts = 2, Every = TimeSpan.FromSeconds(5), Timeout = TimeSpan.FromSeconds(6),
        },
    };

    /// <summary>Every duration that can be set, by its path, however deep: one that is added later is found too.</summary>
    private static Dictionary<string, TimeSpan> Durations(object root)
    {
        var found = new Dictionary<string, TimeSpan>();
        Collect(root, "");
        return found;

        void Collect(object value, string path)
        {
            foreach (PropertyInfo property in value.GetType().GetProperties().Where(property => property.CanWrite && property.GetIndexParameters().Length == 0))
            {
                string name = $"{path}.{property.Name}";
                switch (property.GetValue(value))
                {
                    case TimeSpan span:
                        found[name] = span;
                        break;
                    case string or null:
                        break;
                    case IEnumerable items:
                        foreach ((int index, object item) in items.Cast<object>().Index())
                        {
                            Collect(item, $"{name}[{index}]");
                        }

                        break;
                    case { } part when part.GetType().Assembly == typeof(Scenario).Assembly && !part.GetType().IsEnum && part is not Metric:
                        Collect(part, name);
                        break;
                    default:
                        break;
                }
            }
        }
    }
}
