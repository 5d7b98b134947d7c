using System.Collections.Immutable;
using Harness.Faults.Toxiproxy;
using Harness.Scenarios;
using Harness.Scenarios.Files;
using Harness.Scenarios.Files.Validation;

namespace Harness.Tests.Corpus;

/// <summary>A small scenario that entries of the corpus play, and what happens in it beside its faults: those are none to the judge.</summary>
/// <param name="Name">Goes into reports and docs.</param>
/// <param name="Happens">One line for docs.</param>
/// <param name="Scenario">What is played and judged.</param>
internal sealed record Scene(string Name, string Happens, Scenario Scenario)
{
    /// <summary>What is done to the target before anybody connects.</summary>
    public ImmutableArray<Func<Surroundings, CancellationToken, Task>> Before { get; init; } = [];

    /// <summary>What is done later, by time since the load began.</summary>
    public ImmutableArray<(TimeSpan At, Func<Surroundings, CancellationToken, Task> Do)> Then { get; init; } = [];

    /// <summary>The same scene with another thing wrong with the server from the start.</summary>
    public Scene With(string path, object order) => this with { Before = Before.Add((around, cancellation) => around.OrderAsync(path, order, cancellation)) };

    /// <summary>The same scene with more at the end.</summary>
    public Scene At(TimeSpan at, Func<Surroundings, CancellationToken, Task> act) => this with { Then = Then.Add((at, act)) };

    /// <summary>The same scene with these assertions only.</summary>
    public Scene Asserting(params string[] assertions) => this with { Scenario = Scenario with { Assertions = [.. assertions.Select(Read)] } };

    /// <summary>The same scene, played and judged by another policy.</summary>
    public Scene For(ClientPolicy policy) => this with { Scenario = Scenario with { Clients = Scenario.Clients with { Policy = policy, Played = policy } } };

    /// <summary>A scenario that could not be written in a file proves nothing about those that can.</summary>
    public void Validate()
    {
        ValidationResult result = ScenarioValidator.Validate(Scenario);
        Xunit.Assert.True(result.Errors.IsEmpty, $"{Name}: {string.Join(Environment.NewLine, result.Errors)}");
    }

    public static Assertion Read(string text) =>
        AssertionText.TryParse(text, out Assertion? assertion, out string? error) ? assertion : throw new ArgumentException($"{text} {error}", nameof(text));
}

/// <summary>What surrounds the clients of one run.</summary>
/// <param name="Target">Base of its HTTP side.</param>
/// <param name="Proxy">The fault proxy.</param>
internal sealed record Surroundings(Uri Target, ToxiproxyClient Proxy)
{
    private static readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>Gives the target an order.</summary>
    public async Task OrderAsync(string path, object order, CancellationToken cancellation)
    {
        using HttpResponseMessage answer = await System.Net.Http.Json.HttpClientJsonExtensions.PostAsJsonAsync(_http, new Uri(Target, $"control/{path}"), order, cancellation);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellation)}");
    }

    /// <summary>Closes the way of the sockets of some cohorts (FIN for who is there, refused for who comes), or opens it again.</summary>
    public Task OpenAsync(bool open, CancellationToken cancellation, params int[] cohorts) => ForEachAsync(
        cohorts, name => Proxy.UpdateProxyAsync(name, new ToxiproxyProxyUpdate { Enabled = open }, cancellation), cancellation);

    /// <summary>What the clients of some cohorts send is lost, or heard again; then they get a FIN.</summary>
    public Task LoseUpstreamAsync(bool lose, CancellationToken cancellation, params int[] cohorts) => ForEachAsync(
        cohorts,
        name => lose
            ? Proxy.AddToxicAsync(name, new TimeoutToxic { Name = "lost", Stream = ToxicStream.Upstream }, cancellation)
            : Proxy.RemoveToxicAsync(name, "lost", cancellation),
        cancellation);

    private async Task ForEachAsync(int[] cohorts, Func<string, Task> act, CancellationToken cancellation)
    {
        IReadOnlyDictionary<string, ToxiproxyProxy> proxies = await Proxy.ListProxiesAsync(cancellation);
        await Task.WhenAll(cohorts.Select(cohort => act(proxies.Keys.Single(name => name.EndsWith($"-ws-{cohort}", StringComparison.Ordinal)))));
    }
}
