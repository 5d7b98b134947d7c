using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Harness.Faults.Kernel;
using Microsoft.Win32.SafeHandles;

namespace Harness.Tests.Faults.Kernel;

/// <summary>
/// A network namespace that a test has to itself, with loopback up: what is dropped there is dropped nowhere else. A process that does nothing holds it;
/// it ends when its standard input closes, so also with this process.
/// </summary>
internal sealed class NetNamespace : IAsyncDisposable
{
    private const int NewNetwork = 0x40000000;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    /// <summary>Why there can be none; empty if there can.</summary>
    private static readonly Lazy<string> _whyNot = new(() =>
        !OperatingSystem.IsLinux() ? "network namespaces are Linux only"
        : NftProgram.Locate(["/usr/sbin", "/usr/bin", "/sbin"]) is null ? "the program nft is missing (apt-get install nftables)"
        : Run("unshare", "-n", "sh", "-c", "ip link set lo up && nft list tables") is { Length: > 0 } refused ? $"this process may not make a network namespace and filter packets in it: {refused}"
        : "");

    private readonly Process _holder;

    private NetNamespace(Process holder) => _holder = holder;

    /// <summary>nft, started in it.</summary>
    public NftProgram Nft => new("nsenter", $"--net={Link}", NftProgram.Locate(["/usr/sbin", "/usr/bin", "/sbin"])!);

    /// <summary>Where its open connections are listed.</summary>
    public string ConnectionsFolder => $"/proc/{_holder.Id}/net";

    /// <summary>The namespace as a file.</summary>
    public string Link => $"/proc/{_holder.Id}/ns/net";

    /// <summary>Makes one. Skips the test that cannot have it, but fails it in our own CI (HARNESS_CI=1), where nothing may be missing.</summary>
    public static async Task<NetNamespace> CreateAsync()
    {
        if (_whyNot.Value.Length > 0)
        {
            Assert.False(Environment.GetEnvironmentVariable("HARNESS_CI") == "1", _whyNot.Value);
            Assert.Skip(_whyNot.Value);
        }

        var start = new ProcessStartInfo("unshare", ["-n", "sh", "-c", "ip link set lo up && echo ready && exec cat"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var made = new NetNamespace(Process.Start(start)!);
        Assert.Equal("ready", await made._holder.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(_patience));
        return made;
    }

    /// <summary>Makes something in it, such as a socket, which stays there.</summary>
    public T Within<T>(Func<T> make)
    {
        T made = default!;
        Exception? failed = null;
        // A namespace is a property of a thread, and this one goes away with it.
        var thread = new Thread(() =>
        {
            try
            {
                using SafeFileHandle link = File.OpenHandle(Link);
                if (SetNamespace((int)link.DangerousGetHandle(), NewNetwork) != 0)
                {
                    throw new Win32Exception(Marshal.GetLastPInvokeError());
                }

                made = make();
            }
            catch (Exception e)
            {
                failed = e;
            }
        });
        thread.Start();
        thread.Join();
        return failed is null ? made : throw new InvalidOperationException($"not made in the namespace: {failed.Message}", failed);
    }

    /// <summary>How many segments TCP has sent again in it, all connections together.</summary>
    public long Retransmissions()
    {
        string[][] tcp = [.. File.ReadLines($"/proc/{_holder.Id}/net/snmp").Where(line => line.StartsWith("Tcp:", StringComparison.Ordinal)).Select(line => line.Split(' '))];
        return long.Parse(tcp[1][Array.IndexOf(tcp[0], "RetransSegs")]);
    }

    public async ValueTask DisposeAsync()
    {
        _holder.StandardInput.Close();
        await _holder.WaitForExitAsync(CancellationToken.None).WaitAsync(_patience);
        _holder.Dispose();
    }

    /// <summary>What a command that fails says; empty if it does not.</summary>
    private static string Run(string file, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        string said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? "" : $"{said.Trim()} (exit code {process.ExitCode})";
    }

    [DllImport("libc", EntryPoint = "setns", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetNamespace(int descriptor, int kind);
}
