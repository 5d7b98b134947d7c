namespace Harness.Target;

/// <summary>The way of a push from its topic to the sockets, with what an order or a flaw does to it.</summary>
internal sealed class Pushes(FlawSwitch flaws, Later later, TimeProvider time, Counters counters)
{
    /// <summary>Most bytes of data that a push can be filled with: its message stays under a client's limit of 1 MiB.</summary>
    public const int MostData = 1_000_000;

    private volatile Loss? _loss;
    private volatile string? _data;

    public FlawSwitch Flaws => flaws;

    public Later Later => later;

    public TimeProvider Time => time;

    /// <summary>What every push carries beside topic and version; null: nothing.</summary>
    public string? Data => _data;

    /// <summary>From now on every push carries so many bytes of data; 0: none.</summary>
    public void Fill(int bytes) => _data = bytes > 0 ? new string('x', bytes) : null;

    /// <summary>From now on this share of the pushes to these clients never goes out; share 0 ends it.</summary>
    public void Lose(double share, int seed, Selection clients) => _loss = share > 0 ? new Loss(share, seed, clients) : null;

    public void Send(SocketSession session, string topic, long version, byte[] push)
    {
        if (_loss is { } loss && loss.Takes(session.Client, topic, version))
        {
            counters.PushLost();
            return;
        }

        session.Send(push);
        if (flaws.IsOn(TargetFlaws.DuplicatesPushes, session.Client))
        {
            session.Send(push);
        }
    }

    private sealed record Loss(double Share, int Seed, Selection Clients)
    {
        public bool Takes(string? client, string topic, long version) => Clients.Includes(client) && Draw.Of(Seed, client ?? "", topic, version) < Share;
    }
}
