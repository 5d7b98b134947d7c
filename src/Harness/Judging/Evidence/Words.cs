using System.Globalization;
using System.Net.Security;
using Harness.Journal;
using Harness.Metrics;

namespace Harness.Judging.Evidence;

/// <summary>Values and causes as a reader reads them.</summary>
public static class Words
{
    /// <summary><c>1.204 s</c>, or <c>never</c> for ∞.</summary>
    public static string Seconds(double seconds) => double.IsPositiveInfinity(seconds) ? "never" : string.Create(CultureInfo.InvariantCulture, $"{seconds:0.000} s");

    /// <summary><c>3</c>, <c>2.5</c>, or <c>never</c> for ∞.</summary>
    public static string Number(double number) => double.IsPositiveInfinity(number) ? "never" : number.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary><c>500/s</c>; what is rarer than once a second by the minute: <c>20/min</c>.</summary>
    public static string Rate(double perSecond) => perSecond is > 0 and < 1 ? $"{Number(perSecond * 60)}/min" : $"{Number(perSecond)}/s";

    /// <summary><c>840 B</c>, <c>12.3 KB</c>, <c>1.25 MB</c>; a KB is 1,000 bytes, as in limits.</summary>
    public static string Bytes(double bytes) => bytes switch
    {
        < 999.5 => string.Create(CultureInfo.InvariantCulture, $"{bytes:0} B"),
        < 99_950 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0#} KB"),
        < 999_500 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0} KB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:#,0.0#} MB"),
    };

    /// <summary>A metric's value with its unit; null: <c>no data</c>.</summary>
    public static string Value(MetricUnit unit, double? value) => value switch
    {
        null => "no data",
        { } number when unit == MetricUnit.Seconds => Seconds(number),
        { } number when unit == MetricUnit.Truth => number == 0 ? "does not hold" : "holds",
        { } number when unit == MetricUnit.Rate => Rate(number),
        { } number when unit == MetricUnit.ByteRate => $"{Bytes(number * 60)}/min",
        { } number when unit == MetricUnit.Share => string.Create(CultureInfo.InvariantCulture, $"{number * 100:0.##} %"),
        { } number => Number(number),
    };

    /// <summary>Why a connection or an attempt ended.</summary>
    public static string Cause(CloseCause cause, long detail) => cause switch
    {
        CloseCause.Own => "own close",
        CloseCause.Fin => "FIN",
        CloseCause.Reset => "RST",
        CloseCause.CloseFrame => $"close frame {detail}",
        CloseCause.ProtocolError => "protocol error",
        CloseCause.Refused => "refused",
        CloseCause.HandshakeRefused => $"handshake answered with status {detail}",
        CloseCause.AttemptTimeout => "not open in time",
        CloseCause.OutOfResources => "no port or descriptor left on this machine",
        CloseCause.NameUnresolved => "name not resolved",
        CloseCause.TlsFailed => $"TLS failed{Distrust((SslPolicyErrors)detail)}",
        CloseCause.Redirected => $"redirected with status {detail}",
        _ => $"cause {(int)cause}",
    };

    private static string Distrust(SslPolicyErrors errors)
    {
        string[] reasons =
        [
            .. errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) ? ["the server showed no certificate"] : Array.Empty<string>(),
            .. errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? ["the certificate is for another name"] : Array.Empty<string>(),
            .. errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) ? ["the certificate is not trusted"] : Array.Empty<string>(),
        ];
        return reasons.Length > 0 ? $": {string.Join(", ", reasons)}" : "";
    }

    /// <summary>Who asked for a version.</summary>
    public static string Reason(FetchReason reason) => reason switch
    {
        FetchReason.Open => "fetch on open",
        FetchReason.Push => "fetch after a push",
        FetchReason.Refetch => "second fetch",
        FetchReason.PollLoss => "poll (socket lost)",
        FetchReason.PollSilence => "poll (push silent)",
        FetchReason.PollTransport => "poll",
        _ => $"fetch {(int)reason}",
    };

    /// <summary>Why a client will not try again.</summary>
    public static string Reason(GiveUpReason reason) => reason switch
    {
        GiveUpReason.AttemptsExhausted => "its policy allows no further attempt",
        GiveUpReason.End => "its policy stops at such an end",
        GiveUpReason.Authentication => "its credentials were refused",
        _ => $"reason {(int)reason}",
    };
}
