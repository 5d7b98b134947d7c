using Harness.Runs;

namespace Harness.Cli;

/// <summary>URLs on the command line, checked before anything starts.</summary>
internal static class TargetUrl
{
    /// <summary>A socket URL, <c>ws://</c> or <c>wss://</c>.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static Uri Socket(string text) => Parse("--target", text, ["ws", "wss"], "ws://host:port/path");

    /// <summary>The target's HTTP side, <c>http://</c> or <c>https://</c>.</summary>
    /// <exception cref="UsageException">It is no such URL.</exception>
    public static Uri Poll(string text) => Base("--poll", text, ["http", "https"]);

    /// <summary>A Toxiproxy server's API.</summary>
    /// <exception cref="UsageException">It is no <c>http://</c> URL.</exception>
    public static Uri Toxiproxy(string text) => Base("--toxiproxy", text, ["http"]);

    private static Uri Base(string option, string text, string[] schemes)
    {
        Uri url = Parse(option, text, schemes, "http://host:port/");
        return url.Query.Length == 0
            ? url
            : throw new UsageException($"{option} must be a base URL without a query, such as http://host:port/, but is '{text}'.");
    }

    private static Uri Parse(string option, string text, string[] schemes, string example)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Host.Length == 0 || url.Port == 0)
        {
            throw new UsageException($"{option} must be a URL such as {example}, but is '{text}'.");
        }

        if (!schemes.Contains(url.Scheme))
        {
            string tls = url.Scheme == schemes[0] + "s" ? " (TLS is not supported)" : "";
            throw new UsageException($"{option} must begin with {string.Join(" or ", schemes.Select(scheme => $"{scheme}://"))}{tls}, but is '{text}'.");
        }

        return url.UserInfo.Length == 0 && url.Fragment.Length == 0
            ? url
            : throw new UsageException($"{option} must be a URL without user name and fragment, such as {example}, but is '{text}'.");
    }
}
