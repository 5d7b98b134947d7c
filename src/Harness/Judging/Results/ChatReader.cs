using Harness.Judging.Chat;
using Harness.Judging.Measures;
using Harness.Metrics;
using Harness.Scenarios;

namespace Harness.Judging.Results;

/// <summary>The chat room's figures over a whole run; those that can be asserted are the metrics' own.</summary>
public static class ChatReader
{
    public static ChatResult? Read(JudgeContext context)
    {
        if (context.Chat is not { } chat)
        {
            return null;
        }

        int sent = 0, owed = 0, unjudged = 0;
        foreach (ChatSend send in chat.Sends.Where(send => send.SentAt is not null))
        {
            sent++;
            HashSet<int> must = [.. chat.OwedTo(send)];
            owed += must.Count;
            unjudged += chat.AddresseesOf(send).Count(client => !must.Contains(client) && !chat.StaysOf(client).IsEmpty && !chat.Has(client, send));
        }

        return new ChatResult
        {
            Groups = chat.Roster.Settings.Groups,
            Asked = chat.Sends.Count,
            Deferred = chat.Sends.Count(send => !send.WasOpen),
            Sent = sent,
            Received = chat.Receipts.Count,
            Owed = owed,
            Lost = Count(context, new ChatLostSource()),
            Unjudged = unjudged,
            Duplicate = Count(context, new ChatDuplicateSource()),
            OutOfOrder = Count(context, new ChatOutOfOrderSource()),
            Misdelivered = Count(context, new ChatMisdeliveredSource()),
            DelayP50 = Delay(context, Stat.P50),
            DelayP99 = Delay(context, Stat.P99),
            Refused = Count(context, new ChatRefusedSource()),
            Admitted = Count(context, new ChatAdmittedWithBadTokenSource()),
            StaleLists = Count(context, new ChatGroupListStaleSource()),
        };
    }

    private static Scope Whole(JudgeContext context, Metric metric) => new(context, new Assertion { Expression = metric.Name, Metric = metric });

    private static int Count(JudgeContext context, CountSource source) => (int)(source.CountIn(Whole(context, source.Metric)) ?? 0);

    /// <summary>Null for none, and for never: then so much is lost that <see cref="ChatResult.Lost"/> says more.</summary>
    private static double? Delay(JudgeContext context, Stat stat) =>
        new ChatDelaySource().StatIn(Whole(context, MetricNames.ChatDelay), stat) is { } delay && double.IsFinite(delay) ? delay : null;
}
