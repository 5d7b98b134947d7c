using Harness.Clients;

namespace Harness.Scenarios.Files.Validation;

/// <summary>What clients' users send: something, now and then, over a socket.</summary>
internal static class SendRule
{
    public static void Check(Scenario scenario, Findings findings)
    {
        if (scenario.Clients.Policy.Send is not { } send)
        {
            return;
        }

        if (scenario.Clients.Policy.Transport == ClientTransport.Poll)
        {
            findings.Error("clients.send", "does not apply: transport poll has no socket", "clients.transport");
        }

        findings.MoreThanZero("clients.send.every", send.Every);
        if (send.Message.Length == 0)
        {
            findings.Error("clients.send.message", "must not be empty");
        }
    }
}
