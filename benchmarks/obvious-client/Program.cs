// The obvious C# load client, to compare ours with: one ClientWebSocket and one Task.Delay loop per client, and nothing else.
//
//   obvious-client URL CLIENTS INTERVAL_MS WARM_UP_S WINDOW_S       {0} in the URL becomes the number of the client
//
// When all are open it warms up and measures, prints one line of JSON, and ends: round trips by bucket of LogHistogram (µs), from the
// write and from the instant at which the heartbeat was due.
using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;
using Harness.Metrics;

byte[] heartbeat = """{"command":"heartBeat"}"""u8.ToArray();
string url = args[0];
int clients = int.Parse(args[1], CultureInfo.InvariantCulture);
TimeSpan interval = TimeSpan.FromMilliseconds(int.Parse(args[2], CultureInfo.InvariantCulture));
TimeSpan warmUp = TimeSpan.FromSeconds(int.Parse(args[3], CultureInfo.InvariantCulture));
TimeSpan window = TimeSpan.FromSeconds(int.Parse(args[4], CultureInfo.InvariantCulture));

int[] fromWrite = new int[LogHistogram.Buckets];
int[] fromDue = new int[LogHistogram.Buckets];
bool measuring = false;
int opened = 0;
using var stop = new CancellationTokenSource();
using var connecting = new SemaphoreSlim(64);
var everybodyIsOpen = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);

Task[] running = [.. Enumerable.Range(0, clients).Select(RunAsync)];
await everybodyIsOpen.Task;
await Task.Delay(warmUp, TimeProvider.System);
Volatile.Write(ref measuring, true);
await Task.Delay(window, TimeProvider.System);
Volatile.Write(ref measuring, false);
Console.WriteLine(JsonSerializer.Serialize(new { opened, write = Filled(fromWrite), due = Filled(fromDue) }));
await stop.CancelAsync();
await Task.WhenAll(running);

async Task RunAsync(int client)
{
    using var socket = new ClientWebSocket();
    await connecting.WaitAsync();
    try
    {
        await socket.ConnectAsync(new Uri(string.Format(CultureInfo.InvariantCulture, url, client)), CancellationToken.None);
    }
    finally
    {
        connecting.Release();
    }

    if (Interlocked.Increment(ref opened) == clients)
    {
        everybodyIsOpen.SetResult(Stopwatch.GetTimestamp());
    }

    // Evenly spread over the interval.
    long due = await everybodyIsOpen.Task + (Ticks(interval) * client / clients);
    byte[] answer = new byte[128];
    try
    {
        TimeSpan untilFirst = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
        await Task.Delay(untilFirst > TimeSpan.Zero ? untilFirst : TimeSpan.Zero, TimeProvider.System, stop.Token);
        while (true)
        {
            long sent = Stopwatch.GetTimestamp();
            await socket.SendAsync(heartbeat, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            await socket.ReceiveAsync(answer.AsMemory(), CancellationToken.None);
            long received = Stopwatch.GetTimestamp();
            if (Volatile.Read(ref measuring))
            {
                Count(fromWrite, received - sent);
                Count(fromDue, received - due);
            }

            // The next is due one interval after this answer, as our client counts it too: the timer's own lateness is in it.
            due = received + Ticks(interval);
            await Task.Delay(interval, TimeProvider.System, stop.Token);
        }
    }
    catch (OperationCanceledException)
    {
        socket.Abort();
    }
}

static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);

static void Count(int[] buckets, long ticks) => Interlocked.Increment(ref buckets[LogHistogram.BucketOf((long)(ticks * 1e6 / Stopwatch.Frequency))]);

static Dictionary<int, int> Filled(int[] buckets) =>
    Enumerable.Range(0, buckets.Length).Where(bucket => buckets[bucket] > 0).ToDictionary(bucket => bucket, bucket => buckets[bucket]);
