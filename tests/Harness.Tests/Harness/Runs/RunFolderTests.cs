using Harness.Runs;
using Harness.Tests.Scenarios;

namespace Harness.Tests.Runs;

public sealed class RunFolderTests
{
    [Fact]
    public async Task Runs_of_one_name_that_begin_in_the_same_second_get_a_folder_each()
    {
        using var work = new TemporaryFolder();
        DateTimeOffset now = new(2026, 3, 1, 14, 5, 9, TimeSpan.Zero);
        using var together = new Barrier(8);

        string[] folders = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () =>
            {
                together.SignalAndWait(TestContext.Current.CancellationToken);
                string folder = HarnessRun.CreateFolder(work.In("reports"), now, "standard");
                File.WriteAllText(Path.Combine(folder, "mine"), "");
                return folder;
            },
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        Assert.Equal(8, folders.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(
            ["20260301-140509-standard", .. Enumerable.Range(2, 7).Select(i => $"20260301-140509-standard-{i}")],
            Directory.GetDirectories(work.In("reports")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }
}
