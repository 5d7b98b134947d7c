#:project ../../src/Harness/Harness.csproj
#:property PublishAot=false

// A client of one's own under test: .NET's ClientWebSocket with a keep-alive of its own (a ping every second, two seconds for the pong) and a simple reconnect loop.
// The harness does not play it, it judges what it reports: whether it noticed that the network had gone, and came back. Without KeepAliveTimeout it would not:
//
//     dotnet run scenarios/code/own-sdk.cs
//     dotnet run scenarios/code/own-sdk.cs -- --clients 20

using System.Net.WebSockets;
using System.Text;
using Harness;
using Harness.Clients.Policies;
using Harness.Clients.UnderTest;
using Harness.Faults.Kinds;
using Harness.Scenarios;
using Harness.Scenarios.Stages;

var promised = new ClientPolicy
{
    Preset = "own-sdk",
    Heartbeat = new HeartbeatPolicy { Form = HeartbeatForm.Ping, Message = "", Interval = 1.Seconds, Answer = AnswerRule.Reply, ReplyTimeout = 2.Seconds },
    Reconnect = new ReconnectPolicy { Delay = 1.Seconds, MaxDelay = 1.Seconds, AttemptTimeout = 2.Seconds },
};

var scenario = new Scenario
{
    Name = "own-sdk",
    Description = "ClientWebSocket with KeepAliveTimeout, 60 of them; 30 % lose the network for 6 s",
    Clients = new ClientSettings { Count = 60, Policy = promised, UnderTest = client => new DotnetSdk() },
    Topics = new TopicSettings { PerClient = 0 },
    Load = [new RampStage { Over = 2.Seconds }, new HoldStage { For = 18.Seconds }],
    Faults = [new SilentDropFault { At = 6.Seconds, For = 6.Seconds, Share = 0.3 }],
    Assertions =
    [
        "clients.never_opened == 0",
        "detection.undetected == 0",
        "detection.time.max <= 4s",
        "recovery.unrecovered == 0",
        "false_alarms == 0",
        "session.failures == 0",
    ],
};

return await HarnessProgram.RunAsync(args, scenario);

/// <summary>ClientWebSocket and a loop around it. What a team puts here is its own SDK.</summary>
internal sealed class DotnetSdk : IClientUnderTest
{
    private readonly CancellationTokenSource _closed = new();
    private ClientWebSocket? _socket;
    private Task _loop = Task.CompletedTask;

    public Task ConnectAsync(ClientTarget where, IClientEvents events, CancellationToken cancellation)
    {
        _loop = LoopAsync(where, events);
        return Task.CompletedTask;
    }

    public Task SendAsync(string text, CancellationToken cancellation) =>
        _socket!.SendAsync(Encoding.UTF8.GetBytes(text).AsMemory(), WebSocketMessageType.Text, endOfMessage: true, cancellation).AsTask();

    public async Task CloseAsync(CancellationToken cancellation)
    {
        await _closed.CancelAsync();
        await _loop;
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync(CancellationToken.None);
        _closed.Dispose();
    }

    private async Task LoopAsync(ClientTarget where, IClientEvents events)
    {
        while (!_closed.IsCancellationRequested)
        {
            using var socket = new ClientWebSocket();
            socket.Options.KeepAliveInterval = where.Policy.Heartbeat!.Interval;
            socket.Options.KeepAliveTimeout = where.Policy.Heartbeat.ReplyTimeout!.Value;
            using var attempt = CancellationTokenSource.CreateLinkedTokenSource(_closed.Token);
            attempt.CancelAfter(where.Policy.Reconnect.AttemptTimeout);
            try
            {
                events.Connecting();
                await socket.ConnectAsync(where.Url, attempt.Token);
            }
            catch (Exception e) when (e is WebSocketException or OperationCanceledException)
            {
                events.ConnectFailed((int)socket.HttpStatusCode);
                await PauseAsync(where);
                continue;
            }

            _socket = socket;
            events.Opened();
            await ReceiveAsync(socket, events);
            await PauseAsync(where);
        }
    }

    private async Task ReceiveAsync(ClientWebSocket socket, IClientEvents events)
    {
        byte[] buffer = new byte[4096];
        try
        {
            while (true)
            {
                ValueWebSocketReceiveResult received = await socket.ReceiveAsync(buffer.AsMemory(), _closed.Token);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    events.Closed((int)(socket.CloseStatus ?? 0), byItself: false);
                    return;
                }

                events.Message(Encoding.UTF8.GetString(buffer, 0, received.Count));
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            if (!_closed.IsCancellationRequested)
            {
                // A ping whose pong did not come in time ends the socket from this side, and the receive as if it had been cancelled: that is a detection.
                // A FIN or RST of the network is a WebSocketException, and none.
                events.Closed(0, byItself: e is OperationCanceledException);
            }
        }
    }

    private async Task PauseAsync(ClientTarget where)
    {
        try
        {
            await Task.Delay(where.Policy.Reconnect.Delay, _closed.Token);
        }
        catch (OperationCanceledException)
        {
            // The loop ends.
        }
    }
}
