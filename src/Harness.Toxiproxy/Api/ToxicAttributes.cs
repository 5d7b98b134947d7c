using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Harness.Toxiproxy.Toxics;

namespace Harness.Toxiproxy.Api;

/// <summary>
/// A toxic's settable properties as the API's <c>attributes</c>: names in snake_case, <see cref="TimeSpan"/> as whole milliseconds,
/// an enum as its name in snake_case. The one place where times are milliseconds.
/// </summary>
internal sealed class ToxicAttributes(ToxicRegistry registry)
{
    /// <summary>Some 31 years: what any delay can be without leaving the range of the arithmetic behind it.</summary>
    private const long MostMilliseconds = 1_000_000_000_000;

    internal static JsonObject Write(Toxic toxic)
    {
        var json = new JsonObject();
        foreach (PropertyInfo property in Settings(toxic))
        {
            json[Name(property)] = property.GetValue(toxic) switch
            {
                TimeSpan time => (long)time.TotalMilliseconds,
                long number => number,
                double number => number,
                bool flag => flag,
                string text => text,
                Enum value => Name(value.ToString()),
                NestedToxic nested => new JsonObject { ["type"] = nested.Type, ["attributes"] = Write(nested.Toxic) },
                object value => throw new NotSupportedException($"{property} has no JSON form: {value.GetType()}"),
                null => null,
            };
        }

        return json;
    }

    /// <summary>A copy of <paramref name="toxic"/> with the attributes that <paramref name="attributes"/> gives; the others stay.</summary>
    /// <exception cref="ApiException">400: one has the wrong type or a value that the toxic refuses; of a toxic of ours, one is unknown.</exception>
    internal Toxic Merge(Toxic toxic, RequestBody attributes)
    {
        // A record's copy is unshared until it is returned, so its init-only properties can still be set.
        Toxic copy = toxic with { };
        PropertyInfo[] settings = [.. Settings(toxic)];
        foreach (PropertyInfo property in settings)
        {
            property.SetValue(copy, Read(property, property.GetValue(toxic), attributes));
        }

        if (toxic is not IStockToxic)
        {
            RefuseUnknown(attributes, [.. settings.Select(Name)]);
        }

        return copy.Check() is { } wrong ? throw ApiException.BadBody($"attributes: {wrong}") : copy;
    }

    private object? Read(PropertyInfo property, object? present, RequestBody attributes)
    {
        string name = Name(property);
        return present switch
        {
            TimeSpan time => TimeSpan.FromMilliseconds(attributes.Integer(name, (long)time.TotalMilliseconds, -MostMilliseconds, MostMilliseconds)),
            long number => attributes.Integer(name, number, long.MinValue, long.MaxValue),
            double number => attributes.Double(name, number),
            bool flag => attributes.Boolean(name, flag),
            string text => attributes.String(name, text),
            Enum value => ReadName(name, value, attributes),
            NestedToxic nested => ReadNested(name, nested, attributes),
            _ => throw new NotSupportedException($"{property} has no JSON form"),
        };
    }

    // The type is given once; after that only its attributes change. What a link runs, and where it stands in the chain, depends on the type.
    private NestedToxic ReadNested(string attribute, NestedToxic present, RequestBody attributes)
    {
        RequestBody nested = attributes.Object(attribute);
        string type = nested.String("type", present.Type);
        if (type.Length == 0)
        {
            return present;
        }

        if (present.Type.Length > 0 && type != present.Type)
        {
            throw ApiException.BadBody($"attributes: {attribute}.type is {present.Type} and cannot become {type}: remove the toxic and add another");
        }

        Toxic basis = type == present.Type ? present.Toxic : registry.Default(type) ?? throw ApiException.InvalidToxicType();
        if (Settings(basis).Any(property => property.PropertyType == typeof(NestedToxic)))
        {
            // Not left to its Check, which comes after what it holds: thousands of them, one in the other, would be too deep for the stack.
            throw ApiException.BadBody($"attributes: {attribute}.type must not be {type}");
        }

        return new NestedToxic(type, Merge(basis, nested.Object("attributes")));
    }

    private static object ReadName(string attribute, Enum present, RequestBody attributes)
    {
        string text = attributes.String(attribute, Name(present.ToString()));
        string[] names = Enum.GetNames(present.GetType());
        string? known = Array.Find(names, name => string.Equals(Name(name), text, StringComparison.OrdinalIgnoreCase));
        return known is not null
            ? Enum.Parse(present.GetType(), known)
            : throw ApiException.BadBody($"attributes.{attribute} must be {string.Join(" or ", names.Select(Name))}, but is \"{text}\"");
    }

    // The stock server ignores what it does not know, and its toxics here do so too; a toxic of ours need not keep a typing error secret.
    private static void RefuseUnknown(RequestBody attributes, string[] known)
    {
        string? unknown = attributes.Fields.FirstOrDefault(field => !known.Contains(field, StringComparer.OrdinalIgnoreCase));
        if (unknown is not null)
        {
            string have = known.Length > 0 ? $"it has {string.Join(", ", known)}" : "it has none";
            throw ApiException.BadBody($"attributes.{unknown} is not an attribute of this toxic: {have}");
        }
    }

    private static IEnumerable<PropertyInfo> Settings(Toxic toxic) =>
        toxic.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite);

    private static string Name(PropertyInfo property) => Name(property.Name);

    private static string Name(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
