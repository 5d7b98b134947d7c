using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Harness.Capacity;
using Harness.Comparing;
using Harness.Judging;
using Harness.Reporting;
using Harness.Simulation;

namespace Harness.Tests.Reporting;

/// <summary>Writes the JSON Schema of <c>run.json</c> from what the serializer knows of the records, and from their docstrings.</summary>
internal sealed class RunSchemaWriter
{
    /// <summary>What stands in <c>kind</c>, and the record that is written then.</summary>
    private static readonly (string Kind, Type Type)[] _kinds = [("run", typeof(RunResult)), ("capacity", typeof(CapacityResult)), ("simulation", typeof(SimulationReport)), ("comparison", typeof(ComparisonResult))];

    private readonly XmlDocs _docs = new(typeof(RunResult).Assembly);
    private readonly SortedDictionary<string, JsonObject> _records = new(StringComparer.Ordinal);

    public static string Write()
    {
        var writer = new RunSchemaWriter();
        foreach ((string kind, Type type) in _kinds)
        {
            writer.Reference(type);
            writer._records[type.Name]["properties"]!["kind"]!.AsObject()["const"] = kind;
            // It tells the kinds apart, so it has to be there.
            writer._records[type.Name]["required"]!.AsArray().Insert(0, "kind");
        }

        JsonObject schema = new()
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "run.json of Harness",
            ["description"] = "What a run, a search for the capacity, a simulation or a comparison leaves as data; kind tells them apart. Durations and instants are seconds, instants since the load began. "
                + "null stands for what never happened (infinity) where a number is expected, and for what was not measured where the description says so. Newer programs may add properties.",
            ["oneOf"] = new JsonArray([.. _kinds.Select(kind => new JsonObject { ["$ref"] = $"#/$defs/{kind.Type.Name}" })]),
            ["$defs"] = new JsonObject(writer._records.Select(record => KeyValuePair.Create(record.Key, (JsonNode?)record.Value))),
        };
        return JsonSerializer.Serialize(schema, RunJson.Options) + "\n";
    }

    private JsonObject Reference(Type type)
    {
        if (!_records.ContainsKey(type.Name))
        {
            JsonObject record = new();
            _records.Add(type.Name, record);
            Fill(record, type);
        }

        return new JsonObject { ["$ref"] = $"#/$defs/{type.Name}" };
    }

    private void Fill(JsonObject record, Type type)
    {
        JsonTypeInfo info = RunJson.Options.GetTypeInfo(type);
        JsonObject properties = new();
        JsonArray required = [];
        foreach (JsonPropertyInfo property in info.Properties)
        {
            JsonObject value = Of(property.PropertyType, property.IsGetNullable);
            if (_docs.Of((PropertyInfo)property.AttributeProvider!) is { Length: > 0 } text)
            {
                value["description"] = text;
            }

            properties[property.Name] = value;
            if (property.IsRequired || property.AssociatedParameter is { HasDefaultValue: false })
            {
                required.Add(property.Name);
            }
        }

        record["type"] = "object";
        if (_docs.Of(type) is { Length: > 0 } about)
        {
            record["description"] = about;
        }

        record["properties"] = properties;
        record["required"] = required;
    }

    private JsonObject Of(Type type, bool nullable)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Of(underlying, nullable: true);
        }

        if (type.IsEnum)
        {
            JsonArray names = [.. Enum.GetValues(type).Cast<object>().Select(value => JsonSerializer.SerializeToNode(value, type, RunJson.Options))];
            if (nullable)
            {
                names.Add(null);
            }

            return new JsonObject { ["enum"] = names };
        }

        if (type.IsGenericType)
        {
            Type value = type.GetGenericArguments()[^1];
            bool isMap = type.GetGenericArguments().Length == 2;
            return isMap
                ? new JsonObject { ["type"] = "object", ["additionalProperties"] = Of(value, nullable: false) }
                : new JsonObject { ["type"] = "array", ["items"] = Of(value, nullable: false) };
        }

        (string? Name, string? Format) simple = Type.GetTypeCode(type) switch
        {
            TypeCode.String => ("string", null),
            TypeCode.Boolean => ("boolean", null),
            TypeCode.Int32 or TypeCode.Int64 or TypeCode.UInt64 => ("integer", null),
            // Infinity is null: JSON has no other way.
            TypeCode.Double => ("number", null),
            _ when type == typeof(DateTimeOffset) => ("string", "date-time"),
            _ => (null, null),
        };
        if (simple.Name is not { } name)
        {
            JsonObject reference = Reference(type);
            return nullable ? new JsonObject { ["anyOf"] = new JsonArray(reference, new JsonObject { ["type"] = "null" }) } : reference;
        }

        JsonObject schema = new() { ["type"] = nullable || type == typeof(double) ? new JsonArray(name, "null") : name };
        if (simple.Format is { } format)
        {
            schema["format"] = format;
        }

        if (type == typeof(ulong))
        {
            schema["minimum"] = 0;
        }

        return schema;
    }
}
