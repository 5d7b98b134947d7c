using System.Net.Sockets;

namespace Harness.Tests.Toxiproxy.Toxics;

public sealed class FlapToxicTests
{
    [Fact]
    public async Task The_other_toxic_is_on_and_off_in_turn()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await proxied.AddJsonAsync("""{"type": "flap", "attributes": {"toxic": {"type": "stall"}, "on": 2000, "off": 1000}}""");
        await server.SayAsync("1");
        await client.HearNothingAsync(50);

        // Off after a second, on again a second later: what is said then waits for the next turn.
        await client.HearAsync("1");
        await Wire.UntilAsync(async () =>
        {
            await server.SayAsync("x");
            bool heldBack = !client.Poll(TimeSpan.FromMilliseconds(400), SelectMode.SelectRead);
            await client.HearAsync("x");
            return heldBack;
        });
    }

    [Fact]
    public async Task Works_on_the_listener_too()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        await proxied.AddJsonAsync("""{"type": "flap", "attributes": {"toxic": {"type": "refuse"}, "on": 300, "off": 300}}""");

        int turns = 0;
        bool? refused = null;
        await Wire.UntilAsync(() =>
        {
            bool now = Refused(proxied);
            turns += refused is { } before && before != now ? 1 : 0;
            refused = now;
            return turns >= 3;
        });
    }

    [Fact]
    public async Task An_update_begins_anew_with_on()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        await proxied.AddJsonAsync("""{"type": "flap", "name": "flap", "attributes": {"toxic": {"type": "refuse"}, "on": 1, "off": 600000}}""");
        await Wire.UntilAsync(() => !Refused(proxied));

        await proxied.UpdateAsync("flap", "on", 600_000);

        Assert.True(Refused(proxied));
    }

    [Fact]
    public async Task Turning_off_is_what_removing_the_other_toxic_is()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, _) = await proxied.ConnectAsync();

        await proxied.AddJsonAsync("""{"type": "flap", "attributes": {"toxic": {"type": "timeout"}, "on": 300, "off": 60000}}""");

        await client.HearFinAsync();
        (Socket next, Socket nextServer) = await proxied.ConnectAsync();
        await nextServer.SayAsync("off");
        await next.HearAsync("off");
    }

    [Fact]
    public async Task A_blackhole_that_flaps_leaves_a_hole_where_it_swallowed()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        (Socket whole, Socket wholeServer) = await proxied.ConnectAsync();
        await proxied.AddJsonAsync("""{"type": "flap", "attributes": {"toxic": {"type": "blackhole"}, "on": 2000, "off": 60000}}""");
        await server.SayAsync("lost");
        await client.HearNothingAsync(3000);

        await server.SayAsync("silent for good");
        await wholeServer.SayAsync("whole");

        await client.HearNothingAsync();
        await whole.HearAsync("whole");
    }

    [Fact]
    public async Task After_removal_nothing_turns_any_more()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await proxied.AddJsonAsync("""{"type": "flap", "name": "flap", "attributes": {"toxic": {"type": "stall"}, "on": 100, "off": 100}}""");

        await proxied.RemoveAsync("flap");

        for (int i = 0; i < 10; i++)
        {
            await server.SayAsync("x");
            await client.HearAsync("x");
            await client.HearNothingAsync(50);
        }
    }

    [Fact]
    public void Its_periods_are_those_of_its_seed()
    {
        var flap = new Harness.Toxiproxy.Toxics.FlapToxic
        {
            On = TimeSpan.FromSeconds(2), Off = TimeSpan.FromSeconds(1), Jitter = 0.5, Seed = 7,
        };

        TimeSpan[] periods = [.. Enumerable.Range(0, 200).Select(n => flap.Period(n))];

        Assert.Equal(periods, Enumerable.Range(0, 200).Select(n => (flap with { IsOn = false }).Period(n)));
        Assert.NotEqual(periods, Enumerable.Range(0, 200).Select(n => (flap with { Seed = 8 }).Period(n)));
        Assert.All(periods.Where((_, n) => n % 2 == 0), on => Assert.InRange(on.TotalSeconds, 1, 3));
        Assert.All(periods.Where((_, n) => n % 2 == 1), off => Assert.InRange(off.TotalSeconds, 0.5, 1.5));
        Assert.InRange(periods.Where((_, n) => n % 2 == 0).Average(on => on.TotalSeconds), 1.8, 2.2);
    }

    [Theory]
    [InlineData("""{"type": "flap"}""", "toxic is missing")]
    [InlineData("""{"type": "flap", "attributes": {"toxic": {"type": "flap", "attributes": {"toxic": {"type": "stall"}}}}}""", "must not be flap")]
    [InlineData("""{"type": "flap", "attributes": {"toxic": {"type": "flap", "attributes": {"nonesuch": 1}}}}""", "must not be flap")]
    [InlineData("""{"type": "flap", "attributes": {"toxic": {"type": "nonesuch"}}}""", "invalid toxic type")]
    [InlineData("""{"type": "flap", "attributes": {"toxic": {"type": "stall"}, "on": 0}}""", "on must be at least 1")]
    [InlineData("""{"type": "flap", "attributes": {"toxic": {"type": "stall"}, "jitter": 2}}""", "jitter must be from 0 to 1")]
    [InlineData("""{"type": "flap", "attributes": {"toxic": {"type": "stall"}, "every": 1}}""", "attributes.every is not an attribute")]
    public async Task Nonsense_is_refused(string toxic, string why)
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();

        (System.Net.HttpStatusCode status, string answer) = await proxied.TryAddJsonAsync(toxic);

        Assert.Equal(System.Net.HttpStatusCode.BadRequest, status);
        Assert.Contains(why, answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_update_changes_the_attributes_of_the_other_toxic_and_not_its_type()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        await proxied.AddJsonAsync("""{"type": "flap", "name": "flap", "attributes": {"toxic": {"type": "latency", "attributes": {"jitter": 3}}}}""");

        (System.Net.HttpStatusCode changed, string latency) = await proxied.TryUpdateJsonAsync("flap", """{"attributes": {"toxic": {"attributes": {"latency": 5}}}}""");
        (System.Net.HttpStatusCode refused, string why) = await proxied.TryUpdateJsonAsync("flap", """{"attributes": {"toxic": {"type": "stall"}}}""");

        Assert.Equal(System.Net.HttpStatusCode.OK, changed);
        Assert.Contains("""{"type":"latency","attributes":{"latency":5,"jitter":3}}""", latency, StringComparison.Ordinal);
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, refused);
        Assert.Contains("remove the toxic and add another", why, StringComparison.Ordinal);
    }

    private static bool Refused(ProxiedServer proxied)
    {
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            client.Connect(proxied.Address);
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}
