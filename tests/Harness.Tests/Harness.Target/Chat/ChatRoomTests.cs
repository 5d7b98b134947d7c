using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text.Json;
using Harness.Clients.Chat;
using Harness.Target;
using static Harness.Tests.Target.TargetClient;

namespace Harness.Tests.Target.Chat;

/// <summary>The chat room over real sockets; windows, lifetimes and delays in virtual time.</summary>
public sealed class ChatRoomTests : IAsyncLifetime
{
    private const string Welcome = """{"type":2,"usr":null,"data":"Welcome"}""";

    private static readonly byte[] _secret = SHA256.HashData("of the room"u8);

    private readonly VirtualTime _time = new();
    private TargetServer _target = null!;
    private TargetClient _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _target = await TargetServer.StartAsync(new TargetOptions { Topics = 2, Time = _time, ChatSecret = [.. _secret] }, Token);
        _client = new TargetClient(_target);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _target.DisposeAsync();
    }

    private string TokenOf(int client, double seconds = 3600) => ChatMint.Sign(client, $"Name {client}", _time.GetUtcNow() + TimeSpan.FromSeconds(seconds), _secret);

    private async Task<ClientWebSocket> OpenAsync(string? token, string groups)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(_target.SocketUri) { Path = "/chat", Query = $"token={token}&groups={groups}" }.Uri, Token);
        return socket;
    }

    private async Task<ClientWebSocket> JoinAsync(int client, string groups = "g1")
    {
        ClientWebSocket socket = await OpenAsync(TokenOf(client), groups);
        Assert.Equal(Welcome, await HearAsync(socket));
        return socket;
    }

    private static string Said(int by, int id, string data, string group = "g1") =>
        $$"""{"type":2,"usr":"c{{by}}","data":"{{data}}","name":"Name {{by}}","group":"{{group}}","id":{{id}}}""";

    private static string List(string group, params int[] members) =>
        $$"""{"type":1,"usr":null,"group":"{{group}}","data":[{{string.Join(',', members.Select(member => $"\"c{member}\""))}}]}""";

    private static Task SayAsync(ClientWebSocket socket, int id, string data, string group = "g1") =>
        TargetClient.SayAsync(socket, $$"""{"type":2,"group":"{{group}}","id":{{id}},"data":"{{data}}"}""");

    /// <summary>What was said before has been delivered when the answer to this comes.</summary>
    private static async Task IsNextAsync(ClientWebSocket socket) => Assert.Equal("pong", await AskAsync(socket, "ping"));

    [Fact]
    public async Task A_group_hears_its_members_and_nobody_else()
    {
        using ClientWebSocket one = await JoinAsync(1);
        using ClientWebSocket two = await JoinAsync(2);
        using ClientWebSocket other = await JoinAsync(3, "g2");
        await SayAsync(one, 1, "hello");
        Assert.Equal(Said(1, 1, "hello"), await HearAsync(two));
        await SayAsync(two, 1, "hi");
        Assert.Equal(Said(2, 1, "hi"), await HearAsync(one));
        await IsNextAsync(one);
        await IsNextAsync(other);
    }

    [Fact]
    public async Task A_single_message_reaches_every_socket_of_one_user_and_nobody_if_there_is_none()
    {
        using ClientWebSocket one = await JoinAsync(1);
        using ClientWebSocket two = await JoinAsync(2);
        using ClientWebSocket again = await JoinAsync(2, "g2");
        await TargetClient.SayAsync(one, """{"type":3,"to":"c9","id":1,"data":"lost"}""");
        await TargetClient.SayAsync(one, """{"type":3,"to":"c2","id":2,"data":"psst"}""");
        const string Heard = """{"type":3,"usr":"c1","data":"psst","name":"Name 1","to":"c2","id":2}""";
        Assert.Equal(Heard, await HearAsync(two));
        Assert.Equal(Heard, await HearAsync(again));
        await IsNextAsync(one);
    }

    /// <summary>Each join comes before the next look at what is due.</summary>
    [Fact]
    public async Task Lists_are_told_while_others_go_on_coming()
    {
        using ClientWebSocket one = await JoinAsync(1);
        var others = new List<ClientWebSocket>();
        for (int client = 2; client <= 16; client++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(30));
            others.Add(await JoinAsync(client, "g2"));
        }

        Assert.Equal(List("g1", 1), await HearAsync(one));
        Assert.All(others, socket => socket.Dispose());
    }

    [Fact]
    public async Task Comings_and_goings_are_gathered_and_told_to_the_group_once()
    {
        using ClientWebSocket one = await JoinAsync(1);
        using ClientWebSocket two = await JoinAsync(2);
        using ClientWebSocket other = await JoinAsync(3, "g2");
        await MoveAsync(0.25);
        Assert.Equal(List("g1", 1, 2), await HearAsync(one));
        Assert.Equal(List("g1", 1, 2), await HearAsync(two));
        Assert.Equal(List("g2", 3), await HearAsync(other));
        two.Abort();
        await UntilAsync(async () => await _client.StatAsync("socketsOpen") == 2, "the second is gone");
        await MoveAsync(0.25);
        Assert.Equal(List("g1", 1), await HearAsync(one));
        await IsNextAsync(one);
        await IsNextAsync(other);
        Assert.Equal(4, await _client.StatAsync("chatLists"));
    }

    [Fact]
    public async Task A_list_can_be_asked_for()
    {
        using ClientWebSocket one = await JoinAsync(1, "g1,g2");
        Assert.Equal(List("g2", 1), await AskAsync(one, """{"type":1,"group":"g2"}"""));
    }

    [Theory]
    [InlineData(-1, "Token Expired", "4401 token expired")]
    [InlineData(double.NaN, "Invalid Token", "4401 invalid token")]
    public async Task A_token_that_is_not_taken_gets_an_error_and_a_close(double seconds, string error, string close)
    {
        using ClientWebSocket socket = await OpenAsync(double.IsNaN(seconds) ? ChatMint.Forge(1, "x", _time.GetUtcNow().AddHours(1), _secret) : TokenOf(1, seconds), "g1");
        Assert.Equal($$"""{"type":0,"usr":null,"data":"{{error}}"}""", await HearAsync(socket));
        Assert.Equal(close, await HearAsync(socket));
        Assert.Equal(1, await _client.StatAsync("chatRefusals"));
    }

    [Fact]
    public async Task A_token_that_ends_ends_its_socket()
    {
        using ClientWebSocket socket = await OpenAsync(TokenOf(1, 5), "g1");
        Assert.Equal(Welcome, await HearAsync(socket));
        await MoveAsync(4.9);
        Assert.Equal(List("g1", 1), await HearAsync(socket));
        await IsNextAsync(socket);
        await MoveAsync(0.2);
        Assert.Equal("""{"type":0,"usr":null,"data":"Token Expired"}""", await HearAsync(socket));
        Assert.Equal("4401 token expired", await HearAsync(socket));
    }

    [Fact]
    public async Task A_login_gives_a_token_that_opens_the_room_for_as_long_as_it_may()
    {
        using HttpResponseMessage answer = await _client.Http.PostAsync(new Uri("login", UriKind.Relative), new StringContent("""{"name":"Ada","client":"c7","lifetimeMs":7200000}"""), Token);
        JsonElement login = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal(3600, login.GetProperty("exp").GetDouble());
        using ClientWebSocket ada = await OpenAsync(login.GetProperty("token").GetString(), "g1");
        Assert.Equal(Welcome, await HearAsync(ada));
        using ClientWebSocket one = await JoinAsync(1);
        await SayAsync(ada, 1, "hello");
        Assert.Contains("\"usr\":\"c7\",\"data\":\"hello\",\"name\":\"Ada\"", await HearAsync(one), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"name":""}""")]
    [InlineData("""{"name":"Ada","lifetimeMs":0}""")]
    [InlineData("""{"name":"Ada","admin":true}""")]
    [InlineData("""nothing""")]
    public async Task A_login_without_a_name_is_refused(string body)
    {
        using HttpResponseMessage answer = await _client.Http.PostAsync(new Uri("login", UriKind.Relative), new StringContent(body), Token);
        Assert.Equal(400, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Members_have_heartbeats_topics_and_broadcasts_as_on_any_socket()
    {
        using ClientWebSocket one = await JoinAsync(1);
        Assert.StartsWith("{\"event\":\"subscribed\"", await SubscribeAsync(one, "t0"), StringComparison.Ordinal);
        Assert.Equal("""{"event":"broadcast","from":"c1","text":"all","id":4}""", await AskAsync(one, """{"command":"broadcast","text":"all","id":4}"""));
        Assert.Equal("""{"command":"heartBeat"}""", await AskAsync(one, """{"command":"heartBeat"}"""));
        Assert.Contains("c1", await _client.PresenceAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"type":2,"group":"g9","data":"not mine"}""", "a group message needs data, and a group that its sender is in")]
    [InlineData("""{"type":2,"group":"g1"}""", "a group message needs data, and a group that its sender is in")]
    [InlineData("""{"type":3,"data":"to nobody"}""", "a single message needs data and to")]
    [InlineData("""{"type":0,"data":"x"}""", "unknown type 0")]
    public async Task What_is_not_understood_is_answered_and_costs_nobody_the_token(string message, string answer)
    {
        using ClientWebSocket one = await JoinAsync(1);
        Assert.Equal($$"""{"event":"error","message":"{{answer}}"}""", await AskAsync(one, message));
        await IsNextAsync(one);
    }

    [Fact]
    public async Task Each_flaw_of_delivery_shows()
    {
        using ClientWebSocket one = await JoinAsync(1);
        using ClientWebSocket two = await JoinAsync(2);
        using ClientWebSocket other = await JoinAsync(3, "g2");

        await _client.DoAsync("flaws", """{"names":["duplicates-chat"]}""");
        await SayAsync(one, 1, "a");
        Assert.Equal([Said(1, 1, "a"), Said(1, 1, "a")], [await HearAsync(two), await HearAsync(two)]);

        await _client.DoAsync("flaws", """{"names":["reorders-chat"]}""");
        await SayAsync(one, 2, "b");
        await SayAsync(one, 3, "c");
        Assert.Equal([Said(1, 3, "c"), Said(1, 2, "b")], [await HearAsync(two), await HearAsync(two)]);
        await SayAsync(one, 4, "d");
        await UntilAsync(async () => await _client.StatAsync("chatMessages") == 4, "it is said");
        await UntilAsync(
            async () =>
            {
                // Its wait begins when the loop has taken it, which nothing tells.
                _time.Advance(TimeSpan.FromSeconds(2));
                return await _client.StatAsync("messagesOut") >= 3 + 4 + 1;
            },
            "the last one is let go");

        await _client.DoAsync("flaws", """{"names":["misdelivers-chat"]}""");
        await SayAsync(one, 5, "e");
        Assert.Contains(Said(1, 5, "e"), await UntilSaidAsync(other, 5), StringComparison.Ordinal);

        await _client.DoAsync("flaws", """{"names":["loses-chat"]}""");
        for (int id = 6; id < 106; id++)
        {
            await SayAsync(one, id, "f");
        }

        // Only group messages are lost.
        await TargetClient.SayAsync(one, """{"type":3,"to":"c2","data":"end"}""");
        int heard = 0;
        for (string message = await HearAsync(two); !message.Contains("\"end\"", StringComparison.Ordinal); message = await HearAsync(two))
        {
            heard += message.Contains("\"f\"", StringComparison.Ordinal) ? 1 : 0;
        }

        Assert.InRange(heard, 70, 99);
    }

    [Theory]
    [InlineData("accepts-expired-tokens", true)]
    [InlineData("accepts-forged-tokens", false)]
    public async Task A_flawed_server_takes_what_it_must_not(string flaw, bool expired)
    {
        await _client.DoAsync("flaws", $$"""{"names":["{{flaw}}"]}""");
        using ClientWebSocket socket = await OpenAsync(expired ? TokenOf(1, -1) : ChatMint.Forge(1, "x", _time.GetUtcNow().AddHours(1), _secret), "g1");
        Assert.Equal(Welcome, await HearAsync(socket));
    }

    [Fact]
    public async Task A_flawed_server_hides_who_leaves()
    {
        await _client.DoAsync("flaws", """{"names":["hides-leavers"]}""");
        using ClientWebSocket one = await JoinAsync(1);
        using ClientWebSocket two = await JoinAsync(2);
        await MoveAsync(0.25);
        Assert.Equal(List("g1", 1, 2), await HearAsync(one));
        two.Abort();
        await UntilAsync(async () => await _client.StatAsync("socketsOpen") == 1, "the second is gone");
        await MoveAsync(2);
        await IsNextAsync(one);
    }

    [Theory]
    [InlineData("""{"chat":{"secret":"short"}}""")]
    [InlineData("""{"chat":{"secret":"AAAA"}}""")]
    [InlineData("""{"chat":{"lifetimeMs":0}}""")]
    [InlineData("""{"chat":{"lifetime":5}}""")]
    public async Task A_bad_setting_changes_nothing(string config)
    {
        using HttpResponseMessage answer = await _client.OrderAsync("config", config);
        Assert.Equal(400, (int)answer.StatusCode);
        using ClientWebSocket one = await JoinAsync(1);
    }

    [Fact]
    public async Task Another_secret_makes_tokens_worthless()
    {
        await _client.DoAsync("config", $$$"""{"chat":{"secret":"{{{Convert.ToBase64String(SHA256.HashData("another"u8))}}}"}}""");
        using ClientWebSocket socket = await OpenAsync(TokenOf(1), "g1");
        Assert.Contains("Invalid Token", await HearAsync(socket), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_secret_of_an_order_holds_until_the_own_one_is_asked_for()
    {
        await _client.DoAsync("config", $$$"""{"chat":{"secret":"{{{Convert.ToBase64String(SHA256.HashData("another"u8))}}}"}}""");
        await _client.DoAsync("config", """{"chat":{"own":true}}""");
        using ClientWebSocket one = await JoinAsync(1);
    }

    private static async Task<string> UntilSaidAsync(ClientWebSocket socket, int id)
    {
        string message;
        do
        {
            message = await HearAsync(socket);
        }
        while (!message.Contains($"\"id\":{id}", StringComparison.Ordinal));
        return message;
    }

    /// <summary>In steps of the sweep, so that nothing is skipped.</summary>
    private Task MoveAsync(double seconds)
    {
        for (int i = 0; i < seconds / 0.05; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(50));
        }

        return Task.CompletedTask;
    }
}
