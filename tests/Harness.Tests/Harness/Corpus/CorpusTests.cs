using System.Collections.Concurrent;
using Harness.Judging;

namespace Harness.Tests.Corpus;

/// <summary>Real runs, four at a time and nothing else beside them: what is asked for first starts all of them.</summary>
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

    /// <summary>Every faulty client, side by side.</summary>
    internal Task<Played> ClientAsync(FaultyClient wanted) =>
        FaultyClient.All.ToDictionary(client => client, client => PlayAsync(client.Name, client.Scene, client.Machine))[wanted];

    /// <summary>Sound clients in every scene, side by side.</summary>
    internal Task<Played> SoundAsync(Scene wanted) => Scenes.All.ToDictionary(scene => scene, scene => PlayAsync(scene.Name, scene, null))[wanted];
}

/// <summary>A bad client is always caught, a good one never accused.</summary>
[Collection(CorpusCollection.Name)]
public sealed class CorpusTests(CorpusFixture corpus)
{
    public static TheoryData<string> Clients => [.. FaultyClient.All.Select(client => client.Name)];

    public static TheoryData<string> SoundScenes => [.. Scenes.All.Select(scene => scene.Name)];

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task A_faulty_client_is_caught_by_what_is_meant_for_it(string name)
    {
        FaultyClient faulty = FaultyClient.All.Single(client => client.Name == name);
        Played played = await corpus.ClientAsync(faulty);

        Assert.True(played.Broken.Contains(faulty.CaughtBy), $"not caught by {faulty.CaughtBy}{Environment.NewLine}{played.Story}");
        Assert.NotEmpty(played.Against(faulty.CaughtBy));
    }

    [Theory]
    [MemberData(nameof(SoundScenes))]
    public async Task A_sound_client_is_accused_of_nothing(string name)
    {
        Played played = await corpus.SoundAsync(Scenes.All.Single(scene => scene.Name == name));

        Assert.True(!played.Broken.Any(), played.Story);
        Assert.Contains(played.Result.Verdict, (Verdict[])[Verdict.Passed, Verdict.Invalid]);
    }
}
