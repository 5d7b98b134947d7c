using System.Text;

namespace Harness.Data.Feeds;

/// <summary>A place in CSV text, and the steps from it.</summary>
/// <param name="bytes">UTF-8.</param>
/// <param name="at">Where it begins.</param>
internal ref struct CsvCursor(ReadOnlySpan<byte> bytes, int at)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>The offset of the next byte.</summary>
    public int At { get; private set; } = at;

    /// <summary>The line of that byte, from 1 where the cursor began.</summary>
    public int Line { get; private set; } = 1;

    /// <summary>Goes on to the next line that is not empty; false at the end.</summary>
    public bool ToRecord()
    {
        while (At < _bytes.Length && _bytes[At] is (byte)'\r' or (byte)'\n')
        {
            Line += _bytes[At] == '\n' ? 1 : 0;
            At++;
        }

        return At < _bytes.Length;
    }

    /// <summary>Goes past one value.</summary>
    /// <returns>Whether the record has another.</returns>
    /// <exception cref="FeedException">Its quotes are not what RFC 4180 asks for.</exception>
    public bool SkipValue(string file)
    {
        _ = Take(file, out bool more, out _);
        return more;
    }

    /// <summary>Reads one value.</summary>
    /// <exception cref="FeedException">As of <see cref="SkipValue"/>.</exception>
    public string ReadValue(string file, out bool more)
    {
        ReadOnlySpan<byte> raw = Take(file, out more, out bool quotes);
        string text = Encoding.UTF8.GetString(raw);
        return quotes ? text.Replace("\"\"", "\"", StringComparison.Ordinal) : text;
    }

    private ReadOnlySpan<byte> Take(string file, out bool more, out bool quotes)
    {
        quotes = false;
        int begin = At;
        if (At < _bytes.Length && _bytes[At] == '"')
        {
            int end = EndOfQuoted(file, out quotes);
            more = End(file);
            return _bytes[(begin + 1)..end];
        }

        int length = _bytes[At..].IndexOfAny((byte)',', (byte)'\n', (byte)'"');
        At = length < 0 ? _bytes.Length : At + length;
        if (At < _bytes.Length && _bytes[At] == '"')
        {
            throw new FeedException($"{file}:{Line} has a quote inside a value: write the value in quotes, and the quote twice");
        }

        ReadOnlySpan<byte> value = _bytes[begin..At];
        more = End(file);
        return !more && value.EndsWith("\r"u8) ? value[..^1] : value;
    }

    private int EndOfQuoted(string file, out bool quotes)
    {
        quotes = false;
        int line = Line;
        At++;
        while (true)
        {
            int next = _bytes[At..].IndexOf((byte)'"');
            if (next < 0)
            {
                throw new FeedException($"{file}:{line} has a quote that is never closed");
            }

            Line += _bytes.Slice(At, next).Count((byte)'\n');
            At += next + 1;
            if (At >= _bytes.Length || _bytes[At] != '"')
            {
                return At - 1;
            }

            quotes = true;
            At++;
        }
    }

    /// <summary>Goes past what ends a value.</summary>
    /// <returns>Whether it is a comma.</returns>
    private bool End(string file)
    {
        ReadOnlySpan<byte> rest = _bytes[At..];
        if (rest.IsEmpty || rest.SequenceEqual("\r"u8))
        {
            At = _bytes.Length;
            return false;
        }

        int length = rest.StartsWith("\r\n"u8) ? 2 : rest[0] is (byte)',' or (byte)'\n' ? 1 : 0;
        if (length == 0)
        {
            throw new FeedException($"{file}:{Line} has text behind a closing quote: a quote inside a value is written twice");
        }

        Line += rest[0] == ',' ? 0 : 1;
        At += length;
        return rest[0] == ',';
    }
}
