using Harness.Judging;
using Harness.Reporting;

namespace Harness.Tests.Reporting;

public sealed class ReportWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_run_leaves_its_five_files_and_nothing_else()
    {
        string folder = _folder["2026-03-01-standard"];

        await ReportWriter.WriteAsync(SampleRuns.Passed(), folder, TestContext.Current.CancellationToken);
        await ReportWriter.WriteAsync(SampleRuns.Failed(), folder, TestContext.Current.CancellationToken);

        Assert.Equal(["index.html", "junit.xml", "run.json", "series.csv", "summary.md"], Directory.GetFiles(folder).Select(Path.GetFileName).Order());
        Assert.Equal(Verdict.Failed, RunJson.Read(Path.Combine(folder, "run.json")).Verdict);
    }

    [Fact]
    public async Task Who_reads_the_old_file_meanwhile_reads_all_of_it()
    {
        await WholeFile.WriteAsync(_folder["run.json"], "old", TestContext.Current.CancellationToken);
        using FileStream stream = new(_folder["run.json"], FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

        await WholeFile.WriteAsync(_folder["run.json"], "newer", TestContext.Current.CancellationToken);

        using StreamReader reader = new(stream);
        Assert.Equal("old", await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.Equal("newer", await File.ReadAllTextAsync(_folder["run.json"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_file_that_cannot_be_put_in_its_place_leaves_nothing_behind()
    {
        Directory.CreateDirectory(_folder["run.json"]);

        await Assert.ThrowsAnyAsync<SystemException>(() => WholeFile.WriteAsync(_folder["run.json"], "new", TestContext.Current.CancellationToken));

        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task A_file_is_there_whole_or_as_it_was()
    {
        await WholeFile.WriteAsync(_folder["run.json"], "old", TestContext.Current.CancellationToken);
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => WholeFile.WriteAsync(_folder["run.json"], "new", cancelled.Token));

        Assert.Equal("old", await File.ReadAllTextAsync(_folder["run.json"], TestContext.Current.CancellationToken));
        Assert.Equal([_folder["run.json"]], Directory.GetFiles(_folder.Path));
    }
}
