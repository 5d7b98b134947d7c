using System.ComponentModel;
using System.Diagnostics;

namespace Harness.Faults.Kernel;

/// <summary>
/// The program <c>nft</c> (nftables), which applies a text of rules as one transaction: all of it or nothing, and in force when it returns.
/// </summary>
/// <param name="file">The program.</param>
/// <param name="before">What stands before nft's own arguments, where <paramref name="file"/> is a program that starts it.</param>
internal sealed class NftProgram(string file, params string[] before)
{
    private const string Name = "nft";
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    /// <summary>Where an ordinary user's PATH does not lead, and where distributions put it.</summary>
    private static readonly string[] _systemFolders = ["/usr/sbin", "/sbin"];

    /// <summary>The installed one: in PATH, or where the system keeps such programs.</summary>
    /// <exception cref="KernelFilterException">There is none.</exception>
    public static NftProgram Find() =>
        Locate((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Concat(_systemFolders)) is { } found
            ? new NftProgram(found)
            : throw new KernelFilterException(
                "the program nft is not in PATH or /usr/sbin: install nftables (Debian: apt-get install nftables)");

    /// <summary>The first of these folders that has it; null: none.</summary>
    public static string? Locate(IEnumerable<string> folders) => folders.Select(folder => Path.Combine(folder, Name)).FirstOrDefault(File.Exists);

    /// <summary>Applies rules as one transaction.</summary>
    /// <exception cref="KernelFilterException">They are not in force.</exception>
    public Task ApplyAsync(string rules) => RunAsync(rules, "-f", "-");

    /// <summary>Asks the kernel whether it would take these rules, without applying them.</summary>
    /// <exception cref="KernelFilterException">It would not.</exception>
    public Task CheckAsync(string rules) => RunAsync(rules, "--check", "-f", "-");

    /// <summary>The names of all tables of the family inet.</summary>
    /// <exception cref="KernelFilterException">They cannot be read.</exception>
    public async Task<string[]> TablesAsync()
    {
        const string before = "table inet ";
        string output = await RunAsync("", "list", "tables", "inet").ConfigureAwait(false);
        return [.. output.Split('\n').Where(line => line.StartsWith(before, StringComparison.Ordinal)).Select(line => line[before.Length..].Trim())];
    }

    private async Task<string> RunAsync(string input, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, before.Concat(arguments))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Messages are read below.
        start.Environment["LC_ALL"] = "C";
        using Process process = Start(start);
        using var patience = new CancellationTokenSource(_patience);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(patience.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(patience.Token);
            await WriteAsync(process, input, patience.Token).ConfigureAwait(false);
            await Task.WhenAll(output, errors, process.WaitForExitAsync(patience.Token)).ConfigureAwait(false);
            return process.ExitCode == 0
                ? await output.ConfigureAwait(false)
                : throw Refused(process.ExitCode, await errors.ConfigureAwait(false));
        }
        catch (OperationCanceledException e)
        {
            process.Kill();
            throw new KernelFilterException($"nft had not answered after {_patience.TotalSeconds:0} s", e);
        }
    }

    private Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new KernelFilterException($"{file} cannot be started: {e.Message}", e);
        }
    }

    private static async Task WriteAsync(Process process, string input, CancellationToken cancellation)
    {
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), cancellation).ConfigureAwait(false);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading: its exit code and its words say why.
        }
    }

    private static KernelFilterException Refused(int code, string errors)
    {
        string first = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? $"exit code {code}";
        return first.Contains("not permitted", StringComparison.Ordinal)
            ? new KernelFilterException(
                "this process lacks the capability CAP_NET_ADMIN: run as root, or in a network of its own "
                + "(unshare -Urn sh -c 'ip link set lo up && exec harness run …')")
            : new KernelFilterException($"nft refused the rules: {first.Trim()}");
    }
}
