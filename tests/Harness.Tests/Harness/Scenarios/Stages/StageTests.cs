using Harness.Scenarios;
using Harness.Scenarios.Files.Config;
using Harness.Scenarios.Stages;
using Harness.Seeding;
using Harness.Tests.Clients;

namespace Harness.Tests.Scenarios.Stages;

/// <summary>Each kind of stage as arithmetic: who is there when, and who comes when.</summary>
public sealed class StageTests
{
    private static readonly IEnumerable<StageKind> _withoutFile = StageRegistry.All.Where(kind => kind != ReplayStage.About);

    [Fact]
    public void Every_kind_has_an_example_that_its_own_reader_takes()
    {
        Assert.All(_withoutFile, kind =>
        {
            LoadStage stage = Read(kind.Example);
            Assert.Equal(kind.Name, stage.Kind);
            Assert.Empty(stage.Check());
            Assert.True(stage.Length > TimeSpan.Zero);
        });
    }

    [Fact]
    public void Every_kind_scales_its_times_and_rates_and_keeps_its_numbers()
    {
        Assert.All(_withoutFile, kind =>
        {
            LoadStage stage = Read(kind.Example);
            LoadStage half = stage.Scale(0.5);

            Assert.Equal(stage.Length * 0.5, half.Length);
            Assert.Equal(stage.Most, half.Most);
            Assert.Equal(stage.Expected, half.Expected, 1e-9);
            Assert.Equal(stage, half.Scale(2));
        });
    }

    [Fact]
    public void Every_kind_with_numbers_of_its_own_multiplies_them()
    {
        Assert.All(_withoutFile, kind =>
        {
            LoadStage stage = Read(kind.Example);
            LoadStage more = stage.WithClients(3);

            Assert.Equal(stage.Length, more.Length);
            Assert.Equal(stage.Most * 3, more.Most);
            Assert.Equal(stage.Expected * 3, more.Expected, 1e-6);
        });
    }

    [Fact]
    public void A_staircase_goes_up_in_equal_steps()
    {
        LoadEvent[] events = Plan(new StepStage { Steps = 4, Every = Seconds(10), To = 100 });

        Assert.Equal([25, 25, 25, 25], events.GroupBy(join => join.At).OrderBy(step => step.Key).Select(step => step.Count()));
        Assert.Equal([0, 10_000_000, 20_000_000, 30_000_000], events.Select(join => join.At).Distinct().Order());
        Assert.Equal(Seconds(40), new StepStage { Steps = 4, Every = Seconds(10) }.Length);
    }

    [Fact]
    public void A_staircase_goes_down_too()
    {
        LoadEvent[] events = Plan(new StepStage { Steps = 3, Every = Seconds(1), To = 0 }, present: 10);

        Assert.All(events, leave => Assert.Equal(LoadEventKind.Leave, leave.Kind));
        Assert.Equal([3, 7, 10], ((long[])[0, 1_000_000, 2_000_000]).Select(at => events.Count(leave => leave.At <= at)));
    }

    [Fact]
    public void A_spike_is_over_when_its_time_is()
    {
        LoadEvent[] events = Plan(new SpikeStage { To = 50, For = Seconds(5) }, present: 10);

        Assert.Equal(40, events.Count(join => join is { Kind: LoadEventKind.Join, At: 0 }));
        Assert.Equal(40, events.Count(leave => leave is { Kind: LoadEventKind.Leave, At: 5_000_000 }));
    }

    [Fact]
    public void A_sine_swings_from_its_minimum_to_its_maximum_and_back()
    {
        LoadEvent[] events = [.. Plan(new SineStage { Min = 20, Max = 100, Period = Seconds(10), For = Seconds(20) }).OrderBy(change => change.At)];

        Assert.Equal(20, At(events, 0));
        Assert.InRange(At(events, 2.5), 57, 63);
        Assert.InRange(At(events, 5), 99, 100);
        Assert.InRange(At(events, 10.01), 20, 21);
        Assert.InRange(At(events, 15), 99, 100);
    }

    [Fact]
    public void Keep_adds_or_takes_what_is_missing_at_once()
    {
        Assert.Equal(30, Plan(new KeepStage { For = Seconds(1), Clients = 40 }, present: 10).Count(join => join is { Kind: LoadEventKind.Join, At: 0 }));
        Assert.Equal(5, Plan(new KeepStage { For = Seconds(1), Clients = 5 }, present: 10).Count(leave => leave.Kind == LoadEventKind.Leave));
    }

    [Fact]
    public void Arrivals_come_evenly_and_stop_at_their_limit()
    {
        LoadEvent[] events = Plan(new ArrivalsStage { Rate = 50, For = Seconds(10) });

        Assert.Equal(500, events.Length);
        Assert.All(events.Index(), arrival => Assert.InRange(arrival.Item.At, arrival.Index * 20_000L, ((arrival.Index + 1) * 20_000L) - 1));
        Assert.Equal(120, Plan(new ArrivalsStage { Rate = 50, For = Seconds(10), Sessions = 120 }).Length);
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(100, 0)]
    [InlineData(50, 50)]
    [InlineData(10, 90)]
    public void Ramping_arrivals_follow_the_integral_of_their_rate(double from, double to)
    {
        LoadEvent[] events = Plan(new RampingArrivalsStage { From = from, To = to, Over = Seconds(10) });

        Assert.Equal(500, events.Length);
        Assert.All([1.0, 3, 5, 9], second =>
        {
            double expected = (from * second) + ((to - from) * second * second / 20);
            Assert.InRange(events.Count(arrival => arrival.At < second * 1e6), expected - 1.01, expected + 1.01);
        });
    }

    [Fact]
    public void Poisson_arrivals_have_the_mean_and_the_variance_of_their_distribution()
    {
        int[] perSecond = [.. Plan(new PoissonArrivalsStage { Rate = 20, For = Seconds(2_000) }).GroupBy(arrival => arrival.At / 1_000_000).Select(second => second.Count())];

        double mean = perSecond.Sum() / 2_000.0;
        Assert.InRange(mean, 19.5, 20.5);
        Assert.InRange(perSecond.Average(count => (count - mean) * (count - mean)) / mean, 0.85, 1.15);
    }

    [Fact]
    public void Random_arrivals_stay_between_their_two_rates_and_use_both_ends()
    {
        int[] perSecond = [.. Plan(new RandomArrivalsStage { Min = 10, Max = 100, For = Seconds(500) }).GroupBy(arrival => arrival.At / 1_000_000).Select(second => second.Count())];

        Assert.All(perSecond, count => Assert.InRange(count, 9, 101));
        Assert.True(perSecond.Min() < 20 && perSecond.Max() > 90);
    }

    [Fact]
    public void Random_arrivals_slower_than_one_a_draw_come_all_the_same() =>
        Assert.InRange(Plan(new RandomArrivalsStage { Min = 0.2, Max = 0.4, For = Seconds(1_000) }).Length, 270, 330);

    [Fact]
    public void A_replay_takes_each_line_for_a_client_in_the_order_of_their_instants()
    {
        ReplayStage stage = Replay("at,stays\n3.5,10\n1,\n2,0.5\n", "replay: { file: arrivals.csv, lifetime: stays }");

        Assert.Equal([1_000_000, 2_000_000, 3_500_000], Plan(stage).Select(arrival => arrival.At));
        Assert.Equal([null, 500_000, 10_000_000], Plan(stage).Select(arrival => arrival.Lifetime));
        Assert.Equal(Seconds(4.5), stage.Length);
    }

    [Fact]
    public void A_replay_of_instants_begins_with_the_first_and_can_be_faster()
    {
        ReplayStage stage = Replay("when\n2026-03-01T08:00:10Z\n2026-03-01T09:00:00+01:00\n", "replay: { file: arrivals.csv, at: when, speed: 10 }");

        Assert.Equal([0, 1_000_000], Plan(stage).Select(arrival => arrival.At));
    }

    [Theory]
    [InlineData(9, 2)]
    [InlineData(5, 10)]
    [InlineData(1_000, 3)]
    public void Populations_that_share_a_replay_play_each_line_once(int lines, int populations)
    {
        ReplayStage stage = Replay("at\n" + string.Concat(Enumerable.Range(0, lines).Select(i => $"{i}\n")), "replay: { file: arrivals.csv }");
        Population one = new() { Clients = new ClientSettings { Policy = Policies.Quiet(), Played = Policies.Quiet(), Count = 10 } };
        var scenario = new Scenario { Name = "shared", Load = [stage], Populations = [.. Enumerable.Range(0, populations).Select(i => one with { Name = $"p{i}" })] };

        long[][] played = [.. scenario.Populations.Select(population => Plan(Assert.Single(scenario.Settle(population).Load)).Select(arrival => arrival.At).ToArray())];

        Assert.Equal(Enumerable.Range(0, lines).Select(i => i * 1_000_000L), played.SelectMany(each => each).Order());
        Assert.All(played, each => Assert.InRange(each.Length, (lines / populations) - 2, (lines / populations) + 2));
        Assert.All(scenario.Populations, population => Assert.Equal(stage.Length, scenario.Settle(population).Load[0].Length));
    }

    [Fact]
    public void A_replay_with_more_clients_plays_each_line_as_often_and_with_fewer_some_of_them()
    {
        ReplayStage stage = Replay("at\n0\n1\n2\n3\n", "replay: { file: arrivals.csv }");

        Assert.Equal([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3], Plan(stage.WithClients(3)).Select(arrival => arrival.At / 1_000_000));
        Assert.Equal([1, 3], Plan(stage.WithClients(0.5)).Select(arrival => arrival.At / 1_000_000));
        Assert.Equal([12, 2], [stage.WithClients(3).Expected, stage.WithClients(0.5).Expected]);
        Assert.Equal(("file", "must have at least one arrival"), Assert.Single(stage.WithClients(0.2).Check()));
    }

    [Theory]
    [InlineData("at\n1\n", "replay: { file: arrivals.csv, at: when }", "load[0].at \"when\" is no column of the file; known is at")]
    [InlineData("at,stays\n1,2\n", "replay: { file: arrivals.csv, lifetime: stay }", "load[0].lifetime \"stay\" is no column of the file; did you mean \"stays\"?")]
    [InlineData("at\n1\nsoon\n", "replay: { file: arrivals.csv }", "load[0].file has in row 2 of at \"soon\", which is no number of seconds such as 12.5")]
    [InlineData("at\nsoon\n", "replay: { file: arrivals.csv }", "load[0].file has in row 1 of at \"soon\", which is no instant such as 2026-03-01T08:00:00Z")]
    [InlineData("at,stays\n1,-2\n", "replay: { file: arrivals.csv, lifetime: stays }", "load[0].file has in row 1 of stays \"-2\", which is no number of seconds over 0")]
    [InlineData("at\n1\n", "replay: { file: arrivals.csv, speed: 0 }", "load[0].speed must be more than 0 and at most 10000")]
    public void A_file_of_arrivals_that_cannot_be_played_says_why(string csv, string stage, string error) => Assert.Equal([error], Problems(csv, stage).Errors.Select(each => each[(each.IndexOf(": ", StringComparison.Ordinal) + 2)..]));

    private static ReplayStage Replay(string csv, string stage)
    {
        ReplayStage? read = null;
        Assert.Empty(Problems(csv, stage, found => read = (ReplayStage)found).Errors);
        return read!;
    }

    private static ConfigProblems Problems(string csv, string stage, Action<LoadStage>? found = null)
    {
        string folder = Directory.CreateTempSubdirectory("harness-replay-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "arrivals.csv"), csv);
            var problems = new ConfigProblems(Path.Combine(folder, "x.yaml"));
            LoadStage read = Harness.Scenarios.Files.StageReader.Read(new ConfigSection("", YamlText.Root($"load:\n  - {stage}", "a load", problems)!, 1, problems).Require("load")!.Items()[0], problems);
            found?.Invoke(read);
            return problems;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double At(LoadEvent[] events, double second) =>
        events.Where(change => change.At <= second * 1e6).Sum(change => change.Kind == LoadEventKind.Join ? 1 : -1);

    private static LoadEvent[] Plan(LoadStage stage, int present = 0, int count = 1_000)
    {
        List<LoadEvent> events = [];
        stage.Plan(new StagePlan(0, (long)stage.Length.TotalMicroseconds, present, count, new SplitMix64(5), events));
        return [.. events];
    }

    private static LoadStage Read(string example)
    {
        var problems = new ConfigProblems("example.yaml");
        ConfigValue item = new ConfigSection("", YamlText.Root($"load:\n  - {example}", "a load", problems)!, 1, problems).Require("load")!.Items()[0];
        LoadStage read = Harness.Scenarios.Files.StageReader.Read(item, problems);
        Assert.Empty(problems.Errors);
        return read;
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
