using Harness.Toxiproxy.Links;
using Harness.Toxiproxy.Proxies;

namespace Harness.Toxiproxy.Toxics;

/// <summary>
/// <c>refuse</c>: whoever connects gets RST, as if nobody listened, or with <c>unanswered</c> hears nothing at all, as behind a firewall
/// that drops. Open connections are left alone.
/// </summary>
internal sealed record RefuseToxic : Toxic, IListenerToxic
{
    /// <summary>The client's SYN has no answer; it goes on trying until its own time is up. Linux only.</summary>
    public bool Unanswered { get; init; }

    Listening IListenerToxic.Listening => Unanswered ? Listening.Ignores : Listening.Refuses;

    internal override void Pipe(ToxicStub stub) => Noop.Instance.Pipe(stub);

    internal override string? Check() =>
        Unanswered && !OperatingSystem.IsLinux() ? "unanswered is available on Linux only" : null;
}
