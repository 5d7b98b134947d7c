using System.Globalization;

namespace Harness.Toxiproxy.Proxies;

/// <summary>
/// How many connections the process can hold: each takes two descriptors, and each of its sides that speaks TLS two more, which count as one more. A connection past it is refused with RST and counted,
/// instead of being left without an answer in a backlog that nobody can accept from.
/// </summary>
internal sealed class ConnectionLimit(int most)
{
    /// <summary>Descriptors left for everything that is not a proxied connection: listeners, the API, the runtime's own.</summary>
    private const int Reserved = 300;

    private int _current;
    private int _tlsSides;
    private long _refused;

    internal int Most { get; } = most;

    internal int Current => Volatile.Read(ref _current);

    internal long Refused => Interlocked.Read(ref _refused);

    /// <summary>What the descriptor limit of this process allows; unlimited where the system does not say.</summary>
    internal static int OfProcess()
    {
        const string path = "/proc/self/limits";
        if (!File.Exists(path))
        {
            return int.MaxValue;
        }

        string line = File.ReadLines(path).First(l => l.StartsWith("Max open files", StringComparison.Ordinal));
        string soft = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3];
        return int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out int descriptors)
            ? Math.Max(1, (descriptors - Reserved) / 2)
            : int.MaxValue;
    }

    internal bool TryEnter(int tlsSides)
    {
        int sides = Interlocked.Add(ref _tlsSides, tlsSides);
        if (Interlocked.Increment(ref _current) + sides <= Most)
        {
            return true;
        }

        Leave();
        Leave(tlsSides);
        return false;
    }

    internal void Leave() => Interlocked.Decrement(ref _current);

    /// <summary>TLS sides have their own end: what a connection has sent may still be on its way through them.</summary>
    internal void Leave(int tlsSides) => Interlocked.Add(ref _tlsSides, -tlsSides);

    /// <returns>How many it is with this one.</returns>
    internal long CountRefused() => Interlocked.Increment(ref _refused);
}
