using Harness.Judging.Evidence;
using Harness.Judging.Measures;
using Harness.Judging.Reading;

namespace Harness.Judging.Results;

/// <summary>Asks the assertions in code, which see everything else judged already.</summary>
public static class CustomAssertions
{
    /// <summary>The result with them, and with the verdict that they leave of it.</summary>
    public static ScenarioResult Judge(JudgeContext context, ScenarioResult judged)
    {
        AssertionResult[] asked = [.. context.Scenario.Checks.OfType<CustomAssertion>().Select(check => Ask(context, check, judged))];
        string[] broken = [.. asked.Where(assertion => !assertion.Passed).Select(assertion => assertion.Expression)];
        if (asked.Length == 0)
        {
            return judged;
        }

        return judged with
        {
            Assertions = [.. judged.Assertions, .. asked],
            Verdict = broken.Length > 0 && judged.Verdict == Verdict.Passed ? Verdict.Failed : judged.Verdict,
            Unmet = broken.Length == 0 || judged.Expected.IsEmpty ? judged.Unmet
                : $"{judged.Unmet}{(judged.Unmet.Length > 0 ? "; " : "")}also broke {string.Join(" and ", broken)}, which was not expected",
        };
    }

    private static AssertionResult Ask(JudgeContext context, CustomAssertion check, ScenarioResult judged)
    {
        CheckResult found = check.Check(judged, context.Run);
        int[] known = [.. found.Clients.Where(client => client >= 0 && client < context.Clients.Length)];
        return new AssertionResult
        {
            Expression = check.Name,
            Actual = found.Words,
            Passed = found.Passed,
            Evidence = found.Passed ? [] : WorstClients.Tell(context, known.Select(client => AsSample(context.Clients[client], context)), _ => found.Words),
            Offenders = found.Passed ? 0 : known.Distinct().Count(),
        };
    }

    /// <summary>The whole of what is judged of a client: the assertion says nothing about an instant.</summary>
    private static Sample AsSample(ClientRecord client, JudgeContext context) => new(client.Client, 1, Math.Min(client.Until, context.Time.End)) { Since = context.Time.Load };
}
