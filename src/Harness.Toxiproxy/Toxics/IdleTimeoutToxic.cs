using System.Diagnostics;
using Harness.Toxiproxy.Links;
using Harness.Toxiproxy.Timing;

namespace Harness.Toxiproxy.Toxics;

/// <summary>
/// <c>idle_timeout</c>: cuts a connection on which no data has passed either way for <c>timeout</c> ms, as middle boxes do: with FIN, with RST, or
/// silently. The time counts from the last data, at the earliest from when the toxic came.
/// </summary>
internal sealed record IdleTimeoutToxic : Toxic, IConnectionToxic
{
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    public Ending End { get; init; }

    internal override void Pipe(ToxicStub stub)
    {
        Noop.Instance.Pipe(stub);
        if (stub.Due is null)
        {
            stub.WakeAfter(Timeout);
        }
        else if (stub.IsDue)
        {
            // Data does not move the timer, it is looked for when the timer has run: a busy connection costs nothing.
            long due = StopwatchTicks.After(stub.Connection.LastData, Timeout);
            if (due > Stopwatch.GetTimestamp())
            {
                stub.Due = due;
            }
            else
            {
                stub.Connection.Cut(End);
            }
        }
    }

    internal override string? Check() => Timeout < TimeSpan.FromMilliseconds(1) ? "timeout must be at least 1" : null;
}
