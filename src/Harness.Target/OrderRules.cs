using System.Text;

namespace Harness.Target;

/// <summary>An order that cannot be carried out; the message says which value and what it must be.</summary>
internal sealed class BadOrderException(string message) : Exception(message);

/// <summary>Values of orders, checked and turned into what the parts take. Nothing is changed here.</summary>
internal static class OrderRules
{
    private const double MaxMilliseconds = 86_400_000;
    private const int MaxPing = 1000;

    public static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new BadOrderException(otherwise);
        }
    }

    public static void Share(double share) => Require(share is >= 0 and <= 1, $"share must be 0 to 1, but is {share}");

    public static TimeSpan Duration(double milliseconds, string name)
    {
        Require(milliseconds is > 0 and <= MaxMilliseconds, $"{name} must be over 0 and at most {MaxMilliseconds} ms, but is {milliseconds}");
        return TimeSpan.FromMilliseconds(milliseconds);
    }

    public static TimeSpan DurationOrZero(double milliseconds, string name) => milliseconds == 0 ? TimeSpan.Zero : Duration(milliseconds, name);

    public static Selection Select(string[]? clients, double share = 1, int seed = 0)
    {
        Ids(clients, "clients");
        Share(share);
        return Selection.Of(clients, share, seed);
    }

    /// <summary>Null switches it off.</summary>
    public static ServerHeartbeat? Heartbeat(HeartbeatOrder order)
    {
        var form = order.Form switch
        {
            "text" => PingForm.Text,
            "frame" => PingForm.Frame,
            _ => throw new BadOrderException($"serverHeartbeat.form must be text or frame, but is '{order.Form}'"),
        };
        Require(Encoding.UTF8.GetByteCount(order.Message) is > 0 and <= MaxPing, $"serverHeartbeat.message must be 1 to {MaxPing} bytes");
        var interval = DurationOrZero(order.IntervalMs, "serverHeartbeat.intervalMs");
        var timeout = order.TimeoutMs is { } t ? Duration(t, "serverHeartbeat.timeoutMs") : interval;
        return interval == TimeSpan.Zero ? null : new ServerHeartbeat { Interval = interval, Timeout = timeout, Form = form, Message = order.Message };
    }

    /// <summary>Null switches it off.</summary>
    public static SlowPast? SlowPast(SlowPastOrder order)
    {
        Require(order.Clients >= 0, $"slowPast.clients must be at least 0, but is {order.Clients}");
        return order.Clients == 0 ? null : new SlowPast(order.Clients, Duration(order.DelayMs, "slowPast.delayMs"));
    }

    /// <summary>Null switches it off.</summary>
    public static TargetAuth? Auth(AuthOrder order)
    {
        AuthMode? mode = order.Mode switch
        {
            "message" => AuthMode.Message,
            "status" => AuthMode.Status,
            "off" => null,
            _ => throw new BadOrderException($"auth.mode must be message, status or off, but is '{order.Mode}'"),
        };
        Ids(order.Refuse, "auth.refuse");
        Share(order.Share);
        Require(order.Status is 401 or 403, $"auth.status must be 401 or 403, but is {order.Status}");
        return mode is not { } m ? null
            : new TargetAuth { Mode = m, Refuse = [.. order.Refuse ?? []], Share = order.Share, Seed = order.Seed, Token = order.Token, Status = order.Status };
    }

    public static Chat.ChatSettings Chat(ChatOrder order, Chat.ChatSettings before)
    {
        var secret = before.Secret;
        if (order.Secret is { } text)
        {
            var bytes = new byte[text.Length];
            Require(
                Convert.TryFromBase64String(text, bytes, out var length) && length >= Target.Chat.ChatSettings.MinSecret,
                $"chat.secret must be base64 of at least {Target.Chat.ChatSettings.MinSecret} bytes");
            secret = [.. bytes.AsSpan(0, length)];
        }

        return new Chat.ChatSettings(secret, order.LifetimeMs is { } lifetime ? Duration(lifetime, "chat.lifetimeMs") : before.Lifetime);
    }

    private static void Ids(string?[]? ids, string name) => Require(ids is null || Array.IndexOf(ids, null) < 0, $"{name} must be ids, but one is null");
}
