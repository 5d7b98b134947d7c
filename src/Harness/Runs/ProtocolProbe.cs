using System.Collections.Immutable;
using System.Text;
using Harness.Clients;
using Harness.Clients.Protocol;
using Harness.Clients.Sockets;
using Harness.Data;
using Harness.Scenarios;
using Harness.WebSockets;

namespace Harness.Runs;

/// <summary>One line of a probed conversation.</summary>
/// <param name="At">Since the socket was open.</param>
/// <param name="Sent">Whether the client said it.</param>
/// <param name="Text">The first bytes of it, secrets masked.</param>
/// <param name="Meaning">What the protocol makes of it.</param>
public sealed record ProbeLine(TimeSpan At, bool Sent, string Text, string Meaning);

/// <summary>What a conversation showed.</summary>
/// <param name="Wrong">What the server said and the protocol does not understand, each with the key to mend.</param>
/// <param name="Missing">What the server did not say or refused.</param>
/// <param name="Unseen">What the protocol names and did not occur, which may be because it is rare.</param>
public sealed record ProbeFindings(ImmutableArray<string> Wrong, ImmutableArray<string> Missing, ImmutableArray<string> Unseen);

/// <summary>
/// One client's conversation with somebody's server before anything is started: heartbeat, subscription, one poll. What a protocol gets wrong is told with
/// what came instead and the key to mend, and thousands of clients need not find it out.
/// </summary>
internal sealed class ProtocolProbe
{
    /// <summary>The first bytes of a message are enough to tell what it is.</summary>
    private const int ShownBytes = 200;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    private readonly Uri _target;
    private readonly Uri _http;
    private readonly Scenario _scenario;
    private readonly Population _population;
    private readonly ClientSettings _clients;
    private readonly ProtocolSettings _settings;
    private readonly SpokenProtocol _protocol;
    private readonly SpokenPolls? _polls;
    private readonly SecretMask _mask;
    private readonly DataSource _data;
    private readonly TimeProvider _time;
    private readonly Action<ProbeLine> _tell;
    private readonly List<string> _wrong = [];
    private readonly List<string> _missing = [];
    private readonly HashSet<MessageClass> _heard = [];
    private readonly List<string> _strange = [];
    private string? _badPush;
    private string? _otherTopic;
    private long _opened;

    /// <param name="target">The socket's URL.</param>
    /// <param name="poll">The base of the HTTP side; null: the socket's host, at the root.</param>
    /// <param name="scenario">Validated, with a protocol.</param>
    /// <param name="population">The one of it whose first client it talks as.</param>
    /// <param name="seed">The run's.</param>
    /// <param name="time">For waits.</param>
    /// <param name="tell">Told each line as it happens.</param>
    public ProtocolProbe(Uri target, Uri? poll, Scenario scenario, Population population, ulong seed, TimeProvider time, Action<ProbeLine> tell)
    {
        (_target, _scenario, _population, _clients, _time, _tell) = (target, scenario, population, population.Clients, time, tell);
        using var node = new TargetNode(target, poll);
        _http = node.Http;
        _settings = scenario.Protocol ?? throw new ArgumentException("the scenario has no protocol", nameof(scenario));
        _data = new DataSource(scenario.Data, seed, scenario.Cohorts, time);
        _protocol = new SpokenProtocol(_settings, _clients.Policy, scenario.Topics.Count, scenario.Topics.PerClient, _data);
        _polls = _settings.Poll is { } settings && scenario.Topics.PerClient > 0 ? new SpokenPolls(settings, _protocol.Names, _settings.VersionDecimals, _data) : null;
        _mask = SecretMask.OfVariables(RunSecrets.VariablesOf(scenario));
    }

    private string Who => _scenario.Populations.Length > 1 ? $"{_scenario.Name}, {_population.Name}" : _scenario.Name;

    /// <summary>The populations of a scenario whose clients talk to the server differently: one of each.</summary>
    public static IEnumerable<Population> Voices(Scenario scenario) => scenario.Populations.DistinctBy(population => Conversation(scenario, population));

    /// <summary>What a conversation depends on: where it is equal, one of them is enough.</summary>
    public static object Conversation(Scenario scenario, Population population) => (
        scenario.Protocol, population.Clients.Policy.Preset, population.Clients.Policy.Transport, population.Clients.Policy.Heartbeat is { } beat ? (beat.Form, beat.Sender, beat.Message) : default,
        (population.Clients.Handshake, population.Clients.Tls, scenario.Topics.Count, scenario.Topics.PerClient));

    /// <summary>Refuses to go on where the server is not understood.</summary>
    /// <exception cref="UsageException">The protocol is wrong about what the server says.</exception>
    /// <exception cref="EnvironmentException">The server does not say what it must.</exception>
    public async Task CheckAsync(CancellationToken cancellation)
    {
        ProbeFindings found = await RunAsync(TimeSpan.Zero, cancellation).ConfigureAwait(false);
        string hint = $"{Environment.NewLine}`harness probe` shows the whole conversation.";
        if (!found.Wrong.IsEmpty)
        {
            throw new UsageException($"{Who}: the protocol does not fit the target {_target}:{List([.. found.Wrong, .. found.Missing])}{hint}");
        }

        if (!found.Missing.IsEmpty)
        {
            throw new EnvironmentException($"{Who}: the target {_target} does not do what its protocol says:{List(found.Missing)}{hint}");
        }
    }

    /// <summary>The conversation.</summary>
    /// <param name="listen">How long to listen for pushes after it.</param>
    /// <exception cref="EnvironmentException">The target cannot be reached, or does not upgrade.</exception>
    public async Task<ProbeFindings> RunAsync(TimeSpan listen, CancellationToken cancellation)
    {
        if (_clients.Policy.Transport == ClientTransport.WebSocket)
        {
            ProbedSocket socket = await TargetProbe.OpenAsync(_target, _clients, _data, _settings.IdParameter, cancellation).ConfigureAwait(false);
            await using (socket.ConfigureAwait(false))
            {
                _opened = _time.GetTimestamp();
                try
                {
                    await BeatAsync(socket, cancellation).ConfigureAwait(false);
                    await SubscribeAsync(socket, cancellation).ConfigureAwait(false);
                    await ListenAsync(socket, listen, () => false, cancellation).ConfigureAwait(false);
                }
                catch (IOException e)
                {
                    _missing.Add($"it ended the connection: {e.Message}");
                }
            }
        }

        if (_polls is not null)
        {
            await PollAsync(_polls, cancellation).ConfigureAwait(false);
        }

        if (_badPush is { } bad)
        {
            _wrong.Add(bad);
        }

        return new ProbeFindings([.. _wrong.Select(_mask.Apply)], [.. _missing.Select(_mask.Apply)], [.. Unseen().Select(_mask.Apply)]);
    }

    private async Task BeatAsync(ProbedSocket socket, CancellationToken cancellation)
    {
        if (_clients.Policy.Heartbeat is not { Sender: HeartbeatSender.Client, Form: HeartbeatForm.Text })
        {
            return;
        }

        string sent = await SayAsync(socket, Fill(_protocol.Heartbeat), "heartbeat", cancellation).ConfigureAwait(false);
        bool any = _settings.HeartbeatReply.IsEmpty;
        int before = _strange.Count;
        bool closed = await ListenAsync(socket, _patience, () => _heard.Contains(MessageClass.HeartbeatReply) || (any && (_heard.Count > 0 || _strange.Count > before)), cancellation).ConfigureAwait(false);
        if (_heard.Contains(MessageClass.HeartbeatReply) || (any && (_heard.Count > 0 || _strange.Count > before)))
        {
            return;
        }

        string[] came = [.. _strange.Skip(before)];
        if (came.Length > 0)
        {
            _wrong.Add($"protocol.heartbeat.reply fits nothing of what came after the heartbeat {sent}: {string.Join(", ", came.Take(3))}");
        }
        else
        {
            _missing.Add(closed
                ? $"it closed the socket after the heartbeat {sent} without an answer; protocol.heartbeat.send has to be what it understands"
                : $"it did not answer the heartbeat {sent} within {_patience.TotalSeconds:0} s; protocol.heartbeat.send has to be what it answers");
        }
    }

    private async Task SubscribeAsync(ProbedSocket socket, CancellationToken cancellation)
    {
        if (_scenario.Topics.PerClient == 0)
        {
            return;
        }

        string sent = "";
        foreach (byte[] message in _protocol.Subscribe(0))
        {
            sent = await SayAsync(socket, message, "subscription", cancellation).ConfigureAwait(false);
        }

        if (sent.Length == 0 || _settings.Subscribed is null)
        {
            return;
        }

        int before = _strange.Count;
        await ListenAsync(socket, _patience, () => _heard.Contains(MessageClass.Subscribed), cancellation).ConfigureAwait(false);
        if (!_heard.Contains(MessageClass.Subscribed))
        {
            string[] came = [.. _strange.Skip(before)];
            (came.Length > 0 ? _wrong : _missing).Add(came.Length > 0
                ? $"protocol.subscribe.confirmed fits nothing of what came after the subscription {sent}: {string.Join(", ", came.Take(3))}"
                : $"it did not confirm the subscription {sent} within {_patience.TotalSeconds:0} s; protocol.subscribe.send has to be what it understands, or leave protocol.subscribe.confirmed out");
        }
    }

    private byte[] Fill(string text) => Encoding.UTF8.GetBytes(_data.Compile(text, TextForm.Message).Fill(_data.For(0)));

    private async Task<string> SayAsync(ProbedSocket socket, byte[] text, string meaning, CancellationToken cancellation)
    {
        string shown = Show(text);
        Tell(true, shown, meaning);
        await socket.SendAsync(Opcode.Text, text, cancellation).ConfigureAwait(false);
        return shown;
    }

    /// <returns>Whether the server ended the connection.</returns>
    private async Task<bool> ListenAsync(ProbedSocket socket, TimeSpan most, Func<bool> enough, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(most, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            while (!enough())
            {
                if (await socket.ReceiveAsync(either.Token).ConfigureAwait(false) is not { } message)
                {
                    return true;
                }

                await HearAsync(socket, message, cancellation).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The time is over.
        }

        return false;
    }

    private async Task HearAsync(ProbedSocket socket, ProbedMessage message, CancellationToken cancellation)
    {
        if (message.Kind is not (WebSocketEventKind.Text or WebSocketEventKind.Binary))
        {
            Tell(false, message.Kind == WebSocketEventKind.Close ? $"close {Encoding.UTF8.GetString(message.Payload)}" : $"{message.Kind.ToString().ToLowerInvariant()} frame", "no message");
            return;
        }

        MessageClass what = _protocol.Classify(message.Payload, out int topic, out long version);
        string shown = Show(message.Payload);
        Tell(false, shown, Meaning(what, topic, version));
        if (what != MessageClass.Other)
        {
            _heard.Add(what);
        }
        else
        {
            _strange.Add(shown);
            if (_protocol.WhyNoPush(message.Payload, out bool isOtherTopic) is { } why)
            {
                (isOtherTopic ? ref _otherTopic : ref _badPush) ??= $"protocol.push.match fits {shown}, but protocol.push.{why}";
            }
        }

        if (what == MessageClass.AuthenticationError)
        {
            _missing.Add($"it refuses the client: {shown}");
        }

        if (what == MessageClass.ServerHeartbeat && (_clients.Policy.Heartbeat is { Sender: HeartbeatSender.Server } ? _protocol.Heartbeat : _protocol.HeartbeatAnswer) is { Length: > 0 } answer)
        {
            await SayAsync(socket, Fill(answer), "answer to the server's heartbeat", cancellation).ConfigureAwait(false);
        }
    }

    private void Tell(bool sent, string text, string meaning) => _tell(new ProbeLine(_time.GetElapsedTime(_opened), sent, _mask.Apply(text), _mask.Apply(meaning)));

    private string Meaning(MessageClass what, int topic, long version) => what switch
    {
        MessageClass.HeartbeatReply => "reply to the heartbeat",
        MessageClass.ServerHeartbeat => "heartbeat of the server",
        MessageClass.Subscribed => $"subscription confirmed{Told(topic, version)}",
        MessageClass.AuthenticationError => "credentials refused",
        MessageClass.Push => $"push{Told(topic, version)}",
        _ => "not recognised: counts as a message, and is nothing else",
    };

    private string Told(int topic, long version) => (topic >= 0 ? $", topic {topic} ({_protocol.Names.Of(topic)})" : "") + (version > 0 ? $", version {version}" : "");

    private async Task PollAsync(SpokenPolls polls, CancellationToken cancellation)
    {
        using var http = new HttpClient(new TlsClient(_clients.Tls ?? TlsSettings.Default).Handler()) { Timeout = _patience };
        using HttpRequestMessage request = polls.Request(_http, client: 0, topic: 0, hold: null);
        string asked = _mask.Apply($"GET {request.RequestUri}");
        long began = _time.GetTimestamp();
        _opened = _opened == 0 ? began : _opened;
        try
        {
            using HttpResponseMessage response = await http.SendAsync(request, cancellation).ConfigureAwait(false);
            byte[] body = await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
            int status = (int)response.StatusCode;
            Tell(true, asked, "poll");
            string? text = polls.TextOf(response, body);
            bool isVersion = text is not null && polls.TryRead(text, out _);
            Tell(
                false, $"{status} {Show(body)}",
                !polls.IsAnswer(status) ? "not answered (protocol.poll.answered)" : isVersion ? $"answered, version {text}" : "answered, no version");
            JudgePoll(polls, asked, status, Show(body), text, isVersion);
        }
        catch (HttpRequestException e)
        {
            _missing.Add($"{asked} failed: {e.Message}; polls go below --poll, or without it to the target's host");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            _missing.Add($"{asked} was not answered within {_patience.TotalSeconds:0} s");
        }
    }

    private void JudgePoll(SpokenPolls polls, string asked, int status, string body, string? text, bool isVersion)
    {
        if (!polls.IsAnswer(status))
        {
            _missing.Add($"{asked} was answered with {status}, and protocol.poll.answered has only {string.Join(", ", _settings.Poll!.Answered)}. First bytes: {(body.Length == 0 ? "none" : body)}");
        }
        else if (_settings.Poll!.Version is not null && !isVersion && status == 200)
        {
            _wrong.Add(text is null
                ? $"protocol.poll.version finds nothing in the answer to {asked}: {(body.Length == 0 ? "no body" : body)}"
                : $"protocol.poll.version finds \"{_mask.Apply(text)}\" in the answer to {asked}, which is no whole number and no instant (protocol.version_decimals allows digits after the point)");
        }
    }

    private IEnumerable<string> Unseen()
    {
        if (_clients.Policy.Transport != ClientTransport.WebSocket)
        {
            yield break;
        }

        if (_settings.Push is not null && _scenario.Topics.PerClient > 0 && !_heard.Contains(MessageClass.Push))
        {
            // A server may push what nobody asked for; only where nothing else comes is a name probably wrong.
            yield return _otherTopic ?? "no push came (protocol.push): none was published meanwhile, or it is not recognised";
        }

        if (!_settings.ServerHeartbeat.IsEmpty && !_heard.Contains(MessageClass.ServerHeartbeat))
        {
            yield return "no heartbeat of the server came (protocol.heartbeat.server)";
        }
    }

    /// <summary>The first bytes as text, without control characters and secrets.</summary>
    private string Show(byte[] message)
    {
        // Masked before it is cut: half a secret would not be found any more.
        string text = _mask.Apply(string.Concat(Encoding.UTF8.GetString(message).Select(c => char.IsControl(c) ? ' ' : c)));
        return text.Length > ShownBytes ? string.Concat(text.AsSpan(0, ShownBytes), "…") : text;
    }

    private static string List(ImmutableArray<string> lines) => string.Concat(lines.Select(line => $"{Environment.NewLine}  {line}"));
}
