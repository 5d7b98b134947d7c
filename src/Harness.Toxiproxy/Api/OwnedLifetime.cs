using Microsoft.Extensions.Hosting;

namespace Harness.Toxiproxy.Api;

/// <summary>The API lives as long as its owner wants. The default lifetime would take SIGINT and SIGTERM away from the process.</summary>
internal sealed class OwnedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
