using Harness.Toxiproxy.Proxies;
using Harness.Toxiproxy.Timing;

namespace Harness.Tests.Toxiproxy.Proxies;

public sealed class SpareMemoryTests
{
    private int _givenBack;

    [Fact]
    public async Task Is_given_back_once_when_nine_of_ten_have_closed()
    {
        using var delays = new DelayQueue();
        var memory = new SpareMemory(delays, () => Interlocked.Increment(ref _givenBack));

        OpenAndClose(memory, peak: 1000, rest: 90);

        await Wire.UntilAsync(() => Volatile.Read(ref _givenBack) == 1);
        OpenAndClose(memory, peak: 300, rest: 0);
        Assert.Equal(0, delays.Count);
        OpenAndClose(memory, peak: 2000, rest: 0);
        await Wire.UntilAsync(() => Volatile.Read(ref _givenBack) == 2);
    }

    [Theory]
    [InlineData(1000, 101)]
    [InlineData(499, 0)]
    public void Is_kept_while_many_are_open_and_where_there_never_were(int peak, int rest)
    {
        using var delays = new DelayQueue();
        var memory = new SpareMemory(delays, () => Interlocked.Increment(ref _givenBack));

        OpenAndClose(memory, peak, rest);

        Assert.Equal(0, delays.Count);
        Assert.Equal(0, _givenBack);
    }

    [Fact]
    public async Task Is_kept_if_clients_come_back_at_once()
    {
        using var delays = new DelayQueue();
        var memory = new SpareMemory(delays, () => Interlocked.Increment(ref _givenBack));

        OpenAndClose(memory, peak: 1000, rest: 50);
        memory.Note(700);

        await Wire.UntilAsync(() => delays.Count == 0);
        await Wire.NothingForAsync(TimeSpan.FromMilliseconds(100), () => Volatile.Read(ref _givenBack) > 0);
    }

    private static void OpenAndClose(SpareMemory memory, int peak, int rest)
    {
        for (int open = 1; open <= peak; open++)
        {
            memory.Note(open);
        }

        for (int open = peak - 1; open >= rest; open--)
        {
            memory.Note(open);
        }
    }
}
