using Harness.Data;

namespace Harness.Clients.Protocol;

/// <summary>What the clients of one worker speak, on sockets and over HTTP.</summary>
/// <param name="Messages">On sockets.</param>
/// <param name="Polls">Over HTTP; null: topics cannot be asked for.</param>
public sealed record ClientProtocols(IMessageProtocol Messages, IPollProtocol? Polls)
{
    /// <summary>Compiles what a scenario says of its server.</summary>
    /// <param name="settings">Validated; null: the reference back end's messages.</param>
    /// <param name="policy">Whose heartbeats are sent.</param>
    /// <param name="topics">Number of topics in all.</param>
    /// <param name="topicsPerClient">How many each client follows.</param>
    /// <param name="data">What texts are filled from.</param>
    public static ClientProtocols Create(ProtocolSettings? settings, ClientPolicy policy, int topics, int topicsPerClient, DataSource data)
    {
        if (settings is null)
        {
            var reference = new ReferenceProtocol(policy, topics, topicsPerClient);
            return new ClientProtocols(reference, reference);
        }

        var spoken = new SpokenProtocol(settings, policy, topics, topicsPerClient, data);
        return new ClientProtocols(spoken, settings.Poll is { } poll ? new SpokenPolls(poll, spoken.Names, settings.VersionDecimals, data) : null);
    }
}
