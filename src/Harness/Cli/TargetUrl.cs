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
    public static Uri Http(string option, string text) => Parse(option, text, "http", "http://host:port/");

    private static Uri Parse(string option, string text, string scheme, string example)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Host.Length == 0)
        {
            throw new UsageException($"{option} must be a URL such as {example}, but is '{text}'.");
        }

        return url.Scheme == scheme ? url : throw new UsageException($"{option} must begin with {scheme}://, but is '{text}'.");
    }
}
