using Harness.Capacity;

namespace Harness.Tests.Capacity;

public sealed class ConfidenceTests
{
    [Theory]
    [InlineData(1, 0.1, 0.1)]
    [InlineData(2, 0.1, 0.028)] // 3p² − 2p³
    [InlineData(3, 0.1, 0.00856)] // 10p³ − 15p⁴ + 6p⁵
    [InlineData(2, 0.5, 0.5)]
    public void The_first_to_agree_are_wrong_as_often_as_a_majority_is(int agree, double error, double wrong) => Assert.Equal(wrong, Confidence.WrongEnd(agree, error), 1e-9);

    [Theory]
    [InlineData(2, 0, 0.2236)] // 0.05^(1/2)
    [InlineData(3, 0, 0.3684)]
    [InlineData(2, 1, 0.1353)] // the tables of Clopper and Pearson: 2 of 3, one-sided 95 %
    [InlineData(0, 2, 0)]
    public void The_least_share_is_that_of_clopper_and_pearson(int agreed, int contradicted, double share) => Assert.Equal(share, Confidence.LeastShare(agreed, contradicted), 1e-3);

    [Fact]
    public void Drawn_at_random_an_end_is_wrong_as_often_as_computed()
    {
        var random = new Random(1);
        int wrong = 0;
        for (int i = 0; i < 100_000; i++)
        {
            int right = 0, bad = 0;
            while (right < 2 && bad < 2)
            {
                _ = random.NextDouble() < 0.1 ? bad++ : right++;
            }

            wrong += bad == 2 ? 1 : 0;
        }

        Assert.Equal(Confidence.WrongEnd(2, 0.1), wrong / 100_000.0, 0.003);
    }

    [Fact]
    public void In_words() => Assert.Equal(
        "2 of 2 runs held at the lower end, 2 of 3 runs broke at the upper one. If one run in ten goes wrong by chance, an end taken alone is wrong in 2.8 % of such searches, "
        + "and the interval in at most 22.6 %: any of the 9 levels that were decided bounds it. "
        + "Without that assumption: at a confidence of 95 %, at least 22.4 % of the runs at the number hold; more runs (--agree) say more.",
        Confidence.Words(new LevelRecord(60, 2, 0, 0, false), new LevelRecord(62, 1, 2, 0, false), 2, 9));

    [Theory]
    [InlineData(2, 1500)]
    [InlineData(2, 130)]
    [InlineData(3, 1500)]
    public void Whole_searches_find_a_wrong_interval_no_more_often_than_is_said(int agree, long limit)
    {
        const int Searches = 4000;
        var settings = new SearchSettings { From = 100, Most = 1_000_000, Agree = agree };
        int right = 0;
        double said = 0;
        for (int seed = 0; seed < Searches; seed++)
        {
            (SearchStep.Done done, int decided) = Play(settings, limit, new Random(seed));
            right += done is { Held: { } held, Broke: { } broke } && held.Level <= limit && broke.Level > limit ? 1 : 0;
            said += Confidence.RightInterval(agree, decided, Confidence.AssumedError);
        }

        // The statement is a bound, and no empty one. What two ends alone would promise is not kept.
        double share = right / (double)Searches, alone = Confidence.WrongEnd(agree, Confidence.AssumedError);
        Assert.InRange(share, (said / Searches) - 0.01, 1);
        Assert.True(agree > 2 || share < (1 - alone) * (1 - alone), $"{share}");
    }

    private static (SearchStep.Done Done, int Decided) Play(SearchSettings settings, long limit, Random random)
    {
        var probes = new List<Probe>();
        while (true)
        {
            SearchStep next = CapacitySearch.Next(settings, probes);
            if (next is SearchStep.Done done)
            {
                return (done, probes.Select(probe => probe.Level).Distinct().Count());
            }

            long level = ((SearchStep.Try)next).Level;
            probes.Add(new Probe(level, level <= limit == random.NextDouble() >= Confidence.AssumedError ? ProbeOutcome.Held : ProbeOutcome.Broke));
        }
    }
}
