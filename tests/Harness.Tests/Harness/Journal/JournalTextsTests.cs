using Harness.Journal;

namespace Harness.Tests.Journal;

public sealed class JournalTextsTests
{
    [Theory]
    [InlineData("")]
    [InlineData("checkout")]
    [InlineData("exactly sixteen!")]
    [InlineData("more than sixteen bytes, and with ünïcödé ≤ 3 ✓ in it")]
    public async Task A_text_comes_back_as_it_was(string text)
    {
        (RunJournal journal, int[] numbers) = await WriteAsync(text);
        Assert.Equal(text, JournalTexts.Read(journal)[(0, numbers[0])]);
    }

    [Fact]
    public async Task Equal_texts_are_written_once_and_different_ones_have_numbers_of_their_own()
    {
        (RunJournal journal, int[] numbers) = await WriteAsync("page", "checkout", "page");
        Assert.Equal([0, 1, 0], numbers);
        Assert.Equal(2, journal.Facts.Length);
    }

    [Fact]
    public async Task A_long_text_is_cut_between_two_characters()
    {
        (RunJournal journal, int[] numbers) = await WriteAsync(new string('a', JournalTexts.MostBytes - 1) + "ü" + "b");
        Assert.Equal(new string('a', JournalTexts.MostBytes - 1), JournalTexts.Read(journal)[(0, numbers[0])]);
    }

    [Fact]
    public async Task Beyond_the_most_texts_the_others_share_one_that_says_so()
    {
        (RunJournal journal, int[] numbers) = await WriteAsync([.. Enumerable.Range(0, JournalTexts.MostTexts + 5).Select(i => $"text {i}")]);
        Assert.Equal(JournalTexts.MostTexts + 1, numbers.Distinct().Count());
        Assert.StartsWith("(one of more than", JournalTexts.Read(journal)[(0, numbers[^1])], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Numbers_are_those_of_a_role()
    {
        using var folder = new JournalFolder();
        foreach (string role in (string[])["worker-0", "worker-1"])
        {
            await using JournalWriter writer = JournalWriter.Create(folder.In(role), role, TimeProvider.System);
            new JournalTexts(writer).Number($"of {role}", now: 5);
        }

        IReadOnlyDictionary<(short Role, int Number), string> texts = JournalTexts.Read(JournalFile.Merge([folder.In("worker-0"), folder.In("worker-1")]));
        Assert.Equal(("of worker-0", "of worker-1"), (texts[(0, 0)], texts[(1, 0)]));
    }

    private static async Task<(RunJournal Journal, int[] Numbers)> WriteAsync(params string[] texts)
    {
        using var folder = new JournalFolder();
        string path = folder.In("worker");
        int[] numbers;
        await using (JournalWriter writer = JournalWriter.Create(path, "worker", TimeProvider.System))
        {
            var written = new JournalTexts(writer);
            numbers = [.. texts.Select(text => written.Number(text, now: 7))];
        }

        return (JournalFile.Read(path), numbers);
    }
}
