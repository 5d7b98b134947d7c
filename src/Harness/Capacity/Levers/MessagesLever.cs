using Harness.Scenarios;

namespace Harness.Capacity.Levers;

/// <summary>
/// Messages per second, under as many clients as the scenario has: publications over all topics; where nothing is published, what is said in the chat room; where there
/// is none, what the clients send. A scenario that has more than one of them keeps their ratio, and a level is the number of the first.
/// </summary>
public sealed class MessagesLever : ILever
{
    public string Name => "messages";

    public string Unit => "messages/s";

    public string One => "message/s";

    public string Meaning => "publications per second over all topics; where nothing is published, what is said in the chat room, or else what the clients send";

    public string Needs => "topics that are published and followed, a chat room, or clients that send";

    public long? Of(Scenario scenario) => RateOf(scenario) is > 0 and var rate ? Math.Max(1, (long)Math.Round(rate)) : null;

    public long Least(Scenario scenario) => 1;

    public Scenario At(Scenario scenario, long level)
    {
        double ratio = level / RateOf(scenario);
        return scenario with
        {
            Topics = scenario.Topics with { UpdatesPerSecond = scenario.Topics.UpdatesPerSecond * ratio },
            Chat = scenario.Chat is { } chat ? chat with { MessagesPerSecond = chat.MessagesPerSecond * ratio } : null,
            Populations = [.. scenario.Populations.Select(population => population with { Clients = Times(population.Clients, ratio) })],
        };
    }

    /// <summary>Messages per second of what a level counts; 0: there are none.</summary>
    public static double RateOf(Scenario scenario) => Publishes(scenario) ? scenario.Topics.UpdatesPerSecond
        : Chats(scenario) ? scenario.Chat!.MessagesPerSecond
        : scenario.Populations.Sum(population => population.Clients.Played.Send is { } send ? population.Clients.Count / send.Every.TotalSeconds : 0);

    /// <summary>Whether the scenario has publications that somebody hears.</summary>
    public static bool Publishes(Scenario scenario) => scenario.Topics is { UpdatesPerSecond: > 0, PerClient: > 0 };

    /// <summary>Whether something is said in a chat room.</summary>
    public static bool Chats(Scenario scenario) => scenario.Chat is { MessagesPerSecond: > 0 };

    private static ClientSettings Times(ClientSettings clients, double ratio) => clients with
    {
        Policy = clients.Policy with { Send = clients.Policy.Send?.Scale(1 / ratio) },
        Played = clients.Played with { Send = clients.Played.Send?.Scale(1 / ratio) },
    };
}
