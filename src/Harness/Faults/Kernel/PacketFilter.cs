using System.Net;

namespace Harness.Faults.Kernel;

/// <summary>
/// A run's table of packet-filter rules (nftables). It is gone when this is disposed of; of a process that was killed it stays until the next run
/// starts, which removes the tables of dead processes and no others.
/// </summary>
public sealed class PacketFilter : IAsyncDisposable
{
    private const int DeleteTries = 3;

    private readonly NftProgram _nft;
    private readonly string _connections;
    private bool _deleted;

    private PacketFilter(NftProgram nft, string table, string connections) => (_nft, Table, _connections) = (nft, table, connections);

    /// <summary>The table's name, of the family inet.</summary>
    public string Table { get; }

    /// <summary>Whether this machine and this process can filter packets; asks the kernel to check the rules and applies none.</summary>
    /// <exception cref="KernelFilterException">They cannot: what is missing.</exception>
    public static async Task CheckAsync()
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new KernelFilterException("packet-filter rules (nftables) are Linux only");
        }

        await NftProgram.Find().CheckAsync(PacketRules.Everything(RunTable.OfThisProcess("00000000").Name)).ConfigureAwait(false);
    }

    /// <summary>Removes the tables of runs that have ended without doing so.</summary>
    /// <exception cref="KernelFilterException">It cannot be done from here.</exception>
    public static Task RemoveLeftoversAsync() => OperatingSystem.IsLinux() ? RemoveLeftoversAsync(NftProgram.Find()) : Task.CompletedTask;

    /// <summary>Makes the table of a run, in which nothing is lost yet.</summary>
    /// <param name="run">Eight hexadecimal digits that no other run has.</param>
    /// <exception cref="KernelFilterException">It was not made.</exception>
    public static Task<PacketFilter> OpenAsync(string run) => OpenAsync(run, NftProgram.Find(), "/proc/self/net");

    /// <summary>Removes the rules, all of them.</summary>
    /// <exception cref="KernelFilterException">They are still there.</exception>
    public async ValueTask DisposeAsync()
    {
        // A Ctrl-C reaches every process of the terminal, and so may end an nft that is just at it.
        for (int tried = 1; !_deleted; tried++)
        {
            try
            {
                await _nft.ApplyAsync(PacketRules.Delete(Table)).ConfigureAwait(false);
                _deleted = true;
            }
            catch (KernelFilterException) when (tried < DeleteTries)
            {
                // Once more.
            }
            catch (KernelFilterException e)
            {
                throw new KernelFilterException($"The rules of this run could not be removed: {e.Message}. Remove them with: nft delete table inet {Table}", e);
            }
        }
    }

    internal static async Task<PacketFilter> OpenAsync(string run, NftProgram nft, string connections)
    {
        var filter = new PacketFilter(nft, RunTable.OfThisProcess(run).Name, connections);
        try
        {
            await nft.ApplyAsync(PacketRules.Make(filter.Table)).ConfigureAwait(false);
            return filter;
        }
        catch (KernelFilterException)
        {
            await filter.RemoveIfMadeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>An nft that a Ctrl-C ended, or that was late, may have told the kernel all the same.</summary>
    private async Task RemoveIfMadeAsync()
    {
        try
        {
            await DisposeAsync().ConfigureAwait(false);
        }
        catch (KernelFilterException)
        {
            // Why it could not be made says more. What is left goes at the next start.
        }
    }

    internal static async Task RemoveLeftoversAsync(NftProgram nft)
    {
        foreach (string table in (await nft.TablesAsync().ConfigureAwait(false)).Where(name => RunTable.Parse(name)?.IsLeftover() == true))
        {
            await nft.ApplyAsync(PacketRules.Delete(table)).ConfigureAwait(false);
        }
    }

    /// <summary>From its return on, the packets of a fault are lost.</summary>
    internal Task DropAsync(int fault, LostPackets lost, IReadOnlyCollection<IPEndPoint> proxies) => _nft.ApplyAsync(PacketRules.Drop(Table, fault, lost, proxies));

    /// <summary>From its return on, the connections that were open before hear nothing more, and the proxy's end of each is reset at its next packet.</summary>
    internal Task ServerGoneAsync(int fault, IReadOnlyCollection<IPEndPoint> proxies) =>
        _nft.ApplyAsync(PacketRules.ServerGone(Table, fault, OpenConnections.To(proxies, _connections)));

    /// <summary>From its return on, packets pass again.</summary>
    internal Task LiftAsync(int fault) => _nft.ApplyAsync(PacketRules.Lift(Table, fault));
}
