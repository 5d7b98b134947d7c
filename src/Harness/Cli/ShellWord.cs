using System.Buffers;

namespace Harness.Cli;

/// <summary>A text as one word of a command line that somebody, or a workflow, gives to a POSIX shell.</summary>
internal static class ShellWord
{
    /// <summary>What a shell reads as it stands, anywhere in a word.</summary>
    private static readonly SearchValues<char> _plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789%+,-./:=@_");

    /// <summary>As it is where that is safe, and in single quotes, in which a shell reads nothing but their end, where not (POSIX.1-2024, shell, 2.2.2).</summary>
    public static string Quote(string text) =>
        text.Length > 0 && !text.AsSpan().ContainsAnyExcept(_plain) ? text : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
