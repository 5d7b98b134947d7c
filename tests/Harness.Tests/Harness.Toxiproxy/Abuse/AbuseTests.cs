using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Harness.Tests.Toxiproxy.Api;
using Harness.Toxiproxy;

namespace Harness.Tests.Toxiproxy.Abuse;

/// <summary>
/// Random calls of the API together with random clients, for some seconds; then the proxy has to be as good as new. The seed fixes what each
/// caller and client draws, not how they interleave.
/// </summary>
[Collection("alone")]
public sealed class AbuseTests
{
    private const int Callers = 4;
    private const int Clients = 4;
    private static readonly TimeSpan _duration = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Serves_leaks_nothing_and_holds_no_link_without_a_socket(int seed)
    {
        // Whatever the process opens once and keeps is opened before descriptors are counted.
        await AbuseAsync(seed, TimeSpan.FromMilliseconds(200));
        HashSet<string> before = Descriptors();

        Record record = await AbuseAsync(seed, _duration);

        await UntilAsync(
            () => Descriptors().Count <= before.Count,
            () => $"{Descriptors().Count} descriptors are open, {before.Count} were before; new are: {string.Join(", ", Descriptors().Except(before))}", record);
    }

    private static async Task<Record> AbuseAsync(int seed, TimeSpan duration)
    {
        var record = new Record(seed);
        await using RunningApi api = await RunningApi.StartAsync(new ToxiproxyOptions { Seed = seed, MaxConnections = 300, LoggerFactory = record });
        await using EchoServer echo = EchoServer.Start();
        Surroundings surroundings = await Surroundings.OfAsync(api, echo.Address);
        using var over = new CancellationTokenSource(duration, TimeProvider.System);
        await Task.WhenAll(
        [
            .. Enumerable.Range(0, Callers).Select(i => Task.Run(() => new RandomCaller(api, surroundings, new Random(seed * 1000 + i), record).RunAsync(over.Token))),
            .. Enumerable.Range(0, Clients).Select(i => Task.Run(() => new RandomClient(api.Server, new Random(seed * 1000 + 100 + i)).RunAsync(over.Token))),
        ]);

        await ServesAsync(api, echo, record);
        foreach (ProxyConfig proxy in api.Server.Proxies)
        {
            await api.SendAsync("DELETE", $"/proxies/{Uri.EscapeDataString(proxy.Name)}");
        }

        await UntilAsync(() => api.Server.Connections == 0, () => $"{api.Server.Connections} connections are held", record);
        await UntilAsync(() => api.Server.Waiting == 0, () => $"{api.Server.Waiting} things wait for their time", record);
        Assert.True(record.Failures.IsEmpty, record.ToString());
        return record;
    }

    // A new proxy, end to end; what the others hold must not be in its way.
    private static async Task ServesAsync(RunningApi api, EchoServer echo, Record record)
    {
        try
        {
            await api.SendAsync("POST", "/reset");
            await api.JsonAsync("POST", "/proxies", $$"""{"name":"afterwards","listen":"127.0.0.1:0","upstream":"{{echo.Address}}"}""");
            using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await client.ConnectAsync(await api.ListenAsync("afterwards"), Wire.Token);
            await client.SayAsync("hello");
            await client.HearAsync("hello");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Assert.Fail($"{e.Message}\n{record}");
        }
    }

    /// <summary>
    /// The sockets, pipes and the like that this process has open, by number and what they lead to; not files, which are assemblies that the
    /// runtime loads when it comes to them. Empty where the system does not say.
    /// </summary>
    private static HashSet<string> Descriptors()
    {
        if (!Directory.Exists("/proc/self/fd"))
        {
            return [];
        }

        // Sockets that nobody refers to any more are open until they are finalized.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return [.. Directory.GetFiles("/proc/self/fd").Select(file => $"{Path.GetFileName(file)} {new FileInfo(file).LinkTarget}").Where(entry => !entry.Contains('/'))];
    }

    private static async Task UntilAsync(Func<bool> condition, Func<string> otherwise, Record record)
    {
        long began = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < _patience, $"{otherwise()}\n{record}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Wire.Token);
        }
    }
}

/// <summary>Tests that look at their whole process: nothing runs beside them.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
public sealed class AloneCollection;
