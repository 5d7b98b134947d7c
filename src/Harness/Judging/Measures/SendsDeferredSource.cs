using Harness.Judging.Reading;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary><c>sends.deferred</c>: messages that were asked for while the client had no open socket.</summary>
public sealed class SendsDeferredSource() : CountSource(MetricNames.SendsDeferred)
{
    protected override bool HasPopulation(Scope scope) => scope.Clients.Any();

    protected override IEnumerable<Sample> Counted(Scope scope) => scope.Clients.SelectMany(client => SessionMessage.Of(client)
        .Where(message => !message.WasOpen && scope.Includes(client, message.Asked))
        .Select(message => new Sample(client.Client, 1, message.Asked)));

    protected override string Why(JudgeContext context, Sample sample) => $"was asked to send a message at {context.Time.Seconds(sample.At):0.000} s, while it was not open";
}
