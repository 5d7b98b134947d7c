using System.Text;
using System.Text.Json;

namespace Harness.Data;

/// <summary>Finds the JSON in a message, and whether each placeholder stands between quotes there.</summary>
internal static class JsonPlaces
{
    /// <summary>How many braces and brackets are tried as the beginning: what stands before the JSON is a short prefix, such as that of Socket.IO.</summary>
    private const int MostBeginnings = 16;

    /// <summary>The place of each part that is a placeholder.</summary>
    /// <param name="parts">The text's parts in order: a literal's text, or null for a placeholder.</param>
    public static Place[] Of(IReadOnlyList<string?> parts)
    {
        int tried = 0;
        for (int part = 0; part < parts.Count; part++)
        {
            for (int at = 0; at < parts[part]?.Length && tried < MostBeginnings; at++)
            {
                if (parts[part]![at] is '{' or '[')
                {
                    tried++;
                    if (TryFrom(parts, part, at) is { } places)
                    {
                        return places;
                    }
                }
            }
        }

        return new Place[parts.Count];
    }

    private static Place[]? TryFrom(IReadOnlyList<string?> parts, int first, int at)
    {
        var places = new Place[parts.Count];
        var sample = new StringBuilder();
        bool quoted = false;
        bool escaped = false;
        for (int i = first; i < parts.Count; i++)
        {
            if (parts[i] is not { } literal)
            {
                places[i] = quoted ? Place.JsonString : Place.JsonValue;
                // A value that no neighbour joins with: two in a row, or one that goes on as a number, are no JSON.
                sample.Append(quoted ? "x" : "null");
                continue;
            }

            foreach (char c in i == first ? literal.AsSpan(at) : literal)
            {
                quoted ^= c == '"' && !escaped;
                escaped = quoted && c == '\\' && !escaped;
                sample.Append(c);
            }
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(sample.ToString());
            return places;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
