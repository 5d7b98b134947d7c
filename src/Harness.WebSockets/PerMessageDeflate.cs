using System.Text;

namespace Harness.WebSockets;

/// <summary>
/// The one extension that a client may offer: permessage-deflate (RFC 7692) without context between messages, so that a connection keeps
/// no window of 32 KiB. The offer is a constant; what the server answers is checked here.
/// </summary>
public static class PerMessageDeflate
{
    /// <summary>Value of Sec-WebSocket-Extensions in the request.</summary>
    public const string Offer = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

    private static ReadOnlySpan<byte> Name => "permessage-deflate"u8;

    /// <summary>Reads one line of Sec-WebSocket-Extensions of an answer to <see cref="Offer"/> (RFC 7692 §5.1 and §7.1).</summary>
    /// <param name="line">The header's value.</param>
    /// <param name="accepted">Whether an earlier line, or now this one, has accepted the offer.</param>
    /// <returns>Why the connection must be failed, or null.</returns>
    internal static string? ReadAnswer(ReadOnlySpan<byte> line, ref bool accepted)
    {
        foreach (var range in line.Split((byte)','))
        {
            var extension = HttpText.Trim(line[range]);
            if (extension.IsEmpty)
            {
                continue;
            }

            var end = extension.IndexOf((byte)';');
            var name = HttpText.Trim(end < 0 ? extension : extension[..end]);
            if (!Ascii.EqualsIgnoreCase(name, Name))
            {
                return "an extension that was not asked for";
            }

            if (accepted)
            {
                return "permessage-deflate is accepted twice";
            }

            accepted = true;
            if (ReadParameters(end < 0 ? default : extension[(end + 1)..]) is { } why)
            {
                return why;
            }
        }

        return null;
    }

    private static string? ReadParameters(ReadOnlySpan<byte> parameters)
    {
        bool serverForgets = false, clientForgets = false, serverWindow = false;
        foreach (var range in parameters.Split((byte)';'))
        {
            var parameter = HttpText.Trim(parameters[range]);
            var equals = parameter.IndexOf((byte)'=');
            var name = HttpText.Trim(equals < 0 ? parameter : parameter[..equals]);
            var value = equals < 0 ? default : HttpText.Trim(parameter[(equals + 1)..]);
            var valid = equals < 0;
            ref var seen = ref serverForgets;
            if (Ascii.EqualsIgnoreCase(name, "client_no_context_takeover"u8))
            {
                seen = ref clientForgets;
            }
            else if (Ascii.EqualsIgnoreCase(name, "server_max_window_bits"u8))
            {
                // May come unasked (§7.1.2.1). Any window fits into the largest, which is what we inflate with.
                seen = ref serverWindow;
                valid = equals >= 0 && IsWindow(value);
            }
            else if (name.IsEmpty && parameters.IsEmpty)
            {
                break;
            }
            else if (!Ascii.EqualsIgnoreCase(name, "server_no_context_takeover"u8))
            {
                // client_max_window_bits too: it must not come where it was not offered (§7.1.2.2).
                return $"the parameter '{Encoding.Latin1.GetString(name)}' of permessage-deflate was not asked for";
            }

            if (seen || !valid)
            {
                return $"the parameter '{Encoding.Latin1.GetString(name)}' of permessage-deflate is {(seen ? "given twice" : "invalid")}";
            }

            seen = true;
        }

        // A server that accepts an offer with it says so (§7.1.1.1); one that does not keeps a context that we have not got.
        return serverForgets ? null : "permessage-deflate without server_no_context_takeover, which was asked for";
    }

    private static bool IsWindow(ReadOnlySpan<byte> value)
    {
        if (value is [(byte)'"', .., (byte)'"'])
        {
            value = value[1..^1];
        }

        return value is [(byte)'8' or (byte)'9'] or [(byte)'1', >= (byte)'0' and <= (byte)'5'];
    }
}
