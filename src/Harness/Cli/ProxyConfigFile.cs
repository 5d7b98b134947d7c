using Harness.Runs;
using Harness.Scenarios.Files.Config;
using Harness.Toxiproxy;

namespace Harness.Cli;

/// <summary>The file of <c>harness proxy --config</c>.</summary>
internal static class ProxyConfigFile
{
    /// <summary>Far more than there are ports for.</summary>
    private const long LargestFile = 10_000_000;

    /// <exception cref="UsageException">It cannot be read, or is no list of proxies: one line with the file, where and what is wrong in it, and how it has to look.</exception>
    internal static IReadOnlyList<ProxyConfig> Read(string file)
    {
        const string form = """Expected is an array such as [{"name": "web", "listen": "127.0.0.1:9001", "upstream": "127.0.0.1:9000"}].""";
        try
        {
            return PlainFile.Refusal(file, LargestFile, out _) switch
            {
                null => ProxyConfig.Parse(File.ReadAllText(file)),
                PlainFile.Missing => throw new UsageException($"{file} {PlainFile.Missing}. There is an example in toxiproxy/proxies.json."),
                var refusal => throw new UsageException($"{file}: it {refusal}. {form}"),
            };
        }
        catch (FormatException e)
        {
            throw new UsageException($"{file}: {e.Message}. {form}");
        }
        catch (Exception e) when (PlainFile.IsUnreadable(e))
        {
            throw new UsageException($"{file} cannot be read: {e.Message}");
        }
    }
}
