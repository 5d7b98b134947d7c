using Harness.Judging.Evidence;
using Harness.Judging.Reading;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary>
/// <c>sends.delay</c>: from the instant a message was asked for until it went out; ∞ for one that is lost. One whose client was not open again before the end has no value.
/// </summary>
public sealed class SendsDelaySource() : DistributionSource(MetricNames.SendsDelay)
{
    protected override IEnumerable<Sample> Samples(Scope scope) => scope.Clients.SelectMany(client => SessionMessage.Of(client)
        .Where(message => (message.IsLost || message.Sent is not null) && scope.Includes(client, message.Asked))
        .Select(message => new Sample(client.Client, message.Sent is { } sent ? (sent - message.Asked) / 1e6 : double.PositiveInfinity, message.Asked)));

    protected override string Why(JudgeContext context, Sample sample) => double.IsPositiveInfinity(sample.Value)
        ? $"never sent a message that it was asked for at {context.Time.Seconds(sample.At):0.000} s"
        : $"sent a message {Words.Seconds(sample.Value)} after it was asked for, at {context.Time.Seconds(sample.At):0.000} s";
}
