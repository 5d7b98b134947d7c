using System.Text.Json.Nodes;

namespace Harness.Faults.Toxiproxy;

/// <summary>
/// A toxic of any type, with whatever attributes the server knows for it:
/// <code>new CustomToxic("ws_drop_messages", new() { ["share"] = 0.5 })</code>
/// Where the type has a record of its own, the server's answer comes back as that record.
/// </summary>
public sealed record CustomToxic : ToxiproxyToxic
{
    private readonly JsonObject _attributes;

    /// <param name="type">The server's name for the kind; one that it does not know is answered with <c>invalid toxic type</c>, 400.</param>
    /// <param name="attributes">Its settings under the server's names: numbers, texts, true or false. Null: none, the server takes its defaults.</param>
    public CustomToxic(string type, JsonObject? attributes = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        Type = type;
        _attributes = (JsonObject?)attributes?.DeepClone() ?? [];
    }

    public override string Type { get; }

    /// <summary>A copy, each time.</summary>
    public override JsonObject Attributes => (JsonObject)_attributes.DeepClone();

    public bool Equals(CustomToxic? other) =>
        base.Equals(other) && Type == other.Type && JsonNode.DeepEquals(_attributes, other._attributes);

    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Type);
}
