using Harness.Tests.Clients.Sockets;
using Harness.WebSockets;

namespace Harness.Tests.Peers;

/// <summary>Against Socket.IO's engine, by tests/websocket-peers/engine.js: its packets are spoken by hand here.</summary>
public sealed class EngineIoTests
{
    private const string Path = "/engine.io/?EIO=4&transport=websocket";

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task A_client_that_answers_its_pings_stays_and_one_that_does_not_is_let_go()
    {
        await using NodeServer server = await NodeServer.StartAsync("engine.js");
        using HandClient client = await HandClient.ConnectAsync(server.Endpoint, Path);

        Assert.Equal(HandshakeStatus.Accepted, client.Answer.Status);
        Assert.StartsWith("Text 0{\"sid\":", await client.HearAsync(), StringComparison.Ordinal);
        await client.SayAsync("4hello");
        // More pings than the timeout has intervals: who is heard through these is believed.
        int pings = 0;
        bool echoed = false;
        while (pings < 8 || !echoed)
        {
            string heard = await client.HearAsync();
            Assert.Contains(heard, new[] { "Text 2", "Text 4hello" });
            echoed |= heard == "Text 4hello";
            if (heard == "Text 2")
            {
                pings++;
                await client.SayAsync("3");
            }
        }

        string last;
        while ((last = await client.HearAsync()) == "Text 2")
        {
        }

        Assert.True(last == "FIN" || last.StartsWith("Close ", StringComparison.Ordinal), last);
        Assert.Equal("ping timeout", (await server.SaysAsync()).GetProperty("closed").GetString());
    }
}
