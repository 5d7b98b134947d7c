using Harness.Judging.Chat;
using Harness.Judging.Evidence;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary>
/// <c>chat.delay</c>: from the instant a message was due until it first came to a client that it is for. Messages that had to wait because their sender was not connected are left
/// out; those that did not come are <c>chat.lost</c>. A limit holds for both ends.
/// </summary>
public sealed class ChatDelaySource() : DistributionSource(MetricNames.ChatDelay)
{
    protected override IEnumerable<Sample> Samples(Scope scope)
    {
        foreach (ChatReceipt receipt in scope.Context.Chat?.Receipts ?? [])
        {
            if (receipt.Order is ChatOrder.New or ChatOrder.OutOfOrder && scope.Context.Chat!.Find(receipt.Sender, receipt.Id) is { WasOpen: true } send
                && scope.Includes(scope.Context.Clients[receipt.Receiver], receipt.At) && scope.Includes(scope.Context.Clients[receipt.Sender], receipt.At))
            {
                yield return new Sample(receipt.Receiver, (receipt.At - send.Due) / 1e6, receipt.At) { Since = send.Due };
            }
        }
    }

    protected override string Why(JudgeContext context, Sample sample) => $"got a message {Words.Seconds(sample.Value)} after it was due";
}
