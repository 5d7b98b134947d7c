using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Harness.Faults.Kernel;

/// <summary>Which packets between clients and proxies are lost.</summary>
[Flags]
internal enum LostPackets
{
    ToProxy = 1,
    FromProxy = 2,
    Both = ToProxy | FromProxy,
}

/// <summary>
/// The rules as text for <c>nft -f -</c>; pure. Everything of a run is in one table, and each fault in a chain of its own, so that a fault is lifted by
/// emptying its chain and the run by deleting its table.
/// <code>
///                    ┌────────────── loopback ──────────────┐
///   client ── output ┤ ── prerouting ──┬── input ── proxy ──┼── … ── server
///                    │                 ▼                    │
///                    │   table inet harness_…               │
///                    │     chain packets ─► chain fault0    │   silent-drop: drop
///                    │                   ─► chain fault1    │   half-open: answer RST to the proxy, tell the client nothing
///                    └──────────────────────────────────────┘
/// </code>
/// Packets are lost on arrival, in prerouting: a drop in the output hook is told to the sender's TCP (EPERM), which would keep the segment instead of
/// sending it again. So it believes that they are under way, its retransmissions run, and a FIN or RST of the other end is not heard.
/// Rules match address and port of the cohorts' proxies, on loopback alone: nothing else on the machine can meet them.
/// </summary>
internal static class PacketRules
{
    /// <summary>More connections than a machine has ports for one destination; the kernel asks for a number.</summary>
    private const int MostHeld = 1 << 20;

    private static readonly Family[] _families =
    [
        new(AddressFamily.InterNetwork, "ip", "ipv4_addr"),
        new(AddressFamily.InterNetworkV6, "ip6", "ipv6_addr"),
    ];

    /// <summary>The table, in which nothing is lost yet.</summary>
    public static string Make(string table) =>
        $$"""
        add table inet {{table}}
        add chain inet {{table}} packets { type filter hook prerouting priority raw; policy accept; }
        add rule inet {{table}} packets iif != "lo" accept

        """;

    /// <summary>Everything of the run at once. The table is made first, if it is gone: what is gone already need not be an error.</summary>
    public static string Delete(string table) => $"add table inet {table}\ndelete table inet {table}\n";

    /// <summary>Packets of every connection with these proxies vanish, of those that are being made too.</summary>
    public static string Drop(string table, int fault, LostPackets lost, IReadOnlyCollection<IPEndPoint> proxies) =>
        Chain(table, fault, Of(proxies, proxy => proxy).SelectMany(group => new[]
        {
            lost.HasFlag(LostPackets.ToProxy) ? $"{group.Family.Word} daddr . tcp dport {Set(group.Members.Select(Key))} drop" : null,
            lost.HasFlag(LostPackets.FromProxy) ? $"{group.Family.Word} saddr . tcp sport {Set(group.Members.Select(Key))} drop" : null,
        }).OfType<string>());

    /// <summary>
    /// The server's end of these connections goes away and their clients are not told; new connections work.
    /// <code>
    ///   client ── data ─────────────────────────────► proxy      passes, is acknowledged, and is the last that arrives
    ///                    ✗ ◄──────── ACK, data, RST ── proxy     lost: the client hears nothing any more and sends again
    ///                    └────────── RST ────────────► proxy     in answer to it: the proxy takes the client for gone and closes its link
    ///                                                            to the server, which gets FIN
    ///   client ── SYN, from a port of a held one ────► proxy     a new connection: no longer held
    /// </code>
    /// </summary>
    public static string ServerGone(string table, int fault, IReadOnlyCollection<TcpConnection> held)
    {
        string chain = Name(fault);
        var text = new System.Text.StringBuilder();
        var rules = new List<string>();
        foreach ((Family family, TcpConnection[] members) in Of(held, connection => connection.Proxy))
        {
            string set = $"{chain}_held_{family.Word}";
            string key = $"{family.Type} . inet_service . {family.Type} . inet_service";
            string toProxy = $"{family.Word} saddr . tcp sport . {family.Word} daddr . tcp dport";
            text.Append(CultureInfo.InvariantCulture, $"add set inet {table} {set} {{ type {key}; flags dynamic; size {MostHeld}; elements = {Set(members.Select(Key))}; }}\n");
            rules.Add($"tcp flags & (fin | syn | rst | ack) == syn {toProxy} @{set} delete @{set} {{ {toProxy} }}");
            rules.Add($"{family.Word} daddr . tcp dport . {family.Word} saddr . tcp sport @{set} reject with tcp reset");
        }

        return text + Chain(table, fault, rules);
    }

    /// <summary>Lifts a fault: what its chain lost passes again.</summary>
    public static string Lift(string table, int fault) => $"flush chain inet {table} {Name(fault)}\n";

    /// <summary>Every kind of rule there is, in a table that is deleted again: what a kernel can do is known by asking it to check this.</summary>
    public static string Everything(string table)
    {
        var proxy = new IPEndPoint(IPAddress.Loopback, 1);
        return Make(table)
            + Drop(table, 0, LostPackets.Both, [proxy])
            + ServerGone(table, 1, [new TcpConnection(new IPEndPoint(IPAddress.Loopback, 2), proxy)])
            + Lift(table, 0);
    }

    private static string Chain(string table, int fault, IEnumerable<string> rules) => string.Concat(
    [
        $"add chain inet {table} {Name(fault)}\n",
        .. rules.Select(rule => $"add rule inet {table} {Name(fault)} {rule}\n"),
        $"add rule inet {table} packets jump {Name(fault)}\n",
    ]);

    private static string Name(int fault) => string.Create(CultureInfo.InvariantCulture, $"fault{fault}");

    private static string Set(IEnumerable<string> elements) => $"{{ {string.Join(", ", elements)} }}";

    private static string Key(IPEndPoint endpoint) => string.Create(CultureInfo.InvariantCulture, $"{endpoint.Address} . {endpoint.Port}");

    private static string Key(TcpConnection connection) => $"{Key(connection.Client)} . {Key(connection.Proxy)}";

    private static IEnumerable<(Family Family, T[] Members)> Of<T>(IReadOnlyCollection<T> all, Func<T, IPEndPoint> at) => _families
        .Select(family => (family, all.Where(each => at(each).AddressFamily == family.Of).ToArray()))
        .Where(group => group.Item2.Length > 0);

    /// <param name="Of">The addresses.</param>
    /// <param name="Word">How rules name its header.</param>
    /// <param name="Type">How sets name its addresses.</param>
    private sealed record Family(AddressFamily Of, string Word, string Type);
}
