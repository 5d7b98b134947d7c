using Harness.Runs;

namespace Harness.Cli;

/// <summary>URLs on the command line, checked before anything starts.</summary>
internal static class TargetUrl
{
    /// <summary>A socket URL.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static Uri Socket(string text) => Parse("--target", text, "ws", "ws://host:port/path");

    /// <summary>An HTTP URL.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static Uri Http(string option, string text)
    {
        Uri url = Parse(option, text, "http", "http://host:port/");
        return url.Query.Length == 0
            ? url
            : throw new UsageException($"{option} must be a base URL without a query, such as http://host:port/, but is '{text}'.");
    }

    private static Uri Parse(string option, string text, string scheme, string example)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Host.Length == 0 || url.Port == 0)
        {
            throw new UsageException($"{option} must be a URL such as {example}, but is '{text}'.");
        }

        if (url.Scheme != scheme)
        {
            string tls = url.Scheme == scheme + "s" ? " (TLS is not supported)" : "";
            throw new UsageException($"{option} must begin with {scheme}://{tls}, but is '{text}'.");
        }

        return url.UserInfo.Length == 0 && url.Fragment.Length == 0
            ? url
            : throw new UsageException($"{option} must be a URL without user name and fragment, such as {example}, but is '{text}'.");
    }
}
