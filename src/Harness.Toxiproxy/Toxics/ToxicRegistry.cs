namespace Harness.Toxiproxy.Toxics;

/// <summary>Every toxic the API offers, by the name its <c>type</c> field has. A new toxic is one file and one line here.</summary>
internal sealed class ToxicRegistry
{
    private readonly Dictionary<string, Toxic> _defaults = new(StringComparer.Ordinal);

    /// <summary>All toxics of this server.</summary>
    internal static readonly ToxicRegistry Standard = new ToxicRegistry()
        .Add("bandwidth", new BandwidthToxic())
        .Add("latency", new LatencyToxic())
        .Add("limit_data", new LimitDataToxic())
        .Add("noop", Noop.Instance)
        .Add("packet_loss", new PacketLossToxic())
        .Add("reset_peer", new ResetPeerToxic())
        .Add("slicer", new SlicerToxic())
        .Add("slow_close", new SlowCloseToxic())
        .Add("timeout", new TimeoutToxic())
        .Add("accept_then_kill", new AcceptThenKillToxic())
        .Add("blackhole", new BlackholeToxic())
        .Add("flap", new FlapToxic())
        .Add("half_open", new HalfOpenToxic())
        .Add("idle_timeout", new IdleTimeoutToxic())
        .Add("refuse", new RefuseToxic())
        .Add("reset_now", new ResetNowToxic())
        .Add("stall", new StallToxic())
        .Add("ws_close", new WsCloseToxic())
        .Add("ws_corrupt", new WsCorruptToxic())
        .Add("ws_drop_control", new WsDropControlToxic())
        .Add("ws_drop_messages", new WsDropMessagesToxic());

    /// <summary>The names, in order of registration.</summary>
    internal IReadOnlyCollection<string> Types => _defaults.Keys;

    /// <param name="type">The API's name for it.</param>
    /// <param name="defaults">An instance with the attributes of a request that gives none.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    internal ToxicRegistry Add(string type, Toxic defaults)
    {
        if (!_defaults.TryAdd(type, defaults))
        {
            throw new ArgumentException($"the toxic type '{type}' is registered twice", nameof(type));
        }

        return this;
    }

    /// <summary>The toxic with its default attributes, or null for a type that does not exist.</summary>
    internal Toxic? Default(string type) => _defaults.GetValueOrDefault(type);
}
