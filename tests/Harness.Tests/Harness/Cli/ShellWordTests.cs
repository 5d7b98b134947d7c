using Harness.Cli;

namespace Harness.Tests.Cli;

/// <summary>The commands in reports and workflows, as a shell reads them back.</summary>
public sealed class ShellWordTests
{
    [Theory]
    [InlineData("scenarios/a-b_1.yaml", "scenarios/a-b_1.yaml")]
    [InlineData("heartbeat.rtt.p99 <= 250ms", "'heartbeat.rtt.p99 <= 250ms'")]
    [InlineData("ws://h/s?x=1&y=2", "'ws://h/s?x=1&y=2'")]
    [InlineData("$HOME", "'$HOME'")]
    [InlineData("it's", @"'it'\''s'")]
    [InlineData("", "''")]
    public void What_a_shell_would_read_otherwise_is_quoted(string text, string word) => Assert.Equal(word, ShellWord.Quote(text));
}
