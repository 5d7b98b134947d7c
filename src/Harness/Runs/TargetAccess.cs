using System.Collections.Immutable;
using Harness.Clients;

namespace Harness.Runs;

/// <summary>
/// The run's own way to the target. Several nodes behind one name are told the same in the same order, so that their versions agree; a client is
/// present if one of them lists it. The name is that of the first.
/// </summary>
internal sealed class TargetAccess(ImmutableArray<TargetNode> nodes) : IDisposable
{
    /// <summary>A target of one node.</summary>
    /// <inheritdoc cref="TargetNode(Uri, Uri?, TlsSettings?)"/>
    public TargetAccess(Uri socket, Uri? http, TlsSettings? tls = null)
        : this([new TargetNode(socket, http, tls)])
    {
    }

    /// <summary>At least one.</summary>
    public ImmutableArray<TargetNode> Nodes => nodes;

    /// <summary>The socket URL under which clients know it.</summary>
    public Uri Socket => nodes[0].Socket;

    /// <summary>The base of its HTTP side under which clients know it, ending in a slash.</summary>
    public Uri Http => nodes[0].Http;

    /// <summary>Whether all of it has the reference back end's control API: then its publications are known.</summary>
    public Task<bool> HasControlAsync(CancellationToken cancellation) => AllAsync(node => node.HasControlAsync(cancellation));

    /// <summary>Whether all of it serves presence.</summary>
    public Task<bool> HasPresenceAsync(CancellationToken cancellation) => AllAsync(node => node.HasPresenceAsync(cancellation));

    /// <summary>Orders something from the control API of every node, or of one.</summary>
    /// <exception cref="EnvironmentException">A node does not answer, or not with success.</exception>
    public Task OrderAsync(string order, object body, CancellationToken cancellation, int? node = null) => node is { } only
        ? nodes[only].OrderAsync(order, body, cancellation)
        : Task.WhenAll(nodes.Select(each => each.OrderAsync(order, body, cancellation)));

    /// <summary>Publishes one version of a topic on every node. One publication of a topic at a time: their order is what makes its versions agree.</summary>
    /// <returns>The version, and an instant (µs) not later than anybody could see it.</returns>
    /// <exception cref="EnvironmentException">The nodes do not agree: something else publishes on them too.</exception>
    public async Task<(long At, long Version)> PublishAsync(int topic, CancellationToken cancellation)
    {
        (long At, long Version)[] published = await Task.WhenAll(nodes.Select(node => node.PublishAsync(topic, cancellation))).ConfigureAwait(false);
        (long _, long version) = published[0];
        return published.All(each => each.Version == version)
            ? (published.Min(each => each.At), version)
            : throw new EnvironmentException($"The nodes of the target have different versions of topic {topic}: {string.Join(", ", published.Select(each => each.Version))}.");
    }

    /// <summary>The clients that some node lists as present, and whether one of these calls them online.</summary>
    public async Task<Dictionary<int, bool>> PresentAsync(CancellationToken cancellation)
    {
        Dictionary<int, bool> present = [];
        foreach (Dictionary<int, bool> listed in await Task.WhenAll(nodes.Select(node => node.PresentAsync(cancellation))).ConfigureAwait(false))
        {
            foreach ((int client, bool online) in listed)
            {
                present[client] = online || present.GetValueOrDefault(client);
            }
        }

        return present;
    }

    public void Dispose()
    {
        foreach (TargetNode node in nodes)
        {
            node.Dispose();
        }
    }

    private async Task<bool> AllAsync(Func<TargetNode, Task<bool>> ask) =>
        (await Task.WhenAll(nodes.Select(ask)).ConfigureAwait(false)).All(yes => yes);
}
