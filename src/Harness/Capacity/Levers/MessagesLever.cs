using Harness.Scenarios;

namespace Harness.Capacity.Levers;

/// <summary>
/// Messages per second, under as many clients as the scenario has: publications over all topics; where nothing is published, what the clients send. A scenario
/// that has both keeps their ratio, and a level is the number of publications.
/// </summary>
public sealed class MessagesLever : ILever
{
    public string Name => "messages";

    public string Unit => "messages/s";

    public string One => "message/s";

    public string Meaning => "publications per second over all topics; where nothing is published, messages that the clients send";

    public string Needs => "topics that are published and followed, or clients that send";

    public long? Of(Scenario scenario) => Rate(scenario) is > 0 and var rate ? Math.Max(1, (long)Math.Round(rate)) : null;

    public long Least(Scenario scenario) => 1;

    public Scenario At(Scenario scenario, long level)
    {
        double ratio = level / Rate(scenario);
        return scenario with
        {
            Topics = scenario.Topics with { UpdatesPerSecond = scenario.Topics.UpdatesPerSecond * ratio },
            Populations = [.. scenario.Populations.Select(population => population with { Clients = Times(population.Clients, ratio) })],
        };
    }

    private static ClientSettings Times(ClientSettings clients, double ratio) => clients with
    {
        Policy = clients.Policy with { Send = clients.Policy.Send?.Scale(1 / ratio) },
        Played = clients.Played with { Send = clients.Played.Send?.Scale(1 / ratio) },
    };

    private static double Rate(Scenario scenario) => Publishes(scenario)
        ? scenario.Topics.UpdatesPerSecond
        : scenario.Populations.Sum(population => population.Clients.Played.Send is { } send ? population.Clients.Count / send.Every.TotalSeconds : 0);

    /// <summary>Whether the scenario has publications that somebody hears.</summary>
    private static bool Publishes(Scenario scenario) => scenario.Topics is { UpdatesPerSecond: > 0, PerClient: > 0 };
}
