using Harness.Capacity;

namespace Harness.Tests.Capacity;

/// <summary>Searches against simulated targets: no run, no clock.</summary>
public sealed class CapacitySearchTests
{
    private static readonly SearchSettings _usual = new() { From = 100, Most = 1_000_000 };

    /// <summary>Plays a search against a target, and sees that it ends.</summary>
    private static (SearchStep.Done Done, List<Probe> Probes) Play(SearchSettings settings, Func<long, int, ProbeOutcome> target)
    {
        var probes = new List<Probe>();
        while (true)
        {
            SearchStep step = CapacitySearch.Next(settings, probes);
            if (step is SearchStep.Done done)
            {
                return (done, probes);
            }

            long level = ((SearchStep.Try)step).Level;
            Assert.InRange(level, settings.Least, settings.Most);
            probes.Add(new Probe(level, target(level, probes.Count)));
            Assert.True(probes.Count < 200, "it does not end");
        }
    }

    private static ProbeOutcome Limit(long level, long limit) => level <= limit ? ProbeOutcome.Held : ProbeOutcome.Broke;

    [Fact]
    public void A_hard_limit_is_found_within_the_resolution_wherever_it_is()
    {
        for (long limit = 1; limit < 5000; limit += 1 + (limit / 50))
        {
            (SearchStep.Done done, List<Probe> probes) = Play(_usual, (level, _) => Limit(level, limit));

            Assert.Equal(SearchEnd.Target, done.End);
            Assert.InRange(done.Held!.Level, limit - Math.Max(1, limit * 0.05), limit);
            Assert.InRange(done.Broke!.Level, limit + 1, limit + Math.Max(1, limit * 0.05));
            Assert.Equal((2, 0), (done.Held.Held, done.Held.Broke));
            Assert.Equal((0, 2), (done.Broke.Held, done.Broke.Broke));
            Assert.True(probes.Count <= 30, $"{probes.Count} runs for {limit}");
        }
    }

    [Theory]
    [InlineData(0.2, 2)]
    [InlineData(0.01, 2)]
    [InlineData(0.05, 1)]
    [InlineData(0.05, 4)]
    public void Resolution_and_agreement_are_as_asked_for(double within, int agree)
    {
        (SearchStep.Done done, _) = Play(_usual with { Within = within, Agree = agree }, (level, _) => Limit(level, 3217));

        Assert.InRange(3217 - done.Held!.Level, 0, 3217 * within);
        Assert.Equal((agree, agree), (done.Held.Held, done.Broke!.Broke));
    }

    [Fact]
    public void A_search_that_begins_above_the_limit_goes_down()
    {
        (SearchStep.Done done, List<Probe> probes) = Play(_usual with { From = 4000 }, (level, _) => Limit(level, 77));

        Assert.InRange(done.Held!.Level, 74, 77);
        Assert.Equal([4000, 4000, 2000, 2000, 1000, 1000, 500, 500, 250, 250, 125, 125, 62], probes.Take(13).Select(probe => probe.Level));
    }

    [Fact]
    public void One_run_that_breaks_by_chance_is_not_believed()
    {
        // Each level breaks the first time it is tried: growth goes on all the same.
        var tried = new HashSet<long>();
        (SearchStep.Done done, _) = Play(_usual, (level, _) => tried.Add(level) ? ProbeOutcome.Broke : Limit(level, 900));

        Assert.Equal(SearchEnd.Target, done.End);
        Assert.InRange(done.Held!.Level, 855, 900);
    }

    [Fact]
    public void One_run_that_holds_by_chance_is_not_reported()
    {
        // Far past the limit a level holds once; bisection builds on it, and the confirmation finds out.
        bool lucky = true;
        (SearchStep.Done done, List<Probe> probes) = Play(_usual with { From = 100 }, (level, _) =>
        {
            if (level > 300 && level <= 400 && lucky)
            {
                lucky = false;
                return ProbeOutcome.Held;
            }

            return Limit(level, 300);
        });

        Assert.Contains(probes, probe => probe is { Level: > 300, Outcome: ProbeOutcome.Held });
        Assert.InRange(done.Held!.Level, 285, 300);
        Assert.InRange(done.Broke!.Level, 301, 315);
    }

    [Fact]
    public void A_gradual_limit_is_found_within_its_own_width()
    {
        // From 400 on a run breaks more and more often; from 600 on always.
        double sum = 0;
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            (SearchStep.Done done, _) = Play(_usual, (level, _) => random.NextDouble() < (level - 400) / 200.0 ? ProbeOutcome.Broke : ProbeOutcome.Held);
            Assert.InRange(done.Held!.Level, 380, 600);
            sum += done.Held.Level;
        }

        Assert.InRange(sum / 200, 400, 520);
    }

    [Fact]
    public void A_noisy_limit_is_found_all_the_same()
    {
        // One run in ten goes wrong, anywhere; how often that may cost the interval is ConfidenceTests' matter.
        int within = 0;
        for (int seed = 0; seed < 1000; seed++)
        {
            var random = new Random(seed);
            (SearchStep.Done done, _) = Play(_usual, (level, _) => random.NextDouble() < 0.1
                ? Limit(level, 1500) == ProbeOutcome.Held ? ProbeOutcome.Broke : ProbeOutcome.Held
                : Limit(level, 1500));
            within += done is { Held: { } held, Broke: { } broke } && held.Level <= 1500 && broke.Level > 1500 ? 1 : 0;
        }

        Assert.InRange(within, 780, 1000);
    }

    [Fact]
    public void The_generators_limit_below_the_targets_is_never_the_targets()
    {
        (SearchStep.Done done, _) = Play(_usual, (level, _) => level > 600 ? ProbeOutcome.Generator : Limit(level, 2000));

        Assert.Equal(SearchEnd.Generator, done.End);
        Assert.InRange(done.Held!.Level, 570, 600);
        Assert.Null(done.Broke);
        Assert.Equal(5, done.Ceiling!.Spoilt);
    }

    [Fact]
    public void A_level_that_cannot_be_made_is_not_tried_again()
    {
        (SearchStep.Done done, List<Probe> probes) = Play(_usual, (level, _) => level > 600 ? ProbeOutcome.Impossible : ProbeOutcome.Held);

        Assert.Equal(SearchEnd.Generator, done.End);
        Assert.All(probes.Where(probe => probe.Level > 600).GroupBy(probe => probe.Level), tries => Assert.Single(tries));
    }

    [Fact]
    public void The_generators_limit_above_the_targets_does_no_harm()
    {
        (SearchStep.Done done, _) = Play(_usual, (level, _) => level > 2500 ? ProbeOutcome.Generator : Limit(level, 2000));

        Assert.Equal(SearchEnd.Target, done.End);
        Assert.InRange(done.Held!.Level, 1900, 2000);
    }

    [Fact]
    public void Where_the_generator_gives_up_in_the_middle_both_what_held_and_what_broke_are_known()
    {
        (SearchStep.Done done, _) = Play(_usual, (level, _) => level is > 420 and < 800 ? ProbeOutcome.Generator : Limit(level, 600));

        Assert.Equal(SearchEnd.Generator, done.End);
        Assert.InRange(done.Held!.Level, 400, 420);
        Assert.Equal(800, done.Broke!.Level);
    }

    [Fact]
    public void Runs_that_are_spoilt_now_and_then_are_made_again()
    {
        (SearchStep.Done done, _) = Play(_usual, (level, run) => run % 3 == 0 ? ProbeOutcome.Generator : Limit(level, 700));

        Assert.Equal(SearchEnd.Target, done.End);
        Assert.InRange(done.Held!.Level, 665, 700);
    }

    [Fact]
    public void A_generator_that_is_never_fit_says_nothing()
    {
        (SearchStep.Done done, _) = Play(_usual, (_, _) => ProbeOutcome.Generator);

        Assert.Equal(SearchEnd.Generator, done.End);
        Assert.Null(done.Held);
    }

    [Fact]
    public void What_never_breaks_ends_at_the_most_with_as_many_runs_as_have_to_agree()
    {
        (SearchStep.Done done, List<Probe> probes) = Play(_usual with { Most = 1000 }, (_, _) => ProbeOutcome.Held);

        Assert.Equal((SearchEnd.Most, 1000L, 2), (done.End, done.Held!.Level, done.Held.Held));
        Assert.Equal([100, 200, 400, 800, 1000, 1000], probes.Select(probe => probe.Level));
    }

    [Fact]
    public void What_does_not_hold_even_at_the_least_level_has_no_capacity()
    {
        (SearchStep.Done done, _) = Play(_usual with { Least = 10 }, (_, _) => ProbeOutcome.Broke);

        Assert.Equal((SearchEnd.Nothing, 10L), (done.End, done.Broke!.Level));
        Assert.Null(done.Held);
    }

    [Theory]
    [InlineData(999, SearchEnd.Target)]
    [InlineData(1000, SearchEnd.Target)]
    [InlineData(1001, SearchEnd.Target)]
    [InlineData(5000, SearchEnd.Target)]
    public void What_a_gate_asks_for_is_decided_itself(long asked, SearchEnd end)
    {
        (SearchStep.Done done, _) = Play(_usual with { AtLeast = asked, Within = 0.2 }, (level, _) => Limit(level, 1000));

        Assert.Equal(end, done.End);
        Assert.Equal(asked <= 1000, done.Held!.Level >= asked);
        Assert.Equal(asked > 1000, done.Broke!.Level <= asked);
    }

    [Fact]
    public void Whatever_the_noise_it_ends()
    {
        for (int seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            var settings = new SearchSettings
            {
                From = random.Next(1, 500), Least = 1, Most = random.Next(500, 5000), Within = random.NextDouble() * 0.3, Agree = random.Next(1, 5), Factor = 1.01 + (random.NextDouble() * 3),
            };
            Play(settings, (_, _) => (ProbeOutcome)random.Next(0, 3));
        }
    }
}
