using Harness.Journal;

namespace Harness.Clients.Policies;

/// <summary>What a client does after an end that a <see cref="ReconnectRule"/> names.</summary>
public enum ReconnectAction
{
    /// <summary>Tries again after <see cref="ReconnectRule.Delay"/>, however often it has failed.</summary>
    After,

    /// <summary>Tries again when its next message is to be sent.</summary>
    AtNextSend,

    /// <summary>Never tries again by itself.</summary>
    Never,
}

/// <summary>An exception from the delays of a <see cref="ReconnectPolicy"/> for one kind of end.</summary>
/// <param name="On">
/// The end: a close code or a range of them (<c>1001</c>, <c>4000-4099</c>; 1006 is an end without a close frame), the HTTP status of a refused
/// handshake (<c>401</c>, <c>500-599</c>), or one of <see cref="Names"/>.
/// </param>
/// <param name="Action">What is done.</param>
/// <param name="Delay">For <see cref="ReconnectAction.After"/>.</param>
public sealed record ReconnectRule(string On, ReconnectAction Action, TimeSpan Delay = default)
{
    /// <summary>The ends that have a name instead of a number.</summary>
    public static readonly IReadOnlyDictionary<string, CloseCause> Names = new Dictionary<string, CloseCause>(StringComparer.Ordinal)
    {
        ["detected"] = CloseCause.Own,
        ["fin"] = CloseCause.Fin,
        ["reset"] = CloseCause.Reset,
        ["protocol-error"] = CloseCause.ProtocolError,
        ["refused"] = CloseCause.Refused,
        ["timeout"] = CloseCause.AttemptTimeout,
        ["name-unresolved"] = CloseCause.NameUnresolved,
        ["tls-failed"] = CloseCause.TlsFailed,
        ["redirected"] = CloseCause.Redirected,
    };

    /// <summary>The name of the end that a server's authentication error leads to.</summary>
    public const string Authentication = "auth";

    /// <summary>Every name that a rule can be about.</summary>
    public static readonly IReadOnlyList<string> AllNames = [Authentication, .. Names.Keys];

    /// <summary>Whether <paramref name="on"/> can be read.</summary>
    public static bool IsKnown(string on) => on == Authentication || Names.ContainsKey(on) || Range(on) is not null;

    /// <summary>Whether an attempt that never opened can end like this; close codes and a client's own declaration end open connections only.</summary>
    public bool EndsAttempts => Names.TryGetValue(On, out CloseCause cause) ? cause != CloseCause.Own : Range(On) is { From: < 1000 };

    /// <summary>Whether the rule is about this end.</summary>
    public bool Covers(in ConnectionEnd end)
    {
        if (On == Authentication)
        {
            return end.IsAuthentication;
        }

        if (Names.TryGetValue(On, out CloseCause cause))
        {
            return cause == end.Cause;
        }

        return Range(On) is { } range && end.Number >= range.From && end.Number <= range.To;
    }

    private static (int From, int To)? Range(string on)
    {
        int dash = on.IndexOf('-', StringComparison.Ordinal);
        return int.TryParse(dash < 0 ? on : on.AsSpan(0, dash), out int from) && int.TryParse(dash < 0 ? on : on.AsSpan(dash + 1), out int to)
            && from is >= 100 and <= 4999 && to >= from && to <= 4999 && (from >= 1000 || to <= 599) ? (from, to) : null;
    }
}

/// <summary>How a connection, or an attempt, came to its end, as far as a policy can react to it.</summary>
/// <param name="Cause">What ended it.</param>
/// <param name="Code">The close code of a close frame, or the HTTP status of a refused handshake; 0: neither.</param>
/// <param name="IsAuthentication">Whether the server had refused the client's credentials before, by a message on the open socket.</param>
public readonly record struct ConnectionEnd(CloseCause Cause, int Code = 0, bool IsAuthentication = false)
{
    /// <summary>What <see cref="Cause"/> is to a policy that tells errors from closes: everything but a clean FIN, a close frame, a timeout of its own and its own declaration.</summary>
    public bool IsError => Cause is not (CloseCause.Own or CloseCause.Fin or CloseCause.CloseFrame or CloseCause.AttemptTimeout);

    /// <summary>Close code or HTTP status; 1006 for an open connection that ended without a close frame, as RFC 6455 §7.1.5 has it.</summary>
    public int Number => Code > 0 ? Code : Cause is CloseCause.Fin or CloseCause.Reset or CloseCause.ProtocolError ? 1006 : 0;
}
