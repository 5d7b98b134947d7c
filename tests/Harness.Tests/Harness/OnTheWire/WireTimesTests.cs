using System.Globalization;
using System.Runtime.InteropServices;
using Harness.Clients.Presets;
using Harness.Faults.Kinds;
using Harness.Metrics;
using Harness.Scenarios;
using Harness.Tests.Corpus;

namespace Harness.Tests.OnTheWire;

/// <summary>
/// The times that verdicts are made of, against the packets themselves: the last answered heartbeat, and the end of the socket. By hand
/// (<c>benchmarks/wire-times.sh</c>) with more clients, and within 5 ms.
/// </summary>
[Collection(CorpusCollection.Name)]
public sealed class WireTimesTests
{
    private const string ResultsVariable = "HARNESS_WIRE_TIMES";
    private const double MostByHand = 5_000;
    private const double Most = 100_000;

    private static readonly string? _results = Environment.GetEnvironmentVariable(ResultsVariable);

    [Fact]
    public async Task Last_answers_and_ends_in_the_journal_are_those_on_the_wire()
    {
        int clients = _results is null ? 20 : 400;
        var scene = new Scene("wire-times", "", ScenarioOf(clients));
        using LoopbackCapture? capture = LoopbackCapture.TryStart(out string whyNot);
        Assert.SkipWhen(capture is null, whyNot);
        (Played played, int target) = await CorpusRun.PlayWatchedAsync(scene);
        IReadOnlyList<WireConnection> wire = WireConnection.Read(capture.Segments, target);

        IReadOnlyList<WireComparison> found = WireComparison.Of(played.Journal.Facts, wire);
        Assert.Equal(clients, found.DistinctBy(loss => loss.Client).Count());
        Assert.All(found, loss => Assert.True(loss.IsInOrder, loss.ToString()));
        (SampleSet answers, SampleSet ends) = (Sorted(found, loss => loss.AnswerOff), Sorted(found, loss => loss.EndOff));
        double most = _results is null ? Most : MostByHand;
        Assert.True(answers.At(Stat.P95) <= most && ends.At(Stat.P95) <= most, $"p95 off: last answer {answers.At(Stat.P95)} µs, end {ends.At(Stat.P95)} µs");

        // A journal that is 200 ms off must not pass for the right one.
        IReadOnlyList<WireComparison> shifted = WireComparison.Of(played.Journal.Facts, wire, shift: 200_000);
        Assert.All(shifted, loss => Assert.True(loss.AnswerOff > Most && loss.EndOff > Most, loss.ToString()));
        Assert.All(WireComparison.Of(played.Journal.Facts, wire, shift: -200_000), loss => Assert.False(loss.IsInOrder, loss.ToString()));

        if (_results is not null)
        {
            await File.WriteAllTextAsync(_results, Page(found.Count, answers, ends), TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Heartbeats and nothing else, and a silent drop that all have to notice.</summary>
    private static Scenario ScenarioOf(int clients)
    {
        ClientPolicy policy = Scenes.WithoutPolls;
        return new Scenario
        {
            Name = "wire-times",
            Clients = new ClientSettings { Policy = policy, Played = policy, Count = clients },
            Topics = new TopicSettings { UpdatesPerSecond = 0, PerClient = 0 },
            Cohorts = 4,
            Load = [new RampStage { Over = TimeSpan.FromSeconds(1) }, new HoldStage { For = TimeSpan.FromSeconds(5) }],
            Faults = [new SilentDropFault { At = TimeSpan.FromSeconds(2), For = TimeSpan.FromSeconds(2), Share = 1 }],
            Assertions = [Scene.Read("detection.undetected == 0")],
        };
    }

    private static SampleSet Sorted(IEnumerable<WireComparison> found, Func<WireComparison, long> off) => new(found.Select(loss => (double)off(loss)));

    private static string Page(int losses, SampleSet answers, SampleSet ends) => string.Create(CultureInfo.InvariantCulture, $"""
        # Detection times against the wire

        {losses} losses that clients declared in a silent drop (one heartbeat every 300 ms, three unanswered), in the journal and in the packets of the loopback
        device, with the kernel's timestamps. Off is the distance between the two. Made by `benchmarks/wire-times.sh`; all roles in one process.

        {TimeProvider.System.GetUtcNow():yyyy-MM-dd}, {Environment.ProcessorCount} cores, {RuntimeInformation.ProcessArchitecture}, {RuntimeInformation.FrameworkDescription}.

        | | p50 | p95 | max |
        |---|---|---|---|
        | last answer: journal − reply on the wire | {answers.At(Stat.P50) / 1000:0.00} ms | {answers.At(Stat.P95) / 1000:0.00} ms | {answers.At(Stat.Max) / 1000:0.00} ms |
        | end: client's RST on the wire − socket gone in the journal | {ends.At(Stat.P50) / 1000:0.00} ms | {ends.At(Stat.P95) / 1000:0.00} ms | {ends.At(Stat.Max) / 1000:0.00} ms |

        """);
}
