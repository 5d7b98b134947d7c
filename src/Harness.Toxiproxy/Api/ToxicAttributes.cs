using System.Reflection;
using System.Text.Json.Nodes;
using Harness.Toxiproxy.Toxics;

namespace Harness.Toxiproxy.Api;

/// <summary>
/// A toxic's settable properties as the API's <c>attributes</c>: names in snake_case, <see cref="TimeSpan"/> as whole milliseconds.
/// The one place where times are milliseconds.
/// </summary>
internal static class ToxicAttributes
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
                object value => throw new NotSupportedException($"{property} has no JSON form: {value.GetType()}"),
                null => null,
            };
        }

        return json;
    }

    /// <summary>A copy of <paramref name="toxic"/> with the attributes that <paramref name="attributes"/> gives; the others stay.</summary>
    /// <exception cref="ApiException">400: one has the wrong type.</exception>
    internal static Toxic Merge(Toxic toxic, RequestBody attributes)
    {
        // A record's copy is unshared until it is returned, so its init-only properties can still be set.
        Toxic copy = toxic with { };
        foreach (PropertyInfo property in Settings(toxic))
        {
            object value = property.GetValue(toxic) switch
            {
                TimeSpan time => TimeSpan.FromMilliseconds(
                    attributes.Integer(Name(property), (long)time.TotalMilliseconds, -MostMilliseconds, MostMilliseconds)),
                long number => attributes.Integer(Name(property), number, long.MinValue, long.MaxValue),
                var other => throw new NotSupportedException($"{property} has no JSON form: {other}"),
            };
            property.SetValue(copy, value);
        }

        return copy;
    }

    private static IEnumerable<PropertyInfo> Settings(Toxic toxic) =>
        toxic.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite);

    private static string Name(PropertyInfo property) =>
        System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
}
