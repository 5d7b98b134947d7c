using Harness.Toxiproxy.Links;

namespace Harness.Toxiproxy.Toxics;

/// <summary>The toxics of a proxy, per direction in the order they were added. Replaced as a whole, never changed.</summary>
internal sealed class ToxicChain
{
    internal static readonly ToxicChain Empty = new([], []);

    private readonly InstalledToxic[] _upstream;
    private readonly InstalledToxic[] _downstream;

    private ToxicChain(InstalledToxic[] upstream, InstalledToxic[] downstream)
    {
        _upstream = upstream;
        _downstream = downstream;
    }

    /// <summary>All of them, upstream first: the order of the API's answers.</summary>
    internal IEnumerable<InstalledToxic> All => _upstream.Concat(_downstream);

    internal InstalledToxic[] this[StreamDirection direction] => direction == StreamDirection.Upstream ? _upstream : _downstream;

    internal bool Any(Func<InstalledToxic, bool> predicate) => Array.Exists(_upstream, predicate.Invoke) || Array.Exists(_downstream, predicate.Invoke);

    internal InstalledToxic? Find(string name) => All.FirstOrDefault(toxic => toxic.Name == name);

    internal ToxicChain With(InstalledToxic toxic) => Change(toxic.Direction, toxics => [.. toxics, toxic]);

    internal ToxicChain WithReplaced(InstalledToxic old, InstalledToxic updated) =>
        Change(old.Direction, toxics => Array.ConvertAll(toxics, toxic => ReferenceEquals(toxic, old) ? updated : toxic));

    internal ToxicChain Without(InstalledToxic toxic) =>
        Change(toxic.Direction, toxics => Array.FindAll(toxics, other => !ReferenceEquals(other, toxic)));

    private ToxicChain Change(StreamDirection direction, Func<InstalledToxic[], InstalledToxic[]> change) =>
        direction == StreamDirection.Upstream
            ? new ToxicChain(change(_upstream), _downstream)
            : new ToxicChain(_upstream, change(_downstream));
}
