using Harness.Judging.Reading;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary><c>sends.lost</c>: messages that never went out, though the client had a socket that they could have gone out on.</summary>
public sealed class SendsLostSource() : CountSource(MetricNames.SendsLost)
{
    protected override bool HasPopulation(Scope scope) => scope.Clients.Any(client => SessionMessage.Of(client).Any());

    protected override IEnumerable<Sample> Counted(Scope scope) => scope.Clients.SelectMany(client => SessionMessage.Of(client)
        .Where(message => message.IsLost && scope.Includes(client, message.Asked))
        .Select(message => new Sample(client.Client, 1, message.Asked)));

    protected override string Why(JudgeContext context, Sample sample) => $"never sent a message that it was asked for at {context.Time.Seconds(sample.At):0.000} s, and was open then or later";
}
