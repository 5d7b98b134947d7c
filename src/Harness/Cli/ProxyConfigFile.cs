using Harness.Runs;
using Harness.Toxiproxy;

namespace Harness.Cli;

/// <summary>The file of <c>harness proxy --config</c>.</summary>
internal static class ProxyConfigFile
{
    /// <exception cref="UsageException">It cannot be read, or is no list of proxies: one line with the file, where and what is wrong in it, and how it has to look.</exception>
    internal static IReadOnlyList<ProxyConfig> Read(string file)
    {
        try
        {
            return ProxyConfig.Parse(File.ReadAllText(file));
        }
        catch (FormatException e)
        {
            throw new UsageException(
                $$"""{{file}}: {{e.Message}}. Expected is an array such as [{"name": "web", "listen": "127.0.0.1:9001", "upstream": "127.0.0.1:9000"}].""");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UsageException($"{file} does not exist. There is an example in toxiproxy/proxies.json.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file} cannot be read: {e.Message}");
        }
    }
}
