using Harness.Toxiproxy.Links;

namespace Harness.Toxiproxy.Toxics;

/// <summary>A toxic within another's attributes: <c>{"type": …, "attributes": {…}}</c>.</summary>
internal sealed record NestedToxic(string Type, Toxic Toxic)
{
    internal static readonly NestedToxic Missing = new("", Noop.Instance);
}

/// <summary>
/// <c>flap</c>: another toxic, on and off in turn, starting with on. All connections of the proxy turn together, as those of one network do.
/// Turning off is what removing the other toxic is, with all that its removal does. An update begins anew, with on.
/// </summary>
internal sealed record FlapToxic : Toxic
{
    /// <summary>Which one: any but another flap.</summary>
    public NestedToxic Toxic { get; init; } = NestedToxic.Missing;

    /// <summary>How long it is on, at least 1 ms.</summary>
    public TimeSpan On { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long it is off, at least 1 ms.</summary>
    public TimeSpan Off { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Each period is drawn evenly from (1 − jitter) to (1 + jitter) times its length, 0 to 1.</summary>
    public double Jitter { get; init; }

    /// <summary>Fixes the draws of the periods.</summary>
    public long Seed { get; init; }

    internal bool IsOn { get; init; } = true;

    internal Toxic Running => IsOn ? Toxic.Toxic : Noop.Instance;

    /// <summary>The length of the n-th period, counted from 0; even ones are on.</summary>
    internal TimeSpan Period(long n)
    {
        TimeSpan even = n % 2 == 0 ? On : Off;
        double draw = Draws.Fraction(Draws.Key(Draws.Key(0, Seed), n));
        return even * (1 + Jitter * (2 * draw - 1));
    }

    internal override void Pipe(ToxicStub stub) => throw new InvalidOperationException("links run what flaps, not the flapping");

    internal override string? Check() =>
        Toxic == NestedToxic.Missing ? "toxic is missing, such as {\"type\": \"timeout\", \"attributes\": {\"timeout\": 0}}"
        : On < TimeSpan.FromMilliseconds(1) ? "on must be at least 1"
        : Off < TimeSpan.FromMilliseconds(1) ? "off must be at least 1"
        : Jitter is >= 0 and <= 1 ? null
        : "jitter must be from 0 to 1";
}
