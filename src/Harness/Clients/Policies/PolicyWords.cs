using System.Globalization;

namespace Harness.Clients.Policies;

/// <summary>A policy in words, for <c>harness presets</c> and the table of docs/presets.md. Computed from the same object that is played.</summary>
public static class PolicyWords
{
    /// <summary>Who sends what and when, and what counts as an answer.</summary>
    public static string Heartbeat(ClientPolicy policy)
    {
        if (policy.Heartbeat is not { } h)
        {
            return policy.Transport == ClientTransport.Poll ? "none: it has no socket"
                : policy.TcpKeepAlive is { } probes ? $"none but TCP's own: {Probes(probes)}"
                : "none: it waits for a close";
        }

        string every = Show(h.Interval);
        string sent = h switch
        {
            { Sender: HeartbeatSender.Server, Message.Length: 0 } => $"the server's, every {every}; unanswered",
            { Sender: HeartbeatSender.Server } => $"the server's, every {every}; answered with {h.Message}",
            { Form: HeartbeatForm.Ping } => $"an empty ping frame {When(h)}",
            { Form: HeartbeatForm.Pong } => $"an empty pong frame {When(h)}",
            _ => $"{h.Message} {When(h)}",
        };
        string answer = h switch
        {
            { Form: HeartbeatForm.Pong, Silence: null } => "nobody answers it",
            { Answer: AnswerRule.Reply, Form: HeartbeatForm.Ping } => "only a pong frame answers",
            { Answer: AnswerRule.Reply } => "only its reply answers",
            { Answer: AnswerRule.ServerHeartbeat } => "only the server's heartbeats count",
            _ => "any message counts",
        };
        return policy.TcpKeepAlive is { } tcp ? $"{sent}; {answer}; beside it TCP's own: {Probes(tcp)}" : $"{sent}; {answer}";
    }

    /// <summary>When it declares a connection dead.</summary>
    public static string Declares(ClientPolicy policy) => policy.Heartbeat switch
    {
        { Misses: { } n } => $"when {n} heartbeats in a row went unanswered",
        { ReplyTimeout: { } timeout } => $"when no answer came within {Show(timeout)} after a heartbeat",
        { Silence: { } silence, CheckEvery.Ticks: 0 } => $"after {Show(silence)} without anything that counts",
        { Silence: { } silence } h => $"after {Show(silence)} without anything that counts, looked at every {Range(h.CheckEvery, h.LongestCheck)}",
        _ => "never",
    };

    /// <summary>Silence at declaration, or "never".</summary>
    public static string Silence(ClientPolicy policy) =>
        policy.SilenceThreshold is { } most ? Range(policy.Heartbeat!.LeastSilence!.Value, most) : "never";

    /// <summary>From the onset of a silent drop to the declaration: earliest and worst, or "never".</summary>
    public static string FromOnset(ClientPolicy policy) =>
        policy is { EarliestDetection: { } earliest, WorstCaseDetection: { } worst } ? Range(earliest, worst) : "never";

    /// <summary>The delays before its attempts.</summary>
    public static string Delays(ClientPolicy policy)
    {
        ReconnectPolicy r = policy.Reconnect;
        if (policy.Transport == ClientTransport.Poll || r.MaxAttempts == 0)
        {
            return policy.Transport == ClientTransport.Poll ? "no socket" : "never";
        }

        var delays = r.FirstDelays.Select(AfterAWhile).ToList();
        bool stopsBefore = r.MaxAttempts <= r.FirstDelays.Length;
        if (!stopsBefore)
        {
            delays.Add((delays.Count > 0 ? "then " : "") + (r.Factor > 1 && r.MaxDelay > r.Delay
                ? string.Create(CultureInfo.InvariantCulture, $"{Show(r.Delay)} × {r.Factor:0.##} up to {Show(r.MaxDelay)}")
                : AfterAWhile(r.Delay)));
        }

        string text = string.Join(", ", delays) + Jitter(r);
        return r.MaxAttempts is { } most ? $"{text}; gives up after {most}" : text;
    }

    /// <summary>Everything about reconnects but the delays, shortest first.</summary>
    public static string Attempts(ClientPolicy policy)
    {
        if (policy.Transport == ClientTransport.Poll)
        {
            return "";
        }

        ReconnectPolicy r = policy.Reconnect;
        string?[] parts =
        [
            $"attempt timeout {Show(r.AttemptTimeout)}{(r.Locked ? ", locked for it" : "")}",
            r.DelayAfterError is { } atError ? $"{AfterAWhile(atError)} after an error" : null,
            r.ResetAfter > TimeSpan.Zero ? $"counts from 0 again after {Show(r.ResetAfter)} open" : null,
            r.CloseTimeout > TimeSpan.Zero ? $"waits up to {Show(r.CloseTimeout)} for the close frame of a dead connection" : null,
            r.OnlineCheck is { } check ? $"first asks over HTTP whether there is a network, {Show(check.Timeout)} for the answer, and again {Show(check.Every)} after none" : null,
            r.RotatesNodes ? "to the next node after 1006 and after a failed attempt" : null,
        ];
        return string.Join("; ", parts.OfType<string>());
    }

    /// <summary>What ends lead to, each rule in words.</summary>
    public static string Rules(ClientPolicy policy) => policy.Transport == ClientTransport.Poll ? "" : string.Join("; ", policy.Reconnect.Rules.Select(rule => rule.Action switch
    {
        ReconnectAction.Never => $"{rule.On} never",
        ReconnectAction.AtNextSend => $"{rule.On} at the next send",
        _ => $"{rule.On} {AfterAWhile(rule.Delay)}",
    }));

    /// <summary>When it polls, or "none".</summary>
    public static string Fallback(ClientPolicy policy)
    {
        if (policy.Fallback is not { } f)
        {
            return "none";
        }

        string polls = f.LongPoll ? $"long polls, {Show(f.Every)} after a failed one" : $"polls every {Show(f.Every)}";
        string?[] parts =
        [
            policy.Transport == ClientTransport.Poll ? $"{polls}, as its transport" : null,
            f.OnPushSilence is { } silence ? $"one poll after {Show(silence)} without a push" : null,
            f.OnLoss is { } loss ? $"{polls} from {(loss == TimeSpan.Zero ? "the loss" : $"{Show(loss)} after the loss")}" : null,
            f.AfterFailedAttempts is { } failed ? $"{polls} after {failed} failed attempts" : null,
            $"timeout {Show(f.Timeout)}",
            f.Spread > TimeSpan.Zero ? $"the first within {Show(f.Spread)}" : null,
            f.Topics is { } topics ? $"its first {topics} topics" : null,
            f.UntilFresh ? "until every topic is fresh" : null,
        ];
        return string.Join("; ", parts.OfType<string>());
    }

    /// <summary>What its user sends, or "nothing".</summary>
    public static string Sends(ClientPolicy policy) => policy.Send is { } send ? $"{send.Message} every {Show(send.Every)}" : "nothing";

    /// <summary>Such as <c>30 s</c>, <c>1.5 s</c>, <c>250 ms</c>.</summary>
    public static string Show(TimeSpan span) => span > TimeSpan.Zero && span < TimeSpan.FromSeconds(1)
        ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0.##} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.##} s");

    private static string Probes(TcpKeepAlivePolicy tcp) => $"{tcp.Probes} probes {Show(tcp.Interval)} apart after {Show(tcp.Time)} of silence";

    private static string When(HeartbeatPolicy h) =>
        (h.AtOnce ? "at once, then " : "")
        + (h.Pace == HeartbeatPace.Fixed ? $"every {Show(h.Interval)}" : h.Answer == AnswerRule.Reply ? $"{Show(h.Interval)} after the last reply" : $"after {Show(h.Interval)} of silence")
        + (h.RandomStart ? ", the first at a drawn moment" : "");

    private static string Range(TimeSpan from, TimeSpan to) => from == to ? Show(to)
        : from >= TimeSpan.FromSeconds(1) ? string.Create(CultureInfo.InvariantCulture, $"{from.TotalSeconds:0.##}–{Show(to)}") : $"{Show(from)}–{Show(to)}";

    private static string AfterAWhile(TimeSpan delay) => delay == TimeSpan.Zero ? "at once" : Show(delay);

    private static string Jitter(ReconnectPolicy r)
    {
        string share = string.Create(CultureInfo.InvariantCulture, $"{r.Jitter * 100:0.##} %");
        string drawn = r.JitterShape switch
        {
            JitterShape.Full => " + a drawn share of as much",
            _ when r.Jitter == 0 => "",
            JitterShape.Above => $", up to {share} more",
            JitterShape.Below => $", up to {share} less",
            _ => $" ± {share}",
        };
        string own = r.SpreadOverClients > 0 ? string.Create(CultureInfo.InvariantCulture, $", each client's own ± {r.SpreadOverClients * 100:0} %") : "";
        return drawn + (r.CapAfterJitter ? ", capped after the jitter" : "") + own;
    }
}
