using System.Text;
using Harness.Tests.Scenarios;

namespace Harness.Tests.Corpus;

/// <summary>docs/caught.md: who caught what, as the run found it.</summary>
internal static class CaughtPage
{
    /// <summary>Set to 1, the test run writes the page instead of comparing with it.</summary>
    public const string UpdateVariable = "HARNESS_UPDATE_DOCS";

    public static string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(ShippedScenarios.Folder)!, "docs", "caught.md");

    /// <param name="clients">Faulty clients, and whether each was caught as it should.</param>
    /// <param name="servers">The same of servers.</param>
    /// <param name="sound">Scenes and presets that sound clients were played in, and whether they were accused of anything.</param>
    public static string Write(
        IEnumerable<(FaultyClient Client, bool Caught)> clients, IEnumerable<(FaultyServer Server, bool Caught)> servers, IEnumerable<(string Name, bool Accused)> sound)
    {
        var page = new StringBuilder();
        page.Append($"""
            # Who catches what

            A harness that misses a bad client is worth little, and one that accuses a good one is worth less. The tests play a corpus of clients and servers
            with one mistake each, on real sockets (`tests/Harness.Tests/Harness/Corpus`); each has to be caught by the assertion or invariant beside it, with a
            client as evidence. Sound clients in the same scenes, and every sound preset, must be accused of nothing. Written by a test run with `{UpdateVariable}=1`.

            ## Scenes

            20 clients in four cohorts, one heartbeat every 300 ms, dead after 0.9 s of silence.

            | scene | what happens | sound clients accused |
            |---|---|---|

            """.ReplaceLineEndings("\n"));
        Dictionary<string, bool> accused = sound.ToDictionary(entry => entry.Name, entry => entry.Accused, StringComparer.Ordinal);
        foreach (Scene scene in Scenes.All)
        {
            page.Append($"| {scene.Name} | {scene.Happens} | {(accused[scene.Name] ? "**yes**" : "no")} |\n");
        }

        page.Append("\n## Faulty clients\n\n| client | what it does wrong | scene | caught by |\n|---|---|---|---|\n");
        foreach ((FaultyClient client, bool caught) in clients)
        {
            page.Append($"| `{client.Name}` | {client.Wrong} | {client.Scene.Name} | {By(client.CaughtBy, caught)} |\n");
        }

        page.Append("\n## Faulty servers\n\n| server | what it does wrong | scene | caught by |\n|---|---|---|---|\n");
        foreach ((FaultyServer server, bool caught) in servers)
        {
            page.Append($"| `{server.Name}` | {server.Wrong} | {server.Scene.Name} | {By(server.CaughtBy, caught)} |\n");
        }

        page.Append("\n## Sound presets\n\nScaled to a second or so, through a loss that each must notice or is told of.\n\n| preset | accused |\n|---|---|\n");
        foreach (string preset in SoundPresets.All.Select(preset => preset.Name))
        {
            page.Append($"| `{preset}` | {(accused[preset] ? "**yes**" : "no")} |\n");
        }

        return page.ToString();
    }

    private static string By(string what, bool caught) => caught ? $"`{what}`" : "**nothing**";
}
