using System.Collections.Immutable;

namespace Harness.Runs.Roles;

/// <summary>
/// How the runtime serves the sockets of a process that is all our own code: completions run on its one socket thread instead of being
/// handed to the pool, which is half the CPU per message. Nothing may block there. The runtime reads these variables with the first socket.
/// </summary>
internal static class SocketEngine
{
    public static readonly ImmutableDictionary<string, string> Inline = ImmutableDictionary.CreateRange(StringComparer.Ordinal,
    [
        KeyValuePair.Create("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1"),
        KeyValuePair.Create("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT", "1"),
    ]);

    /// <summary>Sets them for this process, as far as its user has not. Before the first socket.</summary>
    public static void UseInline()
    {
        foreach ((string name, string value) in Inline)
        {
            if (Environment.GetEnvironmentVariable(name) is null)
            {
                Environment.SetEnvironmentVariable(name, value);
            }
        }
    }
}
