using System.Text.Json;
using System.Text.Json.Nodes;
using Harness.Judging;
using Harness.Reporting;

namespace Harness.Tests.Reporting;

/// <summary>A result with text of bad intent in every field that holds text.</summary>
public static class Hostile
{
    public const string Text = "</style></script><script>alert(1)</script><img src=x onerror='a'>\"' & ]]> | `` ``` \\ **b** [l](javascript:x) \r\n# h\u0000\u0001\u001b[31m\uFFFE\uD800 ∞ é";

    /// <summary>Every string of <see cref="SampleRuns.Failed"/> is replaced in its JSON, so no field that comes later can be forgotten.</summary>
    public static RunResult Run(string path)
    {
        JsonNode json = JsonNode.Parse(RunJson.Write(SampleRuns.Failed()))!;
        Replace(json);
        File.WriteAllText(path, json.ToJsonString());
        return RunJson.Read(path);
    }

    private static void Replace(JsonNode node)
    {
        // The node keeps what is no free text: verdicts, the kind of file, the date, the names of states.
        string[] fixedNames = ["verdict", "startedAt"];
        if (node is JsonObject fields)
        {
            foreach ((string name, JsonNode? value) in fields.ToArray())
            {
                if (value?.GetValueKind() == JsonValueKind.String && !fixedNames.Contains(name))
                {
                    fields[name] = Clean;
                }
                else if (value is not null)
                {
                    Replace(value);
                }
            }
        }
        else if (node is JsonArray items)
        {
            for (int i = 0; i < items.Count; i++)
            {
                if (items[i]?.GetValueKind() == JsonValueKind.String)
                {
                    items[i] = Clean;
                }
                else if (items[i] is { } item)
                {
                    Replace(item);
                }
            }
        }
    }

    /// <summary>JSON cannot carry a lone surrogate; the tests of XmlText and Markdown give it directly.</summary>
    private static string Clean => Text.Replace("\uD800", "", StringComparison.Ordinal);
}
