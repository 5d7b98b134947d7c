using System.Collections.Immutable;
using Harness.Scenarios.Files.Config;
using Harness.Scenarios.Lifetimes;

namespace Harness.Scenarios.Files;

/// <summary>
/// <c>clients</c>, <c>populations</c>, <c>count</c> and <c>load</c> of a scenario file. How many clients there are may follow from any of them: each population's own <c>count</c>,
/// the scenario's divided by <c>weight</c>, or, of the open model, the arrivals that its load expects.
/// </summary>
internal static class PopulationsReader
{
    public static (ImmutableArray<Population> Populations, ImmutableArray<LoadStage> Load) Read(ConfigSection root, ConfigProblems problems)
    {
        bool several = root.Has("populations");
        ConfigValue? clients = several ? root.Find("clients") : root.Require("clients");
        ConfigValue? list = root.Find("populations");
        ConfigValue? count = root.Find("count");
        ConfigValue? loadValue = several ? root.Find("load") : root.Require("load");
        ImmutableArray<LoadStage> load = [.. (loadValue?.Items() ?? []).Select(item => StageReader.Read(item, problems))];
        if (several)
        {
            clients?.Error("does not apply beside populations: it is the short form of one of them");
            return (list is null ? [new Population { Clients = ClientsReader.Unread }] : ReadList(list, count, load, problems), load);
        }

        count?.Error("does not apply: it goes with populations that have weights; the number of clients is clients.count");
        if (clients?.Section() is not { } section)
        {
            return ([new Population { Clients = ClientsReader.Unread }], load);
        }

        Entry entry = ReadOne(section, load, Population.Usual, problems);
        section.Close();
        return ([entry.Population with { Clients = entry.Population.Clients with { Count = entry.Count?.Count() ?? Expected(load) } }], load);
    }

    private static ImmutableArray<Population> ReadList(ConfigValue list, ConfigValue? count, ImmutableArray<LoadStage> load, ConfigProblems problems)
    {
        var entries = new List<Entry>();
        foreach (ConfigValue item in list.Items())
        {
            if (item.Section() is not { } section)
            {
                continue;
            }

            string name = section.Require("name")?.Text(Validation.GeneralRule.NameShape) ?? $"unnamed-{entries.Count}";
            ImmutableArray<LoadStage> own = [.. (section.Find("load")?.Items() ?? []).Select(stage => StageReader.Read(stage, problems))];
            ConfigValue? weight = section.Find("weight");
            Entry entry = ReadOne(section, own.IsEmpty ? load : own, name, problems, counts: weight is null && count is null);
            section.Close();
            if (weight is not null && entry.Count is not null)
            {
                weight.Error("does not apply beside count: a population has one of the two");
            }
            else if (weight is null && entry.Count is null && count is not null)
            {
                item.Error("must have a weight, its part of the scenario's count, or a count of its own");
            }

            entries.Add(entry with { Weight = weight, Population = entry.Population with { Load = own } });
        }

        if (entries.Count == 0)
        {
            if (!problems.Unusable.Contains(list.Path))
            {
                list.Error("must have at least one population");
            }

            return [new Population { Clients = ClientsReader.Unread }];
        }

        return Count(entries, count, load, problems);
    }

    /// <summary>A population without its number of clients, and what the file says of that.</summary>
    /// <param name="section">The mapping; the caller closes it.</param>
    /// <param name="load">The load that it will play.</param>
    /// <param name="name">Its name.</param>
    /// <param name="problems">For what the load needs.</param>
    /// <param name="counts">Whether the number has to follow from its own count or its load.</param>
    private static Entry ReadOne(ConfigSection section, ImmutableArray<LoadStage> load, string name, ConfigProblems problems, bool counts = true)
    {
        ClientSettings settings = ClientsReader.Read(section);
        ConfigValue? count = counts && load.Any(stage => !stage.IsOpen && stage.Brings) ? section.Require("count") : section.Find("count");
        var population = new Population
        {
            Name = name,
            Clients = settings,
            Start = section.Find("start")?.Duration() ?? TimeSpan.Zero,
            Lifetime = ReadLifetime(section.Find("lifetime")),
        };
        return new Entry(population, count, null);
    }

    private static ImmutableArray<Population> Count(List<Entry> entries, ConfigValue? count, ImmutableArray<LoadStage> load, ConfigProblems problems)
    {
        double[] weights = [.. entries.Select(entry => entry.Weight?.Share() ?? 0)];
        foreach ((Entry entry, double weight) in entries.Zip(weights))
        {
            if (weight <= 0 && entry.Weight is { } given)
            {
                given.Error("must be more than 0");
            }
        }

        int total = 0;
        if (weights.Any(weight => weight > 0))
        {
            bool open = !load.IsEmpty && load.All(stage => stage.IsOpen || !stage.Brings);
            total = count?.Count() ?? (open ? Expected(load) : 0);
            if (total < 1 && count is not null && !problems.Unusable.Contains(count.Path))
            {
                count.Error($"must be at least 1, but is {total}");
            }

            if (total < 1 && count is null && entries.All(entry => entry.Weight is null || entry.Count is null))
            {
                entries.Find(entry => entry.Weight is not null)?.Weight?.Error("needs the scenario's count: a weight is a part of it");
            }
        }
        else
        {
            count?.Error("does not apply: no population has a weight, a part of it");
        }

        foreach (Entry entry in total > 0 && weights.All(weight => weight >= 0) ? [] : entries)
        {
            // What a population would get of it is not known then.
            if (entry.Weight is { Path: var path })
            {
                problems.Spoil($"{path[..path.LastIndexOf('.')]}.count");
            }
        }

        ImmutableArray<int> shares = total > 0 && weights.All(weight => weight >= 0) && weights.Sum() > 0 ? Shares.Of(total, [.. weights]) : [.. weights.Select(_ => 1)];
        return
        [
            .. entries.Select((entry, i) => entry.Population with
            {
                Clients = entry.Population.Clients with { Count = entry.Weight is not null ? shares[i] : entry.Count?.Count() ?? Expected(entry.Population.Load.IsEmpty ? load : entry.Population.Load) },
            }),
        ];
    }

    /// <summary>What stands for the count of an open model: how many are expected to arrive.</summary>
    private static int Expected(ImmutableArray<LoadStage> load) => (int)Math.Clamp(Math.Round(load.Sum(stage => stage.Expected)), 1, int.MaxValue);

    private static Lifetime? ReadLifetime(ConfigValue? value)
    {
        if (value?.Single("one kind of lifetime", LifetimeRegistry.All.Select(known => known.Name)) is not { } given)
        {
            return null;
        }

        if (given.Settings.Section() is not { } section)
        {
            return null;
        }

        Lifetime read = LifetimeRegistry.Find(given.Key)!.Read(section);
        section.Close();
        return read;
    }

    /// <param name="Population">Without its number of clients.</param>
    /// <param name="Count">What the file gives as its number; null: nothing.</param>
    /// <param name="Weight">What it gives as its part; null: nothing.</param>
    private sealed record Entry(Population Population, ConfigValue? Count, ConfigValue? Weight);
}
