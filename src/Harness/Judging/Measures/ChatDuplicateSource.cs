using Harness.Judging.Chat;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary><c>chat.duplicate</c>: messages that came to a client which had got them before, on whichever connection.</summary>
public sealed class ChatDuplicateSource() : ChatReceiptSource(MetricNames.ChatDuplicate, ChatOrder.Duplicate)
{
    protected override string Why(string message) => $"got {message} once more";
}
