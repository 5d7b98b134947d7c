using System.Text;

namespace Harness.Browser.Tests;

/// <summary>An hour of 10,000 clients.</summary>
public sealed class LargeReportTests(Chromium chromium)
{
    private const int MostBytes = 2_000_000;
    private const double MostSeconds = 2;

    [Fact]
    public async Task It_is_smaller_than_two_megabytes() => Assert.InRange(Encoding.UTF8.GetByteCount(await Pages.LargeAsync()), 500_000, MostBytes);

    /// <summary>The median of three; where a busy machine was in the way, once and once more.</summary>
    [Fact]
    public async Task It_answers_a_reader_within_two_seconds()
    {
        string html = await Pages.LargeAsync();
        double median = await MedianAsync(html);
        for (int again = 0; again < 2 && median > MostSeconds; again++)
        {
            median = await MedianAsync(html);
        }

        Assert.InRange(median, 0, MostSeconds);
    }

    private async Task<double> MedianAsync(string html)
    {
        double[] seconds = new double[3];
        for (int i = 0; i < seconds.Length; i++)
        {
            await using OpenPage open = await (await chromium.OpenAsync(html)).EnhancedAsync();
            // From the start of the navigation until the charts are there; then the time that a first click takes until it is drawn.
            seconds[i] = await open.Page.EvaluateAsync<double>(
                """
                async () => {
                  const enhanced = performance.getEntriesByName("harness-enhanced")[0].startTime;
                  const clicked = performance.now();
                  document.querySelector("#s0-timeline-show-open").click();
                  await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
                  return (enhanced + performance.now() - clicked) / 1000;
                }
                """);
            await Expect(open.Page.Locator("#s0-timeline-show-open")).ToHaveAttributeAsync("aria-pressed", "false");
        }

        TestContext.Current.SendDiagnosticMessage($"interactive after {string.Join(", ", seconds.Select(value => $"{value:0.00} s"))}");
        return seconds.Order().ElementAt(1);
    }
}
