namespace Harness.Cli;

/// <summary>Lets .NET run what follows on a socket's data on the thread that polled for it, for a role that a parent did not start so.</summary>
internal static class InlineCompletions
{
    /// <summary>Has to come before the process makes its first socket; later it does nothing.</summary>
    public static void PreferUnlessSet()
    {
        foreach ((string name, string value) in new[] { ("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1"), ("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT", "1") })
        {
            if (Environment.GetEnvironmentVariable(name) is null)
            {
                Environment.SetEnvironmentVariable(name, value);
            }
        }
    }
}
