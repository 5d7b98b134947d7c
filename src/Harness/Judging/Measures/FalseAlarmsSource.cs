using Harness.Judging.Evidence;
using Harness.Judging.Impacts;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary><c>false_alarms</c>: own declarations that no fault excuses.</summary>
public sealed class FalseAlarmsSource() : CountSource(MetricNames.FalseAlarms)
{
    protected override bool HasPopulation(Scope scope) => scope.Clients.Any(client => client.WasOpen);

    protected override IEnumerable<Sample> Counted(Scope scope) => scope.Context.FalseAlarms
        .Where(alarm => scope.Includes(alarm.Record, alarm.At))
        .Select(alarm => new Sample(alarm.Record.Client, 1, alarm.At, alarm.Faults is [var fault, ..] ? fault : -1));

    protected override string Why(JudgeContext context, Sample sample)
    {
        FalseAlarm alarm = context.FalseAlarms.First(alarm => alarm.Record.Client == sample.Client && alarm.At == sample.At);
        string silence = $"declared its connection dead after {Words.Seconds(alarm.Connection.Silence / 1e6)} of silence";
        return sample.Fault >= 0
            ? $"{silence} under {context.Faults[sample.Fault].Fault.Kind}, which it must not notice"
            : $"{silence}, though no fault was on for it";
    }
}
