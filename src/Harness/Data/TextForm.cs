namespace Harness.Data;

/// <summary>Where a filled text goes, and so what a value in it must not break out of.</summary>
public enum TextForm
{
    /// <summary>Text as it is: nothing is escaped. For texts that are escaped as a whole afterwards.</summary>
    Plain,

    /// <summary>
    /// A message. From the first brace or bracket on from which the rest of the text is JSON, values are escaped as RFC 8259 asks for: inside
    /// quotes as a part of that string; outside of quotes a value that is JSON by itself stays as it is, and every other becomes a string.
    /// </summary>
    Message,

    /// <summary>A URL, its path or its query: values are percent-encoded, all but the unreserved characters (RFC 3986 §2.3).</summary>
    Url,

    /// <summary>A header's value: control characters, line ends among them, become spaces.</summary>
    Header,

    /// <summary>A cookie's value: what RFC 6265 §4.1.1 does not allow there is percent-encoded.</summary>
    Cookie,

    /// <summary>A token such as a subprotocol's name: what RFC 9110 §5.6.2 does not allow there is percent-encoded.</summary>
    Token,
}
