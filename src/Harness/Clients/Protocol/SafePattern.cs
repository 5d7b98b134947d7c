using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;

namespace Harness.Clients.Protocol;

/// <summary>
/// A regular expression over messages, in time that is linear in their length (<see cref="RegexOptions.NonBacktracking"/>): no message can hang a client.
/// Of a message longer than <see cref="LongestText"/> bytes only so much is looked at.
/// </summary>
public sealed class SafePattern
{
    public const int LongestText = 65_536;

    private const int Longest = 1000;

    private readonly Regex _regex;

    private SafePattern(Regex regex) => _regex = regex;

    /// <summary>Reads a pattern.</summary>
    /// <param name="group">A named group that it must have; null: none.</param>
    /// <param name="error">What is wrong, to be read after the place where the text stands.</param>
    public static bool TryParse(string text, string? group, [NotNullWhen(true)] out SafePattern? pattern, [NotNullWhen(false)] out string? error)
    {
        pattern = null;
        error = null;
        if (text.Length > Longest)
        {
            error = $"must be a regular expression of at most {Longest} characters, but has {text.Length}";
            return false;
        }

        try
        {
            var regex = new Regex(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            if (group is not null && !regex.GetGroupNames().Contains(group))
            {
                error = $"must have a group (?<{group}>…), but has none: \"{text}\"";
                return false;
            }

            pattern = new SafePattern(regex);
            return true;
        }
        catch (RegexParseException e)
        {
            error = $"is no regular expression: {e.Message.TrimEnd('.')}";
        }
        catch (NotSupportedException)
        {
            error = $"has a construct that needs backtracking (lookaround, backreference, atomic group), which is not supported: \"{text}\"";
        }

        return false;
    }

    /// <summary>Reads a pattern that a validator has let pass.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static SafePattern Parse(string text, string? group) => TryParse(text, group, out SafePattern? pattern, out string? error) ? pattern : throw new FormatException(error);

    /// <summary>Whether it fits somewhere in the text.</summary>
    public bool IsMatch(ReadOnlySpan<byte> text)
    {
        char[] room = ArrayPool<char>.Shared.Rent(LongestText);
        bool found = _regex.IsMatch(room.AsSpan(0, Decode(text, room)));
        ArrayPool<char>.Shared.Return(room);
        return found;
    }

    /// <summary>The text of a named group of the first match, in UTF-8.</summary>
    public bool TryFind(ReadOnlySpan<byte> text, string group, Span<byte> room, out int length)
    {
        length = 0;
        char[] chars = ArrayPool<char>.Shared.Rent(LongestText);
        string decoded = new(chars, 0, Decode(text, chars));
        ArrayPool<char>.Shared.Return(chars);
        return _regex.Match(decoded).Groups[group] is { Success: true } found && Encoding.UTF8.TryGetBytes(found.ValueSpan, room, out length);
    }

    public override string ToString() => _regex.ToString();

    /// <summary>No text of so many bytes has more characters.</summary>
    private static int Decode(ReadOnlySpan<byte> text, Span<char> room) => Encoding.UTF8.GetChars(text[..Math.Min(text.Length, LongestText)], room);
}
