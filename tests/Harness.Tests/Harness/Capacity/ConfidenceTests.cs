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
        "2 of 2 runs held at the lower end, 2 of 3 runs broke at the upper one. If one run in ten goes wrong by chance, both ends are right in 94.5 % of such searches. "
        + "Without that assumption: at a confidence of 95 %, at least 22.4 % of the runs at the number hold; more runs (--agree) say more.",
        Confidence.Words(new LevelRecord(60, 2, 0, 0, false), new LevelRecord(62, 1, 2, 0, false), 2));
}
