using System.Buffers;
using System.Globalization;

namespace Harness.Scenarios.Files.Config;

/// <summary>
/// Values with units as scenario files write them: durations (<c>250ms</c>, <c>12s</c>, <c>2m</c>, <c>1h</c>, <c>1.5s</c>),
/// rates (<c>5/s</c>, <c>300/min</c>), bytes per time (<c>20KB/min</c>), shares (<c>30%</c>, <c>0.3</c>). A number without its unit is no duration: 30 what?
/// </summary>
public static class Units
{
    /// <summary>The longest duration of either sign: far above any run, and far below where multiplied ticks overflow.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    /// <summary>Regular expressions of what is read and can be in range, for the schema; without anchors.</summary>
    internal const string NumberPattern = @"\+?(\d+\.?\d*|\.\d+)", DurationPattern = NumberPattern + "(ms|s|m|h)", RatePattern = NumberPattern + "/(s|min|h)",
        ByteRatePattern = NumberPattern + "(B|KB|MB|KiB|MiB)/(s|min|h)", SharePattern = NumberPattern + "%?";

    private static readonly (string Unit, long Ticks)[] _durations =
    [
        ("ms", TimeSpan.TicksPerMillisecond), ("s", TimeSpan.TicksPerSecond), ("m", TimeSpan.TicksPerMinute), ("h", TimeSpan.TicksPerHour),
    ];

    private static readonly SearchValues<char> _numberParts = SearchValues.Create("+-.0123456789");

    private static readonly (string Unit, decimal Seconds)[] _rates = [("/s", 1), ("/min", 60), ("/h", 3600)];

    private static readonly (string Unit, decimal Bytes)[] _bytes = [("B", 1), ("KB", 1_000), ("MB", 1_000_000), ("KiB", 1 << 10), ("MiB", 1 << 20)];

    /// <summary>Reads a duration; a negative one is read too, so that the rule it breaks can be named.</summary>
    public static bool TryDuration(string text, out TimeSpan value)
    {
        value = default;
        (string number, string unit) = Split(text);
        long ticks = Array.Find(_durations, known => known.Unit == unit).Ticks;
        if (ticks == 0 || !TryNumber(number, out decimal amount) || Math.Abs(amount) > Longest.Ticks / (decimal)ticks)
        {
            return false;
        }

        value = TimeSpan.FromTicks((long)Math.Round(amount * ticks));
        return true;
    }

    /// <summary>The rule that <paramref name="text"/> breaks as a duration, and the value: the second half of a message.</summary>
    public static string NoDuration(string text)
    {
        (string number, string unit) = Split(text);
        bool isNumber = TryNumber(number, out _);
        string hint = isNumber switch
        {
            true when unit.Length == 0 => ", which has no unit",
            true when Array.Exists(_durations, known => known.Unit == unit) => $" (the longest is {Show(Longest)})",
            true => " (units are ms, s, m and h)",
            false => "",
        };
        return $"must be a duration such as 12s or 250ms, but is {Quote(text)}{hint}";
    }

    /// <summary>Reads a rate into events per second.</summary>
    public static bool TryRate(string text, out double perSecond)
    {
        perSecond = 0;
        (string number, string unit) = Split(text);
        decimal seconds = Array.Find(_rates, known => known.Unit == unit).Seconds;
        if (seconds == 0 || !TryNumber(number, out decimal amount))
        {
            return false;
        }

        perSecond = (double)(amount / seconds);
        return true;
    }

    /// <summary>The rule that <paramref name="text"/> breaks as a rate, and the value.</summary>
    public static string NoRate(string text)
    {
        (string number, string unit) = Split(text);
        string hint = TryNumber(number, out _) ? unit.Length == 0 ? ", which has no unit" : " (units are /s, /min and /h)" : "";
        return $"must be a rate such as 5/s or 300/min, but is {Quote(text)}{hint}";
    }

    /// <summary>Reads bytes per time into bytes per second; KB is 1,000 bytes, KiB 1,024.</summary>
    public static bool TryByteRate(string text, out double perSecond)
    {
        perSecond = 0;
        (string number, string unit) = Split(text);
        int slash = unit.IndexOf('/', StringComparison.Ordinal);
        decimal bytes = slash < 0 ? 0 : Array.Find(_bytes, known => known.Unit == unit[..slash]).Bytes;
        decimal seconds = slash < 0 ? 0 : Array.Find(_rates, known => known.Unit == unit[slash..]).Seconds;
        if (bytes == 0 || seconds == 0 || !TryNumber(number, out decimal amount))
        {
            return false;
        }

        perSecond = (double)amount * (double)bytes / (double)seconds;
        return true;
    }

    /// <summary>The rule that <paramref name="text"/> breaks as bytes per time, and the value.</summary>
    public static string NoByteRate(string text)
    {
        (string number, string unit) = Split(text);
        string hint = !TryNumber(number, out _) ? ""
            : unit.Length == 0 ? ", which has no unit"
            : !unit.Contains('/', StringComparison.Ordinal) ? ", which has no time: per /s, /min or /h"
            : " (units are B, KB, MB, KiB and MiB per /s, /min and /h)";
        return $"must be bytes per time such as 20KB/min, but is {Quote(text)}{hint}";
    }

    /// <summary>Reads a share: 30% and 0.3 are the same. The range is not checked.</summary>
    public static bool TryShare(string text, out double share)
    {
        bool isPercent = text.EndsWith('%');
        bool ok = TryNumber(isPercent ? text[..^1] : text, out decimal amount);
        share = (double)(isPercent ? amount / 100 : amount);
        return ok;
    }

    /// <summary>Reads a decimal number; no exponent, no thousands separator.</summary>
    public static bool TryNumber(string text, out decimal value) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);

    /// <summary>A duration as a scenario file would write it.</summary>
    public static string Show(TimeSpan value)
    {
        if (value.Ticks != 0 && value.Ticks % TimeSpan.TicksPerHour == 0)
        {
            return $"{value.Ticks / TimeSpan.TicksPerHour}h";
        }

        if (value.Ticks % TimeSpan.TicksPerMinute == 0 && value.Duration() >= TimeSpan.FromMinutes(2))
        {
            return $"{value.Ticks / TimeSpan.TicksPerMinute}m";
        }

        return value.Ticks != 0 && value.Duration() < TimeSpan.FromSeconds(1)
            ? string.Create(CultureInfo.InvariantCulture, $"{value.TotalMilliseconds:0.###}ms")
            : string.Create(CultureInfo.InvariantCulture, $"{value.TotalSeconds:0.###}s");
    }

    /// <summary>A share as a scenario file would write it, to a hundredth of a percent.</summary>
    public static string ShowShare(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.##}%");

    /// <summary>A value as it is shown in a message: quoted, in one line, cut where it gets long.</summary>
    public static string Quote(string text)
    {
        string line = string.Concat(text.Take(48).Select(c => char.IsControl(c) ? ' ' : c));
        return text.Length > 48 ? $"\"{line}…\"" : $"\"{line}\"";
    }

    private static (string Number, string Unit) Split(string text)
    {
        int end = text.AsSpan().IndexOfAnyExcept(_numberParts);
        return end < 0 ? (text, "") : (text[..end], text[end..]);
    }
}
