using Harness.Clients;
using Harness.Runs;
using Harness.Tests.Clients.Sockets;
using Harness.Tests.Toxiproxy.Tls;
using static Harness.Tests.Runs.Functional.RunScenarios;

namespace Harness.Tests.Runs.Functional;

/// <summary>A whole run against <c>wss://</c>: TLS from client to target through fault proxies that pass bytes.</summary>
[Collection(LightRunsCollection.Name)]
public sealed class SecureTargetTests(RunGroups runs) : IDisposable
{
    private readonly TestCertificates _certificates = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _certificates.Dispose();

    [Fact]
    public async Task Faults_hit_what_is_inside_TLS_and_the_target_sees_its_own_name()
    {
        await using SecureServer server = await SecureServer.StartAsync(_certificates);

        RecordedRun run = new(await runs.RunAsync(
            [Secure(Short("secure", Undetected, NeverOpened, FalseAlarms), new TlsSettings { Ca = _certificates.Issuer })],
            new RunOptions { Target = Target(server) }, _ => { }, Token));

        Assert.True(run.Failed.Length == 0 && run.Broken.Length == 0, run.Story);
        Assert.Equal(18, run.Result.Faults[0].Detected);
        Assert.All(server.Requests, request => Assert.StartsWith($"localhost:{server.Endpoint.Port} ", request, StringComparison.Ordinal));
        // The polls, for which nothing was said, go to the same host over TLS.
        Assert.Contains(server.Requests, request => request.Contains("/topics/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_certificate_that_is_not_believed_ends_it_before_anything_starts()
    {
        await using SecureServer server = await SecureServer.StartAsync(_certificates);

        EnvironmentException e = await Assert.ThrowsAsync<EnvironmentException>(
            () => runs.RunAsync([Short("secure", Undetected)], new RunOptions { Target = Target(server) }, _ => { }, Token));

        Assert.Contains("is not believed", e.Message, StringComparison.Ordinal);
        Assert.Contains("clients.tls.ca", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_of_TLS_without_TLS_are_refused()
    {
        UsageException e = await Assert.ThrowsAsync<UsageException>(
            () => runs.RunAsync([Secure(Short("plain", Undetected), new TlsSettings { Insecure = true })], new RunOptions(), _ => { }, Token));

        Assert.Contains("plain: clients.tls goes with --target wss://", e.Message, StringComparison.Ordinal);
    }

    private static Uri Target(SecureServer server) => new($"wss://localhost:{server.Endpoint.Port}/socket");

    private static RunnableScenario Secure(RunnableScenario run, TlsSettings tls) => run with { Scenario = run.Scenario with { Clients = run.Scenario.Clients with { Tls = tls } } };
}
