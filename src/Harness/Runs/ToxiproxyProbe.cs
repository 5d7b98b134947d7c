using System.Net;
using Harness.Faults.Toxiproxy;

namespace Harness.Runs;

/// <summary>One call to somebody's Toxiproxy before anything is started, so that a wrong URL costs no start of three roles.</summary>
internal static class ToxiproxyProbe
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    /// <summary>Lists its proxies.</summary>
    /// <exception cref="EnvironmentException">It is not there, or is no Toxiproxy.</exception>
    public static async Task CheckAsync(Uri api, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(_patience);
        using var client = new ToxiproxyClient(api);
        try
        {
            await client.ListProxiesAsync(patience.Token).ConfigureAwait(false);
        }
        catch (ToxiproxyException e) when (e.Status is null)
        {
            throw new EnvironmentException($"{e.Message}. Is it running, and is this its API's address (port 8474 by default)?", e);
        }
        catch (ToxiproxyException e)
        {
            throw new EnvironmentException($"The Toxiproxy server {api} cannot be used: {FirstLine(e.Message)}. Is it running, and is this its API's address (port 8474 by default)?", e);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new EnvironmentException($"The Toxiproxy server {api} did not answer within {_patience.TotalSeconds:0} s. Is this its API's address (port 8474 by default)?");
        }
    }

    /// <summary>Whether one of them has only what a stock server has.</summary>
    public static async Task<bool> AnyIsStockAsync(IEnumerable<Uri> apis, CancellationToken cancellation)
    {
        foreach (Uri api in apis)
        {
            if (await IsStockAsync(api, cancellation).ConfigureAwait(false))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether it has only what a stock server has: the embedded one knows the path <c>/faults</c>.</summary>
    public static async Task<bool> IsStockAsync(Uri api, CancellationToken cancellation)
    {
        using var client = new ToxiproxyClient(api);
        try
        {
            await client.ChangeToxicsAsync(new ToxiproxyChange(), cancellation).ConfigureAwait(false);
            return false;
        }
        catch (ToxiproxyException e) when (e.Status is { } status)
        {
            // A change of nothing is refused by whoever understands it.
            return status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed;
        }
    }

    /// <summary>What answers in Toxiproxy's place may be any web server, with a page of HTML.</summary>
    private static string FirstLine(string text)
    {
        string line = text.Split('\n')[0].Trim();
        return line.Length > 160 ? line[..160] + "…" : line;
    }
}
