using System.Runtime.CompilerServices;
using Harness.Journal;

namespace Harness.Tests.Journal;

public sealed class FactTests
{
    [Fact]
    public void A_fact_is_forty_bytes_in_memory_as_on_disk()
    {
        Assert.Equal(40, Unsafe.SizeOf<Fact>());
        Assert.Equal(40, Fact.Size);
    }

    [Fact]
    public void The_numbers_of_kinds_are_the_format_and_never_move()
    {
        Dictionary<FactKind, int> numbers = new()
        {
            [FactKind.PhaseBegan] = 1, [FactKind.FaultEdge] = 2, [FactKind.PresenceDropped] = 3, [FactKind.Stall] = 4, [FactKind.Published] = 5,
            [FactKind.AttemptStarted] = 16, [FactKind.Opened] = 17, [FactKind.AttemptFailed] = 18, [FactKind.DeclaredDead] = 19, [FactKind.HeartbeatTrail] = 20,
            [FactKind.SocketGone] = 21, [FactKind.HeartbeatMissed] = 22, [FactKind.StateChanged] = 23, [FactKind.VersionHeld] = 24, [FactKind.FetchAnswered] = 25,
            [FactKind.FetchFailed] = 26, [FactKind.SendAsked] = 27, [FactKind.SendDone] = 28, [FactKind.SendLost] = 29, [FactKind.HeartbeatRefused] = 30, [FactKind.HeartbeatHurried] = 39,
            [FactKind.ClosedByUser] = 31, [FactKind.Left] = 32, [FactKind.FirstByteAfterArming] = 33, [FactKind.HistogramBucket] = 64, [FactKind.CounterSlice] = 65,
        };

        Assert.All(numbers, pair => Assert.Equal(pair.Value, (int)pair.Key));
        Assert.Equal(Enum.GetNames<FactKind>().Length, Enum.GetValues<FactKind>().Distinct().Count());
    }
}
