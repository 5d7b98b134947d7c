using System.Collections.Immutable;

namespace Harness.Judging;

/// <summary>What the session code of a scenario in C# did and recorded.</summary>
public sealed record SessionResult
{
    /// <summary>Clients whose code began.</summary>
    public required int Began { get; init; }

    /// <summary>Of them, those whose code had done what it was to do.</summary>
    public required int Returned { get; init; }

    /// <summary>Those whose client, or whose run, ended first.</summary>
    public required int Cancelled { get; init; }

    /// <summary>What went wrong, most often first.</summary>
    public required ImmutableArray<SessionFailure> Failures { get; init; }

    /// <summary>In the order of their names.</summary>
    public required ImmutableArray<CustomMetricResult> Metrics { get; init; }
}

/// <summary>Something that session code, or a client under test, failed by.</summary>
/// <param name="What">Its message.</param>
/// <param name="Times">How often.</param>
/// <param name="FirstClient">The first client that met it.</param>
public sealed record SessionFailure(string What, int Times, int FirstClient);

/// <summary>A custom metric. A null in a statistic is ∞: what failed is counted, not dropped.</summary>
/// <param name="Name">The name, with the labels that were on before it: <c>vip/checkout</c>.</param>
/// <param name="Unit"><c>seconds</c> or <c>number</c>.</param>
/// <param name="Values">Its distribution.</param>
/// <param name="Sum">The sum of all values; null: ∞.</param>
public sealed record CustomMetricResult(string Name, string Unit, Distribution Values, double? Sum);
