using System.CommandLine;
using Harness.Clients;
using Harness.Faults;
using Harness.Metrics;
using Spectre.Console;

namespace Harness.Cli;

/// <summary><c>harness presets</c> and <c>harness faults</c>: what there is, from the registries.</summary>
internal static class CatalogueCommands
{
    public static Command Presets()
    {
        var command = new TaughtCommand(
            "presets",
            "Lists the clients that can be played, their detection bounds, and the flaws that can be put into them.",
            """
            In a scenario: clients: { preset: ping-timeout, count: 500, heartbeat: { interval: 1s } }

            Try it: harness presets
                    harness worker --target ws://127.0.0.1:9000/socket --preset ping-timeout
            """);
        command.SetAction(_ =>
        {
            foreach (ClientPreset preset in PresetRegistry.All)
            {
                Title(preset.Name);
                Line("what", preset.Meaning);
                Line("declares", preset.Policy.SilenceThreshold is { } silence
                    ? $"after {Seconds(silence)} of silence; {Seconds(preset.Policy.EarliestDetection!.Value)} to {Seconds(preset.Policy.WorstCaseDetection!.Value)} after the onset of a silent drop"
                    : "never: waits for a close");
                Line("source", preset.Source);
            }

            AnsiConsole.WriteLine();
            AnsiConsole.WriteLine("Flaws (clients: { flaws: [name] }), to see a run fail: the client is judged as if it were sound.");
            foreach (ClientFlaw flaw in ClientFlaws.All)
            {
                Line(flaw.Name, flaw.Meaning, 22);
            }

            return ExitCodes.Passed;
        });
        return command;
    }

    public static Command Faults()
    {
        var command = new TaughtCommand(
            "faults",
            "Lists the faults that scenarios can make and the metrics they can assert.",
            """
            In a scenario: faults: [ silent-drop: { at: 12s, for: 12s, share: 30%, path: websocket } ]
                           assertions: [ detection.undetected == 0, fallback.time.p99 <= 2s ]

            Try it: harness faults
            """);
        command.SetAction(_ =>
        {
            foreach (FaultKind kind in FaultRegistry.All)
            {
                Title(kind.Name);
                Line("what", kind.Meaning);
                Line("settings", kind.Settings);
                Line("example", kind.Example);
            }

            AnsiConsole.WriteLine();
            AnsiConsole.WriteLine("Metrics (assertions: metric[.stat] operator value; stats: min, mean, p50, p90, p95, p99, p999, max)");
            foreach (Metric metric in MetricNames.All)
            {
                Line(metric.Name + (metric.IsDistribution ? ".*" : ""), metric.Meaning, 30);
            }

            return ExitCodes.Passed;
        });
        return command;
    }

    private static void Title(string text)
    {
        AnsiConsole.WriteLine();
        AnsiConsole.MarkupLine($"[bold]{Markup.Escape(text)}[/]");
    }

    private static void Line(string name, string text, int width = 10)
    {
        Grid grid = new Grid().AddColumn(new GridColumn().Width(width).NoWrap().PadLeft(2)).AddColumn();
        AnsiConsole.Write(grid.AddRow(new Text(name, new Style(Color.Grey)), new Text(text)));
    }

    private static string Seconds(TimeSpan span) => $"{span.TotalSeconds:0.##} s";
}
