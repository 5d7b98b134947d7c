using System.Collections.Immutable;

namespace Harness.Tests.Corpus;

/// <summary>A server with one mistake, under sound clients, and what finds it.</summary>
/// <param name="Name">Unique in the corpus.</param>
/// <param name="Wrong">One line: what it does wrong.</param>
/// <param name="Scene">Where it shows, with the mistake in it.</param>
/// <param name="CaughtBy">The assertion or invariant that has to be broken.</param>
internal sealed record FaultyServer(string Name, string Wrong, Scene Scene, string CaughtBy)
{
    /// <summary>Every one there is.</summary>
    public static readonly ImmutableArray<FaultyServer> All =
    [
        Flawed("replies-to-nothing", "never answers a heartbeat", Scenes.Calm, "false_alarms == 0"),
        Flawed("replies-late", "answers heartbeats 0.25 s late", Scenes.Calm, "heartbeat.rtt.p90 <= 150ms", delay: 250),
        Flawed("accepts-but-never-opens", "takes the handshake and never answers it", Scenes.Calm, "clients.never_opened == 0"),
        Flawed("pushes-before-commit", "pushes a version 0.7 s before it can be fetched", Scenes.Calm, "updates.lost == 0", delay: 700),
        Flawed("serves-old-versions", "answers fetches with the version before for 0.7 s", Scenes.Calm, "updates.delay.max <= 500ms", delay: 700),
        Flawed("duplicates-pushes", "sends each push twice", Scenes.Lively, "updates.duplicate == 0"),
        Flawed("reorders-pushes", "swaps neighbouring pushes", Scenes.Lively, "updates.out_of_order == 0", delay: 1500),
        new("loses-pushes", "one push in three never goes out", Scenes.Lively.With("lose-pushes", new { share = 0.33, seed = 5 }), "pushes.lost == 0"),
        Flawed("forgets-subscriptions", "acknowledges the subscription of a client that returns, and pushes nothing to it", Scenes.SilentDrop, "updates.lost == 0"),
        Flawed("keeps-presence", "lists clients that fell silent long ago", Scenes.ClientsGone, "presence.stale.max <= 2s"),
    ];

    private static FaultyServer Flawed(string name, string wrong, Scene scene, string caughtBy, double? delay = null) =>
        new(name, wrong, scene.With("flaws", new { names = new[] { name }, delayMs = delay }), caughtBy);
}
