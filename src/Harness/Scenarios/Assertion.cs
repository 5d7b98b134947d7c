using Harness.Metrics;

namespace Harness.Scenarios;

/// <summary>How an actual value is compared with the limit.</summary>
public enum Comparison
{
    LessOrEqual,
    Less,
    Equal,
    NotEqual,
    GreaterOrEqual,
    Greater,
}

/// <summary>
/// <c>metric[.stat] operator value</c>, or a metric alone that holds or does not (<c>detection.within_bound</c>),
/// optionally limited to one fault or to one side of the control group.
/// </summary>
public sealed record Assertion
{
    private static readonly Metric _unread = new("", MetricUnit.Count, false, MetricNeeds.None, "");

    /// <summary>As written, with the limits behind it: what reports and JUnit show.</summary>
    public required string Expression { get; init; }

    public required Metric Metric { get; init; }

    /// <summary>The statistic of a distribution; null for counts and for metrics that hold or do not.</summary>
    public Stat? Stat { get; init; }

    public Comparison Comparison { get; init; } = Comparison.Equal;

    /// <summary>The limit in the metric's unit: seconds for durations, events or bytes per second for rates, 0 to 1 for shares. 1 for a metric that must hold.</summary>
    public double Limit { get; init; } = 1;

    /// <summary>What is wrong with the text that it was made from in C#, to be read after its path; null: nothing. The validator refuses it.</summary>
    public string? Problem { get; init; }

    /// <summary>Only this fault (its index in the scenario); null: all.</summary>
    public int? Fault { get; init; }

    /// <summary>Only these clients; null: all.</summary>
    public CohortSide? Cohort { get; init; }

    /// <summary>Only the clients of this population; null: all.</summary>
    public string? Population { get; init; }

    /// <summary>An assertion as a scenario file has it: <c>fallback.time.p99 &lt;= 2s</c>. What is wrong with the text is told by the validator, with everything else.</summary>
    public static implicit operator Assertion(string text) => Of(text);

    /// <summary>As the conversion.</summary>
    public static Assertion Of(string text) => AssertionText.TryParse(text, out Assertion? assertion, out string? error)
        ? assertion
        : new Assertion { Expression = text, Metric = _unread, Problem = error };

    /// <summary>An assertion as a scenario file has it, to be limited further: <c>Assertion.Parse("false_alarms == 0") with { Cohort = CohortSide.Control }</c>.</summary>
    /// <exception cref="FormatException">It is none; the message says why.</exception>
    public static Assertion Parse(string text) => Of(text) is { Problem: { } problem } ? throw new FormatException($"the assertion \"{text}\" {problem}") : Of(text);

    /// <summary>The same assertion in scaled time: limits of durations are multiplied, limits of rates divided.</summary>
    public Assertion Scale(double factor) => Metric.Unit switch
    {
        MetricUnit.Seconds => this with { Limit = Limit * factor },
        MetricUnit.Rate or MetricUnit.ByteRate => this with { Limit = Limit / factor },
        _ => this,
    };
}

/// <summary>Which side of the control group a client is on.</summary>
public enum CohortSide
{
    /// <summary>Cohorts that no fault of the scenario hits: nothing may disturb them.</summary>
    Control,

    /// <summary>Cohorts that at least one fault hits.</summary>
    Hit,
}
