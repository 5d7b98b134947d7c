namespace Harness.Toxiproxy.Links;

/// <summary>Bytes that one direction has read from its source and written to its destination, counted as they pass.</summary>
internal readonly record struct Traffic(long Received, long Sent)
{
    public static Traffic operator +(Traffic a, Traffic b) => new(a.Received + b.Received, a.Sent + b.Sent);
}
