using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Harness.Simulation;

/// <summary><c>simulation.json</c>: what a simulation found, for programs. Durations in seconds; equal seeds give equal files but for the command.</summary>
public static class SimulationJson
{
    private static readonly JsonSerializerOptions _options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="result">What was found.</param>
    /// <param name="scenario">The name of the scenario.</param>
    /// <param name="command">The command that repeats it.</param>
    /// <param name="file">The scenario file that was written; null: none.</param>
    public static string Write(SimulationResult result, string scenario, string command, string? file) => JsonSerializer.Serialize(
        new
        {
            FormatVersion = 1,
            Kind = "simulation",
            Scenario = scenario,
            result.Seed,
            Command = command,
            Verdict = result.Broken == 0 ? "passed" : "failed",
            result.Schedules,
            result.Broken,
            result.Findings,
            result.LeftOut,
            Smallest = result.Smallest is { } smallest
                ? new
                {
                    smallest.Rule,
                    smallest.Seed,
                    Why = smallest.Played.Broken is [var broken, ..] ? broken.Why : "",
                    Faults = smallest.Played.Schedule.Faults.Select(fault => new { fault.Kind, At = fault.At.TotalSeconds, For = fault.For?.TotalSeconds, Detail = fault.Detail }),
                    Ends = smallest.Played.Schedule.Ends.Select(end => new { At = end.At.TotalSeconds, Cause = end.Cause.ToString(), end.Code, DownFor = end.DownFor.TotalSeconds }),
                    Publications = smallest.Played.Schedule.Publications.Select(at => at.TotalSeconds),
                    Load = smallest.Played.Schedule.End.TotalSeconds,
                    smallest.Played.Timeline,
                    smallest.Perturbed,
                    smallest.PerturbedBreaking,
                    Reproducible = smallest.IsReproducible,
                    File = file,
                }
                : null,
        },
        _options) + "\n";
}
