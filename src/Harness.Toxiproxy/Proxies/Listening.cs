namespace Harness.Toxiproxy.Proxies;

/// <summary>What a proxy's port does to those who connect.</summary>
internal enum Listening
{
    /// <summary>They are accepted.</summary>
    Accepts,

    /// <summary>They get RST at once: nobody listens.</summary>
    Refuses,

    /// <summary>They hear nothing: the queue of the listener is full.</summary>
    Ignores,
}
