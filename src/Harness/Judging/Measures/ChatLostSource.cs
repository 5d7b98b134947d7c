using Harness.Judging.Chat;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary><c>chat.lost</c>: messages that were owed to a client (<see cref="ChatLedger"/>) and that it did not get by the end of the drain. A limit holds for both ends.</summary>
public sealed class ChatLostSource() : CountSource(MetricNames.ChatLost)
{
    protected override bool HasPopulation(Scope scope) => Owed(scope).Any();

    protected override IEnumerable<Sample> Counted(Scope scope) =>
        Lost(scope).Select(owed => new Sample(owed.Client, 1, owed.Send.SentAt!.Value));

    protected override string Why(JudgeContext context, Sample sample)
    {
        ChatSend lost = context.Chat!.Sends.First(send => send.SentAt == sample.At && !context.Chat.Has(sample.Client, send) && context.Chat.OwedTo(send).Contains(sample.Client));
        return $"was in the room and did not get {ChatWords.Name(lost)}, sent at {context.Time.Seconds(sample.At):0.000} s";
    }

    /// <summary>Each message that was owed to a client within the limits and did not come to it.</summary>
    internal static IEnumerable<(int Client, ChatSend Send)> Lost(Scope scope) => Owed(scope).Where(owed => !scope.Context.Chat!.Has(owed.Client, owed.Send));

    private static IEnumerable<(int Client, ChatSend Send)> Owed(Scope scope) => scope.Context.Chat is not { } chat
        ? []
        : from send in chat.Sends
          where send.SentAt is { } at && scope.Includes(scope.Context.Clients[send.Sender], at)
          from client in chat.OwedTo(send)
          where scope.Includes(scope.Context.Clients[client], send.SentAt!.Value)
          select (client, send);
}
