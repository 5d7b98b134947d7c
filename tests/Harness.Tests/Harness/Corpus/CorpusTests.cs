using System.Collections.Concurrent;
using Harness.Judging;

namespace Harness.Tests.Corpus;

/// <summary>Real runs, eight at a time and nothing else beside them: what is asked for first starts all of them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class CorpusCollection : ICollectionFixture<CorpusFixture>
{
    public const string Name = "corpus";
}

/// <summary>Plays each entry once.</summary>
public sealed class CorpusFixture
{
    private readonly ConcurrentDictionary<string, Lazy<Task<Played>>> _played = new(StringComparer.Ordinal);

    /// <summary>What came of an entry.</summary>
    internal Task<Played> PlayAsync(string entry, Scene scene, MachineFactory? machine) =>
        _played.GetOrAdd(entry, _ => new(() => Task.Run(() => CorpusRun.PlayAsync(scene, machine)))).Value;

    /// <summary>
    /// A hiccup of this machine of 50 to 100 ms is over every tolerance and under what the watchdog sees. It does not come twice at the same place: who is
    /// accused is played again, and what counts is the second time.
    /// </summary>
    private Task<Played> PlaySoundAsync(string name, Scene scene) => _played.GetOrAdd(name, _ => new(() => Task.Run(async () =>
    {
        Played played = await CorpusRun.PlayAsync(scene, null);
        return played.Broken.Any() ? await CorpusRun.PlayAsync(scene, null) : played;
    }))).Value;

    /// <summary>Starts everything there is, so that what is not asked for yet goes beside what is.</summary>
    internal Task<Played> AskAsync(string entry)
    {
        var all = new Dictionary<string, Task<Played>>(StringComparer.Ordinal);
        foreach (FaultyClient client in FaultyClient.All)
        {
            all.Add(client.Name, PlayAsync(client.Name, client.Scene, client.Machine));
        }

        foreach (FaultyServer server in FaultyServer.All)
        {
            all.Add(server.Name, PlayAsync(server.Name, server.Scene, null));
        }

        foreach ((string name, Scene scene) in Scenes.All.Select(scene => (scene.Name, scene)).Concat(SoundPresets.All))
        {
            all.Add(name, PlaySoundAsync(name, scene));
        }

        return all[entry];
    }
}

/// <summary>A bad client is always caught, a good one never accused.</summary>
[Collection(CorpusCollection.Name)]
public sealed class CorpusTests(CorpusFixture corpus)
{
    public static TheoryData<string> Clients => [.. FaultyClient.All.Select(client => client.Name)];

    public static TheoryData<string> Servers => [.. FaultyServer.All.Select(server => server.Name)];

    public static TheoryData<string> Sound => [.. Scenes.All.Select(scene => scene.Name), .. SoundPresets.All.Select(preset => preset.Name)];

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task A_faulty_client_is_caught_by_what_is_meant_for_it_and_shown(string name)
    {
        Played played = await corpus.AskAsync(name);
        string by = FaultyClient.All.Single(client => client.Name == name).CaughtBy;

        IsCaught(played, by);
        Assert.Contains(played.Against(by), evidence => evidence.Client >= 0 && evidence.Why.Length > 0);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_faulty_server_is_caught_by_what_is_meant_for_it(string name) =>
        IsCaught(await corpus.AskAsync(name), FaultyServer.All.Single(server => server.Name == name).CaughtBy);

    [Theory]
    [MemberData(nameof(Sound))]
    public async Task A_sound_client_is_accused_of_nothing(string name)
    {
        Played played = await corpus.AskAsync(name);

        Assert.True(!played.Broken.Any(), played.Story);
        Assert.Contains(played.Result.Verdict, (Verdict[])[Verdict.Passed, Verdict.Invalid]);
    }

    [Fact]
    public async Task The_page_of_the_docs_says_who_catches_what()
    {
        var clients = new List<(FaultyClient, bool)>();
        foreach (FaultyClient client in FaultyClient.All)
        {
            clients.Add((client, (await corpus.AskAsync(client.Name)).Broken.Contains(client.CaughtBy)));
        }

        var servers = new List<(FaultyServer, bool)>();
        foreach (FaultyServer server in FaultyServer.All)
        {
            servers.Add((server, (await corpus.AskAsync(server.Name)).Broken.Contains(server.CaughtBy)));
        }

        var sound = new List<(string, bool)>();
        foreach (string name in Sound.Select(row => row.Data))
        {
            sound.Add((name, (await corpus.AskAsync(name)).Broken.Any()));
        }

        string page = CaughtPage.Write(clients, servers, sound);
        if (Environment.GetEnvironmentVariable(CaughtPage.UpdateVariable) == "1")
        {
            await File.WriteAllTextAsync(CaughtPage.Path, page, TestContext.Current.CancellationToken);
        }

        Assert.True(
            await File.ReadAllTextAsync(CaughtPage.Path, TestContext.Current.CancellationToken) == page,
            $"docs/caught.md is not what this run found; {CaughtPage.UpdateVariable}=1 dotnet test --filter FullyQualifiedName~Corpus writes it:{Environment.NewLine}{page}");
    }

    private static void IsCaught(Played played, string by) =>
        Assert.True(played.Broken.Contains(by), $"not caught by {by}{Environment.NewLine}{played.Story}");
}
