using Harness.Clients.Policies;
using Harness.Journal;
using Harness.Judging.Evidence;
using Harness.Judging.Reading;
using Harness.Metrics;
using Harness.Timing;

namespace Harness.Judging.Invariants;

/// <summary>
/// A lost client comes back, or says why it does not and is allowed to. While it has no open socket, the next attempt begins within the longest wait that its
/// policy computes for so long an outage + the attempt timeout + tolerance; what our own roles stalled meanwhile, or its timers stood still, is added.
/// <code>
///   lost      attempt      failed                       attempt
///   ──┤─────────┤────────────┤─────────────────────────────┤──
///     │◄ at most ►│◄ at most ►│◄───────── at most ──────────►│
/// </code>
/// A check for a network that says there is none stands in for the attempt that it puts off, where the policy has such a check.
/// Excused is a client that gave up or waits for its next message, where its policy does so after the end it met: the policy that it is judged by, not the
/// one it plays.
/// </summary>
public sealed class AttemptsContinue : IInvariant
{
    public string Name => InvariantNames.AttemptsContinue;

    public string Meaning => "a lost client tries again within the longest wait of its policy, unless its policy lets it give up or wait for its next message";

    public IEnumerable<Breach> Find(JudgeContext context)
    {
        foreach (ClientRecord record in context.Clients)
        {
            if (FindOne(context, record) is { } breach)
            {
                yield return breach;
            }
        }
    }

    private static Breach? FindOne(JudgeContext context, ClientRecord record)
    {
        ReconnectPolicy policy = record.Policy.Reconnect;
        HashSet<int> open = [];
        ConnectionEnd end = default;
        int declared = 0;
        long? lost = null, since = null;
        foreach (Fact fact in record.Judged)
        {
            if (fact.Kind is FactKind.AttemptStarted or FactKind.Opened or FactKind.OnlineChecked && IsLate(context, record, lost, since, fact.At) is { } late)
            {
                return late;
            }

            switch (fact.Kind)
            {
                case FactKind.AttemptStarted when open.Count == 0:
                    (lost, since) = (lost ?? fact.At, fact.At);
                    break;
                case FactKind.Opened:
                    open.Add(fact.A);
                    (lost, since) = (null, null);
                    break;
                case FactKind.OnlineChecked when open.Count == 0 && since is not null && policy.OnlineCheck is not null:
                    since = fact.At;
                    break;
                case FactKind.AttemptFailed when open.Count == 0:
                    end = new ConnectionEnd((CloseCause)fact.B, (int)fact.C);
                    (lost, since) = (lost ?? fact.At, fact.At);
                    break;
                case FactKind.DeclaredDead or FactKind.SocketGone when open.Remove(fact.A) && open.Count == 0:
                    end = fact.Kind == FactKind.DeclaredDead ? new ConnectionEnd(CloseCause.Own) : new ConnectionEnd((CloseCause)fact.B, (int)fact.C);
                    declared = fact.Kind == FactKind.DeclaredDead ? fact.A : 0;
                    (lost, since) = (fact.At, fact.At);
                    break;
                case FactKind.SocketGone when open.Count == 0 && fact.A == declared:
                    // It waited for the close frame after its declaration: what came is the end that its policy reacts to.
                    end = new ConnectionEnd((CloseCause)fact.B, (int)fact.C);
                    break;
                case FactKind.GaveUp when open.Count == 0:
                    if (WhyNot(policy, end, (GiveUpReason)fact.B) is { } why)
                    {
                        return new Breach(record.Client, fact.At, why, lost);
                    }

                    since = null;
                    break;
                case FactKind.WaitsForSend when open.Count == 0:
                    if (policy.RuleFor(end)?.Action != ReconnectAction.AtNextSend)
                    {
                        return new Breach(record.Client, fact.At, $"waits for its next message, though its policy comes back by itself after this end ({Words.Cause(end.Cause, end.Code)})", lost);
                    }

                    since = null;
                    break;
            }
        }

        return IsLate(context, record, lost, since, record.Until);
    }

    /// <summary>A breach, if nothing was tried for too long before an instant.</summary>
    private static Breach? IsLate(JudgeContext context, ClientRecord record, long? lost, long? since, long now)
    {
        if (lost is not { } from || since is not { } last)
        {
            return null;
        }

        ClientPolicy policy = record.Policy;
        long usual = (policy.Reconnect.AttemptTimeout + policy.Tolerance).Microseconds();
        if (now - last <= usual)
        {
            return null;
        }

        long allowed = policy.Reconnect.LongestWaitAfter(TimeSpan.FromMicroseconds(last - from)).Microseconds() + usual;
        long excused = context.Stalls.Within(last, now) + record.Suspensions.Sum(suspension => Math.Max(0, Math.Min(now, suspension.To) - Math.Max(last, suspension.From)));
        return now - last - excused <= allowed
            ? null
            : new Breach(record.Client, last + allowed, $"had no open socket and began no attempt for {Words.Seconds((now - last) / 1e6)}; its policy allows {Words.Seconds(allowed / 1e6)}", from);
    }

    /// <summary>Why the policy that it is judged by does not let it give up; null: it does.</summary>
    private static string? WhyNot(ReconnectPolicy policy, ConnectionEnd end, GiveUpReason reason) => reason switch
    {
        GiveUpReason.AttemptsExhausted => policy.MaxAttempts is null ? "gave up, though its policy goes on for as many attempts as it takes" : null,
        // What it was told on the socket stands before the close that followed, whose code is the server's choice (4001, say).
        GiveUpReason.Authentication when end.Code is not (401 or 403) => policy.RuleFor(end with { IsAuthentication = true })?.Action == ReconnectAction.Never ? null : "gave up after its credentials were refused, though its policy does not",
        _ => policy.RuleFor(end)?.Action == ReconnectAction.Never ? null : $"gave up, though its policy comes back after this end ({Words.Cause(end.Cause, end.Code)})",
    };
}
