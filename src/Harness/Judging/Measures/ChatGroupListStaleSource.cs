using Harness.Judging.Chat;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary><c>chat.group_list.stale</c>: what members' lists said wrongly of others once there was time to be told (<see cref="GroupLists"/>).</summary>
public sealed class ChatGroupListStaleSource() : CountSource(MetricNames.ChatGroupListStale)
{
    protected override bool HasPopulation(Scope scope) => scope.Context.Chat is { } chat && scope.Clients.Any(client => !chat.StaysOf(client.Client).IsEmpty);

    protected override IEnumerable<Sample> Counted(Scope scope) => scope.Context.GroupLists is not { } lists
        ? []
        : from client in scope.Clients
          from entry in lists.StaleOf(client)
          where scope.Includes(client, entry.At)
          select new Sample(client.Client, 1, entry.At);

    protected override string Why(JudgeContext context, Sample sample)
    {
        StaleEntry entry = context.GroupLists!.StaleOf(context.Clients[sample.Client]).First(each => each.At == sample.At);
        return $"{(entry.IsMissing ? "did not list" : "still listed")} {ChatWords.Client(entry.Member)} in g{entry.Group}, {(entry.IsMissing ? "which had come" : "which was gone")} {GroupLists.Settle / 1e6:0} s before";
    }
}
