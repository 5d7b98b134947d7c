using Harness.Judging;
using Harness.Reporting;

namespace Harness.Tests.Reporting;

public sealed class VerdictWordsTests
{
    public static TheoryData<RunResult, string> Sentences => new()
    {
        { SampleRuns.Passed(), "All 19 assertions held in 3 scenarios." },
        { SampleRuns.Failed(), "2 of 8 assertions failed and 1 invariant was broken in silent-drop." },
        { SampleRuns.Invalid(), "silent-drop: 3.4 % of the judged client-seconds overlap stalls of our own roles; more than 1 % makes a run invalid." },
        { SampleRuns.Incomplete(), "silent-drop: Interrupted (Ctrl-C) 16 s after the load began; the fault was still on." },
        { SampleRuns.Run(Verdict.Passed, SampleRuns.FailedAsExpected() with { Expected = [new ExpectedFailure("detection.undetected", true)] }), "silent-drop: Failed as expected by detection.undetected; everything else held." },
        { SampleRuns.Run(Verdict.Passed, SampleRuns.FailedAsExpected(), SampleRuns.SilentDrop()), "All 14 assertions held in 2 scenarios, and 1 of them failed as expected." },
        { SampleRuns.Run(Verdict.Failed, SampleRuns.HeldAgainstExpectation()), "silent-drop was expected to fail by detection.undetected, but it held." },
        { SampleRuns.Run(Verdict.Failed, SampleRuns.FailedAsExpected() with { Verdict = Verdict.Failed, Unmet = "also broke staleness, which was not expected" }), "silent-drop also broke staleness, which was not expected." },
        { SampleRuns.Run(Verdict.Incomplete), "Interrupted before any scenario began." },
        { SampleRuns.Run(Verdict.Incomplete, SampleRuns.SilentDrop()), "Interrupted after 2 min 21 s; not every scenario was run." },
        { SampleRuns.Run(Verdict.Passed, SampleRuns.SilentDrop() with { Assertions = [] }), "Nothing was asserted, and every invariant held in silent-drop." },
        { SampleRuns.Run(Verdict.Invalid, SampleRuns.SilentDrop() with { Verdict = Verdict.Invalid }), "silent-drop: The load generator itself was in the way, so nothing can be said." },
    };

    [Theory]
    [MemberData(nameof(Sentences), DisableDiscoveryEnumeration = true)]
    public void The_sentence_says_why(RunResult run, string expected) => Assert.Equal(expected, run.Sentence());
}
