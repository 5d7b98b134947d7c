using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Harness.Judging;

namespace Harness.Reporting;

/// <summary><c>run.json</c>: the whole <see cref="RunResult"/> in camelCase; verdicts are lower-case words, ∞ is null.</summary>
public static class RunJson
{
    /// <summary>The newest format this program reads.</summary>
    public const int FormatVersion = 1;

    /// <summary>The oldest: fields that came later are missing in it, and stay empty.</summary>
    public const int OldestFormatVersion = 1;

    internal static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        // The file is read by jq and by people, and is never pasted into HTML: '<=' and 'µ' may stay as they are.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false), new InfinityAsNull() },
    };

    public static string Write(RunResult result) => Write<RunResult>(result);

    /// <summary>The same of a search, a simulation or a comparison; <c>kind</c> tells them apart.</summary>
    public static string Write<T>(T result)
        where T : class => JsonSerializer.Serialize(result, Options) + "\n";

    /// <summary>The same result with every text of it replaced; verdicts and numbers are left alone.</summary>
    /// <typeparam name="T">A run's or a search's.</typeparam>
    [SuppressMessage("Performance", "CA1869", Justification = "Once a run, and the converter holds what it replaces.")]
    public static T WithTexts<T>(T result, Func<string, string> replace)
        where T : class
    {
        bool any = false;
        var options = new JsonSerializerOptions(Options);
        options.Converters.Add(new ReplacedTexts(text =>
        {
            string replaced = replace(text);
            any |= replaced != text;
            return replaced;
        }));
        string written = JsonSerializer.Serialize(result, options);
        return any ? JsonSerializer.Deserialize<T>(written, Options)! : result;
    }

    /// <summary>Reads a file that <see cref="Write"/> made.</summary>
    /// <exception cref="InvalidDataException">It is cut off, no JSON, lacks a field, or is of a format that this program does not read; the message names path, line and cause.</exception>
    /// <exception cref="IOException">It cannot be read at all.</exception>
    public static RunResult Read(string path) => Read<RunResult>(path);

    /// <summary>The same of a search, a simulation or a comparison.</summary>
    public static T Read<T>(string path)
        where T : class
    {
        string text = File.ReadAllText(path);
        try
        {
            using (JsonDocument document = JsonDocument.Parse(text))
            {
                CheckVersion(path, document.RootElement);
            }

            T result = JsonSerializer.Deserialize<T>(text, Options) ?? throw new InvalidDataException($"{path} holds no run, only null.");
            return NullElements.Find(result) is { } missing ? throw new InvalidDataException($"{path} is not a whole run.json: {missing} is null.") : result;
        }
        catch (JsonException error)
        {
            throw Broken(path, error);
        }
    }

    /// <summary>What a file is of: <c>run</c>, <c>capacity</c>, <c>simulation</c> or <c>comparison</c>.</summary>
    /// <exception cref="InvalidDataException">It is none of them.</exception>
    /// <exception cref="IOException">It cannot be read at all.</exception>
    public static string KindOf(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
            CheckVersion(path, document.RootElement);
            return document.RootElement.TryGetProperty("kind", out JsonElement kind) && kind.ValueKind == JsonValueKind.String
                ? kind.GetString()!
                : throw new JsonException("it has no kind.");
        }
        catch (JsonException error)
        {
            throw Broken(path, error);
        }
    }

    private static InvalidDataException Broken(string path, JsonException error)
    {
        string line = error.LineNumber is { } number ? $", line {number + 1}" : "";
        return new InvalidDataException($"{path}{line} is not a whole run.json: {error.Message}", error);
    }

    private static void CheckVersion(string path, JsonElement root)
    {
        int version = VersionOf(root);
        if (version > FormatVersion)
        {
            throw new InvalidDataException($"{path} is of format version {version}, and this program reads up to {FormatVersion}: use a newer harness.");
        }

        if (version < OldestFormatVersion)
        {
            throw new InvalidDataException($"{path} is of format version {version}, and this program reads from {OldestFormatVersion} on: use the harness that wrote it.");
        }
    }

    private static int VersionOf(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object
            && root.TryGetProperty("formatVersion", out JsonElement version)
            && version.ValueKind == JsonValueKind.Number
            && version.TryGetInt32(out int number)
            ? number
            : throw new JsonException("it has no formatVersion.");

    private sealed class ReplacedTexts(Func<string, string> replace) : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString();

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(replace(value));
    }

    /// <summary>JSON has no ∞: written as null, and null where a number must stand is read as ∞.</summary>
    private sealed class InfinityAsNull : JsonConverter<double>
    {
        public override bool HandleNull => true;

        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Null ? double.PositiveInfinity : reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value))
            {
                writer.WriteNumberValue(value);
            }
            else
            {
                writer.WriteNullValue();
            }
        }
    }
}
