using Harness.Telemetry;

namespace Harness.Tests.Telemetry;

public sealed class PrometheusTextTests
{
    [Theory]
    [InlineData("harness.clients", "{client}", false, "harness_clients")]
    [InlineData("harness.polls", "{poll}", true, "harness_polls_total")]
    [InlineData("harness.heartbeat.round_trip", "s", false, "harness_heartbeat_round_trip_seconds")]
    [InlineData("harness.role.cpu.time", "s", true, "harness_role_cpu_time_seconds_total")]
    [InlineData("harness.role.memory.peak", "By", false, "harness_role_memory_peak_bytes")]
    [InlineData("harness.lasted.seconds", "s", false, "harness_lasted_seconds")]
    [InlineData("a-b c", "", false, "a_b_c")]
    public void Names_are_prometheus_own(string name, string unit, bool counts, string expected) => Assert.Equal(expected, PrometheusText.NameOf(name, unit, counts));

    [Theory]
    [InlineData("plain ≤ 2 s", "plain ≤ 2 s")]
    [InlineData("a \"quote\"", "a \\\"quote\\\"")]
    [InlineData("back\\slash", "back\\\\slash")]
    [InlineData("two\nlines", "two\\nlines")]
    public void Labels_are_escaped(string text, string expected) => Assert.Equal(expected, PrometheusText.Label(text));

    [Theory]
    [InlineData(1.5, "1.5")]
    [InlineData(1e20, "1E+20")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    [InlineData(double.NaN, "NaN")]
    public void Numbers_are_those_of_go(double value, string expected) => Assert.Equal(expected, PrometheusText.Number(value));

    [Fact]
    public void Every_metric_has_a_name_of_its_own_in_prometheus_too() =>
        Assert.Equal(MeterNames.All.Count, MeterNames.All.Select(entry => PrometheusText.NameOf(entry.Name, entry.Unit, counts: false)).Distinct().Count());
}
