using System.Text;
using Harness.Clients.Chat;
using Harness.Journal;

namespace Harness.Tests.Clients.Chat;

public sealed class ChatProtocolTests
{
    private static ChatEvent Read(string text) => ChatProtocol.Read(Encoding.UTF8.GetBytes(text));

    [Theory]
    [InlineData("""{"type":2,"usr":null,"data":"Welcome"}""", ChatEventKind.Welcome)]
    [InlineData("""{"type":0,"usr":null,"data":"Invalid Token"}""", ChatEventKind.Error)]
    [InlineData("""{"event":"changed","topic":"t3","version":42}""", ChatEventKind.None)]
    [InlineData("""{"event":"broadcast","text":"the server's own"}""", ChatEventKind.None)]
    [InlineData("""{"type":"2","usr":"c1"}""", ChatEventKind.None)]
    [InlineData("""{"type":2,"usr":5}""", ChatEventKind.None)]
    [InlineData("""{"type":1,"data":"no list"}""", ChatEventKind.None)]
    [InlineData("""{"type":9}""", ChatEventKind.None)]
    [InlineData("""{"type":""", ChatEventKind.None)]
    [InlineData("pong", ChatEventKind.None)]
    public void Tells_what_a_text_is(string text, ChatEventKind kind) => Assert.Equal(kind, Read(text).Kind);

    [Theory]
    [InlineData("""{"type":2,"usr":"c17","data":"x","name":"N","group":"g3","id":7}""", ChatKind.Group, 3)]
    [InlineData("""{"type":3,"usr":"c17","data":"x","name":"N","to":"c4","id":7}""", ChatKind.Single, -1)]
    [InlineData("""{"event":"broadcast","from":"c17","text":"x","id":7}""", ChatKind.Everybody, -1)]
    public void Reads_who_said_what_where(string text, ChatKind kind, int group) => Assert.Equal(new ChatEvent(ChatEventKind.Message, kind, 17, 7, group), Read(text));

    [Fact]
    public void Reads_a_list_in_order_and_without_strangers()
    {
        ChatEvent list = Read("""{"type":1,"usr":null,"group":"g3","data":["c10","c2","admin",7]}""");
        Assert.Equal((ChatEventKind.GroupList, 3), (list.Kind, list.Group));
        Assert.Equal([2, 10], list.Members!);
    }

    [Theory]
    [InlineData(ChatKind.Group, 3, """{"type":2,"group":"g3","id":7,"data":"a \u0022b\u0022"}""")]
    [InlineData(ChatKind.Single, 3, """{"type":3,"to":"c3","id":7,"data":"a \u0022b\u0022"}""")]
    [InlineData(ChatKind.Everybody, -1, """{"command":"broadcast","others":false,"id":7,"text":"a \u0022b\u0022"}""")]
    [InlineData(ChatKind.Others, -1, """{"command":"broadcast","others":true,"id":7,"text":"a \u0022b\u0022"}""")]
    public void Writes_what_the_room_takes(ChatKind kind, int to, string text) =>
        Assert.Equal(text, Encoding.UTF8.GetString(ChatProtocol.Write(new ChatMessage(7, 0, kind, to), "a \"b\"")));
}
