using Harness.Judging.Chat;
using Harness.Judging.Evidence;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary>
/// <c>chat.delay</c>: from the instant a message was due until it first came to a client that it is for; ∞ for one that was owed to it (<see cref="ChatLedger"/>) and never came,
/// so that a server which loses what it is late with does not look quick. Messages that had to wait because their sender was not connected are left out. A limit holds for both ends.
/// </summary>
public sealed class ChatDelaySource() : DistributionSource(MetricNames.ChatDelay)
{
    protected override IEnumerable<Sample> Samples(Scope scope)
    {
        foreach ((int client, ChatSend send) in ChatLostSource.Lost(scope).Where(lost => lost.Send.WasOpen))
        {
            yield return new Sample(client, double.PositiveInfinity, send.SentAt!.Value) { Since = send.Due };
        }

        foreach (ChatReceipt receipt in scope.Context.Chat?.Receipts ?? [])
        {
            if (receipt.Order is ChatOrder.New or ChatOrder.OutOfOrder && scope.Context.Chat!.Find(receipt.Sender, receipt.Id) is { WasOpen: true } send
                && scope.Includes(scope.Context.Clients[receipt.Receiver], receipt.At) && scope.Includes(scope.Context.Clients[receipt.Sender], receipt.At))
            {
                yield return new Sample(receipt.Receiver, (receipt.At - send.Due) / 1e6, receipt.At) { Since = send.Due };
            }
        }
    }

    protected override string Why(JudgeContext context, Sample sample) => double.IsPositiveInfinity(sample.Value)
        ? $"was in the room and never got a message that was sent at {context.Time.Seconds(sample.At):0.000} s"
        : $"got a message {Words.Seconds(sample.Value)} after it was due";
}
