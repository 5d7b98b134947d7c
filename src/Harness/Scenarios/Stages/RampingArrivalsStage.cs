using Harness.Timing;

namespace Harness.Scenarios.Stages;

/// <summary>Clients arrive at a rate that moves evenly from one to another.</summary>
/// <remarks>
/// With a rate r(t) = from + (to − from)·t ÷ T, so many have come by t: N(t) = from·t + (to − from)·t² ÷ 2T. The n-th comes where N(t) = n + a drawn
/// place in (0, 1): the inverse of a quadratic.
/// </remarks>
public sealed record RampingArrivalsStage : LoadStage
{
    public static readonly StageKind About = new(
        "ramping-arrivals",
        "open model: the rate of arrivals moves evenly from one to another",
        "from: clients per second (default 0/s), to: clients per second, over: duration",
        "ramping-arrivals: { from: 10/s, to: 100/s, over: 30s }",
        section => new RampingArrivalsStage
        {
            From = section.Find("from")?.Rate() ?? 0,
            To = section.Require("to")?.Rate() ?? 1,
            Over = section.Require("over")?.Duration() ?? StageKind.Unread,
        });

    /// <summary>Clients per second at the beginning. At least 0.</summary>
    public double From { get; init; }

    /// <summary>Clients per second at the end. At least 0; not both are 0.</summary>
    public required double To { get; init; }

    public required TimeSpan Over { get; init; }

    public override string Kind => About.Name;

    public override string LengthKey => "over";

    public override TimeSpan Length => Over;

    public override bool IsOpen => true;

    public override double Expected => (From + To) / 2 * Over.TotalSeconds;

    public override LoadStage Scale(double factor) => this with { From = From / factor, To = To / factor, Over = Over * factor };

    public override LoadStage WithClients(double ratio) => this with { From = From * ratio, To = To * ratio };

    public override void Plan(StagePlan plan)
    {
        double seconds = plan.Length / 1e6;
        double slope = (To - From) / seconds;
        int sessions = (int)Math.Round((From + To) / 2 * seconds);
        for (int i = 0; i < sessions; i++)
        {
            plan.Arrive(Math.Clamp(When(i + plan.Draw(), slope) * 1e6, 0, plan.Length - 1));
        }
    }

    /// <summary>Seconds until so many have come: the root of slope ÷ 2·t² + from·t − n, written so that a slope of 0 does not divide by it.</summary>
    private double When(double n, double slope) => 2 * n / (From + Math.Sqrt(Math.Max(0, (From * From) + (2 * slope * n))));

    public override IEnumerable<(string Key, string Message)> Check()
    {
        foreach ((string, string) wrong in ArrivalRate.Check("from", From, orNone: true).Concat(ArrivalRate.Check("to", To, orNone: From > 0)))
        {
            yield return wrong;
        }
    }
}
