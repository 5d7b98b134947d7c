using Harness.Judging.Chat;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary>Counts the receipts that are not as they should be in one way.</summary>
public abstract class ChatReceiptSource(Metric metric, ChatOrder counted) : CountSource(metric)
{
    protected override bool HasPopulation(Scope scope) => Receipts(scope).Any();

    protected override IEnumerable<Sample> Counted(Scope scope) =>
        Receipts(scope).Where(receipt => receipt.Order == counted).Select(receipt => new Sample(receipt.Receiver, 1, receipt.At));

    protected override string Why(JudgeContext context, Sample sample)
    {
        ChatReceipt receipt = context.Chat!.Receipts.First(each => each.Receiver == sample.Client && each.At == sample.At && each.Order == counted);
        string what = context.Chat.Find(receipt.Sender, receipt.Id) is { } send ? ChatWords.Name(send) : $"message {receipt.Id} of {ChatWords.Client(receipt.Sender)}, which nobody has sent,";
        return Why(what);
    }

    protected abstract string Why(string message);

    private static IEnumerable<ChatReceipt> Receipts(Scope scope) =>
        scope.Context.Chat?.Receipts.Where(receipt => scope.Includes(scope.Context.Clients[receipt.Receiver], receipt.At)) ?? [];
}
