using Harness.Judging.Chat;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary><c>chat.out_of_order</c>: messages that came after a later one of the same sender in the same place, where both were sent on one connection and received on one.</summary>
public sealed class ChatOutOfOrderSource() : ChatReceiptSource(MetricNames.ChatOutOfOrder, ChatOrder.OutOfOrder)
{
    protected override string Why(string message) => $"got {message} after a later one of the same sender";
}
