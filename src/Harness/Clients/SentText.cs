using System.Text;
using Harness.Data;

namespace Harness.Clients;

/// <summary>
/// A text that clients send again and again. One without placeholders is the same bytes for all of them; of one that is only the client's own, each
/// client holds the bytes after its first message; only what differs from message to message is made anew.
/// </summary>
internal sealed class SentText
{
    private readonly DataSource _data;
    private readonly Template _text;
    private readonly byte[]? _shared;

    /// <param name="text">A template.</param>
    /// <param name="data">What it is filled from.</param>
    public SentText(string text, DataSource data)
    {
        _data = data;
        _text = data.Compile(text, TextForm.Message);
        _shared = _text.Literal is { } literal ? Encoding.UTF8.GetBytes(literal) : null;
        data.WarmUp(_text);
    }

    /// <summary>The bytes of a client's next message; they are good until its next call. One client's calls do not overlap.</summary>
    /// <param name="client">Its number.</param>
    /// <param name="mine">Where the client keeps its own state of this text; stays null where it needs none.</param>
    public ReadOnlySpan<byte> Next(int client, ref OwnText? mine) => _shared ?? (mine ??= new OwnText(_text.Bind(_data.For(client)))).Next(_data.For(client));
}

/// <summary>One client's part of a text, and how many messages it has made.</summary>
/// <param name="bound">The template with everything filled in that is the client's own.</param>
internal sealed class OwnText(Template bound)
{
    private readonly byte[]? _always = bound.Literal is { } literal ? Encoding.UTF8.GetBytes(literal) : null;
    private long _messages;

    public byte[] Next(ClientData client) => _always ?? Encoding.UTF8.GetBytes(bound.Fill(client, _messages++));
}
