using System.Text;
using System.Text.Json;
using Harness.Clients;
using Harness.Data;
using Harness.Tests.Clients.Sockets;

namespace Harness.Tests.Clients;

/// <summary>What clients send again and again: the same bytes where nothing differs, their own where something does.</summary>
public sealed class SentTextTests
{
    private static readonly DataSource _source = new(new DataSettings(), 1, cohorts: 10, TimeProvider.System);

    [Fact]
    public void A_literal_is_shared_by_all_clients_and_costs_nothing()
    {
        var text = new SentText("""{"command":"heartBeat"}""", _source);
        OwnText? mine = null;
        text.Next(0, ref mine);

        long before = GC.GetAllocatedBytesForCurrentThread();
        int length = 0;
        for (int client = 0; client < 1000; client++)
        {
            length += text.Next(client, ref mine).Length;
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(23_000, length);
        Assert.Null(mine);
    }

    [Fact]
    public void What_is_only_the_clients_own_is_made_once()
    {
        var text = new SentText("""{"client":"${id}"}""", _source);
        OwnText? mine = null;
        Assert.Equal("""{"client":"c7"}""", Encoding.UTF8.GetString(text.Next(7, ref mine)));

        long before = GC.GetAllocatedBytesForCurrentThread();
        text.Next(7, ref mine);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task Heartbeats_and_messages_carry_data_over_a_real_socket_and_count_on_after_a_reconnect()
    {
        await using var server = new ScriptedServer();
        ClientPolicy policy = LoneWorker.Policy with
        {
            Heartbeat = new HeartbeatPolicy { Message = """{"beat":${n},"who":"${user.name}"}""", Interval = TimeSpan.FromMilliseconds(50), AtOnce = true },
            Send = new SendPolicy { Every = TimeSpan.FromMilliseconds(50), Message = """{"note":${n},"text":"${text.sentence}","number":${number.int(1,9)}}""" },
        };
        await using LoneWorker worker = await LoneWorker.StartAsync(policy, [server.Endpoint]);
        string name = _source.For(0)["user.name"];

        (List<int> beats, List<int> notes) = ([], []);
        for (int connection = 0; connection < 2; connection++)
        {
            ScriptedConnection open = await server.OpenedAsync();
            int until = notes.Count + 3;
            while (notes.Count < until || beats.Count < until)
            {
                string heard = await open.HearAsync();
                Assert.StartsWith("Text ", heard, StringComparison.Ordinal);
                using JsonDocument message = JsonDocument.Parse(heard["Text ".Length..]);
                if (message.RootElement.TryGetProperty("beat", out JsonElement beat))
                {
                    beats.Add(beat.GetInt32());
                    Assert.Equal(name, message.RootElement.GetProperty("who").GetString());
                }
                else
                {
                    notes.Add(message.RootElement.GetProperty("note").GetInt32());
                    Assert.InRange(message.RootElement.GetProperty("number").GetInt32(), 1, 9);
                    Assert.Equal(
                        _source.Compile("${text.sentence}", TextForm.Plain).Fill(_source.For(0), notes[^1]), message.RootElement.GetProperty("text").GetString());
                }
            }

            open.Reset();
        }

        // What was written and reset over is lost, and never numbered twice.
        Assert.Equal(0, beats[0]);
        Assert.Equal(0, notes[0]);
        Assert.All((List<int>[])[beats, notes], numbers => Assert.Equal(numbers.Distinct().Order(), numbers));
    }
}
