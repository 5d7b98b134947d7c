using Harness.Judging;
using Harness.Reporting.Live;

namespace Harness.Reporting.Html;

/// <summary>The page of a run while it goes on, from the same components as its report.</summary>
public static class LiveHtml
{
    /// <summary>The whole page as it is now; it follows the events of the server that it comes from.</summary>
    public static Task<string> RenderAsync(LiveRun run) => HtmlReport.RenderAsync<LivePage>((nameof(LivePage.Run), run));

    /// <summary>What of it changes.</summary>
    public static async Task<PageParts> RenderPartsAsync(LiveRun run) => new(LiveWords.Title(run), await HtmlReport.RenderAsync<LiveBody>((nameof(LiveBody.Run), run)));

    /// <summary>What it ends as: the report.</summary>
    /// <param name="kept">The file that has it from now on.</param>
    public static async Task<PageParts> RenderEndAsync(RunResult run, string kept) =>
        new(HtmlReport.TitleOf(run), await HtmlReport.RenderAsync<EndedBody>((nameof(EndedBody.Run), run), (nameof(EndedBody.Kept), kept)));
}
