namespace Harness.WebSockets;

/// <summary>The end this side plays. It decides which frames must be masked (RFC 6455 §5.1): those a client sends.</summary>
public enum WebSocketRole : byte
{
    /// <summary>Sends masked frames, reads unmasked ones.</summary>
    Client,

    /// <summary>Sends unmasked frames, reads masked ones.</summary>
    Server,
}
