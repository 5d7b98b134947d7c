using System.Collections.Immutable;
using Harness.Clients;
using Harness.Journal;
using Harness.Runs;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Harness.Cli;

/// <summary>Shows what a run is doing.</summary>
internal interface ILiveView : IDisposable
{
    /// <summary>Shows the newest snapshot. Called from any thread.</summary>
    void Show(RunProgress progress);

    /// <summary>Shows a line that stands beside the run. Called from any thread.</summary>
    void Say(string line);
}

/// <summary>Chooses a view: a live one for a terminal, lines for everything else.</summary>
internal static class LiveView
{
    public static ILiveView For(IAnsiConsole console, IReadOnlyList<RunnableScenario> scenarios)
    {
        console.WriteLine(scenarios.Count == 1
            ? $"harness: {scenarios[0].Scenario.Name}, {scenarios[0].Scenario.Count:N0} clients"
            : $"harness: {scenarios.Count} scenarios ({string.Join(", ", scenarios.Select(s => s.Scenario.Name))})");
        return console.Profile.Out.IsTerminal && console.Profile.Capabilities.Ansi ? new TerminalView(console) : new PlainView(console.Profile.Out.Writer);
    }
}

/// <summary>One line every few seconds, and one at each change of phase or fault: what a CI log can take.</summary>
internal sealed class PlainView(TextWriter output) : ILiveView
{
    private static readonly TimeSpan _period = TimeSpan.FromSeconds(4);
    private readonly Lock _lock = new();
    private RunProgress? _shown;

    public void Show(RunProgress progress)
    {
        lock (_lock)
        {
            bool news = _shown is null || _shown.Scenario != progress.Scenario || _shown.Phase != progress.Phase
                || !_shown.FaultsOn.SequenceEqual(progress.FaultsOn);
            if (!news && progress.Elapsed - _shown!.Elapsed < _period)
            {
                return;
            }

            _shown = progress;
            output.WriteLine(Line(progress));
            output.Flush();
        }
    }

    public void Say(string line)
    {
        lock (_lock)
        {
            output.WriteLine(line);
            output.Flush();
        }
    }

    public void Dispose()
    {
    }

    private static string Line(RunProgress now)
    {
        string head = $"[{now.Number}/{now.Of}] {now.Scenario,-12} {now.Phase,-8}";
        if (now.States.IsDefaultOrEmpty)
        {
            return head.TrimEnd();
        }

        string faults = now.FaultsOn.IsEmpty ? "" : $" | fault: {string.Join("; ", now.FaultsOn)}";
        return $"{head} {now.Elapsed.TotalSeconds,4:0}/{now.Total.TotalSeconds:0} s | connecting {now.In(ClientState.Connecting)}, open {now.In(ClientState.Open)}, "
            + $"suspect {now.In(ClientState.Suspect)}, polling {now.In(ClientState.Polling)}, reconnecting {now.In(ClientState.Reconnecting)} | "
            + $"{now.HeartbeatsPerSecond:0} heartbeats/s, {now.HeartbeatsMissed} missed{faults}";
    }
}

/// <summary>A panel that redraws itself in place.</summary>
internal sealed class TerminalView : ILiveView
{
    private const int BarWidth = 40;
    private const int PanelWidth = 76;

    private static readonly (ClientState State, string Name, Color Colour)[] _rows =
    [
        (ClientState.Connecting, "connecting", Color.SkyBlue1),
        (ClientState.Open, "open", Color.Green),
        (ClientState.Suspect, "suspect", Color.Yellow),
        (ClientState.Polling, "polling", Color.Orange1),
        (ClientState.Reconnecting, "reconnecting", Color.Red),
    ];

    private readonly ManualResetEventSlim _end = new();
    private readonly Thread _drawing;
    private volatile RunProgress? _now;
    private ImmutableArray<string> _said = [];

    public TerminalView(IAnsiConsole console)
    {
        _drawing = new Thread(() => console.Live(new Text("")).AutoClear(true).Overflow(VerticalOverflow.Crop).Start(Draw)) { IsBackground = true, Name = "live view" };
        _drawing.Start();
    }

    public void Show(RunProgress progress) => _now = progress;

    public void Say(string line) => ImmutableInterlocked.Update(ref _said, said => said.Add(line));

    public void Dispose()
    {
        _end.Set();
        _drawing.Join();
        _end.Dispose();
        // The panel is gone, and what stood in it of more than the moment with it.
        foreach (string line in _said)
        {
            AnsiConsole.Console.WriteLine(line);
        }
    }

    private void Draw(LiveDisplayContext context)
    {
        while (!_end.Wait(TimeSpan.FromMilliseconds(250)))
        {
            if (_now is { } now)
            {
                context.UpdateTarget(Render(now, _said));
            }
        }
    }

    private static Panel Render(RunProgress now, ImmutableArray<string> said)
    {
        var rows = new List<IRenderable> { Head(now) };
        if (!now.States.IsDefaultOrEmpty)
        {
            Grid states = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn(new GridColumn().NoWrap()).AddColumn(new GridColumn().RightAligned().NoWrap());
            foreach ((ClientState state, string name, Color colour) in _rows)
            {
                int clients = now.In(state);
                int width = now.Clients == 0 ? 0 : (int)Math.Ceiling((double)clients / now.Clients * BarWidth);
                states.AddRow(new Text(name), new Text(new string('█', width).PadRight(BarWidth, '·'), new Style(colour)), new Text($"{clients:N0}"));
            }

            rows.Add(new Text(""));
            rows.Add(states);
            rows.Add(new Text(""));
            rows.Add(new Text($"{now.HeartbeatsPerSecond:N0} heartbeats/s · {now.HeartbeatsMissed:N0} missed · {now.Polls:N0} polls · {now.Reconnects:N0} reconnects"));
        }

        rows.Add(now.FaultsOn.IsEmpty
            ? new Text("no fault on", new Style(Color.Grey))
            : new Text("fault: " + string.Join("; ", now.FaultsOn), new Style(Color.Red, decoration: Decoration.Bold)));
        rows.AddRange(said.Select(line => new Text(line, new Style(Color.Yellow))));
        Panel panel = new Panel(new Rows(rows)).Header($" {Markup.Escape(now.Scenario)} ({now.Number} of {now.Of}) ").RoundedBorder();
        // One width for all phases and scenarios: a panel that grows with its text flickers, and cut off its own heading.
        panel.Width = Math.Min(PanelWidth, AnsiConsole.Console.Profile.Width);
        return panel;
    }

    private static Text Head(RunProgress now) => now.Total > TimeSpan.Zero
        ? new Text($"{now.Phase}  {Math.Max(0, now.Elapsed.TotalSeconds):0} of {now.Total.TotalSeconds:0} s  {now.Clients:N0} clients", new Style(decoration: Decoration.Bold))
        : new Text(now.Phase, new Style(decoration: Decoration.Bold));
}
