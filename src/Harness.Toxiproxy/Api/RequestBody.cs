using System.Text.Json;

namespace Harness.Toxiproxy.Api;

/// <summary>
/// The JSON object of a request, read as leniently as the stock server does: field names in any case, unknown ones ignored,
/// null as if it were not there, anything after the object ignored. A value of the wrong type is an error.
/// </summary>
internal sealed class RequestBody
{
    private readonly JsonElement _object;
    private readonly string _path;

    private RequestBody(JsonElement value, string path)
    {
        _object = value;
        _path = path;
    }

    /// <exception cref="ApiException">400: the body is no JSON object.</exception>
    internal static async Task<RequestBody> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellation).ConfigureAwait(false);
        try
        {
            return new RequestBody(FirstValue(body), "");
        }
        catch (JsonException e)
        {
            throw ApiException.BadBody(e.Message);
        }
    }

    /// <summary>The names of its fields, as written.</summary>
    internal IEnumerable<string> Fields =>
        _object.ValueKind == JsonValueKind.Object ? _object.EnumerateObject().Select(property => Unicode(() => property.Name)) : [];

    internal string String(string field, string absent) => Find(field) switch
    {
        null => absent,
        { ValueKind: JsonValueKind.String } value => Unicode(() => value.GetString()!),
        { } value => throw Wrong(field, "a string", value),
    };

    internal bool Boolean(string field, bool absent) => Find(field) switch
    {
        null => absent,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } value => throw Wrong(field, "true or false", value),
    };

    internal float Number(string field, float absent) => Find(field) switch
    {
        null => absent,
        { ValueKind: JsonValueKind.Number } value when value.TryGetSingle(out float number) && float.IsFinite(number) => number,
        { } value => throw Wrong(field, "a number", value),
    };

    internal double Double(string field, double absent) => Find(field) switch
    {
        null => absent,
        { ValueKind: JsonValueKind.Number } value when value.TryGetDouble(out double number) && double.IsFinite(number) => number,
        { } value => throw Wrong(field, "a number", value),
    };

    /// <summary>A whole number in [<paramref name="least"/>, <paramref name="most"/>].</summary>
    internal long Integer(string field, long absent, long least, long most) => Find(field) switch
    {
        null => absent,
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt64(out long number) && number >= least && number <= most => number,
        { } value => throw Wrong(field, $"a whole number from {least} to {most}", value),
    };

    /// <summary>An object within this one; an empty one if it is absent.</summary>
    internal RequestBody Object(string field) => Find(field) switch
    {
        null => new RequestBody(default, $"{_path}{field}."),
        { ValueKind: JsonValueKind.Object } value => new RequestBody(value, $"{_path}{field}."),
        { } value => throw Wrong(field, "an object", value),
    };

    private static JsonElement FirstValue(MemoryStream body)
    {
        var reader = new Utf8JsonReader(body.GetBuffer().AsSpan(0, (int)body.Length));
        JsonElement value = JsonElement.ParseValue(ref reader);
        return value.ValueKind switch
        {
            JsonValueKind.Object => value,
            JsonValueKind.Null => default,
            _ => throw new JsonException($"must be an object, but is {value.GetRawText()}"),
        };
    }

    private JsonElement? Find(string field)
    {
        if (_object.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        JsonElement? found = null;
        foreach (JsonProperty property in _object.EnumerateObject())
        {
            if (Unicode(() => property.Name).Equals(field, StringComparison.OrdinalIgnoreCase) && property.Value.ValueKind != JsonValueKind.Null)
            {
                found = property.Value;
            }
        }

        return found;
    }

    // The parser takes bytes and escapes that are no text, and throws when they are read.
    private static string Unicode(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException e)
        {
            throw ApiException.BadBody(e.Message);
        }
    }

    private ApiException Wrong(string field, string rule, JsonElement value) =>
        ApiException.BadBody($"{_path}{field} must be {rule}, but is {value.GetRawText()}");
}
