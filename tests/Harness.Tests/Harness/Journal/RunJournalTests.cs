using Harness.Journal;

namespace Harness.Tests.Journal;

public sealed class RunJournalTests
{
    [Fact]
    public void The_journals_of_scenarios_are_told_apart_again()
    {
        RunJournal one = new(["run", "worker-0"], [Facts.Opened(1, 0, 1) with { Role = 1 }, Facts.Opened(2, 1, 1)]);
        RunJournal two = new(["run", "worker-0", "worker-1"], [Facts.Opened(3, 2, 1) with { Role = 2 }]);

        var joined = RunJournal.Join([("drop", one), ("drop-2", two)]);

        Assert.Equal(["drop/run", "drop/worker-0", "drop-2/run", "drop-2/worker-0", "drop-2/worker-1"], joined.Roles);
        Assert.Equal(one.Roles, joined.Of("drop").Roles);
        Assert.Equal(one.Facts, joined.Of("drop").Facts);
        Assert.Equal(two.Roles, joined.Of("drop-2").Roles);
        Assert.Equal(two.Facts, joined.Of("drop-2").Facts);
        Assert.Empty(joined.Of("other").Facts);
    }
}
