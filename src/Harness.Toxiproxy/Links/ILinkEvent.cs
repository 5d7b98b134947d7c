namespace Harness.Toxiproxy.Links;

/// <summary>Something that happens to a connection from outside its lock: it starts, a receive or send completed, or a toxic's time has come.</summary>
internal interface ILinkEvent
{
    /// <summary>Runs with the connection locked, while it lives.</summary>
    void Apply();

    /// <summary>Runs instead, with the connection locked, when it has finished in the meantime: gives back what the event holds.</summary>
    void Abandon();
}
