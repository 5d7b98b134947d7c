using Harness.Toxiproxy.Links;
using Harness.Toxiproxy.Proxies;

namespace Harness.Toxiproxy.Toxics;

/// <summary>Keeps something per link, from the start of the toxic on that link to its removal; an update does not lose it.</summary>
internal interface IStatefulToxic
{
    object NewState();
}

/// <summary>Has something to finish on a link it runs on, before it is updated or removed there.</summary>
internal interface IInterruptedToxic
{
    void Interrupt(ToxicStub stub);
}

/// <summary>Has a last word on every link of the stream when it is removed, also on those that its toxicity spared (as the stock server does).</summary>
internal interface ICleanupToxic
{
    void Cleanup(ToxicStub stub);
}

/// <summary>Connections accepted while it is in the chain end with RST instead of FIN.</summary>
internal interface IResettingToxic;

/// <summary>A toxic of the stock server: its attributes are read as leniently as there, where an unknown one is ignored.</summary>
internal interface IStockToxic;

/// <summary>Works on both directions of a connection at once; in the chain it stands downstream, whatever its stream.</summary>
internal interface IConnectionToxic;

/// <summary>While it is on, its link reads nothing from the source, whose buffers fill.</summary>
internal interface IStallingToxic;

/// <summary>While it is on, its link reads no more from the source once so much waits in it: the sender is held back, and not this proxy's memory filled.</summary>
internal interface IBoundedToxic
{
    /// <summary>Bytes.</summary>
    int MostHeld { get; }
}

/// <summary>Works on the listener of its proxy instead of on connections.</summary>
internal interface IListenerToxic
{
    /// <summary>What becomes of those who connect.</summary>
    Listening Listening { get; }
}

/// <summary>
/// Follows the stream, so it runs on every link of its direction: also where its toxicity spares the link, while it flaps off,
/// and after its removal until it <see cref="CanLeave"/>. While <see cref="ToxicStub.Idle"/> it begins nothing new.
/// </summary>
internal interface IFollowingToxic
{
    /// <summary>Whether nothing is half done on this link.</summary>
    bool CanLeave(ToxicStub stub);
}
