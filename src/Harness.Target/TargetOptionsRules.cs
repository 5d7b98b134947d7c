using System.Net;

namespace Harness.Target;

/// <summary>The ranges of <see cref="TargetOptions"/>.</summary>
internal static class TargetOptionsRules
{
    /// <returns>Where to listen.</returns>
    /// <exception cref="ArgumentException">The first rule that is broken.</exception>
    public static IPEndPoint Check(TargetOptions options)
    {
        var host = options.Host == "localhost" ? "127.0.0.1" : options.Host;
        if (!IPAddress.TryParse(host, out var address))
        {
            throw new ArgumentException($"Host must be an IP address, but is '{options.Host}'", nameof(options));
        }

        if (options.Topics is < 0 or > Target.Topics.MaxCount)
        {
            throw new ArgumentException($"Topics must be 0 to {Target.Topics.MaxCount}, but is {options.Topics}", nameof(options));
        }

        if (options.LoopTime <= TimeSpan.Zero || options.PresenceThreshold <= TimeSpan.Zero || options.PresenceSweep <= TimeSpan.Zero)
        {
            throw new ArgumentException("LoopTime, PresenceThreshold and PresenceSweep must be over 0", nameof(options));
        }

        if (options.MaxMessageLength < 1 || options.SendQueue is < 1 or > TargetOptions.LongestSendQueue || options.Backlog < 1)
        {
            throw new ArgumentException($"MaxMessageLength, SendQueue and Backlog must be at least 1, and SendQueue at most {TargetOptions.LongestSendQueue}", nameof(options));
        }

        if (options.Port is < IPEndPoint.MinPort or > IPEndPoint.MaxPort)
        {
            throw new ArgumentException($"Port must be 0 to {IPEndPoint.MaxPort}, but is {options.Port}", nameof(options));
        }

        if (options.Busy is not (>= 0 and <= 1) || options.LosePushes is not (>= 0 and <= 1) || options.Auth?.Share is not (null or (>= 0 and <= 1)))
        {
            throw new ArgumentException("Busy, LosePushes and Auth.Share must be 0 to 1", nameof(options));
        }

        if (options.IdleClose < TimeSpan.Zero || options.FlawDelay <= TimeSpan.Zero)
        {
            throw new ArgumentException("IdleClose must be at least 0, and FlawDelay over 0", nameof(options));
        }

        if (options.MaxClients < 0 || options.SlowPast is { Clients: < 1 } || options.SlowPast?.Delay <= TimeSpan.Zero)
        {
            throw new ArgumentException("MaxClients must be at least 0, SlowPast.Clients at least 1, and SlowPast.Delay over 0", nameof(options));
        }

        if (options.ServerHeartbeat is { } heartbeat && (heartbeat.Interval <= TimeSpan.Zero || heartbeat.Timeout <= TimeSpan.Zero || heartbeat.Message.Length == 0))
        {
            throw new ArgumentException("ServerHeartbeat.Interval and Timeout must be over 0, and its Message must not be empty", nameof(options));
        }

        if (options.TokenLifetime <= TimeSpan.Zero || options.ChatSecret is { IsDefaultOrEmpty: false, Length: < Chat.ChatSettings.MinSecret })
        {
            throw new ArgumentException($"TokenLifetime must be over 0, and ChatSecret at least {Chat.ChatSettings.MinSecret} bytes", nameof(options));
        }

        return new IPEndPoint(address, options.Port);
    }
}
