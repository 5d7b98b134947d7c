using Harness.Clients;
using Harness.Scenarios.Files.Config;

namespace Harness.Scenarios.Files.Validation;

/// <summary>Heartbeats: often enough to be measured, seldom enough to be timed, at most one rule that declares, and nothing that contradicts who sends them or in what form.</summary>
internal static class HeartbeatRule
{
    /// <summary>Below this, the timers' own grain decides about misses.</summary>
    private static readonly TimeSpan _shortest = TimeSpan.FromMilliseconds(100);

    private const int MostMisses = 1000;

    public static void Check(Scenario scenario, Findings findings)
    {
        if (scenario.Clients.Policy.Heartbeat is not { } heartbeat)
        {
            return;
        }

        if (scenario.Clients.Policy.Transport == ClientTransport.Poll)
        {
            findings.Error("clients.heartbeat", "does not apply: transport poll has no socket; leave heartbeats out", "clients.transport");
            return;
        }

        findings.AtLeast("clients.heartbeat.interval", heartbeat.Interval, _shortest);
        if (heartbeat is { Message.Length: 0, Sender: HeartbeatSender.Client, Form: HeartbeatForm.Text })
        {
            findings.Error("clients.heartbeat.message", "must not be empty");
        }

        string[] declare = [.. Declarations(heartbeat)];
        if (declare.Length > 1)
        {
            findings.Error("clients.heartbeat", $"must have one of misses, timeout and silence, but has {Nearest.Join(declare, "and")}", "clients.preset");
        }

        CheckSender(heartbeat, declare, findings);
        CheckForm(heartbeat, declare, findings);
        CheckDeclaration(heartbeat, findings);
    }

    private static IEnumerable<string> Declarations(HeartbeatPolicy heartbeat)
    {
        if (heartbeat.Misses is not null)
        {
            yield return "misses";
        }

        if (heartbeat.ReplyTimeout is not null)
        {
            yield return "timeout";
        }

        if (heartbeat.Silence is not null)
        {
            yield return "silence";
        }
    }

    private static void CheckSender(HeartbeatPolicy heartbeat, string[] declare, Findings findings)
    {
        if (heartbeat.Sender == HeartbeatSender.Client)
        {
            if (heartbeat.Answer == AnswerRule.ServerHeartbeat)
            {
                findings.Error("clients.heartbeat.answer", "is server_heartbeat, but the client sends the heartbeats; set any or reply, or sender: server", "clients.preset", "clients.heartbeat.sender");
            }

            return;
        }

        string[] from = ["clients.preset", "clients.heartbeat.sender"];
        foreach (string key in declare.Where(key => key != "silence"))
        {
            findings.Error($"clients.heartbeat.{key}", $"does not apply: the server sends the heartbeats, so none of the client's goes unanswered; set {key}: none and a silence", from);
        }

        if (heartbeat.Answer == AnswerRule.Reply)
        {
            findings.Error("clients.heartbeat.answer", "is reply, but the server sends the heartbeats; set any or server_heartbeat, or sender: client", from);
        }

        if (heartbeat.Form != HeartbeatForm.Text)
        {
            findings.Error("clients.heartbeat.form", "must be text where the server sends the heartbeats: it is the client's answer (ping frames are answered by pong frames anyway)", from);
        }

        foreach ((string key, bool given) in ((string, bool)[])[("at_once", heartbeat.AtOnce), ("random_start", heartbeat.RandomStart), ("pace", heartbeat.Pace == HeartbeatPace.Fixed)])
        {
            if (given)
            {
                findings.Error($"clients.heartbeat.{key}", "does not apply: the server sends the heartbeats, at its own times; leave it out, or set sender: client", from);
            }
        }
    }

    private static void CheckForm(HeartbeatPolicy heartbeat, string[] declare, Findings findings)
    {
        if (heartbeat is not { Form: HeartbeatForm.Pong, Sender: HeartbeatSender.Client })
        {
            return;
        }

        foreach (string key in declare.Where(key => key != "silence"))
        {
            findings.Error($"clients.heartbeat.{key}", "does not apply: nobody answers a pong frame (RFC 6455 section 5.5.3); set form: ping or text, or leave it out", "clients.heartbeat.form");
        }

        if (heartbeat.Answer == AnswerRule.Reply)
        {
            findings.Error("clients.heartbeat.answer", "is reply, but nobody answers a pong frame (RFC 6455 section 5.5.3); set form: ping or text, or answer: any", "clients.heartbeat.form");
        }
    }

    private static void CheckDeclaration(HeartbeatPolicy heartbeat, Findings findings)
    {
        if (heartbeat.ReplyTimeout is { } timeout)
        {
            findings.MoreThanZero("clients.heartbeat.timeout", timeout);
        }

        if (heartbeat.Misses is { } misses)
        {
            findings.Within("clients.heartbeat.misses", misses, 1, MostMisses);
            if (misses == 1)
            {
                findings.Warning(
                    "clients.heartbeat.misses",
                    "is 1: the first heartbeat goes out after one interval of silence and closes the connection with it, healthy or not",
                    "clients.preset");
            }
        }

        if (heartbeat.Silence is { } silence)
        {
            findings.MoreThanZero("clients.heartbeat.silence", silence);
            if (silence <= heartbeat.Interval)
            {
                findings.Warning(
                    "clients.heartbeat.silence",
                    $"is {Units.Show(silence)}, but heartbeats come every {Units.Show(heartbeat.Interval)}: a healthy connection is silent for so long, and is closed",
                    "clients.preset",
                    "clients.heartbeat.interval");
            }
        }

        findings.AtLeast("clients.heartbeat.check_every", heartbeat.CheckEvery, TimeSpan.Zero);
        findings.Share("clients.heartbeat.check_spread", heartbeat.CheckSpread);
        if (heartbeat.CheckEvery > TimeSpan.Zero && heartbeat.Silence is null)
        {
            findings.Error("clients.heartbeat.check_every", "does not apply without silence: it says how often the client looks for one", "clients.preset", "clients.heartbeat.silence");
        }

        if (heartbeat.CheckSpread > 0 && heartbeat.CheckEvery <= TimeSpan.Zero)
        {
            findings.Error("clients.heartbeat.check_spread", "does not apply without check_every: it makes each look later by a drawn share of it", "clients.preset", "clients.heartbeat.check_every");
        }
    }
}
