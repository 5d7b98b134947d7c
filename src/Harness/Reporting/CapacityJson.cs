using System.Text.Json;
using Harness.Capacity;

namespace Harness.Reporting;

/// <summary><c>run.json</c> of a search: the whole <see cref="CapacityResult"/>, written as that of a run is; <c>kind</c> tells them apart.</summary>
public static class CapacityJson
{
    public static string Write(CapacityResult result) => JsonSerializer.Serialize(result, RunJson.Options) + "\n";
}
