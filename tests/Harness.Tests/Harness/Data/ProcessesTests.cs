using System.Net;
using System.Threading.Channels;
using Harness.Clients;
using Harness.Data;
using Harness.Data.Feeds;
using Harness.Load;
using Harness.Runs.Roles;
using Harness.Tests.Clients.Sockets;
using Harness.Timing;

namespace Harness.Tests.Data;

/// <summary>What clients say of themselves does not depend on which process holds them, nor on how many there are.</summary>
[Collection("processes")]
public sealed class ProcessesTests : IDisposable
{
    private const int Clients = 12;

    private readonly string _folder = Directory.CreateTempSubdirectory("harness-data-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact(Timeout = Deadline.Milliseconds * 3)]
    public async Task Two_runs_with_other_numbers_of_workers_ask_for_the_same()
    {
        string feed = Path.Combine(_folder, "users.csv");
        await File.WriteAllTextAsync(feed, "token\n" + string.Concat(Enumerable.Range(0, Clients).Select(i => $"\"t{i}, \"\"x\"\"\"\n")), Deadline.Token);

        Dictionary<string, string> one = await AskedAsync(feed, workers: 1, seed: 1);

        Assert.Equal(Clients, one.Count);
        Assert.Equal(one, await AskedAsync(feed, workers: 3, seed: 1));
        Dictionary<string, string> other = await AskedAsync(feed, workers: 2, seed: 2);
        Assert.All(one, asked => Assert.NotEqual(asked.Value, other[asked.Key]));
    }

    /// <summary>The requests of all clients, but for their nonce, by their ids.</summary>
    private async Task<Dictionary<string, string>> AskedAsync(string feed, int workers, ulong seed)
    {
        await using var server = new ScriptedServer();
        await using var roles = new ProcessRoles(Directory.CreateDirectory(Path.Combine(_folder, $"{workers}-{seed}")).FullName);
        for (int i = 0; i < workers; i++)
        {
            IWorkerLink link = await roles.StartWorkerAsync(i, Deadline.Token);
            int first = Clients * i / workers;
            link.Send(new PrepareCommand(Plan(server.Endpoint, feed, seed, first, (Clients * (i + 1) / workers) - first, Path.Combine(_folder, $"{workers}-{seed}-{i}.journal"))));
            Assert.IsType<ReadyReport>(await ReadAsync(link.Reports));
            link.Send(new StartCommand(MonotonicClock.Now));
        }

        var asked = new Dictionary<string, string>();
        while (asked.Count < Clients)
        {
            string[] lines = (await (await server.AcceptedAsync()).RequestAsync()).Split("\r\n");
            string request = string.Join('\n', lines.Where(line => !line.StartsWith("Sec-WebSocket-Key", StringComparison.Ordinal)));
            asked[request.Split("client=")[1].Split('&')[0]] = request;
        }

        return asked;
    }

    private static async Task<WorkerReport> ReadAsync(ChannelReader<WorkerReport> reports)
    {
        WorkerReport report;
        do
        {
            report = await reports.ReadAsync(Deadline.Token);
        }
        while (report is CountsReport);

        return report;
    }

    private static WorkerPlan Plan(IPEndPoint endpoint, string feed, ulong seed, int first, int count, string journal) => new()
    {
        Policy = LoneWorker.Policy,
        Clients = [.. Enumerable.Range(first, count)],
        Starts = new long[count],
        Topics = 1,
        TopicsPerClient = 0,
        Seed = seed,
        Data = new DataFiles { Locale = "de", Feeds = [new FeedFile("row", feed, FeedPick.Random)] },
        SocketEndpoints = [.. Enumerable.Repeat(new[] { endpoint.ToString() }, 10)],
        SocketPath = "/socket",
        SocketAuthority = "target.example:99",
        Handshake = new HandshakeSettings
        {
            Headers = [new("X-User", "${user.name}, ${user.email}, ${uuid}, ${cohort}"), new("X-Text", "${text.sentence} ${number.int(1,1000)}")],
            Cookies = [new("token", "${row.token}")],
            Query = [new("city", "${address.city}")],
            Subprotocols = ["chat", "token.${user.username}"],
        },
        HttpEndpoints = [],
        HttpAuthority = "target.example:98",
        ConnectionsPerCohort = 4,
        JournalPath = journal,
        Name = "worker",
    };
}
