using Harness.Clients;
using Harness.Clients.UnderTest;
using Harness.Faults.Kinds;
using Harness.Judging;
using Harness.Scenarios;
using Harness.Scenarios.Files.Validation;

namespace Harness.Tests.Scenarios;

public sealed class CodeScenarioTests
{
    private static Scenario Sound(params Assertion[] assertions) => new()
    {
        Name = "in-code",
        Clients = new ClientSettings
        {
            Count = 20,
            Policy = Presets.HeartbeatRounds.WithHeartbeat(beat => beat with { Interval = 1.Seconds, Misses = 3 }).WithReconnect(again => again with { Delay = 1.Seconds, AttemptTimeout = 1.Seconds }),
            Session = (_, _) => Task.CompletedTask,
        },
        Load = [new RampStage { Over = 1.Seconds }, new HoldStage { For = 30.Seconds }],
        Faults = [new SilentDropFault { At = 5.Seconds, For = 6.Seconds, Share = 0.3 }],
        Assertions = [.. assertions],
    };

    [Fact]
    public void A_sound_one_has_nothing_to_be_told() =>
        Assert.Empty(Errors(Sound("detection.undetected == 0", "session.failures == 0", "custom.checkout.p99 <= 200ms", "custom.orders.count >= 1")));

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        Scenario wrong = Sound("detection.undetected = 0", "custom.checkout <= 1s", "custom.checkout.p98 <= 1s", "custom.a b.p99 <= 1s", "false_alarms == 0") with
        {
            Name = "two words",
            Checks = [new CustomAssertion("", _ => true), new CustomAssertion("twice", _ => true), new CustomAssertion("twice", _ => true)],
        };
        string[] errors = [.. Errors(wrong)];

        Assert.Contains(errors, error => error.StartsWith("name must be", StringComparison.Ordinal));
        Assert.Contains(errors, error => error.StartsWith("assertions[0] has the unknown operator", StringComparison.Ordinal));
        Assert.Contains("assertions[1] must name a custom metric and a statistic, such as custom.checkout.p99, but is \"custom.checkout\"", errors);
        Assert.Contains(errors, error => error.StartsWith("assertions[2] has the unknown statistic \"p98\"; known are count, sum, min", StringComparison.Ordinal));
        Assert.Contains(errors, error => error.StartsWith("assertions[3] must name a custom metric", StringComparison.Ordinal));
        Assert.Contains("checks[0].name must say what is demanded, but is empty", errors);
        Assert.Contains("checks[2].name \"twice\" is given twice", errors);
        Assert.Equal(7, errors.Length);
    }

    [Fact]
    public void What_session_code_measures_needs_session_code()
    {
        Scenario scenario = Sound("session.failures == 0", "custom.checkout.p99 <= 1s");
        Assert.Equal(
            ["assertions[0] session.failures needs session code, or a client under test, which only scenarios in C# have", "assertions[1] custom.checkout needs session code, or a client under test, which only scenarios in C# have"],
            Errors(scenario with { Clients = scenario.Clients with { Session = null } }));
    }

    [Fact]
    public void Session_code_needs_a_socket()
    {
        Scenario scenario = Sound() with { Faults = [] };
        Assert.Contains(
            "clients.session needs a socket: it begins when the client opens, and ajax-polling has none",
            Errors(scenario with { Clients = scenario.Clients with { Policy = Presets.AjaxPolling } }));
    }

    [Fact]
    public void What_a_client_under_test_does_not_tell_is_refused_with_the_reason()
    {
        Scenario scenario = Sound("detection.undetected == 0", "detection.missed_heartbeats.max <= 3", "heartbeat.rtt.p99 <= 1s", "polls.silence == 0");
        string[] errors =
        [
            .. Errors(scenario with
            {
                Clients = scenario.Clients with { UnderTest = _ => throw new InvalidOperationException(), Session = null },
                Faults = [.. scenario.Faults, new HalfOpenFault { At = 20.Seconds, Share = 0.1, Gone = GoneSide.Server }],
            }),
        ];
        Assert.Contains("assertions[1] detection.missed_heartbeats is not measured: a client under test does not tell of its heartbeats; assert detection.time or detection.undetected", errors);
        Assert.Contains(errors, error => error.StartsWith("assertions[2] heartbeat.rtt is not measured", StringComparison.Ordinal));
        Assert.Contains("assertions[3] polls.silence is not measured: a client under test does not tell of its polls", errors);
        Assert.Contains(
            "clients.under_test cannot be hit by faults[1], half-open: it is made with the client's help, and a client under test gives none; "
            + "it needs topics.per_client 0, but it is 1: a client under test does not tell what it holds of topics",
            errors);
        Assert.DoesNotContain(errors, error => error.StartsWith("assertions[0]", StringComparison.Ordinal));
    }

    [Fact]
    public void A_fault_that_needs_the_clients_help_does_not_hit_one_under_test() => Assert.Contains(
        "clients.under_test cannot be hit by faults[0], half-open: it is made with the client's help, and a client under test gives none",
        Errors(Sound() with
        {
            Clients = Sound().Clients with { UnderTest = _ => throw new InvalidOperationException() },
            Topics = new TopicSettings { PerClient = 0 },
            Faults = [new HalfOpenFault { At = 5.Seconds, Share = 0.1, Gone = GoneSide.Server }],
        }));

    [Fact]
    public void Parse_says_what_is_wrong()
    {
        Assert.Contains("unknown metric", Assert.Throws<FormatException>(() => Assertion.Parse("detection.unseen == 0")).Message, StringComparison.Ordinal);
        Assert.Equal(0.2, Assertion.Parse("custom.checkout.p99 <= 200ms").Limit);
    }

    [Fact]
    public void Scaled_code_is_told_the_factor() => Assert.Equal(0.25, Sound().Scale(0.5).Scale(0.5).Clients.Code!.TimeScale);

    [Fact]
    public void Every_preset_but_those_that_play_a_listing_can_be_built_from()
    {
        IEnumerable<string> named = typeof(Presets).GetProperties().Select(property => ((ClientPolicy)property.GetValue(null)!).Preset);
        Assert.Equal(PresetRegistry.All.Where(preset => preset.AsWritten == AsWritten.No).Select(preset => preset.Name), named);
    }

    private static IEnumerable<string> Errors(Scenario scenario) => ScenarioValidator.Validate(scenario).Errors.Select(error => error.ToString());
}
