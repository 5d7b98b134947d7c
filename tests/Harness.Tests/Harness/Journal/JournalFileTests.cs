using Harness.Clients;
using Harness.Journal;

namespace Harness.Tests.Journal;

public sealed class JournalFileTests : IDisposable
{
    private static readonly Fact[] _facts =
    [
        Facts.AttemptStarted(long.MaxValue - 1, 7, 1, AttemptCause.LockEnded),
        Facts.Opened(20, int.MaxValue, 2),
        Facts.FetchFailed(30, 0, 19, -1, FetchReason.PollLoss, 29),
        Facts.StateChanged(40, 1, ClientState.Suspect),
        Facts.HistogramBucket(50, -1, Series.TimerLag, 511, long.MinValue),
    ];

    private readonly JournalFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_a_role_wrote_is_read_back()
    {
        RunJournal journal = JournalFile.Read(await _folder.WriteAsync("worker-1 größte", _facts));

        Assert.Equal(["worker-1 größte"], journal.Roles);
        Assert.Equal(_facts, journal.Facts);
    }

    [Fact]
    public async Task A_journal_without_facts_is_one()
    {
        Assert.Empty(JournalFile.Read(await _folder.WriteAsync("idle")).Facts);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(39)]
    public async Task A_last_fact_that_is_cut_is_left_out(int missing)
    {
        string path = await _folder.WriteAsync("worker", _facts);
        using (var file = new FileStream(path, FileMode.Open))
        {
            file.SetLength(file.Length - missing);
        }

        Assert.Equal(_facts[..^1], JournalFile.Read(path).Facts);
    }

    [Theory]
    [InlineData(0, "is not a journal of this program")]
    [InlineData(7, "is not a journal of this program")]
    [InlineData(8, "has journal format")]
    [InlineData(12, "has journal format")]
    public async Task A_file_of_another_kind_or_version_is_refused_by_name(int spoilt, string message)
    {
        string path = await _folder.WriteAsync("worker", _facts);
        byte[] bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        bytes[spoilt]++;
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);

        var refused = Assert.Throws<JournalFormatException>(() => JournalFile.Read(path));
        Assert.StartsWith($"{path} {message}", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(19)]
    [InlineData(21)]
    [InlineData(26)]
    public async Task A_file_that_ends_within_its_header_is_refused(int length)
    {
        string path = await _folder.WriteAsync("worker", _facts);
        using (var file = new FileStream(path, FileMode.Open))
        {
            file.SetLength(length);
        }

        Assert.Contains(path, Assert.Throws<JournalFormatException>(() => JournalFile.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Roles_are_merged_by_the_clock_and_keep_their_names()
    {
        string first = await _folder.WriteAsync("worker-1", Facts.Opened(10, 1, 1), Facts.Opened(30, 2, 1), Facts.Opened(30, 3, 1));
        string second = await _folder.WriteAsync("worker-2", Facts.Opened(20, 4, 1), Facts.Opened(40, 5, 1));

        RunJournal journal = JournalFile.Merge([first, second]);

        Assert.Equal(["worker-1", "worker-2"], journal.Roles);
        Assert.Equal([(10, 1, 0), (20, 4, 1), (30, 2, 0), (30, 3, 0), (40, 5, 1)], journal.Facts.Select(fact => (fact.At, fact.Subject, (int)fact.Role)));
    }

    [Fact]
    public async Task A_merged_journal_is_written_whole_and_merges_again()
    {
        string first = await _folder.WriteAsync("worker-1", Facts.Opened(10, 1, 1));
        string second = await _folder.WriteAsync("worker-2", Facts.Opened(5, 2, 1));
        RunJournal merged = JournalFile.Merge([first, second]);
        string path = _folder.In("journal.bin");

        JournalFile.Write(path, merged);
        JournalFile.Write(path, merged);

        RunJournal read = JournalFile.Read(path);
        Assert.Equal(merged.Roles, read.Roles);
        Assert.Equal(merged.Facts, read.Facts);
        Assert.False(File.Exists(path + ".partial"));
        string third = await _folder.WriteAsync("worker-3", Facts.Opened(7, 3, 1));
        RunJournal again = JournalFile.Merge([path, third]);
        Assert.Equal(["worker-2", "worker-3", "worker-1"], again.Facts.Select(fact => again.Roles[fact.Role]));
    }

    [Fact]
    public async Task A_trail_stays_behind_its_declaration()
    {
        string worker = await _folder.WriteAsync(
            "worker",
            Facts.Opened(1_000, 1, 1), Facts.DeclaredDead(9_000, 1, 1, 6_000), Facts.HeartbeatTrail(7_000, 7_001, 0, 1, 1), Facts.HeartbeatTrail(8_000, 8_001, 0, 1, 1),
            Facts.SocketGone(9_000, 1, 1, CloseCause.Own));
        string other = await _folder.WriteAsync("other", Facts.Opened(7_500, 2, 1), Facts.Opened(8_999, 3, 1), Facts.Opened(9_001, 4, 1));

        RunJournal journal = JournalFile.Merge([worker, other]);

        Assert.Equal(
            [FactKind.Opened, FactKind.Opened, FactKind.Opened, FactKind.DeclaredDead, FactKind.HeartbeatTrail, FactKind.HeartbeatTrail, FactKind.SocketGone, FactKind.Opened],
            journal.Facts.Select(fact => fact.Kind));
    }

    [Fact]
    public async Task A_trail_stays_behind_its_declaration_also_where_other_threads_wrote_between_them()
    {
        // Sockets, timers and the metrics' flush add from threads of their own, and a histogram's facts carry the beginning of their second.
        string worker = await _folder.WriteAsync(
            "worker",
            Facts.DeclaredDead(9_000, 1, 1, 6_000), Facts.HistogramBucket(5_000, 0, Series.HeartbeatRtt, 3, 4), Facts.HeartbeatTrail(7_000, 7_001, 0, 1, 1),
            Facts.DeclaredDead(8_990, 2, 1, 6_000), Facts.HeartbeatTrail(8_000, 8_001, 0, 1, 1), Facts.HeartbeatTrail(7_990, 7_991, 0, 2, 1));

        RunJournal journal = JournalFile.Merge([worker]);

        Assert.Equal(
            [
                (FactKind.HistogramBucket, 0), (FactKind.DeclaredDead, 2), (FactKind.HeartbeatTrail, 2),
                (FactKind.DeclaredDead, 1), (FactKind.HeartbeatTrail, 1), (FactKind.HeartbeatTrail, 1),
            ],
            journal.Facts.Select(fact => (fact.Kind, fact.Subject)));
    }
}
