namespace Harness.Reporting;

/// <summary>
/// The JSON Schema (draft 2020-12) of <c>run.json</c>, of a run and of a search for the capacity. It is written from the records of the results and their docstrings by
/// <c>RunSchemaTests</c>, which fails where it is not what they say, and is published as <c>docs/run.schema.json</c>.
/// </summary>
public static class RunSchema
{
    public static string Text()
    {
        using Stream stream = typeof(RunSchema).Assembly.GetManifestResourceStream("run.schema.json")
            ?? throw new InvalidOperationException("run.schema.json is not in the assembly: Harness.csproj embeds docs/run.schema.json.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
