using Harness.Journal;
using Harness.Tests.Target;

namespace Harness.Tests.Journal;

public sealed class JournalWriterTests : IDisposable
{
    private readonly JournalFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_killed_role_loses_at_most_one_second()
    {
        var time = new VirtualTime();
        string path = _folder.In("worker.journal");
        await using var writer = JournalWriter.Create(path, "worker", time);
        for (int second = 1; second <= 3; second++)
        {
            writer.Add(Facts.Opened(second, second, 1));
            time.Advance(TimeSpan.FromSeconds(1));

            // Read while the writer holds the file: nothing was closed or flushed by anybody.
            await UntilAsync(() => _folder.ReadOpen(path).Length == second);
        }

        Assert.Equal([1, 2, 3], _folder.ReadOpen(path).Select(fact => fact.Subject));
    }

    [Fact]
    public async Task Facts_of_many_threads_all_arrive_those_of_one_thread_in_order()
    {
        string path = _folder.In("worker.journal");
        await using (var writer = JournalWriter.Create(path, "worker", TimeProvider.System))
        {
            Parallel.For(0, 8, thread =>
            {
                for (int i = 0; i < 5_000; i++)
                {
                    writer.Add(Facts.Opened(i, thread, 1));
                    if (i % 1_000 == 0)
                    {
                        writer.Flush();
                    }
                }
            });
        }

        RunJournal journal = JournalFile.Read(path);
        Assert.Equal(40_000, journal.Facts.Length);
        Assert.All(journal.Facts.GroupBy(fact => fact.Subject), thread => Assert.Equal(Enumerable.Range(0, 5_000).Select(i => (long)i), thread.Select(fact => fact.At)));
    }

    [Fact]
    public async Task A_file_that_exists_is_not_overwritten()
    {
        string path = await _folder.WriteAsync("worker", Facts.Opened(1, 1, 1));

        Assert.Throws<IOException>(() => JournalWriter.Create(path, "worker", TimeProvider.System));
        Assert.Single(JournalFile.Read(path).Facts);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, deadline.Token);
        }
    }
}
