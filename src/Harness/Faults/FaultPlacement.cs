using Harness.Scenarios;
using Harness.Scenarios.Files.Config;

namespace Harness.Faults;

/// <summary>Where and when: the keys that every kind of fault has. The meaning of each is at <see cref="Fault"/>.</summary>
public readonly record struct FaultPlacement(TimeSpan At, TimeSpan? For, double Share, FaultPath Path)
{
    /// <summary>Reads <c>at</c>, <c>for</c>, <c>share</c> and <c>path</c>, as far as the kind has them; what is missing or unreadable is reported there.</summary>
    public static FaultPlacement Read(ConfigSection section, FaultKind kind) => new(
        section.Require("at")?.Duration() ?? TimeSpan.Zero,
        section.Find("for")?.Duration(),
        (kind.HasShare ? section.Require("share")?.Share() : null) ?? 1,
        (kind.HasPath ? section.Find("path") : null)?.OneOf(("websocket", FaultPath.WebSocket), ("http", FaultPath.Http), ("all", FaultPath.All)) ?? FaultPath.WebSocket);
}
