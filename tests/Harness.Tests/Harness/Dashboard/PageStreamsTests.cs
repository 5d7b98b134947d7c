using System.Threading.Channels;
using Harness.Dashboard;

namespace Harness.Tests.Dashboard;

public sealed class PageStreamsTests
{
    private readonly PageStreams _streams = new(most: 2);

    [Fact]
    public void A_reader_that_is_slow_gets_the_newest_only_and_nobody_waits_for_it()
    {
        Channel<PageEvent> reader = _streams.Open()!;
        for (int i = 0; i < 100; i++)
        {
            _streams.Publish(new PageEvent("page", $"{i}"));
        }

        Assert.True(reader.Reader.TryRead(out PageEvent? read));
        Assert.Equal("99", read!.Data);
        Assert.False(reader.Reader.TryRead(out _));
    }

    [Fact]
    public void There_are_no_more_readers_than_there_may_be()
    {
        Channel<PageEvent>? first = _streams.Open(), second = _streams.Open();
        Assert.NotNull(second);
        Assert.Null(_streams.Open());

        _streams.Close(first!);
        Assert.NotNull(_streams.Open());
    }

    [Fact]
    public async Task The_end_replaces_what_was_not_read_ends_the_streams_and_waits_until_all_are_gone()
    {
        Channel<PageEvent> reader = _streams.Open()!;
        _streams.Publish(new PageEvent("page", "old"));

        Task gone = _streams.End(new PageEvent("end", "last"));

        Assert.Equal(["last"], await reader.Reader.ReadAllAsync(TestContext.Current.CancellationToken).Select(read => read.Data).ToArrayAsync(TestContext.Current.CancellationToken));
        Assert.False(gone.IsCompleted);
        _streams.Close(reader);
        await gone.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Who_comes_after_the_end_gets_that()
    {
        Assert.True(_streams.End(new PageEvent("end", "last")).IsCompleted);

        Channel<PageEvent> reader = _streams.Open()!;

        Assert.True(reader.Reader.TryRead(out PageEvent? read));
        Assert.Equal("last", read!.Data);
        Assert.True(reader.Reader.Completion.IsCompleted);
    }
}
