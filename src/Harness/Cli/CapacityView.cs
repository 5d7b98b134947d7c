using Harness.Capacity;
using Harness.Capacity.Probing;
using Harness.Reporting;
using Harness.Runs;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Harness.Cli;

/// <summary>Shows how a search goes.</summary>
internal interface ICapacityView : IDisposable
{
    /// <summary>Shows the newest snapshot. Called from any thread.</summary>
    void Show(CapacityProgress progress);
}

/// <summary>Chooses a view: a live table for a terminal, a line per step for everything else.</summary>
internal static class CapacityView
{
    public static ICapacityView For(IAnsiConsole console, CapacityPlan plan)
    {
        console.Profile.Out.Writer.WriteLine(
            $"harness capacity: {plan.Scenario.Name}, {plan.Lever.Unit} from {plan.Search.From:N0}, each level held for {Format.Seconds(plan.TimesAt(plan.Search.From).Hold.TotalSeconds)}; "
            + $"objectives: {string.Join(", ", plan.Objectives.Select(objective => objective.Expression))}");
        return console.Profile.Out.IsTerminal && console.Profile.Capabilities.Ansi ? new CapacityTerminal(console, plan) : new CapacityLines(console.Profile.Out.Writer, plan);
    }

    /// <summary>What stands in the console at the end.</summary>
    public static void Conclude(IAnsiConsole console, CapacityResult result, string report)
    {
        TextWriter output = console.Profile.Out.Writer;
        output.WriteLine();
        output.WriteLine($"{result.Headline()}: {result.Sentence()}");
        foreach (string line in (string[])[result.Gate(), result.Found.Confidence, result.Cost(), .. result.Notes])
        {
            if (line.Length > 0)
            {
                output.WriteLine(line);
            }
        }

        output.WriteLine($"Report: {report}");
        output.Flush();
    }

    /// <summary>CPU of target and generator, as far as it is known.</summary>
    public static string Cpu(CapacityStep step) => $"CPU target {CapacityWords.Cores(step.Target?.Cores)}, generator {CapacityWords.Cores(step.GeneratorCores)}";
}

/// <summary>One line per step: what a CI log can take.</summary>
internal sealed class CapacityLines(TextWriter output, CapacityPlan plan) : ICapacityView
{
    private readonly Lock _lock = new();
    private int _shown;

    public void Show(CapacityProgress progress)
    {
        lock (_lock)
        {
            for (; _shown < progress.Steps.Length; _shown++)
            {
                CapacityStep step = progress.Steps[_shown];
                string why = step.Outcome == ProbeOutcome.Held ? step.WorstText() : step.Why;
                output.WriteLine($"{step.Number,3}. {step.Level,9:N0} {plan.Lever.Unit,-10} {step.Outcome.Sign()} {step.Outcome.Word(),-9} {why} | {CapacityView.Cpu(step)}");
                output.Flush();
            }
        }
    }

    public void Dispose()
    {
    }
}

/// <summary>A table that redraws itself in place, and stays when it is over.</summary>
internal sealed class CapacityTerminal : ICapacityView
{
    private readonly CapacityPlan _plan;
    private readonly ManualResetEventSlim _end = new();
    private readonly Thread _drawing;
    private volatile CapacityProgress _now = new();

    public CapacityTerminal(IAnsiConsole console, CapacityPlan plan)
    {
        _plan = plan;
        _drawing = new Thread(() => console.Live(new Text("")).Overflow(VerticalOverflow.Crop).Start(Draw)) { IsBackground = true, Name = "live view" };
        _drawing.Start();
    }

    public void Show(CapacityProgress progress) => _now = progress;

    public void Dispose()
    {
        _end.Set();
        _drawing.Join();
        _end.Dispose();
    }

    private void Draw(LiveDisplayContext context)
    {
        bool ended;
        do
        {
            ended = _end.Wait(TimeSpan.FromMilliseconds(250));
            context.UpdateTarget(Render(_now));
        }
        while (!ended);
    }

    private Rows Render(CapacityProgress now)
    {
        Table table = new Table().Border(TableBorder.Minimal)
            .AddColumn(new TableColumn(_plan.Lever.Unit).RightAligned()).AddColumn("result").AddColumn("nearest to its limit, or what was in the way")
            .AddColumn(new TableColumn("target").RightAligned()).AddColumn(new TableColumn("generator").RightAligned());
        foreach (CapacityStep step in now.Steps)
        {
            table.AddRow(
                new Text($"{step.Level:N0}"),
                new Text($"{step.Outcome.Sign()} {step.Outcome.Word()}", new Style(step.Outcome == ProbeOutcome.Held ? Color.Green : step.Outcome == ProbeOutcome.Broke ? Color.Red : Color.Yellow)),
                new Text(step.Outcome == ProbeOutcome.Held ? step.WorstText() : step.Why),
                new Text(CapacityWords.Cores(step.Target?.Cores)),
                new Text(CapacityWords.Cores(step.GeneratorCores)));
        }

        return new Rows(table, new Text(Running(now), new Style(Color.Grey)));
    }

    private string Running(CapacityProgress now) => now.Level is not { } level ? ""
        : now.Run is { } run && run.Total > TimeSpan.Zero
            ? $"{level:N0} {_plan.Lever.Unit}: {run.Phase}, {Math.Max(0, run.Elapsed.TotalSeconds):0} of {run.Total.TotalSeconds:0} s, {run.In(Journal.ClientState.Open):N0} open{Faults(run)}"
            : $"{level:N0} {_plan.Lever.Unit}: starting";

    private static string Faults(RunProgress run) => run.FaultsOn.IsEmpty ? "" : $", fault: {string.Join("; ", run.FaultsOn)}";
}
