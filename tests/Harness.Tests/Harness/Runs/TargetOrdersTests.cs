using System.Net.WebSockets;
using System.Security.Cryptography;
using Harness.Clients.Chat;
using Harness.Runs;
using Harness.Scenarios;
using Harness.Scenarios.Files;
using Harness.Target;
using Harness.Tests.Scenarios;
using Harness.Tests.Target;
using Harness.Tests.Toxiproxy;

namespace Harness.Tests.Runs;

/// <summary>What a run orders from somebody's target, and takes back.</summary>
public sealed class TargetOrdersTests
{
    private static readonly byte[] _own = SHA256.HashData("of the target"u8);
    private static readonly byte[] _ofTheRun = SHA256.HashData("of the run"u8);

    [Fact]
    public async Task The_chat_room_has_its_own_key_again_once_the_run_is_over()
    {
        await using TargetServer target = await TargetServer.StartAsync(new TargetOptions { ChatSecret = [.. _own] }, Wire.Token);
        using var access = new TargetAccess(target.SocketUri, target.HttpUri);
        var orders = new TargetOrders(access, seed: 1);
        Scenario chat = ScenarioFile.Parse(BrokenScenarios.Sound, "f.yaml").Scenarios[0].Scenario with { Chat = new ChatSettings() };

        await orders.ConfigureAsync(chat, _ofTheRun, Wire.Token);
        Assert.Equal((false, true), (await IsLetInAsync(target, _own), await IsLetInAsync(target, _ofTheRun)));

        await orders.ClearAsync(Wire.Token);
        Assert.Equal((true, false), (await IsLetInAsync(target, _own), await IsLetInAsync(target, _ofTheRun)));
    }

    private static async Task<bool> IsLetInAsync(TargetServer target, byte[] key)
    {
        string token = ChatMint.Sign(1, "One", TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(1), key);
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(target.SocketUri) { Path = "/chat", Query = $"token={token}&groups=g1" }.Uri, Wire.Token);
        return (await TargetClient.HearAsync(socket)).Contains("Welcome", StringComparison.Ordinal);
    }
}
