using System.Diagnostics;
using System.Net.Sockets;
using Harness.Tests.Toxiproxy.Links;
using Harness.Toxiproxy.Links;
using Harness.Toxiproxy.Toxics;

namespace Harness.Tests.Toxiproxy.Toxics;

public sealed class IdleTimeoutToxicTests
{
    [Theory]
    [InlineData("fin")]
    [InlineData("reset")]
    public async Task A_connection_without_data_is_cut(string end)
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();

        long start = Stopwatch.GetTimestamp();

        await proxied.AddJsonAsync($$$"""{"type": "idle_timeout", "attributes": {"timeout": 400, "end": "{{{end}}}"}}""");

        await (end == "reset" ? client.HearResetAsync() : client.HearFinAsync());
        Assert.True(Stopwatch.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(400), "cut too early");
        await (end == "reset" ? server.HearResetAsync() : server.HearFinAsync());
    }

    [Fact]
    public async Task Removed_as_its_timer_runs_it_cuts_nothing_later()
    {
        using CutConnection connection = await CutConnection.StartAsync();
        InstalledToxic toxic = connection.Add(new IdleTimeoutToxic { Timeout = TimeSpan.FromMilliseconds(50) }, StreamDirection.Downstream);

        connection.RemoveAsItFires(toxic);

        await connection.Client.HearNothingAsync(400);
    }

    [Fact]
    public async Task Silently_both_sides_stay_open_and_hear_nothing_more()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await proxied.AddJsonAsync("""{"type": "idle_timeout", "name": "box", "attributes": {"timeout": 200, "end": "silent"}}""");
        await client.HearNothingAsync(1000);

        await client.SayAsync("hello?");
        await server.HearNothingAsync();
        await server.SayAsync("hello?");
        await client.HearNothingAsync();
        await proxied.RemoveAsync("box");
        await client.SayAsync("hello?");
        await server.HearNothingAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Data_of_either_direction_keeps_it_alive(bool upstream)
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        (Socket from, Socket to) = upstream ? (client, server) : (server, client);
        await proxied.AddJsonAsync("""{"type": "idle_timeout", "attributes": {"timeout": 2000}}""");

        for (int i = 0; i < 12; i++)
        {
            await to.HearNothingAsync(300);
            await from.SayAsync("beat");
            await to.HearAsync("beat");
        }

        await to.HearFinAsync();
    }
}
