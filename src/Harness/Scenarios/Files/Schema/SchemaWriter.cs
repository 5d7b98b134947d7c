using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Harness.Scenarios.Files.Config;
using Harness.Scenarios.Files.Config.Described;

namespace Harness.Scenarios.Files.Schema;

/// <summary>What the readers asked for to JSON Schema.</summary>
/// <param name="tables">What keys mean.</param>
/// <param name="root">The heading of the table of the file's own keys.</param>
internal sealed class SchemaWriter(KeyTables tables, string root)
{
    private const string None = "none";

    /// <summary>The schema of one place.</summary>
    public JsonObject Write(DescribedNode place)
    {
        KeyRow? row = tables.Find(place, root);
        KeyRange range = KeyRange.Read(row?.Range ?? "");
        JsonObject[] ways = [.. Scalars(place, range), .. Mappings(place), .. place.Item is { } item ? [new JsonObject { ["type"] = "array", ["items"] = Write(item), ["maxItems"] = ConfigValue.MostItems }] : Array.Empty<JsonObject>()];
        var schema = new JsonObject();
        if (row is { Text.Length: > 0 })
        {
            schema["description"] = row.Text;
        }

        if (ways is [var only])
        {
            foreach ((string key, JsonNode? value) in only.ToArray())
            {
                schema[key] = value?.DeepClone();
            }
        }
        else if (ways.Length > 1)
        {
            schema["anyOf"] = new JsonArray([.. ways]);
        }

        return schema;
    }

    /// <summary>Keys that the tables say nothing about.</summary>
    public static IEnumerable<string> Undescribed(DescribedNode place, KeyTables tables, string root, string path = "")
    {
        if (place.Parent is not null && place.Name is not ("[]" or "*") && tables.Find(place, root) is null)
        {
            yield return path;
        }

        IEnumerable<DescribedNode> below = [.. place.Keys?.Values.AsEnumerable() ?? [], .. place.Alternatives?.Values.AsEnumerable() ?? [], .. place.Item is { } item ? [item] : Array.Empty<DescribedNode>()];
        foreach (string found in below.SelectMany(child => Undescribed(child, tables, root, child.Name == "[]" ? $"{path}[]" : path.Length > 0 ? $"{path}.{child.Name}" : child.Name)))
        {
            yield return found;
        }
    }

    private static IEnumerable<JsonObject> Scalars(DescribedNode place, KeyRange range)
    {
        ImmutableArray<string> words = [.. place.CanBeNone ? [None] : Array.Empty<string>(), .. place.OwnKey is null ? place.Words : [], .. place.Shapes.SelectMany(shape => shape.Words)];
        if (!words.IsEmpty)
        {
            yield return new JsonObject { ["type"] = "string", ["enum"] = Texts(words) };
        }

        foreach (ScalarKind kind in place.Scalars)
        {
            if (kind == ScalarKind.Text)
            {
                if (Text(place) is { } text)
                {
                    yield return text;
                }
            }
            else
            {
                yield return Scalar(kind, range);
            }
        }
    }

    /// <summary>Any scalar is text, a number in a name too. Null where nothing but words is meant.</summary>
    private static JsonObject? Text(DescribedNode place)
    {
        if (place.Shapes is [])
        {
            return new JsonObject { ["type"] = Texts(["string", "number", "boolean"]) };
        }

        if (place.Shapes.All(shape => shape.Pattern is null))
        {
            return null;
        }

        string pattern = string.Join('|', place.Shapes.Select(shape => shape.Pattern).OfType<string>());
        var text = new JsonObject { ["type"] = Regex.IsMatch("2026", pattern) ? Texts(["string", "number"]) : "string", ["pattern"] = pattern };
        string[] examples = [.. place.Shapes.SelectMany(shape => shape.Examples)];
        if (examples.Length > 0)
        {
            text["examples"] = Texts(examples);
        }

        return text;
    }

    private static JsonObject Scalar(ScalarKind kind, KeyRange range)
    {
        string positive = range.IsPositive ? @"(?!\+?[0.]+($|[^\d.]))" : "";
        JsonObject schema = kind switch
        {
            ScalarKind.Duration => new JsonObject { ["type"] = "string", ["pattern"] = $"^{positive}{Units.DurationPattern}$" },
            ScalarKind.Rate => new JsonObject { ["type"] = "string", ["pattern"] = $"^{positive}{Units.RatePattern}$" },
            ScalarKind.Share => new JsonObject { ["type"] = Texts(["number", "string"]), ["pattern"] = $"^{positive}{Units.SharePattern}$" },
            ScalarKind.Number => new JsonObject { ["type"] = Texts(["number", "string"]), ["pattern"] = $"^{Units.NumberPattern}$" },
            ScalarKind.Count => new JsonObject { ["type"] = Texts(["integer", "string"]), ["pattern"] = @"^[+-]?\d+$" },
            _ => new JsonObject { ["type"] = "boolean" },
        };
        if (kind is ScalarKind.Count or ScalarKind.Number or ScalarKind.Share)
        {
            if (range.IsPositive)
            {
                schema["exclusiveMinimum"] = 0;
            }
            else if ((range.Least ?? (kind == ScalarKind.Share ? 0 : null)) is { } least)
            {
                schema["minimum"] = least;
            }

            if (range.Most is { } most)
            {
                schema["maximum"] = most;
            }
        }

        return schema;
    }

    private IEnumerable<JsonObject> Mappings(DescribedNode place)
    {
        if (place.Keys is { } keys)
        {
            var schema = new JsonObject { ["type"] = "object", ["maxProperties"] = ConfigSection.MostKeys };
            IEnumerable<(string Key, JsonNode Value)> known = [.. keys.Select(key => (key.Key, (JsonNode)Write(key.Value))), .. place.OwnKey is { } own ? place.Words.Select(word => (word, (JsonNode)Write(own))) : []];
            schema["properties"] = Object(known);
            schema["additionalProperties"] = place.OwnKey is { } free ? Write(free) : JsonValue.Create(false);
            string[] required = [.. keys.Keys.Where(place.IsRequired)];
            if (required.Length > 0)
            {
                schema["required"] = Texts(required);
            }

            yield return schema;
        }

        if (place.Alternatives is { } alternatives)
        {
            var schema = new JsonObject { ["type"] = "object", ["minProperties"] = 1, ["maxProperties"] = 1 };
            if (place.KeyShape!.Words.IsEmpty)
            {
                schema["propertyNames"] = new JsonObject { ["pattern"] = place.KeyShape.Pattern };
                schema["additionalProperties"] = Write(alternatives.Values.Single());
            }
            else
            {
                schema["properties"] = Object(alternatives.Select(kind => (kind.Key, (JsonNode)Write(kind.Value))));
                schema["additionalProperties"] = false;
            }

            yield return schema;
        }
    }

    private static JsonObject Object(IEnumerable<(string Key, JsonNode Value)> properties) => new(properties.Select(property => KeyValuePair.Create(property.Key, (JsonNode?)property.Value)));

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(text => (JsonNode)JsonValue.Create(text))];
}
