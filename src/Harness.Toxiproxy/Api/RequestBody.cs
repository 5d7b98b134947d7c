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
    /// <exception cref="SlowBodyException">The body does not come.</exception>
    internal static async Task<RequestBody> ReadAsync(HttpContext context)
    {
        JsonElement value = await ReadValueAsync(context).ConfigureAwait(false);
        return value.ValueKind switch
        {
            JsonValueKind.Object => new RequestBody(value, ""),
            JsonValueKind.Null => new RequestBody(default, ""),
            _ => throw ApiException.BadBody($"must be an object, but is {Shortened(value)}"),
        };
    }

    /// <summary>The objects of an array, for messages numbered from 1.</summary>
    /// <exception cref="ApiException">400: the body is no JSON array of objects.</exception>
    /// <exception cref="SlowBodyException">The body does not come.</exception>
    internal static async Task<RequestBody[]> ReadAllAsync(HttpContext context, string what) =>
        All(await ReadValueAsync(context).ConfigureAwait(false), what);

    /// <summary>The same of a value that was read elsewhere.</summary>
    /// <exception cref="ApiException">400: it is no JSON array of objects.</exception>
    internal static RequestBody[] All(JsonElement value, string what) => value.ValueKind switch
    {
        JsonValueKind.Array => [.. value.EnumerateArray().Select((element, index) => element.ValueKind switch
        {
            JsonValueKind.Object => new RequestBody(element, $"{what} {index + 1}: "),
            JsonValueKind.Null => new RequestBody(default, $"{what} {index + 1}: "),
            _ => throw ApiException.BadBody($"{what} {index + 1} must be an object, but is {Shortened(element)}"),
        })],
        JsonValueKind.Null => [],
        _ => throw ApiException.BadBody($"must be an array of {what} objects, but is {Shortened(value)}"),
    };

    /// <summary>The names of its fields, as written.</summary>
    internal IEnumerable<string> Fields =>
        _object.ValueKind == JsonValueKind.Object ? _object.EnumerateObject().Select(property => property.Name) : [];

    /// <summary>Whether it has the field, and not as null.</summary>
    internal bool Has(string field) => Find(field) is not null;

    internal string String(string field, string absent) => Find(field) switch
    {
        null => absent,
        { ValueKind: JsonValueKind.String } value => value.GetString()!,
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

    /// <summary>The objects of an array within this one; none if it is absent. Their messages do not name them.</summary>
    internal RequestBody[] Objects(string field) => Find(field) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } value when value.EnumerateArray().All(element => element.ValueKind == JsonValueKind.Object) =>
            [.. value.EnumerateArray().Select(element => new RequestBody(element, ""))],
        { } value => throw Wrong(field, "an array of objects", value),
    };

    /// <summary>For requests of our own, which need not keep a typing error secret.</summary>
    /// <exception cref="ApiException">400: a field is none of these.</exception>
    internal void RefuseUnknown(params string[] known)
    {
        if (Fields.FirstOrDefault(field => !known.Contains(field, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw ApiException.BadBody($"{_path}{unknown} is not known here: there are {string.Join(", ", known)}");
        }
    }

    private static async Task<JsonElement> ReadValueAsync(HttpContext context)
    {
        ApiLimits limits = context.RequestServices.GetRequiredService<ApiLimits>();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(limits.ReadTimeout);
        using var body = new MemoryStream();
        try
        {
            await context.Request.Body.CopyToAsync(body, patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            throw new SlowBodyException();
        }

        try
        {
            return LenientJson.FirstValue(body.ToArray());
        }
        catch (JsonException e)
        {
            throw ApiException.BadBody(e.Message);
        }
    }

    // A message need not repeat ten megabytes.
    private static string Shortened(JsonElement value)
    {
        string text = value.GetRawText();
        return text.Length <= 100 ? text : text[..100] + "…";
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
            if (property.Name.Equals(field, StringComparison.OrdinalIgnoreCase) && property.Value.ValueKind != JsonValueKind.Null)
            {
                found = property.Value;
            }
        }

        return found;
    }

    private ApiException Wrong(string field, string rule, JsonElement value) =>
        ApiException.BadBody($"{_path}{field} must be {rule}, but is {Shortened(value)}");
}
