using System.Text.Json;
using System.Text.Json.Nodes;

namespace Harness.Faults.Toxiproxy;

/// <summary>The attributes of a toxic as the server writes them, read into a typed record. What is absent is 0; what is unknown is passed over.</summary>
internal sealed class ToxicAttributes(JsonObject attributes)
{
    private const long MostMilliseconds = long.MaxValue / TimeSpan.TicksPerMillisecond;
    private const long MostMicroseconds = long.MaxValue / TimeSpan.TicksPerMicrosecond;

    internal static long Milliseconds(TimeSpan time) => (long)Math.Round(time.TotalMilliseconds);

    internal static long Microseconds(TimeSpan time) => (long)Math.Round(time.TotalMicroseconds);

    internal TimeSpan Milliseconds(string name) => TimeSpan.FromTicks(Time(name, MostMilliseconds) * TimeSpan.TicksPerMillisecond);

    internal TimeSpan Microseconds(string name) => TimeSpan.FromTicks(Time(name, MostMicroseconds) * TimeSpan.TicksPerMicrosecond);

    /// <exception cref="JsonException">It is no whole number.</exception>
    internal long Integer(string name) =>
        attributes[name] is not { } node ? 0
        : node is JsonValue value && value.TryGetValue(out long number) ? number
        : throw new JsonException($"{name} is no whole number: {node.ToJsonString()}");

    /// <exception cref="JsonException">It is no number.</exception>
    internal double Number(string name) =>
        attributes[name] is not { } node ? 0
        : node is JsonValue value && value.TryGetValue(out double number) ? number
        : throw new JsonException($"{name} is no number: {node.ToJsonString()}");

    // The server takes times that a TimeSpan cannot hold, some 29,000 years and more: here they are the longest that it can.
    private long Time(string name, long most) => Math.Clamp(Integer(name), -most, most);
}
