using Xunit.Sdk;

namespace Harness.Tests.Clients;

public sealed class RuleTests
{
    [Fact]
    public void One_that_is_broken_fails_and_says_what_it_has_to()
    {
        Assert.Contains("seed 7 breaks it", Assert.Throws<FailException>(() => Rule.Holds(false, $"seed {7} breaks it")).Message, StringComparison.Ordinal);
        Assert.Contains("breaks it", Assert.Throws<FailException>(() => Rule.Holds(false, "breaks it")).Message, StringComparison.Ordinal);
        Assert.Throws<EqualException>(() => Rule.Equal(1, 2));
    }

    [Fact]
    public void Of_one_that_holds_nothing_is_put_together()
    {
        int asked = 0;
        Rule.Holds(true, $"{++asked}");
        Assert.Equal(0, asked);
    }
}
