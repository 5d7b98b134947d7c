using Harness.Dashboard;
using Harness.Tests.Target;

namespace Harness.Tests.Dashboard;

public sealed class RenewedTests
{
    private readonly VirtualTime _time = new();
    private int _made;
    private long _changes;

    [Fact]
    public async Task However_often_it_is_asked_for_it_is_made_once_a_period_and_not_at_all_of_the_same_state()
    {
        using var text = new Renewed(_time, _ => TimeSpan.FromSeconds(3));
        Assert.Equal("1 at 0", await GetAsync(text));

        _changes = 5;
        _time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.Equal("1 at 0", await GetAsync(text));
        _time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal("2 at 5", await GetAsync(text));

        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal("2 at 5", await GetAsync(text));
    }

    [Fact]
    public async Task As_long_as_there_is_nothing_to_tell_it_is_asked_for_anew()
    {
        using var text = new Renewed(_time, _ => TimeSpan.FromHours(1));

        Assert.Null(await text.GetAsync(() => 0, () => Task.FromResult<string?>(null), TestContext.Current.CancellationToken));
        Assert.Equal("1 at 0", await GetAsync(text));
    }

    private Task<string?> GetAsync(Renewed text) => text.GetAsync(() => _changes, () => Task.FromResult<string?>($"{++_made} at {_changes}"), TestContext.Current.CancellationToken);
}
