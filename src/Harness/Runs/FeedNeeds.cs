using Harness.Data.Feeds;
using Harness.Scenarios;

namespace Harness.Runs;

/// <summary>Whether feeds have rows for the clients that a plan brings: how many arrive may be drawn, so a scenario alone does not say.</summary>
internal static class FeedNeeds
{
    /// <exception cref="UsageException">A feed of unique rows has too few.</exception>
    public static void Check(Scenario scenario, RunPlan plan)
    {
        if (scenario.Data.Feeds.FirstOrDefault(feed => feed.From.Pick == FeedPick.Unique && feed.Rows < plan.Sessions.Length) is { } feed)
        {
            throw new UsageException(
                $"{scenario.Name}: data.feeds.{feed.Name}.pick is unique, and {Path.GetFileName(feed.From.Path)} has {feed.Rows} rows, but under --seed {plan.Seed} the load "
                + $"brings {plan.Sessions.Length} clients in all, those that follow others included. Give it more rows, or pick in_order.");
        }
    }
}
