using System.CommandLine;
using Harness.Clients;
using Harness.Faults;
using Harness.Metrics;
using Harness.Runs;
using Harness.Scenarios.Files.Config;
using Harness.Scenarios.Lifetimes;
using Spectre.Console;

namespace Harness.Cli;

/// <summary><c>harness presets</c>, <c>harness faults</c> and <c>harness loads</c>: what there is, from the registries.</summary>
internal static class CatalogueCommands
{
    public static Command Presets()
    {
        var name = new Argument<string?>("name") { Description = "One of them: its whole policy, its bounds, what is not played.", Arity = ArgumentArity.ZeroOrOne };
        var command = new TaughtCommand(
            "presets",
            "Lists the clients that can be played and the flaws that can be put into them; with a name, says all about one.",
            """
            In a scenario: clients: { preset: ping-timeout, count: 500, heartbeat: { interval: 1s } }
            Every value can be overridden there (docs/scenario-format.md).

            Try it: harness presets
                    harness presets engine-io-timing
                    harness worker --target ws://127.0.0.1:9000/socket --preset ping-timeout
            """)
        {
            name,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(name) is { } one)
            {
                Show(PresetRegistry.Find(one) ?? throw new UsageException(NoPreset(one)));
            }
            else
            {
                List();
            }

            return ExitCodes.Passed;
        });
        return command;
    }

    /// <summary>Why there is no preset of that name, and which was probably meant.</summary>
    internal static string NoPreset(string name) =>
        $"There is no preset {Units.Quote(name)}; {Nearest.Suggest(name, [.. PresetRegistry.All.Select(preset => preset.Name)])} (harness presets lists them)";

    private static void List()
    {
        (PresetOrigin Origin, string Title)[] groups =
        [
            (PresetOrigin.FieldNotes, "Clients of the field notes"),
            (PresetOrigin.Library, "Clients of the field: their timings over the target's own messages, not wire-compatible"),
        ];
        foreach ((PresetOrigin origin, string title) in groups)
        {
            Title(title);
            Row("", "notices a silent drop", "reconnects");
            foreach (ClientPreset preset in PresetRegistry.All.Where(preset => preset.Origin == origin))
            {
                Row(preset.Name, preset.AsWritten == AsWritten.HeartbeatRounds ? "never" : PolicyWords.FromOnset(preset.Policy), Reconnects(preset));
            }
        }

        Title("Flaws (clients: { flaws: [name] }): the client is judged as if it were sound, so the run should fail");
        foreach (ClientFlaw flaw in ClientFlaws.All)
        {
            Console.Out.WriteLine($"  {flaw.Name,-22} {flaw.Meaning}");
        }

        AnsiConsole.WriteLine();
        AnsiConsole.WriteLine("harness presets NAME says all about one: its policy, bounds, what is not played, and where the values come from.");
    }

    private static string Reconnects(ClientPreset preset) => preset.AsWritten switch
    {
        AsWritten.HeartbeatRounds => "twice: at once, and after 5 s",
        AsWritten.PingTimeout => "twice: two sockets from then on",
        _ when preset.Policy.Transport == ClientTransport.Poll => PolicyWords.Fallback(preset.Policy).Split(',')[0],
        _ when preset.Policy.Reconnect.FirstDelays.Length > 4 => $"{preset.Policy.Reconnect.FirstDelays.Length} times within {PolicyWords.Show(preset.Policy.Reconnect.FirstDelays.Aggregate((a, b) => a + b))}, then every {PolicyWords.Show(preset.Policy.Reconnect.Delay)}",
        _ => PolicyWords.Delays(preset.Policy),
    };

    /// <summary>Not through the console library: it would break a row where the terminal is narrow, or where there is none.</summary>
    private static void Row(string name, string detection, string reconnect) => Console.Out.WriteLine($"  {name,-27} {detection,-22} {reconnect}");

    private static void Show(ClientPreset preset)
    {
        Title(preset.Name);
        foreach ((string label, string text) in PresetPage.Lines(preset))
        {
            Line(label, text, 11);
        }

        AnsiConsole.WriteLine();
        AnsiConsole.WriteLine("Every value can be overridden in a scenario (docs/scenario-format.md). With an interval of 1 s:");
        AnsiConsole.WriteLine();
        Console.Out.WriteLine(PresetPage.Example(preset));
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

    public static Command Loads()
    {
        var command = new TaughtCommand(
            "loads",
            "Lists the stages that a load is made of, and the lifetimes that sessions can have.",
            """
            In a scenario: load: [ ramp: { over: 10s }, hold: { for: 30s }, spike: { to: 2000, for: 10s } ]
                           clients: { preset: ping-timeout, count: 2000, lifetime: { exponential: { mean: 30s } } }
            Stages follow one another. Several populations side by side: docs/loads.md.

            Try it: harness loads
            """);
        command.SetAction(_ =>
        {
            foreach (StageKind kind in StageRegistry.All)
            {
                Title(kind.Name);
                Line("what", kind.Meaning);
                Line("settings", kind.Settings);
                Line("example", kind.Example);
            }

            AnsiConsole.WriteLine();
            AnsiConsole.WriteLine("Lifetimes (clients: { lifetime: … }): how long a session lasts before its user closes it");
            foreach (LifetimeKind kind in LifetimeRegistry.All)
            {
                Title(kind.Name);
                Line("what", kind.Meaning);
                Line("settings", kind.Settings);
                Line("example", kind.Example);
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
}
