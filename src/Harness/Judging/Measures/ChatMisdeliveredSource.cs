using Harness.Judging.Chat;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary><c>chat.misdelivered</c>: messages that came to a client they are not for: no member of the group, not the recipient, the sender itself; and those that nobody has sent.</summary>
public sealed class ChatMisdeliveredSource() : ChatReceiptSource(MetricNames.ChatMisdelivered, ChatOrder.Misdelivered)
{
    protected override string Why(string message) => $"got {message}, which is not for it";
}
